"""How a reply reaches whoever asked: aloud, in a whisper, in place of what was clicked on, or in the home."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from adapters.platform import Malformed, Undelivered
from adapters.slack.arrivals import Arrival
from adapters.slack.courier import Courier
from adapters.slack.home import home
from adapters.slack.modal import modal
from adapters.slack.render import Message, messages
from adapters.slack.trouble import Shut, Uncertain
from bot.delivery.ledger import Sent
from bot.query.request import Place
from bot.reply.model import Form, Reply

log = logging.getLogger(__name__)

# Who asked for a message of ours, "" for an update, which nobody did; None where nothing tells.
Asker = Callable[[Place, str], Awaitable[str | None]]


class Answers:
    """Delivers replies to one arrival. Each method is a `Respond`: it says what others can see now."""

    def __init__(self, courier: Courier, arrival: Arrival, asker: Asker) -> None:
        self._courier = courier
        self._arrival = arrival
        self._place = arrival.place
        self._asker = asker

    async def respond(self, reply: Reply) -> Sequence[Sent]:
        """Deliver in the way that fits how the request came."""
        arrival = self._arrival
        if reply.form and arrival.trigger and await self._opened(reply.form):
            return ()
        if arrival.surface == "home":
            await self._courier.publish(arrival.user, home(reply, self._place))
            return ()
        if arrival.door in ("button", "menu"):
            return await self._to_click(reply)
        if arrival.door == "command":
            return await (self._by_url(reply) if reply.private else self._aloud(messages(reply)))
        if reply.private and arrival.door == "mention":
            return await self._whisper(reply)
        if arrival.door == "form" and not self._place.direct and (reply.private or self._own):
            return await self._to_person(reply)
        return await self._aloud(messages(reply))

    async def _opened(self, form: Form) -> bool:
        """Whether the form is before the person; where it is not, the reply's own words say the same."""
        view = modal(form, self._place, home=self._arrival.surface == "home")
        if view is None:
            return False
        try:
            await self._courier.open(self._arrival.trigger, view)
        except Undelivered as error:
            log.log(logging.ERROR if isinstance(error, Malformed) else logging.INFO, "no form: %s", error)
            return False
        return True

    async def _to_click(self, reply: Reply) -> Sequence[Sent]:
        """In place of the message, unless the reply or the message is somebody else's."""
        arrival = self._arrival
        if arrival.whispered:
            return await self._by_url(reply, replaced=True)
        if reply.private or not arrival.message or await self._belongs_to_another():
            return await self._by_url(reply)
        return await self._in_place(messages(reply))

    async def _belongs_to_another(self) -> bool:
        asker = await self._asker(self._place, self._arrival.message)
        return asker is not None and asker != self._arrival.user

    async def _in_place(self, parts: Sequence[Message]) -> Sequence[Sent]:
        """The first message replaces what was clicked on, the others follow it."""
        first = await self._replaced(parts[0])
        return [first, *await self._aloud(parts[1:], before=(first,))]

    async def _replaced(self, message: Message) -> Sent:
        arrival = self._arrival
        try:
            await self._courier.answer(arrival.url, self._place, message.body, private=False, replace=True)
        except Undelivered as error:  # the same change once more does no harm
            log.info("the message is changed the other way: %s", error)
            return await self._courier.amend(self._place, arrival.message, message)
        place, ts = self._place, arrival.message
        return Sent(place=place, message=ts, items=message.items, editable=arrival.lasting)

    async def _aloud(self, parts: Sequence[Message], before: Sequence[Sent] = ()) -> Sequence[Sent]:
        """All parts in order, for everybody. What was seen before a part failed is told with the failure, and
        what may have been seen: a correction has to know of it, though it cannot reach it."""
        sent: list[Sent] = []
        for part in parts:
            try:
                sent.append(await self._said(part))
            except Undelivered as error:
                perhaps = Sent(place=self._place, message=None, items=part.items, editable=False)
                error.sent = (*before, *sent, *([perhaps] if isinstance(error, Uncertain) else ()))
                raise
        return sent

    async def _said(self, part: Message) -> Sent:
        """By `chat.postMessage`, which can be changed later; else by the `response_url`, which cannot."""
        try:
            return await self._courier.post(self._place, part)
        except Shut as error:
            if not self._arrival.url:
                raise
            log.info("the answer goes by response_url: %s", error)
        await self._courier.answer(self._arrival.url, self._place, part.body, private=False, replace=False)
        # Where the bot may not post, a direct conversation is one between others.
        place = replace(self._place, direct=False)
        return Sent(place=place, message=None, items=part.items, editable=False)

    async def _by_url(self, reply: Reply, *, replaced: bool = False) -> Sequence[Sent]:
        """For the asker only; the first message takes the place of what they alone saw, if asked to."""
        for number, part in enumerate(messages(reply)):
            again = replaced and number == 0
            await self._courier.answer(self._arrival.url, self._place, part.body, private=True, replace=again)
        return ()

    @property
    def _own(self) -> bool:
        """Whether the place is nothing but the asker, whom Slack lets the bot write to by their id."""
        return self._place.channel == self._arrival.user

    async def _to_person(self, reply: Reply) -> Sequence[Sent]:
        """For whoever handed in a form: in the channel where they opened it, else directly."""
        try:
            if not self._own:
                return await self._whisper(reply)
        except Shut as error:
            log.info("the answer goes to the person directly: %s", error)
        directly = replace(self._place, channel=self._arrival.user, thread="")
        for part in messages(reply):
            await self._courier.post(directly, part)
        return ()

    async def _whisper(self, reply: Reply) -> Sequence[Sent]:
        """For the asker only; in a thread that is not there yet nobody would find it."""
        place = self._place if self._arrival.exists else replace(self._place, thread="")
        for part in messages(reply):
            await self._courier.whisper(place, self._arrival.user, part)
        return ()
