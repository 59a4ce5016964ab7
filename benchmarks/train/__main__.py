"""Makes weights: `python -m benchmarks.train` and wording, notices, questions, texts, meaning or names FOLDER."""

import argparse
import csv
from importlib.resources import files
from pathlib import Path

from benchmarks.train import notices, questions, texts
from benchmarks.train.fit import fit, save
from bot.folding import plain_words
from bot.grams import Model
from bot.quality.names import spelled

EXAMPLES = Path(__file__).parent / "wording"
DATA = Path(str(files("bot.quality"))) / "data"


def wording() -> None:
    """How pages that sell spam's wares are worded, and how others are: from the examples beside this file."""
    examples = [(text, side == "spam") for side in ("spam", "ordinary") for text in _examples(side)]
    texts, spam = [text for text, _ in examples], [is_spam for _, is_spam in examples]
    save(fit([plain_words(text) for text in texts], spam, size=1 << 16, loose=100), DATA / "wording.npz")


def spelling(rows: list[tuple[str, bool]]) -> Model:
    """How spam domains are spelled: from domains, each with whether it is spam."""
    return fit([spelled(domain) for domain, _ in rows], [spam for _, spam in rows], size=1 << 15, loose=3, seen_in=3)


def named(folder: Path) -> list[tuple[str, bool]]:
    """The domains of FOLDER's spam.csv and clean.csv (column `domain`), each with whether it is spam."""
    rows = []
    for side in ("spam", "clean"):
        with (folder / f"{side}.csv").open(encoding="utf-8", newline="") as lines:
            rows += [(row["domain"], side == "spam") for row in csv.DictReader(lines)]
    return rows


def _examples(side: str) -> list[str]:
    """The examples of one side, without their kinds."""
    lines = (EXAMPLES / f"{side}.txt").read_text(encoding="utf-8").splitlines()
    return [line.partition(" | ")[2] for line in lines if line and not line.startswith("#")]


def main() -> None:
    """Fit what is asked for and write it where the bot reads it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train", description=__doc__)
    parser.add_argument("what", choices=["wording", "names", "notices", "questions", "texts", "meaning"])
    parser.add_argument("folder", nargs="?", type=Path)
    given = parser.parse_args()
    if given.what == "wording":
        wording()
    elif given.what == "questions":
        known = questions.known_questions()
        questions.save(questions.fit(known), "kinds.npz")
        questions.save(questions.fit_following(questions.known_follow_ups(), known), "following.npz")
    elif given.what == "notices":
        notices.write()
    elif given.what == "texts":
        texts.write()
    elif given.what == "meaning":
        from benchmarks.train import tuning  # noqa: PLC0415  # only this needs requirements-train.txt

        tuning.write()
    elif given.folder:
        save(spelling(named(given.folder)), DATA / "spelling.npz")
    else:
        parser.error("names needs the folder of its lists.")


if __name__ == "__main__":
    main()
