"""Run by Alembic: the migrations go through the connection, and within the transaction, of the caller."""

from __future__ import annotations

from alembic import context

from bot.storage.schema import TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE)
context.run_migrations()
