"""Does a style hide an element? Only what can be decided without laying the page out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from tinycss2.color3 import parse_color

MAX_DECLARATIONS_CHARACTERS = 4_000
FAR_AWAY = -900.0  # pixels: no screen reaches there
HARDLY_OPAQUE = 0.05
HARDLY_A_LETTER = 1.0  # pixels

Style = Mapping[str, str]  # property -> value, lower case

_HINTS = (
    *("none", "hidden", "collapse", "opacity", "font-size", "text-indent", "left", "top", "right", "clip", "scale"),
    *("transparent", "background", "translate", "\\"),
)
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|em|rem|%|pt|vw|vh|ch|)")
_PIXELS = {"em": 16.0, "rem": 16.0, "%": 10.0, "vw": 10.0, "vh": 10.0}  # roughly, of a screen
_KNOWN = {  # a browser drops a declaration whose value it does not know
    "display": re.compile(
        r"none|contents|(?:block|inline|run-in|flow|flex|grid|table|ruby|list-item|-webkit-|-ms-|math|inherit|initial|"
        r"unset|revert|var\().*"
    ),
    "visibility": re.compile(r"visible|hidden|collapse|inherit|initial|unset|revert|revert-layer|var\(.*"),
}
_RELATIVE = ("em", "%", "ex", "ch")  # of the font around it: nothing of nothing is nothing
_NOTHING_LEFT = re.compile(
    r"rect\(\s*([01])(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?\s*\)|inset\(\s*(?:50|100)%|circle\(\s*0",
    re.IGNORECASE,
)
_MOVED = re.compile(r"(?:translate(?:x|y|3d)?\(\s*|^)([^\s,)]+)(?:[\s,]+([^\s,)]+))?")
_SHRUNK = re.compile(r"scale(?:x|y|3d)?\(\s*0*\.?0*\s*[,)]")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property as declared."""

    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of an element. `gone` holds for all that is in it, the others until an element in it differs."""

    gone: bool = False
    invisible: bool = False  # visibility
    shrunk: bool = False  # font size

    @property
    def hidden(self) -> bool:
        """True when nobody gets to see it."""
        return self.gone or self.invisible or self.shrunk

    def within(self, style: Style) -> "Sight":
        """The sight of an element with this style in one that is seen like this."""
        visibility, size = style.get("visibility"), style.get("font-size")
        return Sight(
            gone=self.gone or _is_gone(style),
            invisible=self.invisible if visibility in (None, "inherit") else visibility in ("hidden", "collapse"),
            shrunk=self.shrunk if size is None or (self.shrunk and size.endswith(_RELATIVE)) else _is_tiny_font(size),
        )


SEEN = Sight()


@lru_cache(maxsize=2048)
def declarations(text: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute or of a rule's block, in their order."""
    items = tinycss2.parse_blocks_contents(text[:MAX_DECLARATIONS_CHARACTERS], skip_comments=True, skip_whitespace=True)
    declared = (
        Declaration(item.lower_name, tinycss2.serialize(item.value).strip().lower(), item.important)
        for item in items
        if item.type == "declaration"
    )
    return tuple(item for item in declared if item.name not in _KNOWN or _KNOWN[item.name].fullmatch(item.value))


def cascaded(declared: Iterable[Declaration]) -> Style:
    """The style of an element from its declarations, those that count less first."""
    ordered = sorted(declared, key=lambda item: item.important)  # a stable order
    return {item.name: item.value for item in ordered}


@lru_cache(maxsize=2048)
def hides(text: str) -> bool:
    """True when these declarations, as in a style attribute, hide their element from every visitor."""
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS) and SEEN.within(cascaded(declarations(text))).hidden


@lru_cache(maxsize=2048)
def blends_in(text: str) -> bool:
    """True when these declarations give an element's own text the colour of its ground."""
    if "color" not in text.lower():
        return False
    style = cascaded(declarations(text))
    if "text" in (style.get("background-clip"), style.get("-webkit-background-clip")):
        return False
    color = parse_color(style.get("color", ""))
    if color is None or isinstance(color, str):  # `currentColor`
        return False
    ground = parse_color(style.get("background-color") or style.get("background", ""))
    return bool(color.alpha <= HARDLY_OPAQUE or color == ground)


def _is_gone(style: Style) -> bool:
    out_of_flow = style.get("position") in ("absolute", "fixed")
    opacity = _LENGTH.fullmatch(style.get("opacity", ""))
    return (
        style.get("display") == "none"
        or style.get("content-visibility") == "hidden"
        or (opacity is not None and float(opacity[1]) / (100 if opacity[2] == "%" else 1) <= HARDLY_OPAQUE)
        or any(_far(style.get(name)) for name in ("text-indent", "margin-left"))
        or (out_of_flow and any(_far(style.get(side)) for side in ("left", "top", "right")))
        or (out_of_flow and _NOTHING_LEFT.search(style.get("clip", "")) is not None)
        or _NOTHING_LEFT.search(style.get("clip-path", "")) is not None
        or _SHRUNK.search(style.get("transform", "")) is not None
        or style.get("scale") in ("0", "0 0")
        or any(_moved_far(style.get(name)) for name in ("transform", "translate"))
        or (
            style.get("overflow") in ("hidden", "clip")
            and any(_tiny(style.get(side)) for side in ("width", "height", "max-width", "max-height"))
        )
    )


def _is_tiny_font(value: str) -> bool:
    match = _LENGTH.fullmatch(value)
    size = float(match[1]) if match else None
    return size is not None and (size == 0 or (match is not None and match[2] == "px" and size <= HARDLY_A_LETTER))


def _far(value: str | None) -> bool:
    match = _LENGTH.fullmatch(value or "")
    return match is not None and float(match[1]) * _PIXELS.get(match[2], 1.0) <= FAR_AWAY


def _moved_far(value: str | None) -> bool:
    match = _MOVED.search(value) if value else None
    return match is not None and (_far(match[1]) or _far(match[2]))


def _tiny(value: str | None) -> bool:
    return value in ("0", "0px", "1px", "0%", "0em")
