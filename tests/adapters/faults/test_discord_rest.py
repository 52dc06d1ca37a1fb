"""The stand-in for Discord, tried by plain requests: it takes and refuses what Discord does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.support.discord_interactions import Interaction
from tests.support.discord_server import TOKEN, DiscordServer
from tests.support.discord_world import EPHEMERAL, EXTERNAL_APPS, SEND_MESSAGES, VIEW_CHANNEL, Json

V2 = 32768
AGENT = {"User-Agent": "DiscordBot (https://example.org, 1)", "Authorization": f"Bot {TOKEN}"}
BODY: Json = {
    "flags": V2,
    "components": [{"type": 10, "content": "words"}],
    "allowed_mentions": {"parse": []},
}
COMMAND: Json = {
    "name": "echo",
    "description": "Say it again",
    "options": [{"type": 3, "name": "words", "description": "What", "autocomplete": True}],
}


class Caller:
    """Calls the stand-in as a bot without a library would."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status, and the body or its error code."""
        async with self.session.request(
            method, f"{self.server.api_url}{path}", json=body, headers=AGENT
        ) as got:
            told = await got.json() if got.status != 204 and got.content_type == "application/json" else None
            return got.status, told.get("code") if got.status >= 400 and told else told

    async def post(self, **changes: Any) -> tuple[int, Any]:
        return await self.call("POST", f"/channels/{self.server.general.id}/messages", BODY | changes)

    async def respond(self, to: Interaction, kind: int, data: Any = None) -> tuple[int, Any]:
        return await self.call(
            "POST", f"/interactions/{to.id}/{to.token}/callback", {"type": kind, "data": data}
        )

    async def hook(self, to: Interaction, method: str, path: str = "", body: Any = BODY) -> tuple[int, Any]:
        return await self.call(method, f"/webhooks/{self.server.world.application}/{to.token}{path}", body)

    async def asked(self, **given: Any) -> Interaction:
        application = self.server.world.application
        assert (await self.call("PUT", f"/applications/{application}/commands", [COMMAND]))[0] == 200
        return await self.server.person().slash("echo", {"words": "hello"}, **given)


@pytest.fixture
async def bot() -> AsyncIterator[Caller]:
    server = DiscordServer()
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Caller(server, session)
    await server.stop()


async def test_without_the_token_there_is_nothing(bot: Caller) -> None:
    bot.server.world.token = "another"
    assert await bot.call("GET", "/users/@me") == (401, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"strange": 1},
        {"content": "words"},
        {"flags": V2 | EPHEMERAL},
        {"allowed_mentions": {"parse": ["users"]}},
        {"components": [{"type": 10, "content": "x" * 4001}]},
        {"components": [{"type": 10, "content": "@everyone"}]},
        {"nonce": "x" * 26},
        {"enforce_nonce": True},
        {"message_reference": {"message_id": "1", "strange": 1}},
        {"attachments": [{"id": 0}]},
    ],
)
async def test_a_body_that_discord_refuses_is_refused(bot: Caller, changes: Json) -> None:
    assert await bot.post(**changes) == (400, 50035)
    assert len(bot.server.rest.violations) == 1
    assert bot.server.world.seen(bot.server.general) == []


async def test_files_are_refused(bot: Caller) -> None:
    form = aiohttp.FormData({"payload_json": "{}"})
    form.add_field("files[0]", b"x", filename="x")
    path = f"{bot.server.api_url}/channels/{bot.server.general.id}/messages"
    async with bot.session.post(path, data=form, headers=AGENT) as got:
        assert got.status == 400


async def test_a_nonce_is_enforced_for_some_minutes(bot: Caller) -> None:
    (_, first), (_, again) = [await bot.post(nonce="n", enforce_nonce=True) for _ in range(2)]
    bot.server.world.clock.advance(600)
    _, later = await bot.post(nonce="n", enforce_nonce=True)
    assert first["id"] == again["id"] != later["id"]
    assert len(bot.server.world.seen(bot.server.general)) == 2


async def test_permissions_are_asked_for(bot: Caller) -> None:
    bot.server.general.mine &= ~SEND_MESSAGES
    assert await bot.post() == (403, 50013)
    bot.server.general.mine &= ~VIEW_CHANNEL
    assert await bot.post() == (403, 50001)


async def test_an_interaction_is_answered_once(bot: Caller) -> None:
    asked = await bot.asked()
    assert (await bot.respond(asked, 4, BODY))[0] == 204
    assert await bot.respond(asked, 4, BODY) == (400, 40060)


async def test_an_interaction_waits_three_seconds(bot: Caller) -> None:
    asked = await bot.asked()
    bot.server.world.clock.advance(3.1)
    assert await bot.respond(asked, 4, BODY) == (404, 10062)


async def test_an_answer_must_fit_the_interaction(bot: Caller) -> None:
    asked = await bot.asked()
    for kind, data in ((6, None), (7, BODY), (8, {"choices": []}), (5, {"flags": V2}), (9, {})):
        assert await bot.respond(asked, kind, data) == (400, 50035)


async def test_a_token_lives_for_a_quarter_of_an_hour(bot: Caller) -> None:
    asked = await bot.asked()
    await bot.respond(asked, 5, {"flags": EPHEMERAL})
    assert bot.server.person().sees() == []
    assert (await bot.hook(asked, "PATCH", "/messages/@original"))[0] == 200
    assert [message.text() for message in bot.server.person().sees()] == ["words"]
    assert bot.server.person("bob").sees() == []
    bot.server.world.clock.advance(15 * 60)
    assert await bot.hook(asked, "PATCH", "/messages/@original") == (401, 50027)


async def test_an_app_of_a_user_says_little_and_privately(bot: Caller) -> None:
    bot.server.general.theirs &= ~EXTERNAL_APPS
    asked = await bot.asked(of_user=True)
    await bot.respond(asked, 4, BODY)
    got = [await bot.hook(asked, "POST") for _ in range(6)]
    assert [status for status, _ in got] == [200, 200, 200, 200, 200, 400]
    assert got[-1][1] == 40094
    assert bot.server.person("bob").sees() == []
    assert len(bot.server.person().sees()) == 6


async def test_a_private_message_is_no_part_of_its_channel(bot: Caller) -> None:
    asked = await bot.asked()
    await bot.respond(asked, 4, BODY | {"flags": V2 | EPHEMERAL})
    path = f"/channels/{bot.server.general.id}/messages/{(await asked.answer()).id}"
    assert await bot.call("PATCH", path, BODY) == (404, 10008)


async def test_suggestions_are_checked(bot: Caller) -> None:
    application = bot.server.world.application
    await bot.call("PUT", f"/applications/{application}/commands", [COMMAND])
    typed = await bot.server.person().type("echo", "words", "he")
    long = {"choices": [{"name": "x" * 101, "value": "x"}]}
    assert await bot.respond(typed, 8, long) == (400, 50035)
    assert (await bot.respond(typed, 8, {"choices": [{"name": "Hello", "value": "hello"}]}))[0] == 204
    assert await typed.suggestions() == ["hello"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Echo"},
        {"name": "e" * 33},
        {"description": ""},
        {"description": "x" * 101},
        {"strange": 1},
        {"contexts": [3]},
        {
            "options": [
                {"type": 3, "name": "a", "description": "b", "choices": [{"name": "c", "value": "d"}] * 26}
            ]
        },
        {"options": [{"type": 3, "name": "a", "description": "b", "required": r, "n": 1} for r in (0, 1)]},
    ],
)
async def test_a_command_that_discord_refuses_is_refused(bot: Caller, change: Json) -> None:
    application = bot.server.world.application
    path = f"/applications/{application}/commands"
    assert await bot.call("PUT", path, [COMMAND | change]) == (400, 50035)


async def test_limits_bite_and_say_when_to_come_back(bot: Caller) -> None:
    bot.server.rest.per_channel = (5, 60.0)
    assert [(await bot.post())[0] for _ in range(6)] == [200] * 5 + [429]
    path = f"{bot.server.api_url}/channels/{bot.server.general.id}/messages"
    async with bot.session.post(path, json=BODY, headers=AGENT) as got:
        assert 0 < (await got.json())["retry_after"] <= 60
        assert got.headers["X-RateLimit-Remaining"] == "0"


async def test_a_connection_breaks_before_or_after_the_message_is_there(bot: Caller) -> None:
    route = r"POST /channels/\d+/messages"
    for accepted, there in ((False, 0), (True, 1)):
        bot.server.faults.lose(route, accepted=accepted)
        with pytest.raises(aiohttp.ClientError):
            await bot.post()
        assert len(bot.server.world.seen(bot.server.general)) == there
    bot.server.faults.fail(route, 502)
    assert await bot.post() == (502, None)
    bot.server.faults.forbid(route, 50013)
    assert await bot.post() == (403, 50013)
    bot.server.faults.limit(route, 1.5, everywhere=True)
    assert (await bot.post())[0] == 429
    assert (await bot.post())[0] == 200


async def test_what_is_not_here_is_noted(bot: Caller) -> None:
    assert (await bot.call("GET", "/voice/regions"))[0] == 404
    assert bot.server.rest.strange == ["GET /voice/regions: 404"]
