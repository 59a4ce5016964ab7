"""Where on its page a link stands, told by the elements around it: their tags, roles, classes and ids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.words import Placement


@dataclass(frozen=True, slots=True)
class Around:
    """An element around a link, or the link itself."""

    tag: str
    names: str  # its class and id, as written
    role: str


_WORDS = re.compile(r"[a-z]+|[A-Z][a-z]*")
_KINDS = (
    (
        Placement.COMMENT,
        frozenset({"comment", "comments", "commentlist", "disqus", "respond", "kommentar", "kommentare"}),
    ),
    (Placement.SIGNATURE, frozenset({"signature", "sig", "signatur"})),
    (Placement.FOOTER, frozenset({"footer", "foot", "colophon", "fuss", "footerlinks"})),
    (
        Placement.NAVIGATION,
        frozenset(
            {"nav", "navbar", "navigation", "menu", "menus", "breadcrumb", "breadcrumbs", "pagination", "submenu"}
        ),
    ),
    (Placement.SIDEBAR, frozenset({"sidebar", "sidebars", "aside", "blogroll"})),
    (Placement.HEADER, frozenset({"header", "masthead", "topbar"})),
)
_MARKS = frozenset().union(*(marks for _, marks in _KINDS))
_BY_TAG = {
    "footer": Placement.FOOTER,
    "nav": Placement.NAVIGATION,
    "menu": Placement.NAVIGATION,
    "aside": Placement.SIDEBAR,
    "header": Placement.HEADER,
}
_BY_ROLE = {
    "contentinfo": Placement.FOOTER,
    "navigation": Placement.NAVIGATION,
    "menu": Placement.NAVIGATION,
    "menubar": Placement.NAVIGATION,
    "complementary": Placement.SIDEBAR,
    "banner": Placement.HEADER,
}
# a class such as `has-sidebar` or `no-comments` speaks of the page's layout, `entry-footer` of an article's own foot
_NOT_THE_THING = frozenset(
    {"has", "no", "with", "without", "wrap", "wrapper", "layout", "open", "content", "main", "entry", "post", "article"}
)
_BOTH_MEANINGS = frozenset({Placement.FOOTER, Placement.HEADER})


def placement_of(around: Sequence[Around]) -> Placement:
    """The placement of a link from the elements around it, innermost first, up to (not including) the body."""
    found: set[Placement] = set()
    in_article = False
    for element in reversed(around):
        kind = _kind(element)
        if element.tag == "article":
            in_article = True
        if kind and not (in_article and kind in _BOTH_MEANINGS):
            found.add(kind)
    return next((kind for kind, _ in _KINDS if kind in found), Placement.CONTENT)


def _kind(element: Around) -> Placement | None:
    kind = _BY_TAG.get(element.tag) or _BY_ROLE.get(element.role.lower())
    if not element.names:
        return kind
    for name in element.names[:500].split():
        words = {word.lower() for word in _WORDS.findall(name)}
        if _MARKS.isdisjoint(words):
            continue
        for placement, marks in _KINDS:
            if words & marks and (placement is Placement.COMMENT or not words & _NOT_THE_THING):
                if placement is Placement.COMMENT and words & {"no", "has", "with", "open"}:
                    continue
                return placement if placement in (Placement.COMMENT, Placement.SIGNATURE) else kind or placement
    return kind
