"""One row of the judgement table as it applied to a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from storage.words import Reason, Seen


@dataclass(frozen=True, slots=True)
class Finding:
    """What a page was found to be, and the sentence that says why."""

    seen: Seen
    reason: Reason
    evidence: str


def absent(reason: Reason, evidence: str) -> Finding:
    """A finding that the link is not there."""
    return Finding(Seen.ABSENT, reason, evidence)


def unknown(reason: Reason, evidence: str) -> Finding:
    """A finding that nothing can be said of the link."""
    return Finding(Seen.UNKNOWN, reason, evidence)


def quoted(text: str, limit: int = 80) -> str:
    """A stranger's text for a sentence: on one line, cut, in quotes."""
    line = " ".join(text.split())
    return f'"{line[: limit - 1]}…"' if len(line) > limit else f'"{line}"'


_PARTS = re.compile(r"\s+[|·•»«\u2013\u2014-]\s+|\s*[|•»«\u2013\u2014]\s*")  # \u2013, \u2014: dashes


def heading_says(phrases: re.Pattern[str], heads: Iterable[str]) -> re.Match[str] | None:
    """The phrase that a title or heading consists of for the most part. In a longer one it is somebody's subject."""
    for part in (part for head in heads for part in _PARTS.split(head)):
        match = phrases.search(part)
        if match and 2 * len(match[0]) >= len(part.strip()):
            return match
    return None
