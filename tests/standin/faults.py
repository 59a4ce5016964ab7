"""What goes wrong at the stand-in, and when."""

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to a request. With `done` the work is done first and only the answer suffers."""

    status: int | None = None  # answer this instead
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before anything else
    linger: float = 0.0  # seconds between the work and its answer
    drop: bool = False  # cut the connection instead of answering
    done: bool = False

    @classmethod
    def rate_limit(cls, seconds: float) -> "Fault":
        """A 429 as Discord's own servers send it: with Via, so that discord.py waits and tries again."""
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        return cls(status=429, body=body, headers={"Via": "1.1 google", "Retry-After": f"{seconds}"})


@dataclass(slots=True)
class _Scripted:
    method: str
    path: re.Pattern[str]
    fault: Fault
    left: int


class Faults:
    """The scripted faults, in the order they were scripted."""

    def __init__(self) -> None:
        self._scripted: list[_Scripted] = []

    def add(self, method: str, path: str, fault: Fault, times: int) -> None:
        """Let the next `times` requests with this method whose whole path matches the pattern suffer the fault."""
        self._scripted.append(_Scripted(method, re.compile(path), fault, times))

    def next_for(self, method: str, path: str) -> Fault | None:
        """The fault of this request, used up by it."""
        for scripted in self._scripted:
            if scripted.left and scripted.method == method and scripted.path.fullmatch(path):
                scripted.left -= 1
                return scripted.fault
        return None
