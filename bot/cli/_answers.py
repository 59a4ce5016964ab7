"""What `check` and `read` print: the fields that scripts rely on, and the same in plain text."""

from typing import Any

from bot.crawl.fetched import Fetched
from bot.errors import UserError
from bot.links.facts import Link, Observation, PageFacts, RobotsRules, Wanted
from bot.links.urls import ascii_domain


def wanted_site(domain: object) -> Wanted:
    """The site somebody asked for. Raises UserError with a sentence when it is no domain."""
    name = ascii_domain(domain) if isinstance(domain, str) else ""
    if "." not in name:
        raise UserError(f'"site" must be a domain such as example.com, not {domain!r}.')
    return Wanted(domain=name)


def of_observation(page: Fetched, wanted: Wanted, seen: Observation) -> dict[str, Any]:
    """The answer to "does this page link to that site?"."""
    return {
        "url": page.url,
        "final_url": seen.final_url,
        "site": wanted.domain,
        "observation": seen.seen.value,
        "reason": seen.reason.value,
        "http_status": seen.http_status,
        "robots": _robots(seen.robots),
        "canonical": seen.canonical,
        "links": [_link(link) for link in seen.links],
        "evidence": seen.evidence,
    }


def of_page(page: Fetched, facts: PageFacts | None) -> dict[str, Any]:
    """The answer to "what links are on this page?": nothing is observed, so that is null."""
    count = len(facts.links) if facts else 0
    return {
        "url": page.url,
        "final_url": page.final_url,
        "site": None,
        "observation": None,
        "reason": None,
        "http_status": page.status,
        "robots": _robots(facts.robots if facts else RobotsRules()),
        "canonical": facts.canonical if facts else None,
        "links": [_link(link) for link in facts.links] if facts else [],
        "evidence": f"The page was read: it has {count} link{'' if count == 1 else 's'}."
        if facts
        else "There is no HTML page to read here.",
    }


def as_text(found: dict[str, Any]) -> str:
    """An answer as a person reads it: the verdict first, then the links."""
    head = f"{found['observation']} ({found['reason']})  {found['url']}" if found["observation"] else found["url"]
    lines = [head, f"  {found['evidence']}"]
    for link in found["links"]:
        marks = [name for name in ("hidden", "in_noscript") if link[name]]
        if link["via"]:
            marks.append(f"by way of {link['via']}")
        said = ", ".join([link["credit"], link["placement"], *marks])
        lines.append(f'  - {link["url"]}  "{link["anchor"] or link["title"]}"  ({said})')
    return _printable("\n".join(lines))


def _printable(text: str) -> str:
    """Text of strangers without what a terminal would obey."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def _robots(robots: RobotsRules) -> dict[str, Any]:
    return {"noindex": robots.noindex, "nofollow": robots.nofollow, "from": list(robots.sources)}


def _link(link: Link) -> dict[str, Any]:
    return {
        "url": link.url,
        "anchor": link.anchor,
        "anchor_from": link.anchor_from,
        "title": link.title or None,
        "rel": list(link.rel),
        "credit": link.credit.value,
        "hidden": link.hidden,
        "in_noscript": link.in_noscript,
        "placement": link.placement.value,
        "via": link.via,
    }
