"""The pages that are served: real ones where the development data lies beside the project, made-up ones elsewhere."""

import contextlib
import gzip
import random
import re
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages" / "pages.tar.gz"
HREF = re.compile(rb"""<a[^>]+href=["'](https?://[^"'\s]+)""", re.IGNORECASE)
WORDS = ("tomato", "compost", "seed", "harvest", "soil", "water", "light", "frost", "leaf", "root", "plot", "spade")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to serve, and a domain that it links to."""

    name: str
    body: bytes
    target: str


def load(*, generated: bool = False) -> tuple[list[Page], str]:
    """The pages, and a word on where they come from. `generated`: made-up ones, even where there are real ones."""
    real = list(_real()) if SHARED.is_file() and not generated else []
    if real:
        return real, f"{len(real)} real pages"
    made = [_made(number) for number in range(160)]
    return made, f"{len(made)} generated pages"


def _real() -> list[Page]:
    pages: list[Page] = []
    with tarfile.open(SHARED) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.isfile() else None
            body = file.read() if file else b""
            if target := _rarest(body):
                pages.append(Page(f"{len(pages)}.html", body, target))
    return pages


def _rarest(body: bytes) -> str | None:
    """The host that a page links to least: a site's own pages it links to often, a stranger's once or twice."""
    counts: Counter[str] = Counter()
    for href in HREF.findall(body):
        with contextlib.suppress(ValueError):  # not a URL after all
            counts[(urlsplit(href.decode("ascii", "ignore")).hostname or "").removeprefix("www.")] += 1
    hosts = [host for host in counts if "." in host]
    return min(hosts, key=lambda host: (counts[host], host), default=None)


def _made(number: int) -> Page:
    """A page of about 200 KB, as many of today's are: mostly mark-up, some text, some two hundred links."""
    chance = random.Random(number)
    target = f"site{number}.example"
    blocks = []
    for position in range(200):
        words = " ".join(chance.choices(WORDS, k=100))
        host = target if position == 120 else f"other{chance.randrange(10_000)}.example"
        anchor = " ".join(chance.choices(WORDS, k=3))
        markup = f'<div class="wrap wrap--{position}" data-state="{chance.getrandbits(256):x}">' * 2
        blocks.append(f'{markup}<p>{words} <a href="https://{host}/{position}">{anchor}</a></p></div></div>')
    head = f"<head><meta charset=utf-8><title>{number}</title></head>"
    html = f"<!doctype html><html lang=en>{head}<body>{''.join(blocks)}"
    return Page(f"{number}.html", html.encode(), target)


def write(pages: list[Page], folder: Path) -> str:
    """Write each page gzip-compressed into `folder`, for a server to send as it lies. Returns a word on the sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = [gzip.compress(page.body, 6, mtime=0) for page in pages]
    for page, data in zip(pages, packed, strict=True):
        (folder / page.name).write_bytes(page.body)
        (folder / f"{page.name}.gz").write_bytes(data)
    mean, sent = (sum(map(len, bodies)) // len(pages) // 1000 for bodies in ([p.body for p in pages], packed))
    return f"{mean} KB mean, {sent} KB gzip-compressed"
