"""The elements around a link: do they hide it, keep it for visitors without scripts, and where on the page is it?"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.css import hides_inline, hiding_rules
from bot.links.placement import Around, placement_of
from storage.words import Placement

MAX_DEPTH = 512  # elements around a link that are looked at; browsers do not nest deeper (Blink's limit)


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What the elements around one link say of it."""

    hidden: bool
    in_noscript: bool
    placement: Placement


class Surroundings:
    """Looks at the elements around links of one document."""

    def __init__(self, tree: LexborHTMLParser, markup: bytes) -> None:
        self._tree = tree
        self._markup = markup
        self._by_parent: dict[int, tuple[bool, bool, tuple[Around, ...]]] = {}

    def of(self, link: LexborNode) -> Surrounding:
        """What surrounds a link, the link's own element included."""
        own_hidden = _hidden_by_itself(link)
        parent = link.parent
        key = parent.mem_id if parent else 0
        known = self._by_parent.get(key)
        if known is None:
            known = self._by_parent[key] = self._look(parent)
        hidden, in_noscript, around = known
        own = _around(link)
        if not (hidden or own_hidden):
            hidden = self._hidden_by_rules(link)
        return Surrounding(hidden or own_hidden, in_noscript, placement_of((own, *around)))

    def _look(self, node: LexborNode | None) -> tuple[bool, bool, tuple[Around, ...]]:
        hidden = in_noscript = False
        around: list[Around] = []
        while node is not None and len(around) < MAX_DEPTH:
            tag = node.tag
            hidden = hidden or _hidden_by_itself(node)
            if tag in ("body", "html", "-document"):
                break
            in_noscript = in_noscript or tag == "noscript"
            around.append(_around(node))
            node = node.parent
        return hidden, in_noscript, tuple(around)

    def _hidden_by_rules(self, link: LexborNode) -> bool:
        return hiding_rules(self._tree, self._markup, link)


def _around(node: LexborNode) -> Around:
    attrs = node.attrs
    names = f"{attrs.get('class') or ''} {attrs.get('id') or ''}".strip()
    return Around(node.tag or "", names, attrs.get("role") or "")


def _hidden_by_itself(node: LexborNode) -> bool:
    attrs = node.attrs
    if "hidden" in attrs:
        return True
    style = attrs.get("style")
    return bool(style) and hides_inline(style or "")
