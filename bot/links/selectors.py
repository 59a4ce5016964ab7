"""The selectors of style rules, as text: which elements they may be about, and how much they count."""

import re
from functools import lru_cache

MAX_PRELUDE = 1_000  # characters of the selectors before a block

_NAME = re.compile(r"[.#](?:\\.|[\w-])+")
_TAG = re.compile(r"(?:\*|[a-z][\w-]*)", re.IGNORECASE)
_BREAK = re.compile(r"[\s>+~]+")
_COMBINATOR = re.compile(r"[\s>+~]+(?![^(\[]*[)\]])")
_ARGUMENTS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
# what depends on what a visitor does: all but those of a document's own order, which lexbor knows
FLEETING = re.compile(
    r"(?<!\\):(?!(?:not|is|where|has|nth-[a-z-]+)\(|(?:first|last|only)-(?:child|of-type)\b|root\b|empty\b|(?:any-)?link\b)"
)
_STATE = re.compile(r"::?[\w-]+(?:\([^()]*\))?")


def split_selectors(prelude: str) -> list[str]:
    """The selectors before a block, those of absurd length left out."""
    if "(" not in prelude and "[" not in prelude:
        parts = prelude.split(",")
    else:
        parts = _COMMA.split(prelude) if len(prelude) <= MAX_PRELUDE else []
    return [selector for part in parts if (selector := part.strip()) and len(selector) <= MAX_PRELUDE]


@lru_cache(maxsize=8_192)
def keys_of(selector: str) -> tuple[str, ...]:
    """What an element must be called to be meant by the last compound of a selector: names, a tag, or `*`."""
    subject = subject_of(selector)
    bare = _ARGUMENTS.sub("", subject) if "(" in subject or "[" in subject else subject
    names = names_in(bare)
    if names:
        return tuple(names)
    tag = _TAG.match(bare)
    return (tag[0].lower() if tag else "*",)


def names_in(compound: str) -> list[str]:
    """The classes and ids of a compound, such as `.a` and `#b`."""
    names = _NAME.findall(compound)
    return [_plain(name) for name in names] if "\\" in compound else names


def _plain(name: str) -> str:
    r"""A name without the backslashes that style sheets need: `.md\:block`."""
    return re.sub(r"\\(.)", r"\1", name)


def subject_of(selector: str) -> str:
    """The last compound of a selector: the element itself, not those around it."""
    if "(" not in selector and "[" not in selector:
        return _BREAK.split(selector)[-1]
    return _COMBINATOR.split(selector)[-1]


def specificity(selector: str) -> tuple[int, int, int]:
    """How much a selector counts. Of the lists within `:is()` and `:not()` only the first is looked at."""
    text = re.sub(r":where\([^()]*\)|,[^()]*(?=\))", "", selector)
    classes = re.findall(r"\.(?:\\.|[\w-])+|\[|(?<!:):(?!not\(|is\(|has\(|:)[\w-]+", text)
    tags = re.findall(r"(?:^|[\s>+~(])[a-z]", re.sub(r"\[[^\]]*\]", "", text), re.IGNORECASE)
    return text.count("#"), len(classes), len(tags)


def widens(general: str, special: str) -> bool:
    """True when the elements of `special` are among those of `general`, but for states: `.a b` and `.a:hover > b`."""
    wanted = [_parts(compound) for compound in _COMBINATOR.split(general)]
    given = [_parts(compound) for compound in _COMBINATOR.split(special)]
    if not wanted[-1] <= given[-1]:
        return False
    at = 0
    for compound in given:
        if at < len(wanted) and wanted[at] <= compound:
            at += 1
    return at == len(wanted)


def _parts(compound: str) -> set[str]:
    bare = _STATE.sub("", compound)
    tag = _TAG.match(bare)
    return {*_NAME.findall(bare), *([tag[0].lower()] if tag and tag[0] != "*" else [])}
