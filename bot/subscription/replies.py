"""Replies about following: yes, changed, no more, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from bot.brief.library import Entry
from bot.brief.story import Story
from bot.query.refusals import BRIEFS, HELP, echo, label, view_command
from bot.query.wishes import Wish
from bot.query.wording import ours
from bot.reply.model import (
    Action,
    Block,
    Choices,
    Fields,
    Notice,
    Paragraph,
    Plain,
    Point,
    Reply,
    Strong,
)
from bot.subscription import telling
from bot.subscription.choosing import Trouble
from bot.subscription.form import settings_line
from bot.subscription.model import Preferences

LISTED = Action(label="Subscriptions", command="/brief subscriptions")
CAN_SAY = (
    "You can say: instantly, hourly, or daily at 8:00; corrections only, or the word by and names of "
    "speakers; quiet 22-7; a time zone such as Europe/Berlin."
)
NOWHERE = "Nothing is kept in this chat, so no story can be followed in it."


def following(place: str, entry: Entry, story: Story, preferences: Preferences, *, zoned: bool) -> Reply:
    """Yes: what will be told here, and when."""
    said = Plain(text=f" is followed in {place} from now on (revision {entry.revision}).")
    blocks: list[Block] = [Paragraph(words=(Strong(text=ours(entry.title)), said))]
    blocks += _told(entry, story, preferences, zoned=zoned)
    return _about(entry, blocks, _onward(entry.slug))


def changed(entry: Entry, story: Story, was: Preferences, now: Preferences) -> Reply:
    """The settings are others from now on; which ones."""
    before, after = telling.rows(was, story), telling.rows(now, story)
    pairs = [
        (name, old, new) for (_, name, old), (_, _, new) in zip(before, after, strict=True) if old != new
    ]
    if not pairs:
        blocks: list[Block] = [
            _line("Nothing has changed. ", ours(entry.title), " is followed here already.")
        ]
    else:
        changes = tuple((name, (Plain(text=f"{new} (until now: {old})"),)) for name, old, new in pairs)
        blocks = [_line("Changed for ", ours(entry.title), ":"), Fields(rows=changes)]
    told = _told(entry, story, now, zoned=True)
    return replace(_about(entry, [*blocks, *told], _onward(entry.slug)), private=not pairs)


def _told(entry: Entry, story: Story, preferences: Preferences, *, zoned: bool) -> Iterator[Block]:
    yield from (Point(words=(Plain(text=line),)) for line in telling.told(preferences, story))
    if not zoned and telling.timed(preferences):
        text = "Times are in UTC, since your time zone is not known here; another is set by, say, "
        yield Notice(text=f"{text}/brief subscribe {entry.slug} zone:Europe/Berlin")
    if entry.status == "hold":
        yield Notice(text=f"The story is on hold at present: {ours(entry.note or '')}")


def stopped(entry: str, title: str, place: str) -> Reply:
    """No more."""
    again = Action(label="Follow again", command=f"/brief subscribe {entry}")
    words = (Strong(text=ours(title)), Plain(text=f" is not followed in {place} any more."))
    blocks = (Paragraph(words=words), Notice(text="Earlier messages stay, and are still corrected."))
    return Reply(kind="answer", blocks=blocks, story=entry, view="unsubscribe", actions=(again, LISTED))


def not_followed(wish: Wish, place: str, options: Sequence[tuple[str, str]]) -> Reply:
    """It is not followed here; what is. `options` are slugs and titles."""
    named = f"the story ‘{echo(wish.named or wish.story)}’" if wish.named or wish.story else "any story"
    return which_followed(wish, f"{place.capitalize()} does not follow {named}.", options)


def which_followed(wish: Wish, text: str, options: Sequence[tuple[str, str]]) -> Reply:
    """Ask which of the stories that are followed here is meant."""
    actions = tuple(Action(label=label(title), command=wish.line(slug)) for slug, title in options[:25])
    choices = (Choices(prompt="Followed here:", options=actions),) if actions else ()
    return Reply(
        kind="choice" if actions else "error",
        blocks=(_line(text), *choices),
        actions=(LISTED, BRIEFS),
        private=True,
    )


def refused(text: str, *actions: Action) -> Reply:
    """No, and why."""
    return Reply(kind="error", blocks=(_line(text),), actions=actions or (HELP,), private=True)


def not_read(wish: Wish) -> Reply:
    """Words that nothing was made of: they may be what matters."""
    text = f"I did not understand ‘{echo(' '.join(wish.left))}’, so nothing was done."
    blocks: list[Block] = [_line(text)]
    if wish.command in ("subscribe", "settings"):
        blocks.append(_line(CAN_SAY))
    without = Action(label="Without these words", command=wish.line())
    return Reply(kind="error", blocks=tuple(blocks), actions=(without, HELP), private=True)


def troubled(wish: Wish, troubles: Iterable[Trouble]) -> Reply:
    """Values that cannot be: what is allowed, and the line once more, to be corrected."""
    names = dict(_TITLES)
    blocks: list[Block] = []
    for each in troubles:
        blocks.append(
            _line(f"{names[each.name]}: ‘{echo(each.typed)}’ is not possible. Allowed: {each.allowed}.")
        )
        options = tuple(
            Action(label=label(text), command=wish.line(**{each.name: value})) for value, text in each.near
        )
        blocks += [Choices(prompt="Did you mean:", options=options)] if options else []
    blocks.append(Notice(text=f"Nothing was changed. The line to be corrected: {wish.line()}"))
    form = Wish(command="settings", story=wish.story, options=wish.options)
    mend = Action(label="Correct it in the form", command=form.line())
    return Reply(kind="error", blocks=tuple(blocks), story=wish.story, actions=(mend, HELP), private=True)


_TITLES = (
    ("when", "How often"),
    ("at", "Time of the daily message"),
    ("changes", "Which changes"),
    ("quiet", "Quiet hours"),
    ("zone", "Time zone"),
)


def _onward(slug: str) -> tuple[Action, ...]:
    return (
        Action(label="Settings", command=settings_line(slug)),
        Action(label="Whole brief", command=view_command(slug, "summary")),
        Action(label="Unsubscribe", command=f"/brief unsubscribe {slug}"),
    )


def _about(entry: Entry, blocks: Iterable[Block], actions: tuple[Action, ...]) -> Reply:
    return Reply(
        kind="answer",
        blocks=tuple(blocks),
        story=entry.slug,
        view="subscribe",
        actions=actions,
        tone=entry.status,
    )


def _line(*parts: str) -> Paragraph:
    return Paragraph(words=(Plain(text="".join(parts)),))
