"""Domain names in their own letters where nobody can be misled by them, else in punycode.

After the rules by which browsers decide the same (Chromium's IDN policy; Unicode Technical Standard 39), made stricter
where ours is simpler: one script a label, no letter that passes for an ASCII one, no right-to-left script, whose parts
change places beside a path.
"""

import re
import string
import unicodedata
from functools import lru_cache

import ada_url

PREFIX = "xn--"
HOST = re.compile(r"(?i)(?<![\w.-])(?:[a-z0-9-]+\.)*xn--[a-z0-9-]+(?:\.[a-z0-9-]+)*")
PLAIN = frozenset(string.ascii_lowercase + string.digits + "-")
LATIN = frozenset("ßæœøđłþð")  # that are no ASCII letter with a mark, and look like none
BELOW = 220  # canonical combining class: a mark below the letter, which the line under a link hides
# Scripts by the first word of their letters' names, which may stand in a label together.
TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"CJK", "HANGUL"}),
    *(frozenset({name}) for name in ("CYRILLIC", "GREEK", "DEVANAGARI", "BENGALI", "TAMIL", "THAI", "GEORGIAN")),
)
# Letters of these scripts that pass for ASCII ones. A label of such letters alone spells a word in ASCII to the eye.
LOOK_ALIKE = {"CYRILLIC": frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡк"), "GREEK": frozenset("αβγικνορστυχωη")}


@lru_cache(maxsize=4096)
def shown(host: str) -> str:
    """`xn--bcher-kva.de` -> `bücher.de`; a host that could pass for another, or is no valid one, stays as it is."""
    if PREFIX not in host:
        return host
    decoded = ada_url.idna.decode(host)
    if ada_url.idna.encode(decoded).decode("ascii") != host:
        return host
    labels = decoded.split(".")
    return decoded if all(_is_clear(label, labels[-1]) for label in labels) else host


def readable(text: str) -> str:
    """The same for every host in a text of ours."""
    return HOST.sub(lambda found: shown(found[0].lower()), text)


def _is_clear(label: str, last: str) -> bool:
    letters = set(label) - PLAIN
    if not letters:
        return PREFIX not in label
    if all(map(_is_latin, letters)):
        return True
    scripts = {_script(char) for char in letters if unicodedata.category(char)[0] == "L"}
    if not _are_letters(letters) or set(label) & set(string.ascii_lowercase):
        return False
    if not any(scripts <= together for together in TOGETHER):
        return False
    return _script(last[0]) in scripts or not any(letters <= LOOK_ALIKE.get(script, frozenset()) for script in scripts)


def _are_letters(chars: set[str]) -> bool:
    return all(unicodedata.category(char)[0] in "LM" for char in chars)


def _is_latin(char: str) -> bool:
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    known = base in LATIN or (bool(marks) and base in string.ascii_lowercase)
    return known and all(unicodedata.combining(mark) not in (0, BELOW) for mark in marks)


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
