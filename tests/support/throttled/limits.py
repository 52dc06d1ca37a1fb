"""So many requests in so many seconds, counted as platforms do: in fixed windows, or in a sliding one."""

from __future__ import annotations

from collections import deque
from typing import Literal

Kind = Literal["fixed", "sliding"]


class Limit:
    """One limit. Whatever is refused does not count."""

    def __init__(self, most: int, seconds: float, kind: Kind = "sliding") -> None:
        self.most, self.seconds = most, seconds
        self._kind = kind
        self._times: deque[float] = deque()

    def take(self, now: float) -> float:
        """Seconds to wait; 0 if the request is within the limit, which then counts."""
        self._forget(now)
        if len(self._times) >= self.most:
            return self._after(now)
        self._times.append(now)
        return 0.0

    def headers(self, now: float) -> dict[str, str]:
        """Discord docs: Rate Limits, "Header format"."""
        self._forget(now)
        after = self._after(now) if self._times else self.seconds
        return {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(self.most - len(self._times)),
            "X-RateLimit-Reset": f"{now + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
        }

    def _forget(self, now: float) -> None:
        """Of a fixed window all requests go at once when it ends, of a sliding one each in its turn."""
        began = now - now % self.seconds if self._kind == "fixed" else now - self.seconds
        while self._times and (self._times[0] < began or self._times[0] <= now - self.seconds):
            self._times.popleft()

    def _after(self, now: float) -> float:
        if self._kind == "fixed":
            return self.seconds - now % self.seconds
        return self._times[0] + self.seconds - now
