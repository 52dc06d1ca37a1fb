"""Whether what a brief quotes and attributes stands in its sources."""

from bot.brief.evidence.verification import Verified, needs_lock, verify

__all__ = ["Verified", "needs_lock", "verify"]
