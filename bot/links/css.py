"""Does a style hide an element? Only what can be decided without laying the page out.

Left alone is what depends on the visitor: rules of other media, of states (`:hover`) and of pseudo-elements. An
element that a rule hides at first and a script may open (a menu, a dialog, a tab) is not hidden from visitors; nobody
can tell without running the page, so it is told by its name, its size, and by any other rule that shows it again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CSS_CHARACTERS = 400_000
MAX_BLOCKS = 5_000  # of declarations that may hide
MAX_BLOCK = 4_000  # characters
MAX_RULES = 50  # of one name
MAX_NAMES = 300
MAX_MENTIONS = 200  # of one name in a style sheet
MAX_PRELUDE = 1_000
MAX_SELECTORS_TRIED = 60
MAX_LINKS_HELD_BACK = 20  # a block with more links that is not shown at first is a part of the page, not a hidden link
FAR_AWAY = -900.0  # pixels: no screen reaches there

_HINTS = ("none", "hidden", "collapse", "opacity", "font-size", "text-indent", "left", "top", "right", "clip", "scale")
# how the declarations that hide begin or end; what comes close is looked at more closely
_DECLARED = (
    *(" none", ":none", " hidden", ":hidden", " collapse", ":collapse", "opacity:0", "opacity: 0", "font-size:0"),
    *("font-size: 0", "-99", "-900", "-1000", "-2000", "-5000", "rect(", "inset(", "scale(0"),
)
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


Block = tuple[int, int]  # the places of its braces


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
        or style.get("content-visibility") == "hidden"
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

    def __init__(self, tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> None:
        self._tree = tree
        css = "\n".join(node.text() for node in styles if _for_screens(node))
        self._css = _without_comments(css[:MAX_CSS_CHARACTERS])
        self._suspects = _blocks_that_may_hide(self._css)
        self._hiding: dict[str, list[str]] = {}
        self._matches: dict[str, frozenset[int]] = {}

    def hides(self, element: LexborNode, attributes: Mapping[str, str | None]) -> bool:
        """True when a rule hides this element and none shows it again."""
        if not self._suspects:
            return False
        names = _names_of(attributes)
        selectors = [selector for name in names if name in self._suspects for selector in self._that_hide(name)]
        if not selectors or _may_open(element, names) or any(_is_shown(self._css, name) for name in names):
            return False
        return any(element.mem_id in self._matched(selector) for selector in selectors)

    def _that_hide(self, name: str) -> list[str]:
        known = self._hiding.get(name)
        if known is None:
            blocks = self._suspects[name] if len(self._hiding) < MAX_NAMES else []
            known = self._hiding[name] = [
                selector for block in blocks[:MAX_RULES] for selector in _selectors_that_hide(self._css, block, name)
            ]
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


def _names_of(attributes: Mapping[str, str | None]) -> list[str]:
    classes = [f".{name}" for name in (attributes.get("class") or "")[:2_000].split()]
    return [*classes, f"#{attributes['id']}"] if attributes.get("id") else classes


def _for_screens(style: LexborNode) -> bool:
    media = (style.attributes.get("media") or "all").strip().lower()
    kind = (style.attributes.get("type") or "text/css").strip().lower()
    return media in ("all", "screen", "only screen", "") and kind in ("text/css", "") and not _in_noscript(style)


def _in_noscript(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "noscript"


def _without_comments(css: str) -> str:
    first, *others = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return " ".join([first, *(after.partition("*/")[2] for after in others)])


def _blocks_that_may_hide(css: str) -> dict[str, list[Block]]:
    """The blocks of declarations that may hide something, by the names in their selectors.

    A quick look for what such declarations hold, so that most pages need no other.
    """
    blocks: dict[str, list[Block]] = defaultdict(list)
    known: set[int] = set()
    lowered = css.lower()
    if len(lowered) != len(css):  # some letters grow; places must stay the same
        lowered = css
    for hint in _DECLARED:
        at = lowered.find(hint)
        while at >= 0 and len(known) < MAX_BLOCKS:
            block = opened, closed = css.rfind("{", max(0, at - MAX_BLOCK), at), css.find("}", at)
            if opened >= 0 and closed >= 0 and opened not in known:
                known.add(opened)
                for name in set(_NAMES.findall(css, _prelude_begin(css, opened), opened)):
                    blocks[name].append(block)
            at = lowered.find(hint, closed) if closed >= 0 else -1
    return blocks


def _prelude_begin(css: str, opened: int) -> int:
    """Where the selectors before a block begin."""
    earliest = max(0, opened - MAX_PRELUDE)
    return max(earliest, 1 + max(css.rfind(mark, earliest, opened) for mark in "{};"))


def _selectors_that_hide(css: str, block: Block, name: str) -> Iterator[str]:
    """The selectors of a block that are about elements of a name (`.class` or `#id`), if it hides them."""
    opened, closed = block
    begin = _prelude_begin(css, opened)
    if not hides(css[opened + 1 : closed]) or not _hides_for_all(css, begin):
        return
    for selector in css[begin:opened].split(","):
        if ":" not in selector and name in _NAMES.findall(_subject(selector)):
            yield selector.strip()


def _is_shown(css: str, name: str) -> bool:
    """True when a rule shows elements of a name, if only some of them or sometimes."""
    at = -1
    for _ in range(MAX_MENTIONS):
        at = css.find(name, at + 1)
        if at < 0:
            return False
        opened = css.find("{", at, at + MAX_PRELUDE)
        closed = css.find("}", opened)
        prelude = css[at:opened]
        if opened < 0 or closed < 0 or "}" in prelude or ";" in prelude:
            continue
        declarations = css[opened + 1 : closed]
        subjects = [_subject(selector) for selector in css[_prelude_begin(css, opened) : opened].split(",")]
        shows = _SHOWN.search(declarations) and not (hides(declarations) and _hides_for_all(css, at))
        if shows and any(name in _NAMES.findall(subject) for subject in subjects):
            return True
    return False


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
