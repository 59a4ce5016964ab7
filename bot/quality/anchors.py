"""Signals of a link's anchor."""

import re
from collections.abc import Iterator

from bot.quality.rating import Signal
from bot.quality.texts import is_spam_phrase
from bot.quality.weights import signal

_MONEY = re.compile(
    r"\b(buy|cheap|cheapest|best|top \d+|discount|prices?|for sale|coupon|promo|deals?|free|online|near me|services?|"
    r"kaufen|günstig|billig|comprar|barato|acheter|pas cher|comprare|economico|kopen|goedkoop|kup|tanie|купить|цена|"
    r"недорого|заказать|jual|murah|terbaik|sat\u0131n al|ucuz|mua|giá rẻ)\b",
    re.IGNORECASE,
)
_WORDS_OF_A_PHRASE = 2
_ADDRESS = re.compile(r"^(https?://)?[\w.-]+\.[a-z]{2,}(/\S*)?$", re.IGNORECASE)


def anchor_signals(anchor: str | None, site: str | None) -> Iterator[Signal | None]:
    """The signals of an anchor (None: not known). `site` is the linked domain: its own name is no money anchor."""
    if anchor is None:
        return
    shown = anchor.strip()[:80]
    if trade := is_spam_phrase(shown):
        yield signal("spam_anchor", 1, f"“{shown}” is of the {trade} trade.")
    elif not any(character.isalnum() for character in shown):
        yield signal("odd_anchor", 1, f"The anchor is “{shown}”." if shown else "The anchor is empty.")
    elif _MONEY.search(shown) and len(shown.split()) >= _WORDS_OF_A_PHRASE and not names_site(shown, site):
        yield signal("money_anchor", 1, f"“{shown}” is what a buyer would search for.")


def is_money_anchor(anchor: str, site: str) -> bool:
    """True for words that a buyer would search for, or of a spam trade; never for the site's own name."""
    return any(found and found.name in {"money_anchor", "spam_anchor"} for found in anchor_signals(anchor, site))


def names_site(anchor: str, site: str | None) -> bool:
    """True for an anchor with the site's name or an address: what most earned links have."""
    own = (site or "").removeprefix("www.").split(".", maxsplit=1)[0]
    plain = re.sub(r"[^a-z0-9]", "", anchor.lower())
    return bool(_ADDRESS.match(anchor)) or (bool(own) and re.sub(r"[^a-z0-9]", "", own) in plain)
