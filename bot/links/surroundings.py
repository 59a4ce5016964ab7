"""The elements around a link: do they hide it, keep it for visitors without scripts, and where on the page is it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.css import SEEN, Declaration, Sight, blends_in, cascaded, declarations, hides
from bot.links.placement import Around, placement_of
from bot.links.stylesheet import StyleSheet
from storage.words import Placement

MAX_DEPTH = 512  # elements around a link that are looked at; browsers do not nest deeper (Blink's limit)
MAX_REMEMBERED = 20_000  # elements of one document


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What the elements around one link say of it."""

    hidden: bool
    in_noscript: bool
    placement: Placement


class Surroundings:
    """Looks at the elements around links of one document; each element is looked at once."""

    def __init__(self, tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> None:
        """`styles` are the tree's `<style>` elements."""
        self._tree = tree
        self._styles = styles
        self._of_element: dict[int, tuple[Sight, bool, tuple[Around, ...]]] = {}

    @cached_property
    def _sheet(self) -> StyleSheet:
        return StyleSheet(self._tree, self._styles)

    def of(self, link: LexborNode) -> Surrounding:
        """What surrounds a link, the link's own element included."""
        sight, in_noscript, around = self._look(link)
        hidden = sight.hidden or (blends_in(link.attrs.get("style") or "") and link.css_first("img,svg") is None)
        return Surrounding(hidden, in_noscript, placement_of(around))

    def _look(self, element: LexborNode) -> tuple[Sight, bool, tuple[Around, ...]]:
        path: list[LexborNode] = []
        node: LexborNode | None = element
        while (
            node is not None and node.is_element_node and node.mem_id not in self._of_element and len(path) < MAX_DEPTH
        ):
            path.append(node)
            node = node.parent
        seen = self._of_element.get(node.mem_id if node else 0, (SEEN, False, ()))
        for step in reversed(path):
            sight, in_noscript, around = seen
            tag = step.tag or ""
            outer = tag in ("body", "html")
            attributes = step.attributes
            seen = (
                self._sight_of(step, attributes, sight),
                in_noscript or tag == "noscript",
                around if outer else (_around(tag, attributes), *around[: MAX_DEPTH - 1]),
            )
            if len(self._of_element) < MAX_REMEMBERED:
                self._of_element[step.mem_id] = seen
        return seen

    def _sight_of(self, element: LexborNode, attributes: Mapping[str, str | None], around: Sight) -> Sight:
        """What can be seen of an element, given what can be seen of the one around it."""
        if around.gone:
            return around
        style = attributes.get("style") or ""
        given = _by_the_browser(element.tag or "", attributes)
        if not (given or around.hidden or (style and hides(style)) or self._sheet.may_hide(element, attributes)):
            return around
        return around.within(cascaded([*given, *self._sheet.declared(element, attributes), *declarations(style)]))


def _around(tag: str, attributes: Mapping[str, str | None]) -> Around:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()
    return Around(tag, names, attributes.get("role") or "")


def _by_the_browser(tag: str, attributes: Mapping[str, str | None]) -> list[Declaration]:
    """What browsers' own style sheet hides (HTML standard, 15.3.1), before any other is asked."""
    if "hidden" in attributes and (attributes["hidden"] or "").strip().lower() == "until-found":
        return [Declaration("content-visibility", "hidden", important=False)]
    if "hidden" in attributes or "popover" in attributes or (tag == "dialog" and "open" not in attributes):
        return [Declaration("display", "none", important=False)]
    return []
