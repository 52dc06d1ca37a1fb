"""Interactions in the stand-in: how they are answered, once and in time, and by which messages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from aiohttp import web

from tests.support.discord_bodies import check_callback, check_edit, check_followup
from tests.support.discord_gateway import Gateway
from tests.support.discord_rest import BODY, Refusal, Rest, answer
from tests.support.discord_world import (
    EPHEMERAL,
    EXTERNAL_APPS,
    LOADING,
    Channel,
    Json,
    Message,
    User,
    World,
)

TOKEN_LIVES = 15 * 60
FIRST_ANSWER = 3.0
FOLLOWUPS_OF_USER_INSTALLS = 5


@dataclass
class Interaction:
    """What a person did, and what came of it. The times are of `perf_counter`, 0 for not yet."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    created: float
    message: Message | None = None
    of_user: bool = False
    callback: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    form: Json = field(default_factory=dict)
    sent: float = 0.0
    acknowledged: float = 0.0
    answered: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, seconds: float = 10) -> Message:
        """The message that the person got; the one they clicked on where that was changed."""
        async with asyncio.timeout(seconds):
            await self.done.wait()
        assert self.original is not None, "answered by no message"
        return self.original

    async def suggestions(self, seconds: float = 10) -> list[str]:
        """What autocomplete offers, by value."""
        async with asyncio.timeout(seconds):
            await self.done.wait()
        return [choice["value"] for choice in self.choices]

    async def opened(self, seconds: float = 10) -> Json:
        """The form that came up."""
        async with asyncio.timeout(seconds):
            await self.done.wait()
        assert self.form, "answered by no form"
        return self.form

    def complete(self) -> None:
        """The person has something to read."""
        self.answered = self.answered or perf_counter()
        self.done.set()


class Interactions:
    """The endpoints under /interactions and /webhooks (Discord docs: Receiving and Responding)."""

    def __init__(self, world: World, gateway: Gateway, rest: Rest) -> None:
        self.world, self.gateway, self.rest = world, gateway, rest
        self.every: dict[str, Interaction] = {}

    def routes(self, base: str) -> list[web.RouteDef]:
        hook = f"{base}/webhooks/{{application}}/{{token}}"
        return [
            web.post(f"{base}/interactions/{{id}}/{{token}}/callback", self.respond),
            web.post(hook, self.follow_up),
            web.get(f"{hook}/messages/{{message}}", self.show),
            web.patch(f"{hook}/messages/{{message}}", self.edit),
            web.delete(f"{hook}/messages/{{message}}", self.delete),
        ]

    async def respond(self, request: web.Request) -> web.Response:
        """The first answer."""
        found = self.every.get(request.match_info["token"])
        if found is None or str(found.id) != request.match_info["id"]:
            raise Refusal(404, 10062, "Unknown interaction")
        if found.callback is None and self.world.clock.now() - found.created > FIRST_ANSWER:
            raise Refusal(404, 10062, "Unknown interaction")
        if found.callback is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        body = request[BODY]
        self.rest.check(check_callback, body, found.kind, found.message.flags if found.message else 0)
        found.callback = body["type"]
        found.acknowledged = perf_counter()
        await self._apply(found, body.get("data") or {})
        if request.query.get("with_response") not in ("1", "true", "True"):
            return web.Response(status=204)
        return answer(self._resource(found))

    async def _apply(self, found: Interaction, data: Json) -> None:
        match found.callback:
            case 4:
                found.original = await self._create(found, data)
                found.complete()
            case 5:
                flags = data.get("flags", 0) | LOADING
                found.original = self._enter(found, {"flags": flags})
            case 6:
                found.original = found.message
            case 7:
                found.original = found.message
                await self._change(found, found.message, data)
                found.complete()
            case 9:
                found.form = data
                found.complete()
            case _:
                found.choices = data["choices"]
                found.complete()

    def _resource(self, found: Interaction) -> Json:
        told: Json = {"id": str(found.id), "type": found.kind}
        if found.original is None:
            return {"interaction": told}
        flags = found.original.flags
        told |= {
            "response_message_id": str(found.original.id),
            "response_message_loading": bool(flags & LOADING),
            "response_message_ephemeral": bool(flags & EPHEMERAL),
        }
        return {
            "interaction": told,
            "resource": {"type": found.callback, "message": found.original.payload()},
        }

    async def follow_up(self, request: web.Request) -> web.Response:
        """One more message; the first one after a deferral takes its place."""
        found = self._living(request)
        body = request[BODY]
        self.rest.check(check_followup, body)
        if found.callback is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if found.original is not None and found.original.flags & LOADING:
            await self._change(found, found.original, body)
            return answer(found.original.payload())
        if found.of_user and len(found.followups) >= FOLLOWUPS_OF_USER_INSTALLS:
            raise Refusal(400, 40094, "Maximum number of follow-up messages reached.")
        message = await self._create(found, body)
        found.followups.append(message)
        return answer(message.payload())

    async def show(self, request: web.Request) -> web.Response:
        return answer(self._message(request).payload())

    async def edit(self, request: web.Request) -> web.Response:
        """Change the answer, or a followup."""
        found, message = self._living(request), self._message(request)
        self.rest.check(check_edit, request[BODY], message.flags & ~LOADING)
        await self._change(found, message, request[BODY])
        return answer(message.payload())

    async def delete(self, request: web.Request) -> web.Response:
        self._message(request).deleted = True
        return web.Response(status=204)

    def _living(self, request: web.Request) -> Interaction:
        """The interaction of a token that is not older than 15 minutes."""
        found = self.every.get(request.match_info["token"])
        if found is None or request.match_info["application"] != str(self.world.application):
            raise Refusal(404, 10015, "Unknown Webhook")
        if self.world.clock.now() - found.created > TOKEN_LIVES:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return found

    def _message(self, request: web.Request) -> Message:
        found, wanted = self._living(request), request.match_info["message"]
        every = [found.original, *found.followups]
        for message in every:
            if message and not message.deleted and wanted in (str(message.id), "@original"):
                return message
            if wanted == "@original":
                break
        raise Refusal(404, 10008, "Unknown Message")

    async def _create(self, found: Interaction, body: Json) -> Message:
        message = self._enter(found, body)
        if message.only is None:
            await self.gateway.message(message)
        return message

    def _enter(self, found: Interaction, body: Json) -> Message:
        """A message of the bot; private if it asks so, or if the person may not show apps' messages here."""
        flags = body.get("flags", 0)
        if found.of_user and not found.channel.theirs & EXTERNAL_APPS:
            flags |= EPHEMERAL
        return self.world.post(
            found.channel,
            self.world.bot,
            **_shown(body) | {"flags": flags},
            only=found.user if flags & EPHEMERAL else None,
            webhook=self.world.application,
            metadata={
                "id": str(found.id),
                "type": found.kind,
                "user": found.user.payload(),
                "authorizing_integration_owners": {},
            },
        )

    async def _change(self, found: Interaction, message: Message | None, body: Json) -> None:
        assert message is not None, "nothing to change"
        loading = bool(message.flags & LOADING)
        change(message, body, self.world.clock.now())
        found.complete()
        if message.only is None:
            await self.gateway.message(message, "MESSAGE_CREATE" if loading else "MESSAGE_UPDATE")


def change(message: Message, body: Json, now: float) -> None:
    """Edit a message: what the body does not name stays."""
    message.flags = (message.flags | body.get("flags", 0)) & ~LOADING
    for key, value in _shown(body).items():
        setattr(message, key, value)
    message.edited = now


def _shown(body: Json) -> dict[str, Any]:
    return {
        key: body[key] or ("" if key == "content" else [])
        for key in ("content", "embeds", "components")
        if key in body
    }
