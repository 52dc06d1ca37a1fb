"""The lanes that may go, found by ranges of the index `lane_ready` alone, however many back off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Float,
    Integer,
    Select,
    bindparam,
    exists,
    select,
    union_all,
)

from bot.storage.outbox.lanes import LONGEST_WAIT, PRIORITIES, free, leased
from bot.storage.queue_tables import lane

# Slack: one message a second to a channel, its threads included (Slack docs: Rate limits). A thread on
# Discord is a channel of its own.
PACED = "slack"

NOW, MOST = bindparam("now", type_=Float), bindparam("most", type_=Integer)
Ready = CompoundSelect[Any]


@lru_cache(maxsize=32)
def ready_lanes(platforms: tuple[str, ...]) -> Ready:
    """Up to `:most` lanes of each platform and priority that may go at `:now`, the longest ready first."""
    return union_all(*_each(platforms, far=False), *_each(platforms, far=True))


def _each(platforms: Sequence[str], far: bool) -> Iterator[Select[Any]]:
    for platform in platforms:
        for priority in PRIORITIES:
            yield select(_range(platform, priority, far).subquery())


def _range(platform: str, priority: int, far: bool) -> Select[Any]:
    """One range: what is ready, or what is so far ahead that the clock must have been put back."""
    columns = lane.c.id, lane.c.platform, lane.c.tenant, lane.c.channel, lane.c.priority, lane.c.ready_at
    found = select(*columns).where(lane.c.platform == platform, lane.c.priority == priority, free(NOW))
    found = found.where(lane.c.ready_at > NOW + LONGEST_WAIT if far else lane.c.ready_at <= NOW)
    if platform == PACED:
        found = found.where(~_busy())
    return found.order_by(lane.c.ready_at).limit(MOST)


def _busy() -> Any:
    """Whether another lane of the channel is being worked at."""
    beside = lane.alias("beside")
    same = (beside.c[name] == lane.c[name] for name in ("platform", "tenant", "channel"))
    return exists().where(*same, beside.c.id != lane.c.id, leased(NOW, beside.c))
