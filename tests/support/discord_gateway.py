"""The stand-in's gateway: one shard, sessions that can be resumed, connections that can be lost at will."""

from __future__ import annotations

import asyncio
import json
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.discord_world import DM, VIEW_CHANNEL, Json, Message, World

# Discord docs: Opcodes and Status Codes, "Gateway Opcodes"; those that we send
DISPATCH, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 7, 9, 10, 11
# Discord docs: Gateway, "List of Intents"; the last three are privileged
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
MEMBERS, PRESENCES, CONTENT = 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
KNOWN = (1 << 17) - 1 | 0b11 << 20 | 0b11 << 24
# Discord docs: Opcodes and Status Codes, "Gateway Close Event Codes"
UNKNOWN_OPCODE, NOT_AUTHENTICATED, FAILED, BAD_SHARD, BAD_INTENTS, BARRED_INTENTS = (
    4001,
    4003,
    4004,
    4010,
    4013,
    4014,
)


@dataclass
class Session:
    """What was sent in one session, so that it can be resumed."""

    id: str
    intents: int
    log: list[Json] = field(default_factory=list)
    sequence: int = 0


class Connection:
    """One websocket, compressed as it asked."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        self.session: Session | None = None
        self._packer = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(
        self, op: int, data: Any = None, sequence: int | None = None, event: str | None = None
    ) -> None:
        text = json.dumps({"op": op, "d": data, "s": sequence, "t": event})
        with suppress(ConnectionError):
            if self._packer is None:
                await self.socket.send_str(text)
                return
            packed = self._packer.compress(text.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(packed)


class Gateway:
    """Who is connected, and what they are told.

    `silent` makes a zombie of every connection: it is open, and nothing comes. `identified` and `resumed`
    count, `closed` lists the codes with which we closed. A session that is forgotten cannot be resumed.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.heartbeat = 41.25  # seconds
        self.silent = False
        self.connections: list[Connection] = []
        self.sessions: dict[str, Session] = {}
        self.identified = self.resumed = 0
        self.closed: list[int] = []
        self.url = ""
        self.changed = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Somebody is connected and identified."""
        return any(connection.session for connection in self.connections)

    async def wait_until(self, ready: bool, seconds: float = 10) -> None:
        """Wait until the bot is connected, or is not."""
        async with asyncio.timeout(seconds):
            while self.ready != ready:
                self.changed.clear()
                await self.changed.wait()

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event to everybody whose intents cover it; those who are away get it on resuming."""
        for session in self.sessions.values():
            if not _covered(event, data, session.intents):
                continue
            shown = _without_content(data, self.world) if event.startswith("MESSAGE_") else data
            await self._dispatch(session, event, shown if not session.intents & CONTENT else data)

    async def message(self, message: Message, event: str = "MESSAGE_CREATE") -> None:
        """Tell of a message, if the bot may see the channel."""
        channel = message.channel
        if not channel.mine & VIEW_CHANNEL:
            return
        data = message.payload() | {"channel_type": channel.kind}
        if channel.kind != DM:
            member = {key: value for key, value in self.world.member(message.author).items() if key != "user"}
            data |= {"guild_id": str(self.world.guild), "member": member}
        await self.dispatch(event, data)

    async def drop(self, code: int | None = None) -> None:
        """Lose every connection: with a close code, or without a word as a dead network does."""
        for connection in list(self.connections):
            if code is not None:
                await self._close(connection, code)
            elif connection.transport is not None:
                connection.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Opcode 7."""
        for connection in list(self.connections):
            await connection.send(RECONNECT)

    def forget(self) -> None:
        """No session can be resumed any more."""
        self.sessions = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A connection from its hello to its end."""
        socket = web.WebSocketResponse(autoping=True, max_msg_size=4096)
        await socket.prepare(request)
        assert request.query.get("v") == "10", "gateway: version 10 only"
        assert request.query.get("encoding") == "json", "gateway: JSON only"
        connection = Connection(socket, request)
        self.connections.append(connection)
        try:
            await connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    await self._receive(connection, json.loads(received.data))
        finally:
            self.connections.remove(connection)
            self.changed.set()
        return socket

    async def _receive(self, connection: Connection, payload: Json) -> None:
        data: Json = payload.get("d") or {}
        match payload["op"]:
            case 1:  # a heartbeat
                if not self.silent:
                    await connection.send(ACK)
            case 2:
                await self._identify(connection, data)
            case 6:
                await self._resume(connection, data)
            case 3 if connection.session:  # presence, which nobody looks at
                pass
            case 3:
                await self._close(connection, NOT_AUTHENTICATED)
            case _:
                await self._close(connection, UNKNOWN_OPCODE)

    async def _identify(self, connection: Connection, data: Json) -> None:
        refusal = self._refusal(data)
        if refusal:
            await self._close(connection, refusal)
            return
        self.identified += 1
        session = Session(f"session-{self.world.id()}", data["intents"])
        self.sessions = {session.id: session}
        connection.session = session
        await self._dispatch(session, "READY", self._ready(session, data.get("shard", [0, 1])))
        if session.intents & GUILDS:
            await self._dispatch(session, "GUILD_CREATE", self.world.guild_payload() | {"unavailable": False})
        self.changed.set()

    def _refusal(self, data: Json) -> int | None:
        if data.get("token") != self.world.token:
            return FAILED
        if data.get("shard", [0, 1]) != [0, 1]:
            return BAD_SHARD
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN:
            return BAD_INTENTS
        return BARRED_INTENTS if intents & self.world.intents_refused else None

    def _ready(self, session: Session, shard: list[int]) -> Json:
        return {
            "v": 10,
            "user": self.world.bot.payload()
            | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None},
            "guilds": [{"id": str(self.world.guild), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": shard,
            "application": {"id": str(self.world.application), "flags": 0},
            "private_channels": [],
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        if data.get("token") != self.world.token:
            await self._close(connection, FAILED)
            return
        session = self.sessions.get(str(data.get("session_id")))
        if session is None:
            await connection.send(INVALID_SESSION, False)
            return
        connection.session = session
        self.resumed += 1
        for missed in session.log:
            if missed["s"] > (data.get("seq") or 0):
                await connection.send(DISPATCH, missed["d"], missed["s"], missed["t"])
        await self._dispatch(session, "RESUMED", {"_trace": []})
        self.changed.set()

    async def _dispatch(self, session: Session, event: str, data: Json) -> None:
        session.sequence += 1
        session.log.append({"s": session.sequence, "t": event, "d": data})
        for connection in list(self.connections):
            if connection.session is session and not self.silent:
                await connection.send(DISPATCH, data, session.sequence, event)

    async def _close(self, connection: Connection, code: int) -> None:
        self.closed.append(code)
        await connection.socket.close(code=code)


def _covered(event: str, data: Json, intents: int) -> bool:
    """Interactions need no intent (Discord docs: Gateway, "Gateway Intents")."""
    if event.startswith("MESSAGE_"):
        return bool(intents & (GUILD_MESSAGES if "guild_id" in data else DIRECT_MESSAGES))
    return not event.startswith(("GUILD_", "CHANNEL_", "THREAD_")) or bool(intents & GUILDS)


def _without_content(data: Json, world: World) -> Json:
    """What comes without the message-content intent: words in DMs, mentions and own messages only."""
    mentioned = any(user["id"] == str(world.bot.id) for user in data.get("mentions", ()))
    if "guild_id" not in data or mentioned or data["author"]["id"] == str(world.bot.id):
        return data
    return data | {"content": "", "embeds": [], "attachments": [], "components": []}
