"""What can be asked, and how."""

from __future__ import annotations

from bot.query.commands import COMMANDS, VIEWS
from bot.query.refusals import BRIEFS
from bot.reply.model import Block, Heading, Notice, Paragraph, Plain, Point, Reply, Strong


def help_reply() -> Reply:
    """What can be asked, from the command table."""
    rows: list[Block] = [Heading(text="What you can ask")]
    rows += [
        Point(words=(Strong(text=command.example), Plain(text=f": {command.description}.")))
        for command in COMMANDS
    ]
    rows.append(Heading(text="Views of a brief", level=2))
    rows += [Point(words=(Strong(text=view.name), Plain(text=f": {view.description}."))) for view in VIEWS]
    plain = "Or in words: what did Kirby say · timeline nk-russia · what's new · follow nk-russia."
    promise = (
        "Every line is from a brief and names its source. Where the brief does not say, the bot says so."
    )
    rows += [Paragraph(words=(Plain(text=plain),)), Notice(text=promise)]
    return Reply(
        kind="view",
        blocks=tuple(rows),
        view="help",
        actions=(BRIEFS,),
        private=True,
    )
