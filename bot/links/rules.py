"""The rules of a style sheet that hide or show something, read off its text alone; no document is asked."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cachetools import LRUCache

from bot.links.css import hides
from bot.links.selectors import FLEETING, MAX_PRELUDE, keys_of, specificity, split_selectors

MAX_CSS_CHARACTERS = 400_000
MAX_KEPT = 4_000_000  # characters of the style sheets that are kept for the next pages
SIZE_OF_NONE = 1_000  # characters that an empty style sheet counts for
MAX_BLOCKS = 5_000  # of declarations that may hide
MAX_BLOCK = 4_000  # characters
MAX_RULES = 20_000
MAX_STEPS_OUT = 2_000  # over the blocks before one, to those around it
MAX_OPEN = 5  # blocks within blocks
MAX_DEPTH = 20  # of nested rules
MAX_RULES_OF_A_KEY = 50

# how the declarations that hide begin, each found by its first letters; what comes close is looked at more closely
_DECLARED = tuple(
    re.compile(pattern)
    for pattern in (
        *(r"display\s*:\s*none", r"visibility\s*:\s*(?:hidden|collapse)", r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)"),
        *(r"opacity\s*:\s*[+.]?0", r"font-size\s*:\s*[+.]?0", r"-9\d", r"-[125]000", r"(?:rect|inset)\("),
        *(r"circle\(\s*0", r"scale(?:\(|\s*:\s*)0"),
    )
)
_TOLD = re.compile(r"display|visibility|opacity|font-size|position|overflow|text-indent|clip|left|top|right|scale")
_BRACE = re.compile(r"[{}]")
_STRING_WITH_BRACES = re.compile(r"\"[^\"\n{};]*[{};][^\"\n]*\"|'[^'\n{};]*[{};][^'\n]*'")
_EVERY_SCREEN = re.compile(r"(?:only\s+)?(?:all|screen)|not\s+(?:print|speech)", re.IGNORECASE)
_ALWAYS = re.compile(r"@(?:layer\b|supports\b(?!\s*not\b)|scope\b)", re.IGNORECASE)


Block = tuple[int, int, int]  # the places where its selectors begin and of its braces


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector of a style rule."""

    selector: str
    block: str  # its declarations
    always: bool  # it holds for everybody who looks at a screen, whatever they do
    layered: bool
    place: int  # in the style sheet

    @property
    def rank(self) -> tuple[bool, tuple[int, int, int], int]:
        """How much it counts against other rules."""
        return not self.layered, specificity(self.selector), self.place


class Rules:
    """The rules of one style sheet, by what the elements must be called that they may be about (`keys_of`)."""

    def __init__(self, css: str) -> None:
        self.size = len(css) + SIZE_OF_NONE
        self._css = _without_comments(css)
        self._suspects = _blocks_that_may_hide(self._css)
        self._hiding: dict[str, list[str]] = {}

    def __contains__(self, key: str) -> bool:
        """True when something that is called so may be hidden."""
        return key in self._suspects

    def that_hide(self, key: str) -> list[str]:
        """The selectors that hide what is called so."""
        known = self._hiding.get(key)
        if known is None:
            known = self._hiding[key] = [
                selector
                for begin, opened, closed in self._suspects[key][:MAX_RULES_OF_A_KEY]
                if hides(self._css[opened + 1 : closed]) and _is_for_all(self._css, opened)
                for selector in split_selectors(self._css[begin:opened].replace("&", " "))
                if key in keys_of(selector) and not FLEETING.search(selector)
            ]
        return known

    @cached_property
    def by_key(self) -> dict[str, list[Rule]]:
        """The rules that tell whether something is seen, by what their subjects are called."""
        found: dict[str, list[Rule]] = defaultdict(list)
        for rule in _rules(self._css):
            for key in keys_of(rule.selector):
                if len(found[key]) < MAX_RULES_OF_A_KEY:
                    found[key].append(rule)
        return found


_kept: LRUCache[str, Rules] = LRUCache(MAX_KEPT, getsizeof=lambda rules: rules.size)


def rules_of(css: str) -> Rules:
    """The rules of a style sheet. Those of the last pages are kept: a host's pages, checked in a row, share them."""
    css = css[:MAX_CSS_CHARACTERS]
    known = _kept.get(css)
    if known is None:
        known = _kept[css] = Rules(css)
    return known


def _without_comments(css: str) -> str:
    first, *others = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return " ".join([first, *(after.partition("*/")[2] for after in others)])


def _blocks_that_may_hide(css: str) -> dict[str, list[Block]]:
    """The blocks of declarations that may hide something, by what their elements are called.

    A quick look for what such declarations hold, so that most pages need no other.
    """
    blocks: dict[str, list[Block]] = defaultdict(list)
    known: set[int] = set()
    lowered = css.lower()
    if len(lowered) != len(css):  # some letters grow; places must stay the same
        lowered = css
    for declared in _DECLARED:
        for found in declared.finditer(lowered):
            at = found.start()
            opened = css.rfind("{", max(0, at - MAX_BLOCK), at)
            if opened < 0 or opened in known or len(known) == MAX_BLOCKS:
                continue
            known.add(opened)
            closed = css.find("}", at)
            closed = closed if closed >= 0 else len(css)  # the end of a style sheet closes what is open
            earliest = max(0, opened - MAX_PRELUDE)
            begin = max(earliest, 1 + max(css.rfind(mark, earliest, opened) for mark in "{};"))
            selectors = split_selectors(css[begin:opened].replace("&", " "))
            for key in {key for selector in selectors for key in keys_of(selector)}:
                blocks[key].append((begin, opened, closed))
    return blocks


def _is_for_all(css: str, place: int) -> bool:
    """True when a place in a style sheet is within no block for some visitors only, such as `@media print`."""
    depth = css.count("{", 0, place) - css.count("}", 0, place)
    closed = 0
    for _ in range(MAX_STEPS_OUT):
        if depth <= 0:
            return True
        ended, begun = css.rfind("}", 0, place), css.rfind("{", 0, place)
        place = max(ended, begun)
        if ended > begun:
            closed += 1
        elif closed:
            closed -= 1
        else:
            prelude = css[1 + max(css.rfind(mark, 0, begun) for mark in "{};") : begun].strip()
            if prelude.startswith("@") and not is_open(prelude):
                return False
            depth -= 1
    return False


class _Open:
    """A block of a style sheet that has begun."""

    def __init__(self, prelude: str, outer: "_Open | None") -> None:
        self._prelude = prelude
        self._outer = outer if outer and outer.depth < MAX_DEPTH else None
        self.depth: int = outer.depth + 1 if outer else 0
        self.always: bool = (outer is None or outer.always) and (not prelude.startswith("@") or is_open(prelude))
        self.layered: bool = prelude.lower().startswith("@layer") or (outer is not None and outer.layered)
        self.text = ""

    @cached_property
    def selectors(self) -> Sequence[str]:
        """Of a style rule, with those around it before them; of an at-rule, those around it. Few blocks are asked."""
        around = self._outer.selectors if self._outer else ()
        if not self._prelude or self._prelude.startswith("@"):
            return around
        own = split_selectors(self._prelude)[:MAX_RULES_OF_A_KEY]
        nested = [f"{above} {one}".replace(" &", "")[:MAX_PRELUDE] for above in around for one in own]
        return (nested or own)[:MAX_RULES_OF_A_KEY]


def _rules(css: str) -> Iterator[Rule]:
    """The rules of a style sheet that tell whether something is seen, in their order."""
    around = [_Open("", None)]
    last = 0
    css = _STRING_WITH_BRACES.sub('""', css) + "}" * MAX_OPEN  # what the end of a style sheet leaves open ends there
    for number, brace in enumerate(_BRACE.finditer(css)):
        before = css[last : brace.start()]
        last = brace.end()
        if number > 2 * MAX_RULES:
            return
        if brace[0] == "{":
            declared, _, prelude = before.rpartition(";")
            around[-1].text += declared
            around.append(_Open(prelude.strip(), around[-1]))
        elif len(around) > 1:
            block = around.pop()
            block.text += before
            if _TOLD.search(block.text.lower()):
                for selector in block.selectors:
                    steady = not FLEETING.search(selector)
                    yield Rule(selector, block.text, block.always and steady, block.layered, number)


def is_open(prelude: str) -> bool:
    """True for an at-rule that holds on every screen."""
    name, _, condition = prelude.partition(" ")
    if name.lower() == "@media":
        return any(_EVERY_SCREEN.fullmatch(part.strip()) for part in condition.split(","))
    return _ALWAYS.match(prelude) is not None
