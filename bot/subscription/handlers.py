"""Following a story: subscribe, unsubscribe, list, change the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.query import refusals
from bot.query.index import Index
from bot.query.names import names_of
from bot.query.request import Place, Request
from bot.query.wishes import Wish
from bot.reply.model import Reply
from bot.subscription import replies
from bot.subscription.choosing import choose
from bot.subscription.form import settings_reply
from bot.subscription.listing import listing, title
from bot.subscription.model import Preferences, Rhythm, Subscription
from bot.subscription.rhythm import due, read_zone
from bot.subscription.stores import Stores
from bot.subscription.telling import where


class Following:
    """One request about following stories, in a place that is known, answered from one index."""

    def __init__(
        self, request: Request, place: Place, index: Index, stores: Stores, clock: Callable[[], datetime]
    ) -> None:
        self._request = request
        self._place = place
        self._index = index
        self._stores = stores
        self._clock = clock

    async def answer(self, wish: Wish) -> Reply:
        """Do what is wished, and say what was done. Raises StoreError and OnrecordError."""
        if wish.left:
            return replies.not_read(wish)
        if wish.command == "subscriptions":
            return await self._list()
        if refusal := await self._refusal():
            return replies.refused(refusal, replies.LISTED)
        here = await self._stores.subscriptions.here(self._place)
        if wish.command == "unsubscribe":
            return await self._unsubscribe(wish, here)
        if wish.command == "settings" and not wish.named and len(here) == 1:
            wish = replace(wish, story=here[0].story)
        entry = self._index.library.entries.get(wish.story)
        if entry is None:
            return refusals.which_story(self._index.library, (), wish.line)
        if entry.status == "withdrawn":
            return replace(refusals.not_served(entry), private=True)
        current = next((each.preferences for each in here if each.story == wish.story), None)
        return await (self._subscribe if wish.command == "subscribe" else self._settings)(wish, current)

    async def _subscribe(self, wish: Wish, current: Preferences | None) -> Reply:
        entry, story = self._index.library.entries[wish.story], self._index.story(wish.story)
        zone = await self._zone() if current is None else ""
        chosen = choose(wish.options, current, story, zone)
        if not isinstance(chosen, Preferences):
            return replies.troubled(wish, chosen)
        if obstacle := await self._obstacle():
            return replies.refused(f"{obstacle} Nothing was changed.", replies.LISTED)
        head = await self._stores.revisions.head(wish.story)
        new = await self._stores.subscriptions.subscribe(
            self._place,
            wish.story,
            chosen,
            by=self._request.user,
            revision=head.number if head else entry.revision,
            due=self._due(current, chosen),
        )
        if current is not None and not new:
            return replies.changed(entry, story, current, chosen)
        zoned = bool(zone) or bool(wish.options.get("zone"))
        return replies.following(where(self._place), entry, story, chosen, zoned=zoned)

    def _due(self, current: Preferences | None, chosen: Preferences) -> datetime | None:
        """Until when waits what is put off already: as the new rhythm has it, and rather early than late."""
        if current is None or current.rhythm == chosen.rhythm:
            return None
        return due(chosen.rhythm, "soon", self._clock())

    async def _settings(self, wish: Wish, current: Preferences | None) -> Reply:
        preferences = current or Preferences(rhythm=Rhythm(zone=read_zone(await self._zone()) or "UTC"))
        return settings_reply(
            wish,
            self._index.story(wish.story),
            preferences,
            follows=current is not None,
            place=where(self._place),
            private=self._private,
        )

    async def _unsubscribe(self, wish: Wish, here: Sequence[Subscription]) -> Reply:
        stories = {each.story: title(self._index, each.story) for each in here}
        slug = wish.story if wish.story in stories or wish.named else ""
        if wish.named and not slug:  # the library may have it no more
            slug = (
                names_of({each: (each, name) for each, name in stories.items()}).exact(wish.named).one or ""
            )
        if not wish.named and not slug and len(stories) == 1:
            slug = next(iter(stories))
        if not slug and not wish.named and stories:
            return replies.which_followed(
                wish, "Which story is not to be followed any more?", [*stories.items()]
            )
        if slug not in stories or not await self._stores.subscriptions.unsubscribe(self._place, slug):
            return replies.not_followed(wish, where(self._place), [*stories.items()])
        return replies.stopped(slug, stories[slug], where(self._place))

    async def _list(self) -> Reply:
        subscriptions, place = self._stores.subscriptions, self._place
        here = await subscriptions.here(place)
        every = [] if place.direct else await subscriptions.tenant(place.platform, place.tenant)
        # What is followed in a conversation is nobody else's business.
        others = [each for each in every if not each.place.direct and _spot(each.place) != _spot(place)]
        return listing(place, here, others, self._index, private=self._private)

    @property
    def _private(self) -> bool:
        return not (self._place.direct or self._place.platform == "console")

    async def _refusal(self) -> str:
        around = self._request.surroundings
        return await around.refusal() if around else ""

    async def _obstacle(self) -> str:
        around = self._request.surroundings
        return await around.obstacle() if around else ""

    async def _zone(self) -> str:
        around = self._request.surroundings
        return await around.zone() if around else ""


def _spot(place: Place) -> tuple[str, str, str, str]:
    return place.platform, place.tenant, place.channel, place.thread
