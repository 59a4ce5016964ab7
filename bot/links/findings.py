"""One row of the judgement table as it applied to a page."""

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
