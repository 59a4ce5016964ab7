"""A question in English words, for what knows only English: word by word through glossary.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.answers.lexicon import LONGEST_PHRASE, common_words, plain
from bot.answers.reading import MAX_QUESTION, Asked

LEAST_PART = 4  # letters of each part of a compound word
# Said in passing, they tell nothing of what is asked.
NOISE = frozenset({
    "uh", "um", "hm", "hey", "hi", "hello", "pls", "please", "plz", "thanks", "thx", "so", "just", "really", "actually",
    "guys", "anyone", "lol", "btw", "ok", "okay", "yo", "dear", "sir", "quick", "question", "wondering", "curious",
    "also",
})  # fmt: skip


def in_english(asked: Asked) -> str:
    """The question in English words, as far as the glossary goes; domains left out."""
    said = _as_said(asked)
    language = asked.language if asked.language != "en" else _other_language(said)
    if language:
        return " ".join(_translated(said, _glossary()[language]))
    words = [word for word in asked.text.split() if not word.startswith("@")]
    return " ".join([*([word for word in words if word not in NOISE] or words), *asked.quotes])


def _as_said(asked: Asked) -> list[str]:
    """The words before typing errors were mended by the lexicon, which knows fewer words than the glossary."""
    text = asked.raw[:MAX_QUESTION]
    for host in asked.hosts:
        text = re.sub(rf"\S*{re.escape(host.typed)}\S*", " ", text, flags=re.IGNORECASE)
    return re.findall(r"\w+", plain(text))


def _other_language(words: list[str]) -> str | None:
    """The language that English words of the trade hid: "vale a pena fazer guest post"."""
    ordinary = sum(word in common_words()["en"] for word in words)
    known = {
        language: sum(_translated([word], glossary) != [word] for word in words)
        for language, glossary in _glossary().items()
    }
    best = max(known, key=lambda language: known[language])
    return best if known[best] > max(1, 2 * ordinary) else None


def _translated(words: list[str], glossary: dict[str, str]) -> list[str]:
    """Word by word, the longest phrase first; a word that is not known is likely the same in English."""
    said: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            if phrase in glossary or length == 1:
                said.append(glossary[phrase] if phrase in glossary else _parted(phrase, glossary))
                place += length
                break
    return [word for word in said if word]


def _parted(word: str, glossary: dict[str, str]) -> str:
    """A German compound as its parts, if both are known: "verzeichnislinks" -> "directory links"."""
    for cut in range(LEAST_PART, len(word) - LEAST_PART + 1):
        first, second = word[:cut].removesuffix("s"), word[cut:]
        known = next((part for part in (word[:cut], first, first + "e") if part in glossary), None)
        if known and second in glossary:
            return f"{glossary[known]} {glossary[second]}"
    return word


@cache
def _glossary() -> dict[str, dict[str, str]]:
    """Language -> word or phrase -> English."""
    raw = tomllib.loads(files("bot.answers").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {
        language: {word: english for english, words in table.items() for word in words.split(", ")}
        for language, table in raw.items()
    }
