"""Forms over real sockets: handed in by anybody, at any time, with anything in them; and what is around."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.config import Settings
from bot.query.request import Place
from bot.service import Bot
from bot.storage.store import Store, open_store
from bot.subscription.model import Subscription
from tests.support.discord_people import Person
from tests.support.discord_running import Running, running
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import EPHEMERAL, EVERYTHING, IN_THREADS, Channel, Json, Message
from tests.support.waiting import until

STORY = "nk-russia"
OURS = f"f1:subscribe?story={STORY}"
MANAGE_CHANNELS, MANAGE_THREADS, ADMINISTRATOR = 1 << 4, 1 << 34, 1 << 3
ORDINARY = EVERYTHING & ~MANAGE_CHANNELS & ~MANAGE_THREADS & ~ADMINISTRATOR


class Newsroom:
    """A bot that keeps what is followed, and people who may do everything unless a channel says otherwise."""

    def __init__(self, server: DiscordServer, made: Running, store: Store) -> None:
        self.server, self.made, self.store = server, made, store
        self.ada = server.person("ada")

    async def followed(self, channel: Channel | None = None, thread: str = "") -> list[Subscription]:
        id = str((channel or self.server.general).id)
        tenant = str(self.server.world.guild)
        place = Place(platform="discord", tenant=tenant, channel=id, thread=thread)
        return await self.store.subscriptions.here(place)

    async def form(self, who: Person | None = None) -> Any:
        """The form of the settings, opened from the button under the answer to a subscription."""
        who = who or self.ada
        asked = await who.slash("subscribe", {"story": STORY})
        return await who.click(await asked.answer(), "Settings")

    async def told(self, who: Person, text: str) -> Message:
        """What the bot answers to a mention."""
        before = len(who.sees())
        await who.mention(text)
        await until(lambda: len(who.sees()) > before and not self.made.desk.in_hand, what="an answer")
        return who.sees()[before]


@pytest.fixture
async def newsroom(library: Library, tmp_path: Path, discord_addresses: None) -> AsyncIterator[Newsroom]:
    async with (
        open_store(Settings(data_dir=tmp_path)) as store,
        discord_server() as server,
        running(library, server) as made,
    ):
        made.desk.bot = Bot(library, store.ledger, stores_of(store))
        yield Newsroom(server, made, store)
        await until(lambda: not made.desk.in_hand, what="an end, before the store is closed")


def menu(name: str, *values: Any) -> Json:
    return {"type": 18, "component": {"type": 3, "custom_id": name, "values": list(values)}}


def line(name: str, value: Any) -> Json:
    return {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}


async def test_a_form_changes_what_a_channel_is_told_and_everybody_sees_that(newsroom: Newsroom) -> None:
    form = await newsroom.form()
    answer = await (await newsroom.ada.hand_in(form, when=["daily"], at="8:00")).answer()
    assert answer.only is None
    assert "Changed for" in answer.text()
    (made,) = await newsroom.followed()
    assert (made.preferences.rhythm.when, made.preferences.rhythm.at) == ("daily", "08:00")


async def test_a_form_as_it_stands_changes_nothing_and_says_so(newsroom: Newsroom) -> None:
    answer = await (await newsroom.ada.hand_in(await newsroom.form())).answer()
    assert "Nothing has changed" in answer.text()


async def test_who_lost_the_permission_while_filling_it_in_is_refused(newsroom: Newsroom) -> None:
    form = await newsroom.form()
    newsroom.server.general.theirs = ORDINARY
    answer = await (await newsroom.ada.hand_in(form, when=["hourly"])).answer()
    assert answer.only is newsroom.ada.user
    assert "Manage Channels" in answer.text()
    (made,) = await newsroom.followed()
    assert made.preferences.rhythm.when == "instantly"


@pytest.mark.parametrize(
    "custom_id",
    [
        "f0:subscribe?story=x",
        "f1:",
        "f1:subscribe",
        "f1:drop?x=y",
        "f1:subscribe?x",
        "f1:subscribe?=&==",
        "o1:x",
    ],
)
async def test_a_form_of_another_version_gets_a_kind_private_answer(
    newsroom: Newsroom, custom_id: str
) -> None:
    answer = await (await newsroom.ada.submit(custom_id, [menu("when", "hourly")])).answer()
    assert answer.flags & EPHEMERAL
    assert "from another version of the bot" in answer.text()
    assert await newsroom.followed() == []


@pytest.mark.parametrize(
    "components",
    [
        [{"type": 1, "components": []}],
        [{"type": 18}],
        [{"type": 18, "component": {}}],
        [menu("color", "red")],
        [menu("")],
        [{"type": 18, "component": {"type": 3, "custom_id": "when", "values": 7}}],
        [7],
    ],
    ids=str,
)
async def test_so_do_fields_that_no_form_of_ours_has(newsroom: Newsroom, components: list[Any]) -> None:
    answer = await (await newsroom.ada.submit(OURS, components)).answer()
    assert answer.flags & EPHEMERAL
    assert "from another version of the bot" in answer.text()
    assert await newsroom.followed() == []


@pytest.mark.parametrize(
    "components",
    [
        [menu("when", "@everyone")],
        [menu("when", "daily", "hourly")],
        [menu("changes", *["<@1>"] * 25)],
        [line("at", "‮" * 4000)],
        [line("zone", ["Europe/Berlin"])],
        [line("quiet", {"from": 22})],
    ],
    ids=lambda each: str(each)[:40],
)
async def test_values_that_nobody_could_choose_are_only_words(
    newsroom: Newsroom, components: list[Any]
) -> None:
    answer = await (await newsroom.ada.submit(OURS, components)).answer()
    assert answer.flags & EPHEMERAL
    assert "is not possible" in answer.text()
    assert await newsroom.followed() == []


async def test_a_menu_under_a_private_answer_changes_it_in_place_and_offers_the_form(
    newsroom: Newsroom,
) -> None:
    await newsroom.form()
    listed = await (await newsroom.ada.slash("subscriptions")).answer()
    assert listed.flags & EPHEMERAL
    chosen = await newsroom.ada.forge("m1:0", message=listed, values=[f"o1:/brief settings {STORY}"])
    changed = await chosen.answer()
    assert changed is listed
    assert "To change any of this" in changed.text()
    opened = await newsroom.ada.click(changed, "Open the form")
    assert (await opened.opened())["title"] == "Follow a story"


async def test_what_answers_a_form_of_a_private_message_is_on_the_ledger_if_others_see_it(
    newsroom: Newsroom,
) -> None:
    await newsroom.form()
    listed = await (await newsroom.ada.slash("subscriptions")).answer()
    opened = await newsroom.ada.forge(f"o1:/brief settings {STORY}", message=listed)
    answer = await (await newsroom.ada.hand_in(opened, when=["hourly"])).answer()
    assert answer.only is None
    place = Place(
        platform="discord", tenant=str(newsroom.server.world.guild), channel=str(newsroom.server.general.id)
    )
    await until(lambda: not newsroom.made.desk.in_hand, what="an end")
    post = await newsroom.store.ledger.find(place, str(answer.id))
    assert post is not None
    assert post.story == STORY


async def test_a_form_whose_opening_discord_did_not_confirm_is_not_followed_by_another_answer(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    asked = await newsroom.ada.slash("subscribe", {"story": STORY})
    message = await asked.answer()
    newsroom.server.faults.fail("POST /interactions/.*", 503, accepted=True)
    opened = await newsroom.ada.click(message, "Settings")
    assert (await opened.opened())["title"] == "Follow a story"
    await until(lambda: not newsroom.made.desk.in_hand, what="an end")
    assert newsroom.ada.sees() == [message]
    assert "not delivered" not in caplog.text


async def test_where_a_person_brought_the_bot_along_it_cannot_post_and_is_to_be_invited(
    newsroom: Newsroom,
) -> None:
    asked = await newsroom.ada.slash("subscribe", {"story": STORY}, of_user=True)
    answer = await asked.answer()
    assert answer.flags & EPHEMERAL
    assert "I am not in this server" in answer.text()
    assert str(newsroom.server.world.application) in answer.text()
    assert await newsroom.followed() == []


async def test_in_a_thread_who_manages_threads_decides(newsroom: Newsroom) -> None:
    thread = newsroom.server.world.thread("about ships", newsroom.server.general)
    thread.theirs = ORDINARY
    in_thread = newsroom.ada.elsewhere(thread)
    refused = await (await in_thread.slash("subscribe", {"story": STORY})).answer()
    assert "Manage Threads or Manage Channels" in refused.text()
    thread.theirs = ORDINARY | MANAGE_THREADS
    assert "is followed" in (await (await in_thread.slash("subscribe", {"story": STORY})).answer()).text()
    (made,) = await newsroom.followed(thread, str(thread.id))
    assert made.story == STORY


async def test_a_thread_needs_a_permission_of_its_own(newsroom: Newsroom) -> None:
    thread = newsroom.server.world.thread("about ships", newsroom.server.general)
    thread.mine = EVERYTHING & ~IN_THREADS & ~ADMINISTRATOR
    asked = await newsroom.ada.elsewhere(thread).slash("subscribe", {"story": STORY})
    assert "Send Messages in Threads" in (await asked.answer()).text()


async def test_words_in_a_thread_that_is_not_known_are_looked_up_once(newsroom: Newsroom) -> None:
    thread = newsroom.server.world.thread("about planes", newsroom.server.general)
    in_thread = newsroom.ada.elsewhere(thread)
    answer = await newsroom.told(in_thread, f"subscribe {STORY}")
    assert "is followed" in answer.text()
    asked = [call for call in newsroom.server.rest.calls if call.path == f"/channels/{thread.id}"]
    assert len(asked) == 1


async def test_where_discord_does_not_tell_who_may_the_command_is_named_instead(newsroom: Newsroom) -> None:
    thread = newsroom.server.world.thread("about planes", newsroom.server.general)
    newsroom.server.faults.fail(f"GET /channels/{thread.id}", 403)
    answer = await newsroom.told(newsroom.ada.elsewhere(thread), f"subscribe {STORY}")
    assert "use /subscribe" in answer.text()
    assert await newsroom.followed(thread, str(thread.id)) == []
