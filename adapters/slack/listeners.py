"""What the app listens for. Both transports come through here, acknowledged before anything is done."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any, NamedTuple

from msgspec.structs import replace
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.desk import Desk
from adapters.slack.answers import Answers
from adapters.slack.arrivals import (
    Arrival,
    Myself,
    from_click,
    from_command,
    from_event,
    from_opening,
    from_submission,
    told,
)
from adapters.slack.courier import Courier
from adapters.slack.directory import Directory
from adapters.slack.home import beneath
from adapters.slack.recent import Recent
from adapters.slack.surroundings import SlackSurroundings
from bot.config import Policy
from bot.delivery.ledger import Sent
from bot.delivery.remembered import Seen
from bot.errors import StoreError
from bot.query import refusals
from bot.query.request import Place, Request
from bot.reply.model import Reply
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)
ANY = re.compile("")
SUBSCRIPTIONS = "/brief subscriptions"

Next = Callable[[], Awaitable[Any]]


class Connection(NamedTuple):
    """What there is once Slack has let the bot in."""

    me: Myself
    courier: Courier
    directory: Directory


class Listeners:
    """Turns what Slack sends into requests, and takes each to the desk once. `policy` says who may manage
    a channel's subscriptions."""

    def __init__(
        self, connected: Callable[[], Connection], desk: Desk, seen: Seen, policy: Policy = "anyone"
    ) -> None:
        self._connected = connected
        self._desk = desk
        self._seen = seen
        self._policy: Policy = policy
        self._recent = Recent()

    def listen(self, app: AsyncApp) -> None:
        """Register with the app."""
        app.middleware(acknowledge)
        app.command(ANY)(self._command)
        app.action({"action_id": ANY})(self._click)
        app.view(ANY)(self._handed_in)
        app.event("app_mention")(self._message)
        app.event("message")(self._message)
        app.event("app_home_opened")(self._home)
        app.error(self._fault)

    async def _command(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await self._serve(from_command(body, self._connected().me), context)

    async def _click(
        self, body: Mapping[str, Any], action: Mapping[str, Any], context: AsyncBoltContext
    ) -> None:
        await self._serve(from_click(body, action, self._connected().me), context)

    async def _handed_in(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await self._serve(from_submission(body, self._connected().me), context)

    async def _home(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        arrival = from_opening(event, self._connected().me)
        if arrival:
            await self._serve(arrival, context)

    async def _message(
        self, body: Mapping[str, Any], event: Mapping[str, Any], context: AsyncBoltContext
    ) -> None:
        arrival = from_event(event, self._connected().me)
        if arrival is None:
            return
        with self._desk.holding():
            new = await self._is_new(told(body, "event_id"), arrival)
        if new:
            await self._serve(arrival, context)

    async def _is_new(self, event: str, arrival: Arrival) -> bool:
        """Slack delivers an event again when in doubt, and a mention in a direct message as two events."""
        keys = [key for key in (event, f"{arrival.place.channel}:{arrival.message}") if key]
        try:  # both together: the store enters in one transaction what is asked at once
            return all(await asyncio.gather(*(self._seen.first("slack", key) for key in keys)))
        except StoreError as error:  # better answered twice than not at all
            log.error("whether an event came before is not known: %s", one_line(str(error)))
            return True

    async def _serve(self, arrival: Arrival, context: AsyncBoltContext) -> None:
        answers = Answers(self._connected().courier, arrival, self._asker)

        async def respond(reply: Reply) -> Sequence[Sent]:
            if arrival.surface == "home" and reply.view == "briefs":
                reply = beneath(reply, await self._subscriptions(arrival))
            sent = await answers.respond(reply)
            self._recent.note(sent, arrival.user)
            return sent

        known = None if arrival.line is not None else refusals.outdated()
        await self._desk.serve(self._request(arrival), arrival.door, respond, context.get("arrived"), known)

    async def _subscriptions(self, arrival: Arrival) -> Reply:
        """What the workspace follows: asked as in a channel, since in a conversation only its own is told."""
        asked = replace(self._request(arrival), text=SUBSCRIPTIONS, command=None)
        return await self._desk.bot.handle(replace(asked, place=replace(arrival.place, direct=False)))

    def _request(self, arrival: Arrival) -> Request:
        connection = self._connected()
        return Request(
            id=token_hex(4),
            text=arrival.line or "",
            command=arrival.command,
            arguments=arrival.arguments,
            place=arrival.place,
            user=arrival.user,
            surroundings=SlackSurroundings(
                directory=connection.directory,
                me=connection.me,
                place=arrival.place,
                user=arrival.user,
                policy=self._policy,
            ),
        )

    async def _asker(self, place: Place, message: str) -> str | None:
        return self._recent.asker(place, message) or await self._desk.bot.asker(place, message)

    async def _fault(self, error: Exception, response: BoltResponse | None) -> None:
        """Slack is told that all is well: sent again, the same would fail again."""
        if isinstance(error, BoltUnhandledRequestError):
            log.debug("nothing listens for this: %s", one_line(str(error.body.get("type", "")))[:40])
        else:
            log.error("an event could not be handled", exc_info=error)
            self._desk.metrics.failed("slack", "event")
        if response is not None:
            response.status = 200


async def acknowledge(ack: AsyncAck, next: Next) -> BoltResponse:
    """Before anything else: bolt would look only every 10 ms whether a listener has done it."""
    response = await ack()
    await next()
    return response
