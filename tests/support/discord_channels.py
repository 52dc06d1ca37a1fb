"""The rest of the stand-in's endpoints: the bot itself, its commands, channels and messages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.support.discord_bodies import check_create, check_edit
from tests.support.discord_commands import check_commands
from tests.support.discord_gateway import Gateway
from tests.support.discord_interactions import change
from tests.support.discord_rest import BODY, Refusal, Rest, answer
from tests.support.discord_world import (
    DM,
    IN_THREADS,
    READ_HISTORY,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
    Channel,
    Json,
    Message,
    World,
)
from tests.support.shapes import has_keys

NONCES_LIVE = 300.0


class Channels:
    """What a bot with a token may call."""

    def __init__(self, world: World, gateway: Gateway, rest: Rest) -> None:
        self.world, self.gateway, self.rest = world, gateway, rest
        self.overwrites = 0

    def routes(self, base: str) -> list[web.RouteDef]:
        messages = f"{base}/channels/{{channel}}/messages"
        commands = f"{base}/applications/{{application}}/commands"
        return [
            web.get(f"{base}/gateway", self.gateway_url),
            web.get(f"{base}/gateway/bot", self.gateway_url),
            web.get(f"{base}/users/@me", self.me),
            web.get(f"{base}/applications/@me", self.application),
            web.get(f"{base}/oauth2/applications/@me", self.application),
            web.get(commands, self.commands),
            web.put(commands, self.overwrite),
            web.post(f"{base}/users/@me/channels", self.open_direct),
            web.get(f"{base}/channels/{{channel}}", self.channel),
            web.post(f"{base}/channels/{{channel}}/typing", self.type),
            web.post(messages, self.create),
            web.get(messages, self.history),
            web.get(f"{messages}/{{message}}", self.show),
            web.patch(f"{messages}/{{message}}", self.edit),
            web.delete(f"{messages}/{{message}}", self.delete),
        ]

    async def gateway_url(self, request: web.Request) -> web.Response:
        body: Json = {"url": self.gateway.url}
        if request.path.endswith("/bot"):
            limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
            body |= {"shards": 1, "session_start_limit": limit}
        return answer(body)

    async def me(self, request: web.Request) -> web.Response:
        return answer(self.world.bot.payload())

    async def application(self, request: web.Request) -> web.Response:
        return answer(self.world.application_payload())

    async def commands(self, request: web.Request) -> web.Response:
        self._own(request)
        return answer(self.world.commands)

    async def overwrite(self, request: web.Request) -> web.Response:
        """Register these commands and no others."""
        self._own(request)
        self.rest.check(check_commands, request[BODY])
        known = {(each["type"], each["name"]): each for each in self.world.commands}
        self.overwrites += 1
        self.world.commands = [self._registered(each, known) for each in request[BODY]]
        return answer(self.world.commands)

    def _registered(self, command: Json, known: dict[tuple[int, str], Json]) -> Json:
        kind = command.get("type", 1)
        id = known.get((kind, command["name"]), {}).get("id") or str(self.world.id())
        own = {"id": id, "application_id": str(self.world.application), "version": str(self.world.id())}
        default: Json = {
            "type": kind,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            "contexts": None,
            "integration_types": [0, 1],
        }
        asked = command.get("default_member_permissions")
        told = {"default_member_permissions": str(asked)} if asked is not None else {}
        return default | command | told | own

    async def open_direct(self, request: web.Request) -> web.Response:
        self.rest.check(_check_recipient, request[BODY])
        user = self.world.users.get(int(request[BODY]["recipient_id"]))
        if user is None or user.bot:
            raise Refusal(400, 50007, "Cannot send messages to this user")
        return answer(self.world.direct(user).payload())

    async def channel(self, request: web.Request) -> web.Response:
        return answer(self._channel(request).payload())

    async def type(self, request: web.Request) -> web.Response:
        self._may_write(self._channel(request))
        return web.Response(status=204)

    async def create(self, request: web.Request) -> web.Response:
        """A message; the same nonce within minutes gives the message that there is."""
        channel, body = self._channel(request), request[BODY]
        self._may_write(channel)
        self.rest.check(check_create, body)
        nonce = str(body["nonce"]) if "nonce" in body else None
        if nonce is not None and body.get("enforce_nonce") and (earlier := self._said(nonce)):
            return answer(earlier.payload() | {"nonce": nonce})
        message = self.world.post(
            channel,
            self.world.bot,
            content=body.get("content") or "",
            flags=body.get("flags", 0),
            components=body.get("components", []),
            embeds=body.get("embeds", []),
            reference=self._referenced(channel, body.get("message_reference")),
            nonce=nonce,
        )
        if nonce is not None:
            self.world.nonces[nonce] = (self.world.clock.now(), message.id)
        await self.gateway.message(message)
        return answer(message.payload())

    def _said(self, nonce: str) -> Message | None:
        """The earlier message; which channel it is in does not count, as nothing documents that it does."""
        at, id = self.world.nonces.get(nonce, (0.0, 0))
        if self.world.clock.now() - at > NONCES_LIVE:
            return None
        earlier = self.world.messages[id]
        if earlier.deleted:
            raise Refusal(404, 10008, "Unknown Message")
        return earlier

    def _referenced(self, channel: Channel, reference: Json | None) -> Message | None:
        if not reference:
            return None
        found = self.world.messages.get(int(reference["message_id"]))
        if found is not None and found.channel is channel and not found.deleted:
            if not channel.mine & READ_HISTORY:
                raise Refusal(403, 160002, "You cannot reply without permission to read message history")
            return found
        if reference.get("fail_if_not_exists", True):
            raise Refusal(400, 50035, "Invalid Form Body")
        return None

    async def history(self, request: web.Request) -> web.Response:
        """The messages around a moment, newest first, half of them from before it and half from after it; to
        who may not read the history it is empty (Discord docs: Message resource, "Get Channel Messages")."""
        channel, limit = self._channel(request), int(request.query["limit"])
        if set(request.query) != {"around", "limit"} or not 1 <= limit <= 100:
            raise Refusal(400, 50035, "Invalid Form Body")
        everyone = [
            each
            for each in self.world.messages.values()
            if each.channel is channel and each.only is None and not each.deleted
        ]
        around = int(request.query["around"])
        before = [each for each in everyone if each.id < around][-(limit // 2) :]
        after = [each for each in everyone if each.id >= around][: limit // 2]
        readable = channel.kind == DM or channel.mine & READ_HISTORY
        return answer([each.payload() for each in reversed(before + after)] if readable else [])

    async def show(self, request: web.Request) -> web.Response:
        return answer(self._message(request).payload())

    async def edit(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message.author is not self.world.bot:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        self.rest.check(check_edit, request[BODY], message.flags)
        change(message, request[BODY], self.world.clock.now())
        await self.gateway.message(message, "MESSAGE_UPDATE")
        return answer(message.payload())

    async def delete(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message.author is not self.world.bot:
            raise Refusal(403, 50013, "Missing Permissions")
        message.deleted = True
        return web.Response(status=204)

    def _own(self, request: web.Request) -> None:
        if request.match_info["application"] != str(self.world.application):
            raise Refusal(403, 20012, "You are not authorized to perform this action on this application")

    def _channel(self, request: web.Request) -> Channel:
        channel = self.world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if not channel.mine & VIEW_CHANNEL:
            raise Refusal(403, 50001, "Missing Access")
        return channel

    def _may_write(self, channel: Channel) -> None:
        needed = IN_THREADS if channel.kind == THREAD else SEND_MESSAGES
        if channel.kind != DM and not channel.mine & needed:
            raise Refusal(403, 50013, "Missing Permissions")

    def _message(self, request: web.Request) -> Message:
        """A message that others see too: those for one person only are no part of the channel."""
        channel = self._channel(request)
        found = self.world.messages.get(int(request.match_info["message"]))
        if found is None or found.deleted or found.channel is not channel or found.only is not None:
            raise Refusal(404, 10008, "Unknown Message")
        return found


def _check_recipient(body: Any) -> None:
    has_keys(body, "direct", {"recipient_id"})
