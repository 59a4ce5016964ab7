"""What a page shares with others of the same owner: analytics and ad ids, its template, title and address. Pure."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from selectolax.lexbor import LexborHTMLParser

MAX_IDS = 10
TEMPLATE_ELEMENTS = 80  # of the body's beginning: header and frame, before the content differs
LEAST_TEMPLATE = 20  # a smaller page looks like many others by chance
LEAST_TITLE = 15  # characters; a shorter title is "Home"

_IDS = re.compile(
    rb"\b(UA-\d{4,10}-\d{1,3}|G-[A-Z0-9]{8,12}|GTM-[A-Z0-9]{5,9}|AW-\d{8,12}|(?:ca-)?pub-\d{14,18})\b|"
    rb"mc\.yandex\.ru/watch/(\d{5,10})|fbq\(\s*['\"]init['\"]\s*,\s*['\"](\d{10,18})"
)
_PLACEHOLDER = re.compile(r"UA-(?:0+|X+|123456\d*)-|G-X+|GTM-X+|(?:0{8}|12345678)")


def prints_of(body: bytes, title: str) -> Iterator[tuple[str, str]]:
    """(kind, value) pairs; the kinds are `same_owner`, `same_template` and `same_title`."""
    ids = {next(group for group in found if group).decode() for found in _IDS.findall(body)}
    for value in sorted(ids)[:MAX_IDS]:
        if not _PLACEHOLDER.search(value):
            yield "same_owner", value.removeprefix("ca-")
    if template := _template(body):
        yield "same_template", template
    if len(title) >= LEAST_TITLE:
        yield "same_title", hashlib.blake2b(title.lower().encode(), digest_size=12).hexdigest()


@lru_cache(maxsize=4_096)
def tells_owner(address: str) -> bool:
    """False for a private address, and for one in front of a great many unrelated sites (data/shared_addresses.txt)."""
    found = ip_address(address)
    return found.is_global and not any(found in network for network in _shared_networks())


@cache
def _shared_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    text = (files("bot.quality") / "data" / "shared_addresses.txt").read_text(encoding="utf-8")
    return tuple(ip_network(line) for line in text.splitlines() if line and not line.startswith("#"))


def _template(body: bytes) -> str | None:
    """The elements at the beginning of the body with their classes: alike on pages of one template."""
    tree = LexborHTMLParser(body)
    if tree.body is None:
        return None
    shape: list[str] = []
    for node in tree.body.traverse(include_text=False):
        if not node.is_element_node:  # a comment has no attributes, and asking for them raises
            continue
        shape.append(f"{node.tag}.{node.attrs.get('class') or ''}.{node.attrs.get('id') or ''}")
        if len(shape) >= TEMPLATE_ELEMENTS:
            break
    if len(shape) < LEAST_TEMPLATE or not any(len(part.split(".")[1]) for part in shape):
        return None
    return hashlib.blake2b("\n".join(shape).encode(), digest_size=12).hexdigest()
