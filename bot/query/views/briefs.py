"""The stories there are."""

from __future__ import annotations

from bot.brief.library import Entry
from bot.query.index import Index
from bot.query.refusals import BRIEFS, HELP, label, view_command
from bot.query.resolve import NOT_SERVED
from bot.query.views.frame import day, paged
from bot.query.wording import ours
from bot.reply.model import Action, Block, Choices, Heading, Notice, Paragraph, Plain, Point, Reply, Strong

PAGE_SIZE = 20


def briefs(index: Index, page: int) -> Reply:
    """The stories, those learned of last first."""
    rows, where = paged(index.latest, page, PAGE_SIZE, BRIEFS.command)
    blocks: list[Block] = [Heading(text="Briefs"), *(_entry(entry) for entry in rows)]
    if not rows:
        blocks.append(Paragraph(words=(Plain(text="There are no briefs here yet."),)))
    if where.count > 1:
        blocks.append(Notice(text=where.words))
    if rows:
        options = tuple(
            Action(label=label(entry.title), command=view_command(entry.slug, "summary")) for entry in rows
        )
        blocks.append(Choices(prompt="Open one:", options=options))
    turns = where.actions if where.count > 1 else ()
    asked = BRIEFS.command + (f" page {page}" if page > 1 else "")
    return Reply(kind="view", blocks=tuple(blocks), view="briefs", actions=(*turns, HELP), asked=asked)


def _entry(entry: Entry) -> Point:
    contested = (
        f" · {entry.contested} contested" if entry.contested and entry.status not in NOT_SERVED else ""
    )
    detail = f"{entry.status} · revision {entry.revision}, {day(entry.at)}{contested} · {entry.slug}"
    return Point(words=(Strong(text=ours(entry.title)),), detail=detail)
