"""Revisions, subscriptions, the outbox with its lanes, rates, readers, departures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("post", sa.Column("said", sa.Text, nullable=False, server_default=""))
    op.create_index("post_story", "post", ["story", "id"])
    where = sa.text("said <> ''")
    op.create_index("post_said", "post", ["said"], sqlite_where=where, postgresql_where=where)
    create_saying()
    create_revision()
    create_lane()
    create_subscription()
    create_announcement()
    create_outbox()
    create_rate()
    create_reader()
    create_departure()


def create_saying() -> None:
    op.create_table(
        "saying",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("reply", sa.LargeBinary, nullable=False),
    )


def create_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("snapshot", sa.LargeBinary, nullable=False),
        sa.Column("changes", sa.LargeBinary, nullable=False),
        sa.Column("edited", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("story", "number", name="revision_pkey"),
        sa.UniqueConstraint("story", "sha256", name="revision_content"),
    )


def create_lane() -> None:
    op.create_table(
        "lane",
        sa.Column("id", ID, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("priority", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("ready_at", sa.Float),
        sa.Column("free_at", sa.Float, nullable=False, server_default="0"),
        sa.Column("lease_until", sa.Float),
        sa.Column("lease_token", sa.Text),
        sa.Column("fails", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_at", sa.Float),
        sa.Column("paused_at", sa.Float),
        sa.UniqueConstraint("platform", "tenant", "channel", "thread", name="lane_place"),
    )
    where = sa.text("ready_at IS NOT NULL")
    op.create_index(
        "lane_ready", "lane", ["platform", "priority", "ready_at"], sqlite_where=where, postgresql_where=where
    )


def create_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", ID, primary_key=True),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("lane", ID, sa.ForeignKey("lane.id", ondelete="CASCADE"), nullable=False),
        sa.Column("rhythm", sa.Text, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("speakers", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("told_loud", sa.BigInteger, nullable=False),
        sa.Column("told_once", sa.BigInteger, nullable=False),
        sa.Column("told_soon", sa.BigInteger, nullable=False),
        sa.Column("told_digest", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.Float),
        sa.Column("due_level", sa.SmallInteger),
        sa.Column("at", TIME, nullable=False),
        sa.UniqueConstraint("lane", "story", name="subscription_place"),
    )
    op.create_index("subscription_story", "subscription", ["story", "id"])
    where = sa.text("due_at IS NOT NULL")
    op.create_index(
        "subscription_due", "subscription", ["due_at"], sqlite_where=where, postgresql_where=where
    )


def create_announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", ID, primary_key=True),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("items", sa.Text, nullable=False, server_default=""),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("cursor", ID, nullable=False, server_default="0"),
        sa.Column("done_at", sa.Float),
        sa.UniqueConstraint("story", "revision", "task", name="announcement_task"),
    )
    where = sa.text("done_at IS NULL")
    op.create_index(
        "announcement_due", "announcement", ["priority", "due_at"], sqlite_where=where, postgresql_where=where
    )


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("announcement", ID, nullable=False),
        sa.Column("lane", ID, nullable=False),
        sa.Column("post", ID, nullable=False, server_default="0"),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("part", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("revision", sa.BigInteger),
        sa.Column("first_at", sa.Float),
        sa.Column("ended_at", sa.Float),
        sa.Column("message", sa.Text),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("announcement", "lane", "post", name="outbox_once"),
    )
    where = sa.text("state = 'pending'")
    columns = ["lane", "id"]
    op.create_index("outbox_pending", "outbox", columns, sqlite_where=where, postgresql_where=where)


def create_rate() -> None:
    op.create_table(
        "rate",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("next_at", sa.Float, nullable=False),
        sa.Column("halved_until", sa.Float, nullable=False, server_default="0"),
    )


def create_reader() -> None:
    op.create_table(
        "reader",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "user", "story", name="reader_pkey"),
        sqlite_with_rowid=False,
    )


def create_departure() -> None:
    op.create_table(
        "departure",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", name="departure_pkey"),
    )
