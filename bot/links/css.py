"""Does a style hide an element? Only what can be decided without laying the page out.

Left alone is what depends on the visitor: rules of other media, of states (`:hover`) and of pseudo-elements. An
element that a rule hides at first and a script may open (a menu, a dialog, a tab) is not hidden from visitors; nobody
can tell without running the page, so it is told by its name, its size, and by any other rule that shows it again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CSS_CHARACTERS = 400_000
MAX_RULES = 50  # of one name
MAX_NAMES = 300
MAX_MENTIONS = 200  # of one name in a style sheet
MAX_PRELUDE = 1_000
MAX_SELECTORS_TRIED = 60
MAX_LINKS_HELD_BACK = 20  # a block with more links that is not shown at first is a part of the page, not a hidden link
FAR_AWAY = -900.0  # pixels: no screen reaches there

_HINTS = ("none", "hidden", "collapse", "opacity", "font-size", "text-indent", "left", "top", "right", "clip", "scale")
# how the declarations that hide begin or end; what comes close is looked at more closely
_DECLARED = tuple(": none|:none|: hidden|:hidden|: collapse|:collapse|opacity|font-size:0|font-size: 0|-9|-1000|-2000|-5000|clip|scale(0|overflow".split("|"))  # fmt: skip  # noqa: E501, SIM905  # a list of words
_NOISE = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_OPEN_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*$|@layer\b|@supports\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")
_OPENED = frozenset(
    [
        "menu",
        "submenu",
        "nav",
        "navbar",
        "navigation",
        "dropdown",
        "drop",
        "modal",
        "dialog",
        "popup",
        "popover",
        "overlay",
        "lightbox",
        "tab",
        "tabs",
        "panel",
        "pane",
        "accordion",
        "collapse",
        "collapsible",
        "toggle",
        "offcanvas",
        "drawer",
        "hamburger",
        "tooltip",
        "slide",
        "slider",
        "carousel",
        "search",
        "social",
        "share",
        "mobile",
        "desktop",
        "tablet",
        "phone",
        "cookie",
        "consent",
        "banner",
        "loading",
        "lazy",
        "js",
        "fade",
        "animated",
        "animate",
    ]
)
_NAMES = re.compile(r"[.#]-?[A-Za-z_][\w-]*")
_LENGTH = re.compile(r"^(-?[\d.]+)(px|em|rem|%|pt|vw|vh|ch|)$")
_ZERO = re.compile(r"^[+-]?(?:0*\.?0+)(?:px|em|rem|%|pt|)$")
_NOTHING_LEFT = re.compile(
    r"rect\(\s*([01])(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?\s*\)|inset\(\s*(?:50|100)%", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector of a style rule, and whether its declarations hide or show."""

    selector: str
    hides: bool


@lru_cache(maxsize=2048)
def hides(declarations: str) -> bool:
    """True when these declarations, as in a style attribute, hide their element from every visitor."""
    lowered = declarations.lower()
    if not any(hint in lowered for hint in _HINTS):
        return False
    style: dict[str, str] = {}
    important: set[str] = set()
    for item in tinycss2.parse_blocks_contents(declarations[:4_000], skip_comments=True, skip_whitespace=True):
        if item.type != "declaration" or (item.lower_name in important and not item.important):
            continue
        if item.important:
            important.add(item.lower_name)
        style[item.lower_name] = tinycss2.serialize(item.value).strip().lower()
    return _is_unseen(style)


def _is_unseen(style: dict[str, str]) -> bool:
    out_of_flow = style.get("position") in ("absolute", "fixed")
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _ZERO.match(style.get("opacity", "1")) is not None
        or _ZERO.match(style.get("font-size", "1")) is not None
        or _far(style.get("text-indent"))
        or (out_of_flow and (_far(style.get("left")) or _far(style.get("top")) or _far(style.get("right"))))
        or _far(style.get("margin-left"))
        or (out_of_flow and _NOTHING_LEFT.search(style.get("clip", "")) is not None)
        or _NOTHING_LEFT.search(style.get("clip-path", "")) is not None
        or "scale(0)" in style.get("transform", "")
        or (
            style.get("overflow") == "hidden"
            and any(_tiny(style.get(side)) for side in ("width", "height", "max-height"))
        )
    )


def _far(value: str | None) -> bool:
    match = _LENGTH.match(value or "")
    if not match:
        return False
    try:
        size = float(match[1])
    except ValueError:
        return False
    factor = {"em": 16.0, "rem": 16.0, "%": 10.0, "vw": 10.0, "vh": 10.0}.get(match[2], 1.0)  # a screen's rough sizes
    return size * factor <= FAR_AWAY


def _tiny(value: str | None) -> bool:
    return value in ("0", "0px", "1px", "0%", "0em")


class StyleSheet:
    """The rules of a page's own `<style>` elements that hide or show by class or id; read only for the names asked."""

    def __init__(self, tree: LexborHTMLParser, markup: bytes) -> None:
        self._tree = tree
        has_style = b"<style" in markup or b"<STYLE" in markup
        css = "\n".join(node.text() for node in tree.css("style") if _for_screens(node)) if has_style else ""
        self._css = _NOISE.sub(" ", css[:MAX_CSS_CHARACTERS]) if any(hint in css for hint in _HINTS) else ""
        self._suspects = _names_that_hide(self._css)
        self._rules: dict[str, list[Rule]] = {}
        self._matches: dict[str, frozenset[int]] = {}

    def hides(self, element: LexborNode) -> bool:
        """True when a rule hides this element and none shows it again."""
        if not self._suspects:
            return False
        names = _names_of(element)
        if self._suspects.isdisjoint(names):
            return False
        rules = [rule for name in names for rule in self._rules_for(name)]
        if not rules or not all(rule.hides for rule in rules) or _may_open(element, names):
            return False
        return any(element.mem_id in self._matched(rule.selector) for rule in rules)

    def _rules_for(self, name: str) -> list[Rule]:
        known = self._rules.get(name)
        if known is None:
            found = islice(_rules(self._css, name), MAX_RULES) if len(self._rules) < MAX_NAMES else ()
            known = self._rules[name] = list(found)
        return known

    def _matched(self, selector: str) -> frozenset[int]:
        known = self._matches.get(selector)
        if known is None:
            try:
                found = self._tree.css(selector) if len(self._matches) < MAX_SELECTORS_TRIED else []
            except ValueError:  # a selector that lexbor does not know decides nothing
                found = []
            known = self._matches[selector] = frozenset(node.mem_id for node in found)
        return known


def _may_open(element: LexborNode, names: Sequence[str]) -> bool:
    """True for an element that is only held back until somebody asks for it."""
    words = {word for name in names for word in _WORDS.findall(name.lower())}
    return not words.isdisjoint(_OPENED) or len(element.css("a[href]")) > MAX_LINKS_HELD_BACK


def _names_of(element: LexborNode) -> list[str]:
    attrs = element.attrs
    classes = [f".{name}" for name in (attrs.get("class") or "")[:2_000].split()]
    return [*classes, f"#{attrs.get('id')}"] if attrs.get("id") else classes


def _for_screens(style: LexborNode) -> bool:
    media = (style.attributes.get("media") or "all").strip().lower()
    kind = (style.attributes.get("type") or "text/css").strip().lower()
    return media in ("all", "screen", "only screen", "") and kind in ("text/css", "") and not _in_noscript(style)


def _in_noscript(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "noscript"


def _names_that_hide(css: str) -> frozenset[str]:
    """The names in rules that may hide something: a quick look, so that most pages need no other."""
    names: set[str] = set()
    for hint in _DECLARED:
        at = -1
        for _ in range(MAX_MENTIONS):
            at = css.find(hint, at + 1)
            if at < 0:
                break
            opened = css.rfind("{", 0, at)
            begin = 1 + max(css.rfind(mark, 0, max(opened, 0)) for mark in "{}")
            names.update(_NAMES.findall(css[max(begin, opened - MAX_PRELUDE) : max(opened, 0)]))
    return frozenset(names)


def _rules(css: str, name: str) -> Iterator[Rule]:
    """The rules on elements of one name (`.class` or `#id`) that hide or show them."""
    at = -1
    for _ in range(MAX_MENTIONS):
        at = css.find(name, at + 1)
        if at < 0:
            return
        opened = css.find("{", at)
        closed = css.find("}", opened)
        if closed < 0 or opened - at > MAX_PRELUDE or "}" in css[at:opened] or ";" in css[at:opened]:
            continue
        begin = 1 + max(css.rfind(mark, max(0, at - MAX_PRELUDE), at) for mark in "{};")
        declarations = css[opened + 1 : closed]
        hiding = hides(declarations) and _hides_for_all(css, begin)
        if not hiding and not _SHOWN.search(declarations):
            continue
        for selector in css[begin:opened].split(","):
            if name in _NAMES.findall(_subject(selector)) and not (hiding and ":" in selector):
                yield Rule(selector.strip(), hides=hiding)


def _hides_for_all(css: str, at: int) -> bool:
    """True when a place in a style sheet is not within a block for some visitors only, such as `@media print`."""
    depth = css.count("{", 0, at) - css.count("}", 0, at)
    if depth <= 0:
        return True
    opened = css.rfind("@", 0, at)
    return depth == 1 and opened >= 0 and _OPEN_MEDIA.match(css[opened : css.find("{", opened)]) is not None


_SHOWN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*(?!none)|visibility\s*:\s*visible|opacity\s*:\s*(?:1|0?\.[1-9]))", re.IGNORECASE
)


def _subject(selector: str) -> str:
    """The last compound of a selector: the element itself, not those around it."""
    return re.split(r"[\s>+~]+", selector.strip())[-1]
