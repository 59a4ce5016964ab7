"""Texts in the form in which their words are compared, whatever letters they were dressed up in."""

import re
import unicodedata

MIXED_SCRIPTS = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]", re.IGNORECASE)  # within a word
_APART = re.compile(r"[^\w\u0610-\u065f\u0900-\u0e7f]+|_")  # Arabic, Indic and Thai vowel signs belong to words
_DIGIT = re.compile(r"\d")
_FOLDED = str.maketrans(  # Cyrillic letters that look Latin, and those that are taken for a Latin R
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0410\u0415\u041e\u0420\u0421\u0423\u0425\u0406\u0408\u0405\u0412\u041d\u041a\u041c\u0422\u042f\u044f",
    "aeopcyxijsdhAEOPCYXIJSBHKMTRr",
)


def fold(text: str) -> str:
    """Plain lower-case letters for odd ones: styled, full-width and circled ones, and Latin look-alikes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text)
    if MIXED_SCRIPTS.search(plain):
        plain = plain.translate(_FOLDED)
    return plain.lower()


def plain_words(text: str) -> str:
    """A text as `grams` reads it: folded words with single spaces between them, every digit a 0."""
    return " ".join(_APART.sub(" ", _DIGIT.sub("0", fold(text))).split())
