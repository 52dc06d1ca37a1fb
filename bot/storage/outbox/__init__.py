"""The outbox in the database, one step of a delivery's way a module."""

from bot.storage.outbox.stored import StoredOutbox

__all__ = ["StoredOutbox"]
