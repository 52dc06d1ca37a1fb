"""The fake platforms refuse what the real ones refuse: a limit that never bites would prove nothing."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from tests.support.throttled.fake import Fake, Fakes
from tests.support.throttled.limits import Kind, Limit
from tests.support.throttled.world import Rules

Answer = tuple[int, Any]


async def post(fake: Fake, text: str, key: str = "", channel: str = "1") -> Answer:
    body = {
        "flags": 32768,
        "components": [{"type": 10, "content": text}],
        "allowed_mentions": {"parse": []},
        **({"nonce": key, "enforce_nonce": True} if key else {}),
    }
    headers = {"Authorization": f"Bot {fake.rules.discord_token}"}
    url = f"{fake.url}/api/v10/channels/{channel}/messages"
    async with ClientSession(headers=headers) as session, session.post(url, json=body) as answer:
        return answer.status, await answer.json(content_type=None) if answer.status != 500 else None


@pytest.mark.parametrize(("kind", "after"), [("fixed", 0.5), ("sliding", 0.9)])
def test_a_window_is_over_all_at_once_or_request_by_request(kind: Kind, after: float) -> None:
    limit = Limit(2, 1.0, kind)
    assert [limit.take(10.4), limit.take(10.45)] == [0, 0]
    assert limit.take(10.5) == pytest.approx(after)
    assert [limit.take(11.1), limit.take(11.1)].count(0) == (2 if kind == "fixed" else 0)
    assert limit.take(11.42) == 0 or kind == "fixed"


async def test_a_message_too_many_is_refused_with_the_time_to_wait(fakes: Fakes) -> None:
    with fakes.world(Rules(discord=(2, 60.0))) as fake:
        answers = [await post(fake, f"{number}", channel=f"{number}") for number in range(3)]
        page = fake.page()
    assert [status for status, _ in answers] == [200, 200, 429]
    assert answers[2][1]["global"] is True
    assert 50 < answers[2][1]["retry_after"] <= 60
    assert (page.refused(), len(page.shown)) == (1, 2)


async def test_a_nonce_counts_once_until_it_is_forgotten(fakes: Fakes) -> None:
    with fakes.world(Rules(nonces=100)) as fake:
        first, again = [(await post(fake, "Hello.", "k-1"))[1]["id"] for _ in range(2)]
        assert (first, fake.page().texts("1")) == (again, ["Hello."])
        fake.go(101)
        await post(fake, "Hello.", "k-1")
        assert fake.page().texts("1") == ["Hello.", "Hello."]


async def test_a_reply_is_dropped_after_the_message_was_taken(fakes: Fakes) -> None:
    with fakes.world() as fake:
        fake.order("drop")
        fake.order("cut")
        for _ in range(2):
            with pytest.raises(ClientError):
                await post(fake, "Hello.")
        assert fake.page().texts("1") == ["Hello."]


async def test_a_body_that_pings_is_refused_and_noted(fakes: Fakes) -> None:
    with fakes.world() as fake:
        status, _ = await post(fake, "@everyone")
        assert status == 400
        assert "acts in Discord's Markdown" in fake.page().violations[0]


async def test_a_channel_on_slack_takes_one_message_a_second(fakes: Fakes) -> None:
    with fakes.world(Rules(slack_channel=(1, 60.0), check_every=10)) as fake:
        headers = {"Authorization": f"Bearer {fake.rules.slack_token}"}
        async with ClientSession(headers=headers) as session:
            for status in (200, 429):
                body = {"channel": "C1", "text": "Hello.", "blocks": []}
                async with session.post(f"{fake.url}/api/chat.postMessage", json=body) as answer:
                    assert answer.status == status
            assert int(answer.headers["Retry-After"]) in range(50, 61)
            reading = f"{fake.url}/api/conversations.history"
            async with session.post(reading, json={"channel": "C1"}) as answer:  # it takes no JSON
                assert (await answer.json())["error"] == "invalid_arguments"
            async with session.get(reading, params={"channel": "C1"}) as answer:
                assert len((await answer.json())["messages"]) == 1
