"""The tables of what was said, read and seen. Migrations build them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from bot.storage.columns import Exact, Moment

metadata = MetaData()

# SQLite numbers rows by itself only where the key is an INTEGER.
ID = BigInteger().with_variant(Integer(), "sqlite")

post = Table(
    "post",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", Exact, nullable=False),
    Column("tenant", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("thread", Exact, nullable=False),
    Column("direct", Boolean, nullable=False),
    Column("message", Exact),
    Column("story", Exact),
    Column("revision", BigInteger),
    Column("asked", Exact, nullable=False),
    Column("asker", Exact, nullable=False),
    Column("part", BigInteger, nullable=False),
    Column("editable", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    # The saying with this digest, for a post that no command makes again; else "".
    Column("said", Exact, nullable=False, server_default=""),
    # In this order it also finds a message whose channel is not known: the root of a thread on Discord.
    UniqueConstraint("platform", "tenant", "message", "channel", name="post_message"),
    Index("post_thread", "platform", "tenant", "channel", "thread", "id"),
    Index("post_story", "story", "id"),
    Index("post_said", "said", sqlite_where=text("said <> ''"), postgresql_where=text("said <> ''")),
    Index(
        "post_direct",
        "platform",
        "tenant",
        "channel",
        "id",
        sqlite_where=text("direct = 1"),
        postgresql_where=text("direct"),
    ),
)

# What a post shows, an item a row in the order of the reply. The story stands here again because an item's
# id is unique within its story only, and a correction must find all posts that carried the item.
post_item = Table(
    "post_item",
    metadata,
    Column("post", ID, ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("story", Exact),
    Column("item", Exact, nullable=False),
    PrimaryKeyConstraint("post", "position", name="post_item_pkey"),
    Index("post_item_story", "story", "item", "post"),
    sqlite_with_rowid=False,
)

# A reply as JSON, by its sha256: a thousand channels are told the same.
saying = Table(
    "saying",
    metadata,
    Column("sha256", Exact, primary_key=True),
    Column("reply", LargeBinary, nullable=False),
)

# How far a reader has read.
reader = Table(
    "reader",
    metadata,
    Column("platform", Exact, nullable=False),
    Column("tenant", Exact, nullable=False),
    Column("user", Exact, nullable=False),
    Column("story", Exact, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("platform", "tenant", "user", "story", name="reader_pkey"),
    sqlite_with_rowid=False,
)

# Servers and workspaces that the bot was removed from; their data is deleted a while later.
departure = Table(
    "departure",
    metadata,
    Column("platform", Exact, nullable=False),
    Column("tenant", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("platform", "tenant", name="departure_pkey"),
)

seen = Table(
    "seen",
    metadata,
    Column("platform", Exact, nullable=False),
    Column("event", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("platform", "event", name="seen_pkey"),
    Index("seen_at", "at"),
    sqlite_with_rowid=False,
)

registration = Table(
    "registration",
    metadata,
    Column("platform", Exact, nullable=False),
    Column("application", Exact, nullable=False),
    Column("fingerprint", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("platform", "application", name="registration_pkey"),
)

# One row, written now and then: the proof that the store can be written.
probe = Table(
    "probe",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)
