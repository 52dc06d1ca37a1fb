"""The stories there are, and what can be asked."""

from __future__ import annotations

from bot.brief.library import Entry
from bot.query.commands import COMMANDS, VIEWS
from bot.query.shelf import Shelf
from bot.query.trouble import HELP, view_command
from bot.query.views.frame import day, paged
from bot.query.wording import ours
from bot.reply.model import Action, Block, Choices, Heading, Notice, Paragraph, Plain, Point, Reply, Strong

PAGE_SIZE = 20


def briefs(shelf: Shelf, page: int) -> Reply:
    """The stories, those learned of last first."""
    entries = sorted(shelf.library.entries.values(), key=lambda entry: entry.slug)
    entries.sort(key=lambda entry: entry.at, reverse=True)
    rows, where = paged(entries, page, PAGE_SIZE, "/briefs")
    blocks: list[Block] = [Heading(text="Briefs"), *(_entry(entry) for entry in rows)]
    if not entries:
        blocks.append(Paragraph(words=(Plain(text="There are no briefs here yet."),)))
    if where.count > 1:
        blocks.append(Notice(text=where.words))
    if rows:
        options = tuple(
            Action(label=_short(entry.title), command=view_command(entry.slug, "summary")) for entry in rows
        )
        blocks.append(Choices(prompt="Open one:", options=options))
    turns = where.actions if where.count > 1 else ()
    return Reply(kind="view", blocks=tuple(blocks), view="briefs", actions=(*turns, HELP))


def _entry(entry: Entry) -> Point:
    contested = f" · {entry.contested} contested" if entry.contested else ""
    detail = f"{entry.status} · revision {entry.revision}, {day(entry.at)}{contested} · {entry.slug}"
    return Point(words=(Strong(text=ours(entry.title)),), detail=detail)


def _short(title: str) -> str:
    text = ours(title)
    return text if len(text) <= 75 else text[:74].rstrip() + "…"


def help_reply() -> Reply:
    """What can be asked, from the command table."""
    rows: list[Block] = [Heading(text="What you can ask")]
    rows += [
        Point(words=(Strong(text=command.example), Plain(text=f"  {command.description}.")))
        for command in COMMANDS
    ]
    rows.append(Heading(text="Views of a brief", level=2))
    rows += [Point(words=(Strong(text=view.name), Plain(text=f"  {view.description}."))) for view in VIEWS]
    plain = "Or in words: what did Kirby say · timeline nk-russia · who said what nk-russia."
    promise = (
        "Every line is from a brief and names its source. Where the brief does not say, the bot says so."
    )
    rows += [Paragraph(words=(Plain(text=plain),)), Notice(text=promise)]
    return Reply(
        kind="view",
        blocks=tuple(rows),
        view="help",
        actions=(Action(label="All briefs", command="/briefs"),),
        private=True,
    )
