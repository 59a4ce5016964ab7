"""What differs between two sights of a link: its credit, its anchor, its target. Pure."""

from ada_url import URL

from bot.links.facts import Link, Observation
from storage.records import Backlink, NewEvent
from storage.words import Credit, EventKind

CREDIT_ORDER = {credit: place for place, credit in enumerate(Credit)}  # followed passes on most
DEFAULT_PORTS = frozenset({"", "80", "443"})


def speaker(link: Backlink, seen: Observation) -> Link | None:
    """The link on the page that speaks for `link`: the right target first, then visible, then most credit.

    Among equals it is the one that was there before, so that a second link beside it is no change. None when
    the observation shows no link.
    """

    def rank(found: Link) -> tuple[bool, bool, bool, int, bool, bool]:
        wrong_target = bool(link.wanted_target) and not same_target(found.url, link.wanted_target)
        return (
            wrong_target,
            found.hidden,
            found.in_noscript,
            CREDIT_ORDER[found.credit],
            found.url != link.target_url,
            found.anchor != link.anchor,
        )

    return seen.links[0] if len(seen.links) == 1 else min(seen.links, key=rank, default=None)


def since_last_sight(link: Backlink, found: Link, seen: Observation) -> list[NewEvent]:
    """The events for what `found` has different from what `link` remembers."""
    events = []
    before = _credit_words(link.credit or Credit.NONE, hidden=link.hidden, noindex=link.page_noindex)
    after = _credit_words(found.credit, hidden=found.hidden, noindex=seen.robots.noindex)
    if before != after:
        events.append(
            NewEvent(kind=EventKind.CREDIT_CHANGED, before=before, after=after, evidence=_why_this_credit(found, seen))
        )
    if link.anchor is not None and link.anchor != found.anchor:
        events.append(
            NewEvent(
                kind=EventKind.ANCHOR_CHANGED,
                before=link.anchor,
                after=found.anchor,
                evidence=f"The link's text differs from the last check{_status(seen)}.",
            )
        )
    if link.target_url is not None and not same_target(link.target_url, found.url):
        events.append(_target_changed(link, link.target_url, found, seen))
    return events


def wrong_landing_page(link: Backlink, found: Link, seen: Observation) -> list[NewEvent]:
    """The event for a link that leads elsewhere on the site than was wanted, from its first sight on."""
    if not link.wanted_target or same_target(found.url, link.wanted_target):
        return []
    return [_target_changed(link, link.wanted_target, found, seen)]


def same_target(one: str, other: str) -> bool:
    """True when two URLs lead to the same place: scheme, default port, fragment and last slash make no difference."""
    return one == other or _place(one) == _place(other)


def _place(url: str) -> tuple[str, ...] | str:
    try:
        parts = URL(url)
    except ValueError:
        return url
    port = "" if parts.port in DEFAULT_PORTS else parts.port
    return parts.hostname.removesuffix("."), port, parts.pathname.rstrip("/"), parts.search


def _target_changed(link: Backlink, before: str, found: Link, seen: Observation) -> NewEvent:
    if link.wanted_target and not same_target(found.url, link.wanted_target):
        evidence = f"The link leads to another page of the site than {link.wanted_target}{_status(seen)}."
    else:
        evidence = f"The link leads to another page than at the last check{_status(seen)}."
    return NewEvent(kind=EventKind.TARGET_CHANGED, before=before, after=found.url, evidence=evidence)


def _credit_words(credit: Credit, *, hidden: bool, noindex: bool) -> str:
    return ", ".join([credit.value, *(["hidden"] if hidden else []), *(["page noindex"] if noindex else [])])


def _why_this_credit(found: Link, seen: Observation) -> str:
    said = [f'the link has rel="{" ".join(found.rel)}"' if found.rel else "the link has no rel"]
    if rules := [name for name in ("noindex", "nofollow") if getattr(seen.robots, name)]:
        said.append(f"the page says {', '.join(rules)} ({', '.join(seen.robots.sources) or 'robots directive'})")
    if found.hidden:
        said.append("the link is hidden")
    if seen.canonical and not same_target(seen.canonical, seen.final_url or seen.canonical):
        said.append(f"the page names {seen.canonical} as canonical")
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}{_status(seen)}."


def _status(seen: Observation) -> str:
    return f" (HTTP {seen.http_status})" if seen.http_status else ""
