"""What is new since a reader last looked, or since a day or a revision that they name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.brief.model import Brief
from bot.brief.story import Story
from bot.query.index import Index
from bot.query.refusals import echo, view_command
from bot.query.request import Place, Request
from bot.query.since import ALLOWED, near_day, read_since
from bot.query.views.frame import day
from bot.query.views.news import News, news_line, news_of_all, news_of_story
from bot.query.wishes import Wish
from bot.query.wording import ours
from bot.reply.model import Action, Choices, Paragraph, Plain, Reply
from bot.revision.delta import delta
from bot.subscription.replies import refused
from bot.subscription.rhythm import read_zone
from bot.subscription.stores import Stores

# Of all stories, so many are looked through; those that were learned of last.
LOOKED_THROUGH = 50
ASKED_FIRST = "You ask for the first time what is new here."
FIRST = f"{ASKED_FIRST} This is what the last revision changed; from now on what comes after it counts."
ONLY_ONE = f"{ASKED_FIRST} Nothing has changed since it was first published; what comes from now on counts."


class Newsroom:
    """One reader's question what is new, answered from one index."""

    def __init__(
        self, request: Request, place: Place, index: Index, stores: Stores, clock: Callable[[], datetime]
    ) -> None:
        self._reader = place.platform, place.tenant, request.user
        self._around = request.surroundings
        self._private = not (place.direct or place.platform == "console")
        self._index = index
        self._stores = stores
        self._clock = clock

    async def answer(self, wish: Wish) -> Reply:
        """What is new. Raises StoreError and OnrecordError."""
        since = await self._since(wish)
        if isinstance(since, Reply):
            return since
        return await (self._of_story(wish, since) if wish.story else self._of_all(since))

    async def _of_story(self, wish: Wish, since: datetime | int | None) -> Reply:
        slug = wish.story
        now = await self._now(slug)
        if now is None:
            return _unpublished(self._index.library.entries[slug].title, slug)
        cursor = await self._cursor(slug)
        if isinstance(since, int) and since > now.brief.revision.number:
            text = f"There is no revision {since} yet: the last one is {now.brief.revision.number}."
            return _asked_back(wish, text, f"revision {now.brief.revision.number}")
        seen = cursor if since is None else await self._number(slug, since)
        news = await self._news(now, seen, chosen=since is not None)
        # Whoever asks for a later time than they had read up to has not seen what lies between.
        moves = since is None or cursor is None or news.before.brief.revision.number <= cursor
        others = len(self._index.library.entries) > 1
        return news_of_story(news, private=self._private, moves=moves, others=others)

    async def _of_all(self, since: datetime | int | None) -> Reply:
        if isinstance(since, int):
            return refused(
                "A revision is one of a story: say which, such as /brief new nk-russia since revision 3"
            )
        heads = await self._stores.revisions.heads()
        entries = [each for each in self._index.latest if each.slug in heads][:LOOKED_THROUGH]
        cursors = {each.slug: await self._cursor(each.slug) for each in entries}
        found = []
        for entry in entries:
            seen = cursors[entry.slug] if since is None else await self._number(entry.slug, since)
            if (seen is None and since is None) or seen == heads[entry.slug][0]:
                continue
            now = await self._now(entry.slug)
            if now is not None:
                found.append(await self._news(now, seen, chosen=since is not None))
        unseen = [each for each in entries if cursors[each.slug] is None] if since is None else []
        return news_of_all(
            [each for each in found if each.changes],
            unseen,
            len(entries) - len(unseen),
            private=self._private,
            moves=since is None,
        )

    async def _news(self, now: Story, seen: int | None, *, chosen: bool) -> News:
        """What is new since the revision `seen`; where that is not kept, since the nearest that is."""
        before = await self._snapshot(now, seen) if seen is not None else None
        notes: tuple[str, ...] = ()
        if before is None:
            earlier = await self._stores.revisions.since(now.slug, 0, now.brief.revision.number - 1)
            at = (0 if chosen else -1) if earlier else None
            number = earlier[at].number if at is not None else now.brief.revision.number
            before = await self._snapshot(now, number)
            first = earlier[0].published if earlier else None
            notes = (_known_since(first) if chosen else FIRST if earlier else ONLY_ONE,)
        before = before or now.brief
        return News(before=Story(before), after=now, changes=delta(before, now.brief).changes, notes=notes)

    async def _snapshot(self, now: Story, number: int) -> Brief | None:
        if number == now.brief.revision.number:
            return now.brief
        return await self._stores.revisions.snapshot(now.slug, number)

    async def _now(self, slug: str) -> Story | None:
        """The story as it was last published; what is about to be is news only then."""
        head = await self._stores.revisions.head(slug)
        if head is None:
            return None
        if self._index.library.entries[slug].sha256 == head.sha256:
            return self._index.story(slug)
        brief = await self._stores.revisions.snapshot(slug, head.number)
        return Story(brief) if brief else None

    async def _number(self, slug: str, since: datetime | int) -> int | None:
        return since if isinstance(since, int) else await self._stores.revisions.number_at(slug, since)

    async def _cursor(self, slug: str) -> int | None:
        return await self._stores.readers.read_until(*self._reader, slug)

    async def _since(self, wish: Wish) -> datetime | int | Reply | None:
        """Since when; a day that cannot be made out, or is to come, is asked back."""
        if wish.left:
            return _asked_back(wish, f"I did not understand ‘{echo(' '.join(wish.left))}’.", "yesterday")
        typed = wish.options.get("since", "").strip()
        if not typed:
            return None
        zone = read_zone(await self._around.zone() if self._around else "") or "UTC"
        since = read_since(typed, self._clock(), zone)
        if since is None:
            text = f"I do not know since when ‘{echo(typed)}’ is. You can say: {ALLOWED}."
            return _asked_back(wish, text, near_day(typed) or "yesterday")
        if isinstance(since, datetime) and since > self._clock():
            return _asked_back(wish, f"‘{echo(typed)}’ is still to come.", "yesterday")
        return since


def _known_since(first: datetime | None) -> str:
    known = f" It has known this story since {day(first.isoformat())}." if first else ""
    return f"The bot has kept no revision of that time; this is all that it has seen change.{known}"


def _unpublished(title: str, slug: str) -> Reply:
    text = f"{ours(title)} has not been published here yet, so nothing can be new in it."
    return refused(text, Action(label="Whole brief", command=view_command(slug, "summary")))


def _asked_back(wish: Wish, text: str, instead: str) -> Reply:
    line = f"{news_line(wish.story)} since {instead}"
    choices = Choices(
        prompt="Did you mean:",
        options=(
            Action(label=f"Since {instead}", command=line),
            Action(label="Since you last looked", command=news_line(wish.story)),
        ),
    )
    return Reply(kind="error", blocks=(Paragraph(words=(Plain(text=text),)), choices), private=True)
