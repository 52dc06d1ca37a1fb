"""The ledger, seen events, registrations, and a row to try writing with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_post()
    create_post_item()
    op.create_table(
        "seen",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name="seen_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("seen_at", "seen", ["at"])
    op.create_table(
        "registration",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("application", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("platform", "application", name="registration_pkey"),
    )
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
    )


def create_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", ID, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("story", sa.Text),
        sa.Column("revision", sa.BigInteger),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("part", sa.BigInteger, nullable=False),
        sa.Column("editable", sa.Boolean, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.UniqueConstraint("platform", "tenant", "message", "channel", name="post_message"),
    )
    op.create_index("post_thread", "post", ["platform", "tenant", "channel", "thread", "id"])
    op.create_index(
        "post_direct",
        "post",
        ["platform", "tenant", "channel", "id"],
        sqlite_where=sa.text("direct = 1"),
        postgresql_where=sa.text("direct"),
    )


def create_post_item() -> None:
    op.create_table(
        "post_item",
        sa.Column("post", ID, sa.ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("story", sa.Text),
        sa.Column("item", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("post", "position", name="post_item_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("post_item_story", "post_item", ["story", "item", "post"])
