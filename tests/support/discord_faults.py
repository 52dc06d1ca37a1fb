"""What can go wrong between the bot and the stand-in's REST interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Act = Literal["answer", "answer after", "lost before", "lost after", "late"]


@dataclass
class Fault:
    """For the next `times` requests whose "METHOD /path" matches `route`: an answer other than the usual one,
    instead of the request's effect or after it; a connection that breaks before or after the request took
    effect; or an answer that comes late."""

    route: str
    act: Act = "answer"
    status: int = 500
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    times: int = 1
    met: int = 0

    def meets(self, request: str) -> bool:
        return self.met < self.times and re.fullmatch(self.route, request) is not None


class Faults:
    """The faults that wait to be met. Routes are regular expressions such as `POST /channels/.*/messages`."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault

    def meet(self, request: str) -> Fault | None:
        """The first fault that waits for this request; it counts as met."""
        fault = next((each for each in self.waiting if each.meets(request)), None)
        if fault is not None:
            fault.met += 1
        return fault

    def limit(self, route: str, seconds: float, *, everywhere: bool = False, times: int = 1) -> Fault:
        """429: of one route, or of the whole bot (Discord docs: Rate Limits)."""
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
        scope = {"X-RateLimit-Global": "true"} if everywhere else {"X-RateLimit-Bucket": "injected"}
        headers = {
            "Retry-After": str(max(1, round(seconds))),
            "X-RateLimit-Scope": "global" if everywhere else "user",
            "Via": "1.1 google",
            **scope,
        }
        return self.add(Fault(route, "answer", 429, body, headers, times=times))

    def fail(self, route: str, status: int, *, accepted: bool = False, times: int = 1) -> Fault:
        """500, 502 and the like; gateways in front of Discord answer in HTML. `accepted` tells whether the
        request took effect all the same."""
        act: Act = "answer after" if accepted else "answer"
        return self.add(Fault(route, act, status, "<html>upstream error</html>", times=times))

    def forbid(self, route: str, code: int, *, times: int = 1) -> Fault:
        """403 with a code of Discord's."""
        message = {
            50001: "Missing Access",
            50013: "Missing Permissions",
            50007: "Cannot send messages to this user",
        }
        return self.add(Fault(route, "answer", 403, {"message": message[code], "code": code}, times=times))

    def lose(self, route: str, *, accepted: bool, times: int = 1) -> Fault:
        """The connection breaks before the answer; `accepted` tells whether the request took effect."""
        return self.add(Fault(route, "lost after" if accepted else "lost before", times=times))

    def delay(self, route: str, seconds: float, *, times: int = 1) -> Fault:
        """The answer takes so long; the request takes effect at once."""
        return self.add(Fault(route, "late", seconds=seconds, times=times))

    def unmet(self) -> Iterator[Fault]:
        """Faults that nothing met: a test that waits for them proves nothing."""
        return (fault for fault in self.waiting if fault.met == 0)
