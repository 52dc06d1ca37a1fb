"""What `onrecord doctor` looks at on Discord: the addresses, the token, the application, its commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp

from adapters.discord.declared import alike, declared
from adapters.discord.invite import application_id
from adapters.finding import Finding
from bot.config import Settings

_PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
_ALL = 25  # seconds for everything
ABOUT = "discord"
_TOKEN = "in the Developer Portal, your application, Bot, Token: reset it and copy it into DISCORD_TOKEN"  # noqa: S105
_NO_INTENTS = "none of its intents is privileged: nothing has to be switched on in the Developer Portal"

Json = Any


async def examine(settings: Settings) -> Sequence[Finding]:
    """Ask Discord about the token, without connecting to the gateway; the token appears in no finding."""
    findings: list[Finding] = []
    try:
        async with asyncio.timeout(_ALL), _session(settings) as session:
            async for finding in _look(Api(session, settings.discord_api_url), settings):
                findings.append(finding)
    except Unreachable as error:
        mend = "is there a network, and is DISCORD_API_URL right?"
        findings.append(
            Finding("fail", ABOUT, f"{settings.discord_api_url} cannot be reached: {error}", mend)
        )
    except TimeoutError:
        findings.append(Finding("fail", ABOUT, f"no answers within {_ALL} s", "try again in a few minutes"))
    return findings


class Unreachable(Exception):
    """No answer at all."""


class Api:
    """Discord's REST interface, asked plainly."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")

    async def get(self, path: str) -> tuple[int, Json]:
        """Status and body (None where it is not JSON). Raises Unreachable."""
        try:
            async with self._session.get(self._base + path) as response:
                return response.status, await _json(response)
        except aiohttp.ClientError as error:
            raise Unreachable(type(error).__name__) from error
        except TimeoutError as error:
            raise Unreachable("no answer in time") from error


def _session(settings: Settings) -> aiohttp.ClientSession:
    headers = {
        "Authorization": f"Bot {settings.discord_token.reveal()}",
        "User-Agent": "DiscordBot (onrecord, doctor)",
    }
    return aiohttp.ClientSession(headers=headers, timeout=_PATIENCE)


async def _json(response: aiohttp.ClientResponse) -> Json:
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


async def _look(api: Api, settings: Settings) -> AsyncIterator[Finding]:
    if application_id(settings.discord_token.reveal()) is None:
        yield Finding("warn", ABOUT, "DISCORD_TOKEN does not look like a bot's token", _TOKEN)
    status, me = await api.get("/users/@me")
    if status != 200 or not isinstance(me, dict):
        yield _refused(status)
        return
    status, application = await api.get("/applications/@me")
    known = application if status == 200 and isinstance(application, dict) else {}
    yield Finding("ok", ABOUT, f"the token is that of {me.get('username', '?')}{_servers(known)}")
    yield Finding("ok", ABOUT, _NO_INTENTS)
    for finding in _application(known):
        yield finding
    yield await _gateway(api)
    yield await _commands(api, str(known.get("id") or me.get("id")))


def _refused(status: int) -> Finding:
    if status == 401:
        return Finding("fail", ABOUT, "Discord does not know the token", _TOKEN)
    if status == 429:
        return Finding("warn", ABOUT, "Discord asks for fewer requests", "try again in a few minutes")
    mend = "is DISCORD_API_URL right? If it is, look at discordstatus.com"
    return Finding("fail", ABOUT, f"Discord answers with status {status}", mend)


def _servers(application: Json) -> str:
    """Discord docs: Application resource, `approximate_guild_count`."""
    count = application.get("approximate_guild_count")
    return f", which is in {count} server{'' if count == 1 else 's'}" if isinstance(count, int) else ""


def _application(application: Json) -> list[Finding]:
    """An address for interactions takes them off the gateway (Discord docs: Receiving and Responding)."""
    if not application.get("interactions_endpoint_url"):
        return []
    message = (
        "the application has an Interactions Endpoint URL, so that commands and buttons do not come here"
    )
    return [Finding("fail", ABOUT, message, "empty that field in the Developer Portal, General Information")]


async def _gateway(api: Api) -> Finding:
    """Discord docs: Gateway, "Get Gateway Bot"."""
    status, told = await api.get("/gateway/bot")
    limit = told.get("session_start_limit", {}) if isinstance(told, dict) else {}
    if status != 200 or not isinstance(told, dict):
        return Finding(
            "warn", ABOUT, f"the gateway's address is not told (status {status})", "try again later"
        )
    if limit.get("remaining") == 0:
        return Finding("fail", ABOUT, "the bot has connected too often today", "wait until tomorrow")
    return Finding("ok", ABOUT, f"the gateway is {told.get('url')}")


async def _commands(api: Api, application: str) -> Finding:
    status, registered = await api.get(f"/applications/{application}/commands")
    if status != 200 or not isinstance(registered, list):
        return Finding("warn", ABOUT, f"the commands are not told (status {status})", "try again later")
    mend = "onrecord run registers them when it starts"
    if not registered:
        return Finding("warn", ABOUT, "no commands are registered yet", mend)
    if not alike(registered, declared()):
        return Finding("warn", ABOUT, "the registered commands are those of another version", mend)
    return Finding("ok", ABOUT, f"{len(registered)} commands are registered and up to date")
