"""The one module that turns text from strangers into text that Discord shows as it is.

Rules: Discord's documentation of messages (limits) and of its markdown. Lengths are counted in UTF-16 units, the
strictest way that any of Discord's clients and servers counts.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import ada_url

from bot.reports import idn

MAX_CONTENT = 2000  # Discord's limit for a message's text
MAX_TITLE = 256  # and for an embed's parts
MAX_DESCRIPTION = 4096
MAX_FIELD_NAME = 256
MAX_FIELD_VALUE = 1024
MAX_FOOTER = 2048

MINUTE = 60  # seconds

ELLIPSIS = "…"
MAX_INPUT = 10_000  # characters of a stranger's text that are looked at; no place shows as many
MAX_MARKS = 3  # combining marks on one letter; more is a way to paint over the lines above and below
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols by category, empty to the eye
INVISIBLE_MARKS = "\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f"  # marks by category that nobody sees

# Everything that Discord's markdown, mentions, emoji, timestamps, links and invites are written with. A backslash
# before any of them is understood anywhere in a text, so no context has to be known.
SPECIAL = re.compile(r"([\\*_~`|<>#\-+.!\[\](){}@:&=/])")
# What some readers look for before they mind backslashes: "@everyone", and small print at the start of a line. Broken
# by a zero-width space.
LOUD = re.compile(r"@(?=everyone|here)|^-(?=# )", re.IGNORECASE)
SAFE_SCHEMES = ("http:", "https:")
# Signs that are legal in a URL's path and could still end a code span, a bold passage or a spoiler around it, or make a
# link of their own.
URL_QUOTES = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "`*|<>\\ []()"})


def length(text: str) -> int:
    """The length that counts against Discord's limits: UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """One line without control, direction, zero-width, private or broken characters. Not escaped.

    For the places where Discord shows text as it is: embed footers and authors, button and choice labels, charts.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[:MAX_INPUT]):
        category = unicodedata.category(char)
        if char.isspace() or char in BLANK_LETTERS:
            kept.append(" ")
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= MAX_MARKS and char not in INVISIBLE_MARKS:
                kept.append(char)
            continue
        elif category[0] != "C":
            kept.append(char)
        else:
            continue
        marks = 0
    return " ".join("".join(kept).split())


def label(text: str, limit: int) -> str:
    """`clean` text of at most `limit` units, cut with an ellipsis. Not escaped."""
    return _cut(list(clean(text)), limit)


def plain(text: str, limit: int = MAX_FIELD_VALUE) -> str:
    """Text from a stranger as one line that Discord shows literally: no link, mention, emoji, time or formatting.

    At most `limit` units, backslashes included; a longer text is cut between two characters and ends with "…".
    Empty when nothing visible is left: the caller says what that means.
    """
    quiet = LOUD.sub("\\g<0>\u200b", clean(text))
    return _cut([SPECIAL.sub(r"\\\1", char) for char in quiet], limit)


def url(text: str, limit: int = 200) -> str:
    """A URL of at most `limit` units to click, as `<https://…>` without a preview; too long or odd ones as inline code.

    The host is shown as browsers show it (see idn), so that a look-alike letter shows; a user name in front of the
    host, which could pose as one, is left out.
    """
    address = _address(text)
    if address is None:
        return code(text, limit)
    if length(address) + 2 <= limit:
        return f"<{address}>"
    return code(address, limit)


def code(text: str, limit: int = 200) -> str:
    """Text as inline code of at most `limit` units: nothing in it is a link. Back-ticks become apostrophes.

    URLs and domains in it are shown as `url` and `host` show them.
    """
    inside = label((_address(text) or idn.readable(text)).replace("`", "'"), max(limit - 2, 1))
    return f"`{inside or ' '}`"


def host(domain: str, limit: int = 100) -> str:
    """A domain name as literal text, in its own letters where these mislead nobody, else in punycode."""
    address = _address(f"https://{domain}/")
    return plain(address.removeprefix("https://").rstrip("/") if address else domain, limit)


def at(when: datetime, style: str = "f") -> str:
    """A moment in the reader's own time zone and language; `style` is one of Discord's: t T d D f F s S R."""
    return f"<t:{int(when.timestamp())}:{style}>"


def ago(when: datetime) -> str:
    """A moment as the distance from now ("3 hours ago"), kept up to date by Discord."""
    return at(when, "R")


def number(value: float, digits: int = 0) -> str:
    """1234567.8 -> "1,234,568"."""
    return f"{value:,.{digits}f}"


def signed(value: float, digits: int = 0) -> str:
    """A difference: "+3", "-2", "±0"."""
    text = number(abs(value), digits)
    if not any(digit in text for digit in "123456789"):
        return f"±{text}"
    return f"{'+' if value > 0 else '-'}{text}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A number and its word: "1 link", "1,200 links"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def span(length: timedelta) -> str:
    """A length of time in its largest whole unit: "12 seconds", "1 hour", "90 minutes"."""
    seconds = round(length.total_seconds())
    if seconds > MINUTE and seconds % MINUTE:
        seconds = round(seconds / MINUTE) * MINUTE
    for unit, size in (("day", 24 * 60 * MINUTE), ("hour", 60 * MINUTE), ("minute", MINUTE)):
        if seconds and seconds % size == 0:
            return plural(seconds // size, unit)
    return plural(seconds, "second")


@dataclass(frozen=True, slots=True)
class Fitted:
    """As many lines as fit, and how many did not."""

    text: str
    shown: int
    left: int


def fit(lines: Iterable[str], limit: int, *, more: str = "…and {left} more") -> Fitted:
    """Join whole lines within `limit` units; when some are left out, the last line says how many.

    Lines are ready text (escaped by the functions above) and are never cut: the first that does not fit ends the list.
    """
    rows = list(lines)
    whole = "\n".join(rows)
    if length(whole) <= limit:
        return Fitted(whole, len(rows), 0)
    room = limit - length(more.format(left=number(len(rows))))
    shown: list[str] = []
    for row in rows:
        room -= length(row) + 1
        if room < 0:
            break
        shown.append(row)
    left = len(rows) - len(shown)
    return Fitted("\n".join([*shown, more.format(left=number(left))])[:limit], len(shown), left)


def credited(text: str, credit: str) -> str:
    """A message of a text and the line that says where it is from, which gives way first where both are too long."""
    if length(text + credit) <= MAX_CONTENT:
        return text + credit
    return fit(text.split("\n"), MAX_CONTENT).text


def _cut(parts: list[str], limit: int) -> str:
    if sum(map(length, parts)) <= limit:
        return "".join(parts)
    room = limit - length(ELLIPSIS)
    kept: list[str] = []
    for part in parts:
        room -= length(part)
        if room < 0:
            break
        kept.append(part)
    return "".join(kept).rstrip() + ELLIPSIS if limit > 0 else ""


def _address(text: str) -> str | None:
    """The URL as browsers show it, without user name and password; None when it is not http(s)."""
    try:
        parsed = ada_url.URL(clean(text))
    except ValueError:
        return None
    if parsed.protocol not in SAFE_SCHEMES:
        return None
    parsed.username = ""
    parsed.password = ""
    origin = f"{parsed.protocol}//{parsed.host}"
    path = parsed.href.removeprefix(origin).translate(URL_QUOTES)
    if idn.PREFIX in parsed.hostname:
        origin = origin.replace(parsed.hostname, idn.shown(parsed.hostname), 1)
    return origin + LOUD.sub("%40", path)
