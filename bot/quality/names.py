"""Signals of a domain's name. A name proves little: no single word of it reaches "toxic"."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from publicsuffixlist import PublicSuffixList

from bot.grams import model
from bot.quality.lexicon import name_words, read_toml
from bot.quality.rating import Signal
from bot.quality.weights import signal

LONG_NAME = 24  # characters of the registrable label; longer than 95 % of names in rank lists
MANY_HYPHENS = 2
MANY_DIGITS = 3
SPELLED_ODD, SPELLED_BAD = 0.9, 1.6  # margins of the spelling model: nothing below the one, all above the other
LONGEST_WORD = 12
RANDOM_RUN = 5  # consonants in a row
_PIECES = re.compile(r"[a-z]+")
_BAIT_DIGITS = re.compile(r"(?<=[a-z])(?:88|77|99|777|888|999|138|168|303|4d|5d)$")  # luck, in gamblers' names
_YEAR = re.compile(r"(19|20)\d\d")
_RUN = re.compile(rf"[bcdfghjklmnpqrstvwxz]{{{RANDOM_RUN},}}")
_LATIN_LOOKING = frozenset(  # Cyrillic letters that Unicode TR 39 lists as Latin look-alikes
    "\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u051b\u0455\u051d\u0445\u0443\u04bb\u0501\u04cf-0123456789"
)
_REPEATED_DIGIT = re.compile(r"(\d)\1")


@cache
def suffixes() -> PublicSuffixList:
    """The public suffix list that ships with its package."""
    return PublicSuffixList()


def name_signals(host: str) -> Iterator[Signal | None]:
    """The signals of a host's name (ASCII, lower case)."""
    host = host.removeprefix("www.")
    suffix = suffixes().publicsuffix(host) or ""
    name = host.removesuffix("." + suffix) if suffix != host else host
    readable = _decoded(name)
    yield _spam_name(readable, suffix) or _spelling(host)
    yield _suffix_signal(suffix)
    label = readable.rpartition(".")[2]
    yield from _shape_signals(label)
    yield _homograph(readable, host)
    if is_reputable(host):
        yield signal("reputable_suffix", 1, f"Names under .{suffix} are given only to who proves a status.")


def spelled(host: str) -> str:
    """A host as `grams` reads it: its name without suffix and `www`, every digit a 0."""
    host = host.removeprefix("www.")
    suffix = suffixes().publicsuffix(host) or ""
    return re.sub(r"\d", "0", host.removesuffix("." + suffix)) if suffix != host else host


def spam_words_in(name: str) -> dict[str, tuple[str, float]]:
    """The spam words of a name or path, each with its category and share. Innocent words are passed over."""
    words = name_words()
    name = words.innocent.sub("·", name.lower())
    joined = re.sub(r"[-_]", "", name)
    found = {match: words.weights[match] for text in (name, joined) for match in words.anywhere.findall(text)}
    rest = words.anywhere.sub(" ", name)
    for piece in _PIECES.findall(rest):
        for word in _whole_words(piece) or words.edge.findall(piece):
            found[word] = words.weights[word]
    if bait := _BAIT_DIGITS.search(name):
        found[bait[0]] = ("gambling", 0.3)
    if all(category == "trade" for category, _ in found.values()):
        return {}  # a shop is a shop: these words only add to others
    return found


def is_reputable(host: str) -> bool:
    """True for suffixes that are only given to who proves a status: universities, governments, …"""
    labels = host.split(".")[::-1]
    return any(_fits(labels, pattern.split(".")[::-1]) for pattern in _suffix_lists()["reputable"])


def _spam_name(name: str, suffix: str) -> Signal | None:
    found = spam_words_in(name)
    for category, ends in _suffix_lists()["trades"].items():
        if suffix in ends:
            found["." + suffix] = (category, 0.5)
    return signal("spam_name", sum(share for _, share in found.values()), f"The name has “{_listed(found)}”.")


def _spelling(host: str) -> Signal | None:
    """A name without a known word that is spelled as those of spam lists are; an innocent look-alike speaks for it."""
    name = spelled(host)
    if name_words().innocent.search(name):
        return None
    value = (model("spelling").read(name).margin - SPELLED_ODD) / (SPELLED_BAD - SPELLED_ODD)
    return signal("spam_spelling", value, f"“{name}” is spelled as names on public lists of spam are.")


def _whole_words(piece: str) -> list[str]:
    """The words that make up a piece entirely, or none: `hottube` is `hot` and `tube`, `hotel` is neither."""
    whole = name_words().whole
    ways: list[list[str] | None] = [[]] + [None] * len(piece)
    for end in range(1, len(piece) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            before = ways[start]
            if before is not None and piece[start:end] in whole:
                ways[end] = [*before, piece[start:end]]
                break
    return ways[-1] or []


def _suffix_signal(suffix: str) -> Signal | None:
    cheap = suffix.rpartition(".")[2] in _suffix_lists()["cheap"] and "." not in suffix
    return signal("cheap_suffix", float(cheap), f".{suffix} is cheap and often abused.")


def _shape_signals(label: str) -> Iterator[Signal | None]:
    digits = sum(character.isdigit() for character in _YEAR.sub("", label))
    repeated = bool(_REPEATED_DIGIT.search(label))
    if digits >= MANY_DIGITS or repeated:
        yield signal("digits", 1, f"{digits} digits in “{label}”.")
    if label.count("-") >= MANY_HYPHENS:
        yield signal("hyphens", label.count("-") / 3, f"{label.count('-')} hyphens in “{label}”.")
    if len(label) > LONG_NAME:
        yield signal("long_name", (len(label) - LONG_NAME) / 10 + 0.3, f"“{label}” has {len(label)} characters.")
    if run := _RUN.search(label):
        yield signal("random_name", (len(run[0]) - RANDOM_RUN + 1) / 2, f"“{run[0]}” cannot be spoken.")


def _homograph(name: str, host: str) -> Signal | None:
    if name.isascii():
        return None
    for label in name.split("."):
        scripts = {unicodedata.name(character, "?").split(" ")[0] for character in label if character.isalpha()}
        lookalike = scripts == {"CYRILLIC"} and set(label) <= _LATIN_LOOKING
        if lookalike or len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return signal("homograph", 1, f"“{label}” ({host}) only looks like Latin letters.")
    return None


def _decoded(name: str) -> str:
    labels = []
    for label in name.split("."):
        try:
            labels.append(label.encode().decode("idna") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def _fits(labels: list[str], pattern: list[str]) -> bool:
    return len(labels) >= len(pattern) and all(
        wanted in {"*", label} for wanted, label in zip(pattern, labels, strict=False)
    )


@cache
def _suffix_lists() -> dict[str, dict[str, list[str]]]:
    return read_toml("suffixes.toml")


def _listed(found: dict[str, tuple[str, float]]) -> str:
    return "”, “".join(sorted(found, key=lambda word: -found[word][1])[:3])
