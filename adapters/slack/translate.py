"""What people type on Slack, as the plain words that the core reads."""

from __future__ import annotations

import re
from html import unescape

LONGEST = 2000
# Marks and links of Slack are longer than the words they stand for.
_READ = 4 * LONGEST
_MARK = re.compile(r"<([^<>]*)>")
_SIGN = re.compile(r"(?<!\S)[@#](?=\w)")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_STYLE = "*_~`"


def words(text: str, me: str = "") -> str:
    """The words of a message, at most 2,000 characters; mentions of the user id `me` are left out.

    Marks become what a reader sees in their place: `<#C1|general>` is general, `<https://x|label>` is
    label, `<@U1>` without a name and `<!here>` are nothing (Slack docs: Formatting message text,
    "Retrieving formatted messages"). A name or channel typed as `@name` or `#general` loses its sign.
    """
    seen = _MARK.sub(lambda found: _shown(found[1], me), text[:_READ])
    plain = _ENTITY.sub(lambda found: unescape(found[0]), seen)
    # People write a colon or a comma after the bot's name.
    spaced = " ".join(_SIGN.sub("", plain).split()).lstrip(",:; ")
    return _unstyled(spaced)[:LONGEST]


def command(text: str, me: str = "") -> str:
    """The line that a slash command with this text stands for, whatever the app calls its command."""
    return f"/brief {words(text, me)}".strip()


def _shown(mark: str, me: str) -> str:
    target, _, label = mark.partition("|")
    sign, name = target[:1], target[1:]
    if sign == "@":
        return "" if name == me else label
    if sign == "!":
        return label if name.startswith(("date^", "subteam^")) else ""
    if sign == "#":
        return label
    return label or target.removeprefix("mailto:")


def _unstyled(text: str) -> str:
    """Without bold, italic, strike or code round the whole line."""
    while len(text) > 1 and text[0] == text[-1] and text[0] in _STYLE:
        text = text[1:-1].strip()
    return text
