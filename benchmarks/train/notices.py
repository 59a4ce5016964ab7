"""Whether a short page is the page or a notice: `python -m benchmarks.train notices` writes bot/links/data/*.npz.

The examples are beside this file, a kind a file: `language | title | text`. All made up, written for Backlight.
"""

from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from benchmarks.train.fit import fit, save
from bot.answers.articles import passages
from bot.links.notices import spelled

EXAMPLES = Path(__file__).parent / "notices"
NOTICES = ("blocked", "failing", "gone")
SIZE, LOOSE = 1 << 16, 100.0


def write() -> None:
    """Fit both models and write them where the bot reads them."""
    data = Path(str(files("bot.links"))) / "data"
    pages = [*_examples("content"), *(spelled((one.heading,), one.text[:400]) for one in passages())]
    notices = {kind: _examples(kind) for kind in NOTICES}
    every = [text for texts in notices.values() for text in texts]
    save(fit([*every, *pages], _first(every, pages), size=SIZE, loose=LOOSE), data / "notice.npz")
    others = [*notices["blocked"], *notices["failing"]]
    save(fit([*notices["gone"], *others], _first(notices["gone"], others), size=SIZE, loose=LOOSE), data / "gone.npz")


def _first(some: Collection[str], others: Collection[str]) -> list[bool]:
    return [True] * len(some) + [False] * len(others)


def _examples(kind: str) -> list[str]:
    lines = (EXAMPLES / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    return [spelled((title,), text) for _, title, text in (line.split(" | ", 2) for line in lines)]
