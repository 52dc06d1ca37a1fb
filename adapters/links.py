"""The one place that decides whether an address from a brief may become a link."""

from __future__ import annotations

from urllib.parse import quote

# Brackets, parentheses, backslash, quotation marks and white space could end a link early.
_KEPT = ":/?#@!$&*+,;=%-._~"
_LONGEST = 2000


def link(url: str) -> str | None:
    """An https address, percent-encoded so that no platform's markup can act in it; else None."""
    if not url.startswith("https://"):
        return None
    encoded = quote(url, safe=_KEPT, errors="replace")
    return encoded if len(encoded) <= _LONGEST else None
