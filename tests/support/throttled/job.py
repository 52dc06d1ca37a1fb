"""What a process of the bot does here: publish what there is, spread it, send it; with real senders."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from bot.config import read_settings
from tests.support.throttled.assembly import assembled
from tests.support.throttled.mortal import Death, Steps
from tests.support.throttled.tempo import Tempo


class Job(Struct, frozen=True, kw_only=True):
    """`settings` are names and values of the environment, `folder` is the newsroom's; an announcement is
    spread over `chunk` subscriptions at a time. Every `look` seconds it looks whether nothing waits any more,
    `patience` seconds long."""

    settings: dict[str, str]
    folder: str
    tempo: Tempo
    chunk: int = 5000
    look: float = 0.01
    patience: float = 50.0
    death: Death | None = None


async def work(job: Job) -> None:
    """Publish what there is, and send until nothing waits. Raises TimeoutError."""
    settings = read_settings(job.settings, Path("none"))
    async with assembled(
        settings, Path(job.folder), job.tempo.clock, job.tempo.pause, Steps(job.death), job.chunk
    ) as bot:
        await bot.publish()
        await bot.drain(job.patience, job.look)
