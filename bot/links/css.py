"""Does a style hide an element? Only what can be decided without laying the page out."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

_QUICK = re.compile(
    r"none|hidden|collapse|opacity|font-size|indent|left|top|right|clip|scale|height|width", re.IGNORECASE
)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def hides_inline(style: str) -> bool:
    """True when a style attribute hides its element from every visitor."""
    return bool(_QUICK.search(style)) and _HIDING.search(style) is not None


def hiding_rules(tree: LexborHTMLParser, markup: bytes, link: LexborNode) -> bool:
    """True when a rule of the page's own `<style>` elements hides a link or an element around it."""
    return False
