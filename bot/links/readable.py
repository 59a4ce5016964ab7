"""What a person would get to see of a page."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.facts import Readable
from bot.links.urls import resolve

MAX_TEXT_CHARACTERS = 20_000  # kept of a page's text: walls, tombstones and shells say what they are early
MAX_FRAMES = 20
MAX_CONTROLS = 1_000

_WRITTEN = frozenset(["textarea", "text", "email", "search", "tel", "url", "number"])
_PRESSED = frozenset(["button", "submit", "image"])
_UNSEEN = ["script", "style", "noscript", "template", "svg", "iframe", "head"]


def measure(tree: LexborHTMLParser, base: str) -> Readable:
    """Measures a page. Takes the tree apart: nothing can be read from it afterwards."""
    scripts = len(tree.css("script"))
    frames = [node.attrs.get("src") or "" for node in tree.css("iframe[src]:not(noscript *),frame[src]")[:MAX_FRAMES]]
    noscript = _folded(" ".join(node.text() for node in tree.css("noscript")[:50]))
    controls = [_control(node) for node in tree.css("input,textarea,button")[:MAX_CONTROLS]]
    headings = [_folded(node.text())[:300] for node in tree.css("h1,h2")[:20]]
    tree.strip_tags(_UNSEEN, recursive=True)
    text = _folded(_body_text(tree))
    return Readable(
        text=text[:MAX_TEXT_CHARACTERS],
        text_length=len(text),
        headings=tuple(heading for heading in headings if heading),
        scripts=scripts,
        password_field="password" in controls,
        fields=sum(kind in _WRITTEN for kind in controls),
        buttons=sum(kind in _PRESSED for kind in controls),
        frames=tuple(url for src in frames if (url := resolve(src, base))),
        noscript_text=noscript[:2_000],
    )


def _control(node: LexborNode) -> str:
    """What kind of a form's control this is: the type of an input, else its name."""
    if node.tag != "input":
        return node.tag or ""
    return (node.attributes.get("type") or "text").strip().lower()


def _body_text(tree: LexborHTMLParser) -> str:
    body: LexborNode | None = tree.body or tree.root
    return body.text(separator=" ") if body else ""


def _folded(text: str) -> str:
    return " ".join(text.split())
