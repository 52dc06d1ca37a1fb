"""Connections to Discord's gateway that take their session up again, however often an attempt is refused."""

from __future__ import annotations

from typing import Any, Final

from discord.gateway import ReconnectWebSocket
from discord.shard import Shard

# Attempts follow each other within 2 ** 4 s; discord.py's own waits grow to 17 min, long after Discord has
# given the session up.
_DOUBLINGS: Final = 4


class Resuming(Shard):
    """A shard whose every attempt resumes: then Discord tells what came meanwhile (Discord docs: Gateway,
    "Resuming"). discord.py's resumes once, and identifies anew if that attempt is refused."""

    def __init__(self, *shard: Any) -> None:
        super().__init__(*shard)
        self._backoff._max = _DOUBLINGS

    async def reconnect(self) -> None:
        """Connect again, in the same session if there was one; Discord says if it knows it no more."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))
