"""What a fetch brought back: plain data, so that reading and observing need no network."""

from dataclasses import dataclass
from datetime import datetime

from storage.words import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page to get, with what we know of its last version."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    final_url: str | None = None  # where that version was found after redirects; None when there were none
    follow: bool = True  # redirects; else the answer to the first one is told, with `final_url` where it leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect on the way."""

    url: str  # that answered with the redirect
    status: int
    location: str  # resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer to a `Request`. Exactly one of `status` and `problem` is surely set; both for a broken body."""

    url: str  # as asked
    final_url: str  # after redirects
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()  # names in lower case, repeated ones kept
    body: bytes = b""  # decoded from its transfer and content encodings
    hops: tuple[Hop, ...] = ()
    problem: Reason | None = None  # why there is no (whole) answer
    detail: str = ""  # the problem in one sentence for people
    retry_at: datetime | None = None  # Retry-After, as a moment

    @property
    def not_modified(self) -> bool:
        """True when the server says that our last version still holds."""
        return self.status == 304  # noqa: PLR2004  # HTTP's own number

    def header(self, name: str) -> str | None:
        """The first value of a header, or None. `name` in lower case."""
        return next((value for key, value in self.headers if key == name), None)
