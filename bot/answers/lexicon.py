"""The words that questions are made of, in five languages, as concepts (lexicon.toml)."""

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.calendar_words import CALENDAR_WORDS
from bot.answers.language_names import LANGUAGE_OF

LANGUAGES = ("en", "es", "de", "fr", "pt")
LONGEST_PHRASE = 6  # words
LEAST_FOR_CORRECTION = 4  # letters: shorter words have too many neighbours
LONG_WORD = 7  # letters from which two typing errors are mended


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of English and one other language, and which words are spelled right."""

    concepts: dict[str, frozenset[str]]  # phrase -> concepts
    correctable: tuple[str, ...]  # words that a typing error may have meant
    known: frozenset[str]  # words that are left as they are


def plain(text: str) -> str:
    """Lower case, without accents, invisible characters and apostrophes; white space folded."""
    text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    kept = (
        c for c in text if (not unicodedata.combining(c) and unicodedata.category(c) not in {"Cf", "Cc"}) or c == "\n"
    )
    return " ".join("".join(kept).replace("\u2019", "'").split())


@cache
def _tables() -> dict[str, dict[str, set[str]]]:
    """Language -> phrase -> concepts."""
    raw = tomllib.loads(files("bot.answers").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, set[str]]] = {}
    for language, concepts in raw.items():
        table = tables.setdefault(language, {})
        for concept, phrases in concepts.items():
            for phrase in phrases.split(","):
                table.setdefault(plain(phrase).replace("'", " "), set()).add(concept)
    return tables


@cache
def all_concepts() -> frozenset[str]:
    """What words may mean, in any language."""
    return frozenset(concept for table in _tables().values() for meant in table.values() for concept in meant)


@cache
def common_words() -> dict[str, frozenset[str]]:
    """Ordinary words a language, which tell the language and must not be taken for typing errors."""
    raw = tomllib.loads(files("bot.answers").joinpath("common_words.toml").read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in raw.items()}


@cache
def _english() -> frozenset[str]:
    """English words that the sentence model knows whole: whoever types one has made no typing error."""
    pieces = files("bot").joinpath("wordpieces.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(piece for piece in pieces if piece.isalpha())


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon for questions in a language; English words are understood in all of them."""
    concepts: dict[str, set[str]] = {}
    for name in dict.fromkeys((language, "en")):
        for phrase, meant in _tables()[name].items():
            # a word of the question's own language means what it means there: German "was" is not English "was"
            if name == language or phrase not in concepts:
                concepts.setdefault(phrase, set()).update(meant)
    foreign = common_words()[language] if language != "en" else frozenset()
    for word in foreign:
        if word not in _tables()[language]:
            concepts.pop(word, None)
    words = {word for phrase in concepts for word in phrase.split()}
    correctable = tuple(
        sorted(word for word in words | CALENDAR_WORDS if len(word) >= LEAST_FOR_CORRECTION and word.isalpha())
    )
    known = frozenset(words | CALENDAR_WORDS | set(LANGUAGE_OF) | common_words()["en"] | _english() | foreign)
    return Lexicon({phrase: frozenset(meant) for phrase, meant in concepts.items()}, correctable, known)


@cache
def _marks() -> dict[str, frozenset[str]]:
    """The words that tell a language."""
    tables = _tables()
    return {name: frozenset(w for p in tables[name] for w in p.split()) | common_words()[name] for name in LANGUAGES}


def language_of(words: Iterable[str]) -> str:
    """The language that most of the words belong to; English when nothing speaks against it."""
    marks = _marks()
    seen = list(words)
    scores = {
        name: sum(1 for word in seen if word in marks[name]) + sum(0.5 for word in seen if word in common_words()[name])
        for name in LANGUAGES
    }
    best = max(LANGUAGES, key=lambda name: (scores[name], name == "en"))
    return best if scores[best] > scores["en"] else "en"


@cache
def corrected(word: str, language: str) -> str:
    """The word that a typing error meant, or the word itself."""
    table = lexicon(language)
    if word in table.known or len(word) < LEAST_FOR_CORRECTION or not word.isalpha():
        return word
    allowed = 2 if len(word) >= LONG_WORD else 1
    found = process.extract(word, table.correctable, scorer=OSA.distance, score_cutoff=allowed, limit=5)
    near = [(distance, candidate[0] != word[0], -len(candidate), candidate) for candidate, distance, _ in found]
    return min(near)[3] if near else word
