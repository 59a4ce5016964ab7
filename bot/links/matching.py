"""Does a selector mean an element? Compound by compound: lexbor's own way takes for ever with ` ` or `~` many times."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_COMPOUNDS = 10  # of one selector
MAX_LOOKED_UP = 300  # compounds of one document
MAX_AROUND = 100  # elements around one, or before it, that are looked at

_COMBINATOR = re.compile(r"(\s*[>+~]\s*|\s+)(?![^(\[]*[)\]])")
# within parentheses: other relations, or parentheses again
_INVOLVED = re.compile(r"\([^)]*(?:[>~(]|\w\s+[.#\w]|\+\s*[.#a-z])", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def _compounds(selector: str) -> tuple[str, ...]:
    """Compounds and the combinators between them, in turn."""
    return tuple(part if number % 2 == 0 else part.strip() for number, part in enumerate(_COMBINATOR.split(selector)))


class Matcher:
    """Tells of the elements of one document which selectors mean them."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._found: dict[str, frozenset[int]] = {}
        self._known: dict[tuple[str, int, int], bool] = {}

    def matches(self, selector: str, element: LexborNode) -> bool:
        """True when the selector means the element. One that is too involved, or not known to lexbor, means none."""
        parts = _compounds(selector)
        return len(parts) < 2 * MAX_COMPOUNDS and self._match(selector, parts, len(parts) - 1, element)

    def _match(self, selector: str, parts: tuple[str, ...], last: int, element: LexborNode) -> bool:
        if element.mem_id not in self._meant(parts[last]):
            return False
        if last == 0:
            return True
        key = selector, last, element.mem_id
        known = self._known.get(key)
        if known is None:
            others = _related(element, parts[last - 1])
            known = self._known[key] = any(self._match(selector, parts, last - 2, other) for other in others)
        return known

    def _meant(self, compound: str) -> frozenset[int]:
        found = self._found.get(compound)
        if found is None:
            found = frozenset()
            if len(self._found) < MAX_LOOKED_UP and not _INVOLVED.search(compound):
                try:
                    found = frozenset(node.mem_id for node in self._tree.css(compound))
                except SelectolaxError:
                    found = frozenset()
            self._found[compound] = found
        return found


def _related(element: LexborNode, combinator: str) -> list[LexborNode]:
    """The elements that stand in a relation to one."""
    others: list[LexborNode] = []
    sideways = combinator in ("+", "~")
    node = element.prev if sideways else element.parent
    while node is not None and len(others) < MAX_AROUND:
        if node.is_element_node:
            others.append(node)
            if combinator in (">", "+"):
                break
        node = node.prev if sideways else node.parent
    return others
