"""The rules of a page's own `<style>` elements, as far as they hide something from every visitor.

Left alone is what depends on the visitor: rules of other media, of states (`:hover`) and of pseudo-elements. An
element that a rule hides at first and a script may open (a menu, a dialog, a tab) is not hidden from visitors; nobody
can tell without running the page, so it is told by its name, its size, and by any other rule that shows it again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from bot.links.css import SEEN, Declaration, cascaded, declarations, hides
from bot.links.selectors import (
    FLEETING,
    MAX_PRELUDE,
    keys_of,
    names_in,
    specificity,
    split_selectors,
    subject_of,
    widens,
)

MAX_CSS_CHARACTERS = 400_000
MAX_BLOCKS = 5_000  # of declarations that may hide
MAX_BLOCK = 4_000  # characters
MAX_RULES = 20_000
MAX_KEYS = 300
MAX_STEPS_OUT = 2_000  # over the blocks before one, to those around it
MAX_OPEN = 5  # blocks within blocks
MAX_DEPTH = 20  # of nested rules
MAX_RULES_OF_A_KEY = 50
MAX_SELECTORS_TRIED = 200
MAX_LINKS_HELD_BACK = 20  # a block with more links that is not shown at first is a part of the page, not a hidden link

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
_WORDS = re.compile(r"[a-z]+")
_OPENED = frozenset(
    (
        *("menu", "submenu", "nav", "navbar", "navigation", "dropdown", "drop", "modal", "dialog", "popup", "popover"),
        *("overlay", "lightbox", "tab", "tabs", "panel", "pane", "accordion", "collapse", "collapsible", "toggle"),
        *("offcanvas", "drawer", "hamburger", "tooltip", "slide", "slider", "carousel", "search", "social", "share"),
        *("mobile", "desktop", "tablet", "phone", "cookie", "consent", "banner", "loading", "lazy", "js", "fade"),
        *("animated", "animate"),
    )
)


Block = tuple[int, int, int]  # the places where its selectors begin and of its braces


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector of a style rule."""

    selector: str
    block: str  # its declarations
    always: bool  # it holds for everybody who looks at a screen, whatever they do
    layered: bool
    place: int  # in the style sheet

    @property
    def rank(self) -> tuple[bool, tuple[int, int, int], int]:
        return not self.layered, specificity(self.selector), self.place


class StyleSheet:
    """What the style sheet of a page tells of its elements; read only as far as it is asked."""

    def __init__(self, tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> None:
        self._tree = tree
        css = "\n".join(node.text() for node in styles if _for_screens(node))
        self._css = _without_comments(css[:MAX_CSS_CHARACTERS])
        self._suspects = _blocks_that_may_hide(self._css)
        self._hiding: dict[str, list[str]] = {}
        self._matches: dict[str, frozenset[int]] = {}

    def may_hide(self, element: LexborNode, attributes: Mapping[str, str | None]) -> bool:
        """True when a rule for every visitor hides this element, if no other shows it again."""
        if not self._suspects:
            return False
        return any(
            self._holds(selector, element)
            for key in _called(element, attributes)
            if key in self._suspects
            for selector in self._that_hide(key)
        )

    def declared(self, element: LexborNode, attributes: Mapping[str, str | None]) -> Iterator[Declaration]:
        """What its rules declare for an element, those that count less first.

        Hiding rules are left out where the element may be opened, or is shown to some.
        """
        if not self._css:
            return
        keys = _called(element, attributes)
        rules = list(dict.fromkeys(rule for key in keys for rule in self._rules.get(key, ())))
        held = sorted((rule for rule in rules if self._holds(rule.selector, element)), key=lambda rule: rule.rank)
        hiding = [rule for rule in held if rule.always and hides(rule.block)]
        if hiding and (_may_open(element, keys, hiding) or self._is_shown_at_times(element, keys, rules, hiding)):
            held = [rule for rule in held if rule not in hiding]
        for rule in held:
            if rule.always:
                yield from declarations(rule.block)

    def _is_shown_at_times(
        self, element: LexborNode, keys: Sequence[str], rules: Iterable[_Rule], hiding: Iterable[_Rule]
    ) -> bool:
        """True when a rule shows the element in another state or on some screens."""
        names = {key for key in keys if key[0] in ".#"}
        strongest = max(rule.rank for rule in hiding)
        for rule in rules:
            if not _shows(rule.block):
                continue
            if self._holds(rule.selector, element):
                if not rule.always and (rule.rank > strongest or "!important" in rule.block):
                    return True
                continue
            subject = subject_of(rule.selector)
            if not names.isdisjoint(names_in(subject)) or any(
                widens(hider.selector, rule.selector) for hider in hiding
            ):
                return True
        return False

    def _that_hide(self, key: str) -> list[str]:
        """The selectors that hide what is called so."""
        known = self._hiding.get(key)
        if known is None:
            blocks = self._suspects[key] if len(self._hiding) < MAX_KEYS else []
            known = self._hiding[key] = [
                selector
                for begin, opened, closed in blocks[:MAX_RULES_OF_A_KEY]
                if hides(self._css[opened + 1 : closed]) and _is_for_all(self._css, opened)
                for selector in split_selectors(self._css[begin:opened].replace("&", " "))
                if key in keys_of(selector) and not FLEETING.search(selector)
            ]
        return known

    @cached_property
    def _rules(self) -> dict[str, list[_Rule]]:
        """The rules that tell whether something is seen, by what their subjects are called."""
        found: dict[str, list[_Rule]] = defaultdict(list)
        for rule in _rules(self._css):
            for key in keys_of(rule.selector):
                if len(found[key]) < MAX_RULES_OF_A_KEY:
                    found[key].append(rule)
        return found

    def _holds(self, selector: str, element: LexborNode) -> bool:
        known = self._matches.get(selector)
        if known is None:
            try:
                found = self._tree.css(selector) if len(self._matches) < MAX_SELECTORS_TRIED else []
            except SelectolaxError:  # a selector that lexbor does not know decides nothing
                found = []
            known = self._matches[selector] = frozenset(node.mem_id for node in found)
        return element.mem_id in known


def _may_open(element: LexborNode, keys: Iterable[str], hiding: Iterable[_Rule]) -> bool:
    """True for an element that is only held back until somebody asks for it."""
    names = [key for key in keys if key[0] in ".#"]
    names += [rule.selector for rule in hiding if keys_of(rule.selector)[0][0] not in ".#"]
    words = {word for name in names for word in _WORDS.findall(name.lower())}
    return not words.isdisjoint(_OPENED) or len(element.css("a[href]")) > MAX_LINKS_HELD_BACK


def _shows(block: str) -> bool:
    style = cascaded(declarations(block))
    return (
        style.get("display", "none") != "none"
        or style.get("visibility") == "visible"
        or ("opacity" in style and not SEEN.within({"opacity": style["opacity"]}).hidden)
    )


def _called(element: LexborNode, attributes: Mapping[str, str | None]) -> list[str]:
    keys = [f".{name}" for name in (attributes.get("class") or "")[:2_000].split()]
    if attributes.get("id"):
        keys.append(f"#{attributes['id']}")
    return [*keys, element.tag or "", "*"]


def _for_screens(style: LexborNode) -> bool:
    media = (style.attributes.get("media") or "all").strip()
    kind = (style.attributes.get("type") or "text/css").strip().lower()
    return _is_open(f"@media {media}") and kind in ("text/css", "") and not _in_noscript(style)


def _in_noscript(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "noscript"


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
            if prelude.startswith("@") and not _is_open(prelude):
                return False
            depth -= 1
    return False


class _Open:
    """A block of a style sheet that has begun."""

    def __init__(self, prelude: str, outer: "_Open | None") -> None:
        self._prelude = prelude
        self._outer = outer if outer and outer.depth < MAX_DEPTH else None
        self.depth: int = outer.depth + 1 if outer else 0
        self.always: bool = (outer is None or outer.always) and (not prelude.startswith("@") or _is_open(prelude))
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


def _rules(css: str) -> Iterator[_Rule]:
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
                    yield _Rule(selector, block.text, block.always and steady, block.layered, number)


def _is_open(prelude: str) -> bool:
    """True for an at-rule that holds on every screen."""
    name, _, condition = prelude.partition(" ")
    if name.lower() == "@media":
        return any(_EVERY_SCREEN.fullmatch(part.strip()) for part in condition.split(","))
    return _ALWAYS.match(prelude) is not None
