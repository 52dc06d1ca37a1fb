"""What was registered with a platform is remembered, in every store."""

from __future__ import annotations

import pytest

from bot.config import Settings
from bot.delivery.remembered import Registrations
from bot.storage.memory import MemoryStore
from bot.storage.store import Store, open_store


@pytest.fixture
def registrations(store: Store | MemoryStore) -> Registrations:
    return store.registrations


async def test_nothing_is_registered_at_first(registrations: Registrations) -> None:
    assert await registrations.fingerprint("discord", "1") is None


async def test_the_last_fingerprint_counts(registrations: Registrations) -> None:
    await registrations.remember("discord", "1", "old")
    await registrations.remember("discord", "1", "new")
    assert await registrations.fingerprint("discord", "1") == "new"


async def test_each_application_has_its_own(registrations: Registrations) -> None:
    await registrations.remember("discord", "1", "one")
    await registrations.remember("discord", "2", "two")
    await registrations.remember("slack", "1", "three")
    assert await registrations.fingerprint("discord", "1") == "one"
    assert await registrations.fingerprint("discord", "2") == "two"
    assert await registrations.fingerprint("slack", "1") == "three"


async def test_it_is_remembered_after_a_restart(settings: Settings) -> None:
    async with open_store(settings) as store:
        await store.registrations.remember("discord", "1", "known")
    async with open_store(settings) as store:
        assert await store.registrations.fingerprint("discord", "1") == "known"
