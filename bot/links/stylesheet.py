"""The rules of a page's own `<style>` elements, as far as they hide something from every visitor.

Left alone is what depends on the visitor: rules of other media, of states (`:hover`) and of pseudo-elements. An
element that a rule hides at first and a script may open (a menu, a dialog, a tab) is not hidden from visitors; nobody
can tell without running the page, so it is told by its name, its size, and by any other rule that shows it again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.css import SEEN, Declaration, cascaded, declarations, hides
from bot.links.matching import Matcher
from bot.links.rules import Rule, is_open, rules_of
from bot.links.selectors import keys_of, names_in, subject_of, widens

MAX_KEYS = 300  # that the elements of one page are looked up by
MAX_LINKS_HELD_BACK = 20  # a block with more links that is not shown at first is a part of the page, not a hidden link

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


class StyleSheet:
    """What the style sheet of a page tells of its elements; read only as far as it is asked."""

    def __init__(self, tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> None:
        self._matcher = Matcher(tree)
        self._rules = rules_of("\n".join(node.text() for node in styles if _for_screens(node)))
        self._asked: set[str] = set()

    def may_hide(self, element: LexborNode, attributes: Mapping[str, str | None]) -> bool:
        """True when a rule for every visitor hides this element, if no other shows it again."""
        for key in _called(element, attributes):
            if key in self._rules and (len(self._asked) < MAX_KEYS or key in self._asked):
                self._asked.add(key)
                if any(self._matcher.matches(selector, element) for selector in self._rules.that_hide(key)):
                    return True
        return False

    def declared(self, element: LexborNode, attributes: Mapping[str, str | None]) -> Iterator[Declaration]:
        """What its rules declare for an element, those that count less first.

        Hiding rules are left out where the element may be opened, or is shown to some.
        """
        keys = _called(element, attributes)
        rules = list(dict.fromkeys(rule for key in keys for rule in self._rules.by_key.get(key, ())))
        held = sorted(
            (rule for rule in rules if self._matcher.matches(rule.selector, element)), key=lambda rule: rule.rank
        )
        hiding = [rule for rule in held if rule.always and hides(rule.block)]
        if hiding and (_may_open(element, keys, hiding) or self._is_shown_at_times(element, keys, rules, hiding)):
            held = [rule for rule in held if rule not in hiding]
        for rule in held:
            if rule.always:
                yield from declarations(rule.block)

    def _is_shown_at_times(
        self, element: LexborNode, keys: Sequence[str], rules: Iterable[Rule], hiding: Iterable[Rule]
    ) -> bool:
        """True when a rule shows the element in another state or on some screens."""
        names = {key for key in keys if key[0] in ".#"}
        strongest = max(rule.rank for rule in hiding)
        for rule in rules:
            if not _shows(rule.block):
                continue
            if self._matcher.matches(rule.selector, element):
                if not rule.always and (rule.rank > strongest or "!important" in rule.block):
                    return True
                continue
            subject = subject_of(rule.selector)
            if not names.isdisjoint(names_in(subject)) or any(
                widens(hider.selector, rule.selector) for hider in hiding
            ):
                return True
        return False


def _may_open(element: LexborNode, keys: Iterable[str], hiding: Iterable[Rule]) -> bool:
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
    return is_open(f"@media {media}") and kind in ("text/css", "") and not _in_noscript(style)


def _in_noscript(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "noscript"
