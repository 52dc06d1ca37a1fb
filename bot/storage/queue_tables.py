"""The tables of what is to be said: revisions, subscriptions, the outbox with its lanes, rates."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    UniqueConstraint,
    literal_column,
    text,
)

from bot.storage.columns import Exact, Moment
from bot.storage.tables import ID, metadata

# A published revision. `snapshot` is the packed brief, compressed; `changes` are JSON.
revision = Table(
    "revision",
    metadata,
    Column("story", Exact, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("sha256", Exact, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("changes", LargeBinary, nullable=False),
    Column("edited", Exact, nullable=False),  # the editor's own time, RFC 3339
    Column("note", Exact),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("story", "number", name="revision_pkey"),
    UniqueConstraint("story", "sha256", name="revision_content"),
)

# From here on times that something waits for are seconds since 1970 in UTC: they are computed with in SQL.

# The line of messages to one place; whoever holds the lease sends its head. `ready_at` is null while nothing
# waits in it; `free_at` is when the place takes the next one, whether or not there is one.
lane = Table(
    "lane",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", Exact, nullable=False),
    Column("tenant", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("thread", Exact, nullable=False),
    Column("direct", Boolean, nullable=False),
    Column("state", Exact, nullable=False, server_default="active"),
    Column("reason", Exact, nullable=False, server_default=""),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("ready_at", Float),
    Column("free_at", Float, nullable=False, server_default="0"),
    Column("lease_until", Float),
    Column("lease_token", Exact),
    Column("fails", Integer, nullable=False, server_default="0"),
    Column("failing_at", Float),
    Column("paused_at", Float),
    UniqueConstraint("platform", "tenant", "channel", "thread", name="lane_place"),
    Index(
        "lane_ready",
        "platform",
        "priority",
        "ready_at",
        sqlite_where=text("ready_at IS NOT NULL"),
        postgresql_where=text("ready_at IS NOT NULL"),
    ),
)

# `rhythm` and `speakers` are JSON; `due_at` is when what waits for its time is to be sent, on `due_level`.
subscription = Table(
    "subscription",
    metadata,
    Column("id", ID, primary_key=True),
    Column("story", Exact, nullable=False),
    Column("lane", ID, ForeignKey("lane.id", ondelete="CASCADE"), nullable=False),
    Column("rhythm", Exact, nullable=False),
    Column("wanted", Exact, nullable=False),
    Column("speakers", Exact, nullable=False),
    Column("user", Exact, nullable=False),
    Column("told_loud", BigInteger, nullable=False),
    Column("told_once", BigInteger, nullable=False),
    Column("told_soon", BigInteger, nullable=False),
    Column("told_digest", BigInteger, nullable=False),
    Column("due_at", Float),
    Column("due_level", SmallInteger),
    Column("at", Moment, nullable=False),
    UniqueConstraint("lane", "story", name="subscription_place"),
    Index("subscription_story", "story", "id"),
    Index(
        "subscription_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

# One task of one revision. `cursor` is the id of the last subscription, or post, that it was spread over;
# `done_at` is null until it was spread over all.
announcement = Table(
    "announcement",
    metadata,
    Column("id", ID, primary_key=True),
    Column("story", Exact, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("task", Exact, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("items", Exact, nullable=False, server_default=""),
    Column("due_at", Float, nullable=False),
    Column("cursor", ID, nullable=False, server_default="0"),
    Column("done_at", Float),
    UniqueConstraint("story", "revision", "task", name="announcement_task"),
    Index(
        "announcement_due",
        "priority",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

# One message to one place, or one post to be edited (`post`, else 0). `revision` is what it goes up to, from
# its first attempt on; `part` the first part that is not known to have arrived. Without foreign keys: a
# million rows are made at once, and whoever deletes a lane deletes them first.
outbox = Table(
    "outbox",
    metadata,
    Column("id", ID, primary_key=True),
    Column("announcement", ID, nullable=False),
    Column("lane", ID, nullable=False),
    Column("post", ID, nullable=False, server_default="0"),
    Column("priority", SmallInteger, nullable=False),
    Column("state", Exact, nullable=False, server_default="pending"),
    Column("part", SmallInteger, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("revision", BigInteger),
    Column("first_at", Float),
    Column("ended_at", Float),
    Column("message", Exact),
    Column("reason", Exact),
    UniqueConstraint("announcement", "lane", "post", name="outbox_once"),
    Index(
        "outbox_pending",
        "lane",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
)

# Spelled out: with a bound value neither database sees that the index `outbox_pending` holds these rows.
PENDING = outbox.c.state == literal_column("'pending'")

# The next free slot of a rate (seconds), and until when it is halved.
rate = Table(
    "rate",
    metadata,
    Column("key", Exact, primary_key=True),
    Column("next_at", Float, nullable=False),
    Column("halved_until", Float, nullable=False, server_default="0"),
)
