"""Signals of what a page or a comment says: spam vocabulary, link selling, promotion, repetition."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

from bot.folding import MIXED_SCRIPTS, fold, plain_words
from bot.grams import model
from bot.quality.lexicon import branches, read_toml
from bot.quality.rating import Signal
from bot.quality.weights import signal

READ_CHARACTERS = 20_000  # of a page's text: more tells nothing new
FEWEST_REPEATS = 7  # of a phrase: below, any short page may say it so often
SHORT_TEXT = 300  # characters: a comment or a post, to be read as such
FEWEST_WORDS = 120  # a shorter page is weighed as if it had these: few words prove little
FULL_DENSITY = 0.06  # weighted spam words per word at which a page is wholly about them
SURELY_ABOUT = 0.5  # share of a trade from which a sober wording counts in full
OF_LINKS = 0.25  # who sells links gives advice on links as well: a sober wording says less there
WORDING_CHARACTERS = 8_000  # of a page's text that are read for how it is worded
DOUBTFUL, SURE = 0.0, 1.2  # margins of the wording model: nothing below the one, all above the other
FEWEST_CHARACTERS = 400  # of a shorter text, the wording says less
LONGEST_QUOTED = 24  # characters: scripts without spaces have no short words
TITLE_SHARE = 0.35  # what a title that is about it adds
_WORD = re.compile(r"\w+")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff5a\u24b6-\u24e9\U0001f130-\U0001f189]")
_SYMBOL_CATEGORIES = frozenset({"So", "Sk"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one trade, compiled, with what each weighs."""

    words: re.Pattern[str]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """How much of a text is one trade's vocabulary."""

    trade: str
    weight: float  # of all occurrences
    terms: Counter[str]
    title: float  # of those in the title

    @property
    def evidence(self) -> str:
        """The most frequent terms, quoted."""
        return ", ".join(f"“{term}” {number}x" for term, number in self.terms.most_common(4))


def text_signals(title: str, text: str) -> Iterator[Signal | None]:
    """The signals of a page's words. `text` is what a reader sees, anchors included."""
    title, text = fold(title), fold(text[:READ_CHARACTERS])
    words = len(_WORD.findall(text))
    trades = [_found(trade, title, text) for trade in _vocabularies()]
    spam = max((found for found in trades if found.trade != "links"), key=lambda found: found.weight)
    yield signal("spam_words", _share(spam, words), f"Words of the {spam.trade} trade: {spam.evidence}.")
    selling = next(found for found in trades if found.trade == "links")
    yield signal("link_selling", _share(selling, words), f"Sells links or posts: {selling.evidence}.")
    about = max(_share(spam, words), _share(selling, words) * OF_LINKS)
    yield from _wording(f"{title}. {text[:WORDING_CHARACTERS]}", about)
    yield _repetition(text)


def _wording(text: str, about: float) -> Iterator[Signal | None]:
    """Whether a page is worded as those that sell a trade of spam, or (when it is about one, 0-1) soberly."""
    words = plain_words(text)
    reading = model("wording").read(words)
    quoted = ", ".join(f"“{word[:LONGEST_QUOTED]}”" for word in reading.strongest())
    known = min(1.0, len(words) / FEWEST_CHARACTERS)
    spam = (reading.margin - DOUBTFUL) / (SURE - DOUBTFUL)
    yield signal("spam_wording", spam * known, f"Worded as spam is: {quoted}.")
    sober = min(1.0, (DOUBTFUL - reading.margin) / SURE)
    yield signal("sober_wording", sober * min(1.0, about / SURELY_ABOUT), f"Reports or advises: {quoted}.")


def is_spam_phrase(text: str) -> str | None:
    """The trade of a short text (an anchor, a title) that is plainly spam vocabulary, or None."""
    folded = fold(text)
    found = max((_found(trade, "", folded) for trade in _vocabularies()), key=lambda found: found.weight)
    return found.trade if found.weight >= 3 else None  # noqa: PLR2004  # one term that is hardly said elsewhere


def path_signal(url: str) -> Signal | None:
    """Spam vocabulary in the path and query of an address."""
    rest = re.sub(r"[^\w]+|_", " ", unquote(url.partition("://")[2].partition("/")[2])[:500])
    found = max((_found(trade, "", fold(rest)) for trade in _vocabularies()), key=lambda found: found.weight)
    strong = found.weight if found.weight >= 3 else 0.0  # noqa: PLR2004  # one term that is hardly said elsewhere
    return signal("spam_path", strong / 6, f"The address has {found.evidence}, of the {found.trade} trade.")


def promotion(text: str) -> Signal | None:
    """How much a short text (a comment, a post, the passage of a link) sells something."""
    shares: dict[str, float] = {}
    if styled := len(_STYLED.findall(text)) + len(MIXED_SCRIPTS.findall(text)):
        shares["disguised letters"] = 0.5 + min(styled, 10) * 0.03
    folded = fold(text)
    for name, (share, pattern) in _promotion_patterns().items():
        if hits := len(pattern.findall(folded)):
            shares[name.replace("_", " ")] = share * (1 + 0.1 * min(hits - 1, 3))
    if shares and _decorated(text):
        shares["decorated"] = 0.15
    if shares and _shouted(text):
        shares["shouted"] = 0.1
    if shares and len(text) > 200:  # noqa: PLR2004  # adverts are longer than remarks
        shares["long"] = 0.1
    named = ", ".join(sorted(shares, key=lambda name: -shares[name])[:4])
    return signal("promotion", 1 - math.exp(-1.2 * sum(shares.values())), f"Reads like an advert: {named}.")


def _share(found: Found, words: int) -> float:
    """How surely a page is about a trade, 0-1: how dense its words are, how many kinds, and the title."""
    density = min(1.0, found.weight / 3 / max(words, FEWEST_WORDS) / FULL_DENSITY)
    kinds = min(1.0, sum(_kind_weight(found, term) for term in found.terms) / 10)
    title = TITLE_SHARE * min(1.0, found.title / 3)
    return min(1.0, math.sqrt(density * kinds) + title * min(1.0, kinds * 2))


def _kind_weight(found: Found, term: str) -> float:
    return _vocabularies()[found.trade].weights[term]


def _found(trade: str, title: str, text: str) -> Found:
    vocabulary = _vocabularies()[trade]
    terms = Counter(vocabulary.words.findall(text))
    in_title = vocabulary.words.findall(title)
    return Found(
        trade=trade,
        weight=sum(vocabulary.weights[term] * number for term, number in terms.items()),
        terms=terms,
        title=sum(vocabulary.weights[term] for term in in_title),
    )


def _repetition(text: str) -> Signal | None:
    """One word or phrase said far too often: stuffed with keywords, or put together by a machine."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]  # noqa: PLR2004  # shorter ones are grammar
    if len(words) < FEWEST_REPEATS:
        return None
    pair, number = Counter(pairwise(words)).most_common(1)[0]
    if number < FEWEST_REPEATS:
        return None
    share = number / len(words)
    return signal("repeated_text", (share - 0.03) / 0.07, f"“{' '.join(pair)}” {number} times in {len(words)} words.")


def _decorated(text: str) -> bool:
    return sum(unicodedata.category(character) in _SYMBOL_CATEGORIES for character in text) > 1


def _shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 20 and sum(map(str.isupper, letters)) > len(letters) * 0.6  # noqa: PLR2004


@cache
def _vocabularies() -> dict[str, Vocabulary]:
    return {trade: _vocabulary(kinds) for trade, kinds in read_toml("spam_texts.toml").items()}


def _vocabulary(kinds: dict[str, list[str]]) -> Vocabulary:
    joined = kinds.pop("joined", [])
    weights = {fold(word): float(weight) for weight in sorted(kinds) for word in kinds[weight]}
    spaced, anywhere = branches(weights), branches(fold(word) for word in joined)
    weights |= {fold(word): 3.0 for word in joined}
    return Vocabulary(re.compile(rf"(?<!\w){spaced}(?!\w)" + (f"|{anywhere}" if anywhere else "")), weights)


@cache
def _promotion_patterns() -> dict[str, tuple[float, re.Pattern[str]]]:
    patterns = read_toml("promotion.toml")["patterns"]
    return {name: (float(share), re.compile(pattern)) for name, (share, pattern) in patterns.items()}
