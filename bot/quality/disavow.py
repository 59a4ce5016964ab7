"""Google's disavow file: written from what an admin approved, and read back in. Pure.

Limits and syntax are Google's (support.google.com/webmasters/answer/2648487): a URL or `domain:example.com` a line, `#`
comments, UTF-8, at most 100,000 lines and 2 MB, URLs of at most 2,048 characters; `domain:` takes no path or star.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.errors import UserError
from bot.links.urls import ascii_domain, host_of
from storage.disavow import Disavowed

MAX_LINES = 100_000  # blank ones and comments included
MAX_BYTES = 2_000_000
MAX_URL_CHARACTERS = 2_048
MAX_REASON = 200

WHEN_NOT_TO_USE = (
    "Most sites need no disavow file: Google ignores spam links by itself. Upload one only for a manual action, or for "
    "links that you (or somebody you paid) made. An upload replaces the file that is there, and takes weeks to work."
)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A disavow file that was read: (entry, reason) pairs, and a sentence for each line that could not be used."""

    entries: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def entry_of(text: str) -> str:
    """A line as Google takes it: a URL, or `domain:` and a bare domain. Raises UserError for anything else."""
    stripped = text.strip()
    if stripped.lower().startswith("domain:"):
        name = stripped[len("domain:") :].strip()
        domain = ascii_domain(name)
        if not domain or "/" in name or "*" in name or "." not in domain:
            raise UserError(f"“{stripped[:100]}” is no domain: write domain:example.com, without a path or a star.")
        return f"domain:{domain}"
    if not stripped.startswith(("http://", "https://")) or not host_of(stripped) or any(map(str.isspace, stripped)):
        raise UserError(f"“{stripped[:100]}” is neither a URL nor domain:example.com.")
    if len(stripped) > MAX_URL_CHARACTERS:
        raise UserError(
            f"That URL has {len(stripped)} characters; Google takes {MAX_URL_CHARACTERS}. Use domain: instead."
        )
    return stripped


def write(domain: str, entries: Iterable[Disavowed], on: date) -> bytes:
    """The file to upload for a site, with each reason as a comment. Raises UserError beyond Google's limits.

    A URL of a domain that is disavowed as a whole is left out: it is covered.
    """
    wanted = list(entries)
    whole = {found.entry.removeprefix("domain:") for found in wanted if found.entry.startswith("domain:")}
    lines = [f"# Disavow file for {domain}, written by Backlight on {on.isoformat()}", *_comment(WHEN_NOT_TO_USE)]
    for found in wanted:
        if found.entry.startswith("domain:") or not _covered(host_of(found.entry), whole):
            lines += [*_comment(found.reason[:MAX_REASON]), found.entry]
    text = "\n".join(lines) + "\n"
    data = text.encode()
    if len(lines) > MAX_LINES or len(data) > MAX_BYTES:
        raise UserError(
            f"The file would have {len(lines):,} lines and {len(data):,} bytes; Google takes {MAX_LINES:,} and "
            f"{MAX_BYTES:,}. Disavow whole domains instead of single pages."
        )
    return data


def read(data: bytes) -> ReadFile:
    """Read an existing file. The comment right above an entry is its reason. Raises UserError beyond the limits."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if len(data) > MAX_BYTES or len(lines) > MAX_LINES:
        raise UserError(f"A disavow file has at most {MAX_LINES:,} lines and {MAX_BYTES:,} bytes.")
    entries: dict[str, str] = {}
    problems: list[str] = []
    reason = ""
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            reason = stripped.lstrip("# ")[:MAX_REASON]
        elif stripped:
            try:
                entries.setdefault(entry_of(stripped), reason)
            except UserError as error:
                problems.append(f"Line {number}: {error}")
            reason = ""
    return ReadFile(tuple(entries.items()), tuple(problems))


def _comment(text: str) -> list[str]:
    folded = " ".join(text.split())
    return [f"# {folded}"] if folded else []


def _covered(host: str, domains: set[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[place:]) in domains for place in range(len(labels)))
