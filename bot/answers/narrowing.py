"""Slots of a question -> what is looked up (storage/asked.py)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.answers import period_moments
from bot.answers.language_names import ENGLISH_NAME
from bot.answers.reading import near_domain
from bot.config import CheckSettings
from bot.crawl.pace import registrable_domain
from bot.quality.rating import TOXIC_FROM
from storage.asked import Asked
from storage.records import Site

STRONG_FROM = 60.0  # the bounds of quality in docs/quality.md
WEAK_BELOW = 30.0
RELEVANT_FROM = 0.5
_CHECKS = CheckSettings()
CHECK_HOURS = (_CHECKS.min_interval_hours, _CHECKS.max_interval_hours)  # between two checks of a link, as it comes
_STATUSES = {"live": ("live",), "lost": ("lost",), "unverified": ("unverified",), "pending": ("pending",)}
_REASONS = {
    "page_gone": ("page_gone", "site_gone"),
    "timed_out": ("timed_out",),
    "dns_error": ("dns_error", "nxdomain"),
    "blocked": ("blocked",),
}
_CREDIT = {"follow": ("followed",), "nofollow": ("nofollow",), "ugc": ("ugc",), "sponsored": ("sponsored",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose links, and the moment: what every look-up begins with."""

    guild_id: int
    site: Site | None  # None: all sites of the guild
    sites: tuple[Site, ...]
    now: datetime  # in the guild's time zone
    last_report: datetime | None = None
    last_check: datetime | None = None
    check_hours: tuple[float, float] = CHECK_HOURS

    @property
    def where(self) -> str:
        """The site understood, for people."""
        if self.site is not None:
            return self.site.domain
        return self.sites[0].domain if len(self.sites) == 1 else f"your {len(self.sites)} sites"

    def between(self, period: str | list[str] | None) -> tuple[datetime, datetime] | None:
        """The moments of a period; of a list, the first one's."""
        if not period:
            return None
        name = period if isinstance(period, str) else period[0]
        return period_moments.moments(name, self.now, last_report=self.last_report, last_check=self.last_check)


def sites_named(name: str, known: Sequence[Site]) -> list[Site]:
    """The watched sites that a name may mean: the domain, its first part, a page's host below it, or one letter off."""
    by_domain = {site.domain: site for site in known}
    if name in by_domain:
        return [by_domain[name]]
    labelled = [site for site in known if site.domain.split(".")[0] == name]
    below = [site for site in known if site.subdomains and name.endswith(f".{site.domain}")]
    near = near_domain(name, list(by_domain))
    return labelled or below or ([by_domain[near]] if near else [])


def find_site(name: str, known: Sequence[Site]) -> Site | None:
    """The watched site that a name means, when there is only one."""
    found = sites_named(name, known)
    return found[0] if len(found) == 1 else None


def narrowed(scope: Scope, slots: dict[str, Any], *, statuses: tuple[str, ...] = ()) -> Asked:
    """The links that the filter slot names, `statuses` unless it names one."""
    chosen: dict[str, Any] = slots.get("filter", {})
    asked = Asked(guild_id=scope.guild_id, site_id=scope.site.id if scope.site else None, statuses=statuses)
    status = chosen.get("status")
    between = scope.between(slots.get("period"))
    if status in _STATUSES:
        asked = replace(asked, statuses=_STATUSES[status])
    if status == "lost" and between:
        asked = replace(asked, lost=between)
    elif status == "new":
        asked = replace(asked, statuses=(), found=between or scope.between("last_30_days"))
    elif status == "broken":
        asked = replace(asked, statuses=(), broken=True)
    elif between and status != "lost":
        asked = replace(asked, found=between)
    return _measured(_placed(asked, chosen, slots), chosen)


def _placed(asked: Asked, chosen: dict[str, Any], slots: dict[str, Any]) -> Asked:
    target = chosen.get("target_status")
    reason = str(chosen.get("reason", ""))
    return replace(
        asked,
        credit=_CREDIT.get(chosen.get("follow", ""), ()),
        anchor=chosen.get("anchor"),
        language=chosen.get("language"),
        tld=chosen.get("tld", "").strip(".") or None,
        hidden=chosen.get("hidden"),
        page_noindex=chosen.get("page_noindex"),
        redirected=bool(chosen.get("redirect")) or target == 301,  # noqa: PLR2004  # said in the line
        target_broken=target == "broken",
        target_status=target if isinstance(target, int) and target != 301 else None,  # noqa: PLR2004  # said in the line
        http_status=int(reason[5:]) if reason.startswith("http_") else None,
        reasons=() if not reason or reason.startswith("http_") else _REASONS.get(reason, (reason,)),
        source_domain=slots.get("source"),
        source_registrable=registrable_domain(str(slots["source"])) if slots.get("source") else None,
        source_url=slots.get("url"),
    )


def _measured(asked: Asked, chosen: dict[str, Any]) -> Asked:
    quality, relevance = chosen.get("quality"), chosen.get("relevance")
    return replace(
        asked,
        quality_min=_strictest(max, chosen.get("quality_min"), STRONG_FROM if quality == "high" else None),
        quality_max=_strictest(min, chosen.get("quality_max"), WEAK_BELOW if quality == "low" else None),
        authority_min=chosen.get("authority_min"),
        relevance_min=RELEVANT_FROM if relevance == "high" else None,
        relevance_max=RELEVANT_FROM if relevance == "low" else None,
        toxicity_min=_strictest(
            max, chosen.get("toxicity_min"), TOXIC_FROM if chosen.get("toxicity") == "high" else None
        ),
    )


def _strictest(of: Callable[[list[float]], float], *bounds: float | None) -> float | None:
    """Of a bound in numbers and one in words, both of which hold, the one that leaves fewer links."""
    given = [bound for bound in bounds if bound is not None]
    return of(given) if given else None


def in_words(slots: dict[str, Any]) -> str:
    """What a filter means, as words before "links": "followed toxic"."""
    chosen = slots.get("filter", {})
    said: list[str] = []
    if status := chosen.get("status"):
        said.append(str(status))
    if follow := chosen.get("follow"):
        said.append("followed" if follow == "follow" else str(follow))
    for key, words in (("toxicity", "toxic"), ("hidden", "hidden"), ("redirect", "redirected")):
        if chosen.get(key):
            said.append(words)
    if quality := chosen.get("quality"):
        said.append(f"{quality}-quality")
    if relevance := chosen.get("relevance"):
        said.append("irrelevant" if relevance == "low" else "relevant")
    return " ".join(said)


def further(slots: dict[str, Any]) -> str:
    """The rest of a filter, as words after "links": " on pages in de, of quality 60 or more"."""
    chosen = dict(slots.get("filter", {}))
    if language := chosen.get("language"):
        chosen["language"] = ENGLISH_NAME.get(language, language)
    if reason := chosen.get("reason"):
        chosen["reason"] = str(reason).replace("_", " ")
    said = [
        words.format(chosen[key])
        for key, words in (
            ("language", "on pages in {}"),
            ("tld", "from .{} domains"),
            ("anchor", "with the anchor “{}”"),
            ("reason", "for the reason {}"),
            ("quality_min", "of quality {} or more"),
            ("quality_max", "of quality under {}"),
            ("authority_min", "of authority {} or more"),
            ("toxicity_min", "of toxicity {} or more"),
            ("target_status", "to pages that answer {}"),
            ("page_noindex", "on noindex pages"),
        )
        if key in chosen
    ]
    return f" {', '.join(said)}" if said else ""
