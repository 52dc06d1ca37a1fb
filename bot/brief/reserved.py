"""Words that no story may take as its name, since they mean something after `/brief`."""

from __future__ import annotations

VIEWS = (
    "summary",
    "who-said-what",
    "claims",
    "timeline",
    "glossary",
    "sources",
    "open-questions",
    "history",
)
COMMANDS = (
    "list",
    "ask",
    "new",
    "whats-new",
    "help",
    "brief",
    "briefs",
    "subscribe",
    "unsubscribe",
    "subscriptions",
    "settings",
    "check",
    "all",
)
RESERVED = frozenset(VIEWS + COMMANDS)
