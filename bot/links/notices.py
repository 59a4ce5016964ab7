"""Short pages, told by how they are worded: the page itself, or a notice that stands in its place.

The rules of `walls.py` and `gone.py` know marks and phrases; sites word their notices anew every day. Two small models
over pieces of words (`bot/grams.py`), learnt from made-up pages in some thirty languages, have a say where no rule has
one, and where a rule has only a phrase to go by.
"""

from collections.abc import Iterable
from functools import lru_cache

from bot.folding import plain_words
from bot.grams import model
from bot.links.facts import PageFacts, Readable
from bot.links.findings import Finding, absent, quoted, unknown
from storage.words import Reason

MOST_TEXT, MOST_LINKS = 500, 5  # of a notice: a page with more is one to read
NO_TEXT = 15  # characters that say nothing
LEAST_TEXT, SHORT_TEXT = 80, 800  # of a page that overrules a phrase: a line may be anything, and phrases rule no more
READ_CHARACTERS = 600
# Margins of the models, chosen on examples left out of the fit: few pages are above the first, and few notices are
# below the second.
NOTICE, PAGE = 0.5, -1.0
SURELY_GONE = 0.0


def stands_instead(facts: PageFacts, readable: Readable) -> Finding | None:
    """The finding for a page that says little and is worded as notices are; None for any other."""
    if facts.link_count > MOST_LINKS or not NO_TEXT <= readable.text_length <= MOST_TEXT:
        return None
    text = spelled((facts.title,), readable.text)
    if _margin("notice", text) < NOTICE:
        return None
    said = quoted(readable.text or facts.title)
    if _margin("gone", text) > SURELY_GONE:
        return absent(Reason.PAGE_GONE, f"The page holds only a notice that it is gone: {said}.")
    return unknown(Reason.BLOCKED, f"The page holds only a notice in the place of what was asked for: {said}.")


def is_a_page(facts: PageFacts, readable: Readable) -> bool:
    """Whether a short page is surely worded as pages are, whatever phrase occurs in it."""
    if not readable.text_length >= LEAST_TEXT or readable.password_field:
        return False
    return _margin("notice", spelled((facts.title,), readable.text)) < PAGE


def spelled(heads: Iterable[str], text: str) -> str:
    """A page's title and text as the models read it."""
    return plain_words(" | ".join((*heads, text[:READ_CHARACTERS])))


@lru_cache(maxsize=8)  # several rules ask about the same page
def _margin(name: str, text: str) -> float:
    return model(name, "bot.links").read(text).margin
