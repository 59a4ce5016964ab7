"""The saved pages of the development data: ordinary ones and spam ones, each as linking to one of its own links."""

import gzip
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from bot.links.page import read_page
from bot.links.urls import host_of, registrable


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page and the external link that it is rated for (None: it has none)."""

    url: str
    body: bytes
    target: str | None


def saved_pages(shared: Path) -> list[Saved]:
    """The ordinary pages."""
    with gzip.open(shared / "pages" / "facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        facts = {fact["file"]: fact for fact in map(json.loads, lines)}
    found = []
    with tarfile.open(shared / "pages" / "pages.tar.gz") as archive:
        for member in archive:
            body = archive.extractfile(member)
            if body is not None:
                url = facts[member.name]["page_url"] or f"https://{Path(member.name).stem}.example/"
                found.append(_saved(url, body.read()))
    return found


def spam_pages(shared: Path) -> list[Saved]:
    """The spam pages. Their addresses are not known: a neutral one, so that only what they say counts."""
    with (shared / "spam" / "pages.jsonl").open(encoding="utf-8") as lines:
        files = [json.loads(line)["file"] for line in lines]
    return [
        _saved(f"https://page{number}.example/", (shared / "spam" / file).read_bytes())
        for number, file in enumerate(files)
    ]


def _saved(url: str, body: bytes) -> Saved:
    home = registrable(host_of(url))
    links = [link.url for link in read_page(body, url=url).links if link.url.startswith("http")]
    return Saved(url, body, next((link for link in links if registrable(host_of(link)) != home), None))
