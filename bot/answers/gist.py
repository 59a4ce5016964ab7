"""What a long question is about: people tell a story first, and the sentence model reads only so many words."""

import re

from bot.answers.reading import Asked, read

MOST_WORDS = 55  # of a question that is read as a whole
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_TRADE = re.compile(
    r"\b(?:(?:back)?links?|link(?:ed|ing)|anchors?|disavow\w*|nofollow|dofollow|google\w*|search console|domains?|"
    r"penalt\w+|manual action\w*|redirect\w*|spam\w*|toxic|rankings?|seo|guest posts?|enlaces?|liens?|verlink\w*|"
    r"crawl\w*|index\w*|canonical\w*|sponsored|paid|bought)\b",
    re.IGNORECASE,
)
_ASKS, _LAST, _NAMES = (
    3.0,
    1.0,
    1.0,
)  # how much a question mark, the end and each word of the trade speak for a sentence
_MOST_NAMED = 3


def gist(asked: Asked) -> Asked:
    """The question, or of a long one the sentences that ask and that name what it is about, in their order."""
    if len(asked.raw.split()) <= MOST_WORDS:
        return asked
    sentences = [one.strip() for one in _SENTENCE.findall(asked.raw) if one.strip()]
    ranked = sorted(range(len(sentences)), key=lambda place: -_weight(sentences, place))
    kept, words = set[int](), 0
    for place in ranked:
        length = len(sentences[place].split())
        if not kept or words + length <= MOST_WORDS:
            kept.add(place)
            words += length
    return read(" ".join(sentences[place] for place in sorted(kept)))


def _weight(sentences: list[str], place: int) -> float:
    text = sentences[place]
    named = min(len(_TRADE.findall(text)), _MOST_NAMED)
    return _ASKS * text.endswith("?") + _LAST * (place == len(sentences) - 1) + _NAMES * named + place / 100
