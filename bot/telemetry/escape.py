"""Text of strangers, safe for a terminal and a log: what could steer or disguise is spelled out."""

from __future__ import annotations

import re

# Controls (C0 without tab and line feed, DEL, C1), line separators, and the marks that embed, override or
# isolate a direction of writing (Unicode UAX #9). Joiners and plain direction marks stay: scripts need them.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(text: str) -> str:
    """Spell out control characters (`\\x1b`, `\\u202e`); tabs and line feeds stay as they are."""
    return _UNSAFE.sub(_spell, text)


def one_line(text: str) -> str:
    """The same, on one line: nobody can forge a line of their own."""
    return escape(text).replace("\n", "\\n").replace("\t", "\\t")


def _spell(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape", "surrogatepass").decode("ascii")
