"""A strict look at what goes out to a platform: unknown keys, every limit, nothing that pings.

The shapes are written by hand from the platforms' own references, on purpose apart from the limits of
the adapters, so that a wrong number there is noticed here.
"""

from __future__ import annotations

from tests.support.discord_payload import check_discord
from tests.support.slack_payload import check_slack

__all__ = ["check_discord", "check_slack"]
