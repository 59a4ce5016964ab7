"""A question and whose it is -> an answer. Reads only; runs in a reader thread or on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlite_utils

from bot.answers import (
    action_texts,
    actions,
    knowledge_answers,
    lookups,
    lookups_groups,
    lookups_one,
    lookups_sites,
    period_moments,
)
from bot.answers.answer import Answer, Style
from bot.answers.found import Look
from bot.answers.narrowing import CHECK_HOURS, Scope, find_site, sites_named
from bot.answers.scope import Declined
from bot.answers.search import KnowledgeBase
from bot.answers.understand import understand
from bot.answers.understanding import UNSURE, Kind, Understanding
from storage import guilds, questions, sites
from storage.records import Site

LOOKS: dict[str, Look] = {
    look.__name__: look
    for look in (
        lookups.list_lost, lookups.list_new, lookups.list_toxic, lookups.list_changes, lookups.list_links,
        lookups.count_links, lookups.top_links, lookups_groups.top_referring_domains, lookups_groups.top_target_pages,
        lookups_groups.anchors, lookups.find_source, lookups_one.link_status, lookups_one.link_quality,
        lookups_one.link_relevance, lookups_one.why_flagged, lookups_one.check_toxicity, lookups_sites.trend,
        lookups_sites.compare, lookups_sites.report, lookups_sites.last_checked, lookups_sites.schedule,
        lookups_sites.list_domains,
    )
}  # fmt: skip
SURE_OF_CRAFT = 0.9  # confidence of a question of the craft: from there on it is one, whether a text fits or not
_TAKES_A_SITE = frozenset({"links", "profile", "check"})
_NO_SITES = "No site is watched here yet, so there is nothing to look up. `watch example.com` begins."


def answer(
    db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    guild_id: int,
    question: str,
    context: Sequence[str],
    *,
    now: datetime,
    style: Style,
    check_hours: tuple[float, float] = CHECK_HOURS,
) -> Answer:
    """Answer a question from a guild's own rows or from the reviewed texts. `now` is in UTC."""
    guild = guilds.get(db, guild_id)
    local = period_moments.in_zone(now, guild.timezone if guild else "UTC")
    known = tuple(sites.of_guild(db, guild_id))
    asked = understood(knowledge, question, context, [site.domain for site in known], local)
    return answer_to(
        db, knowledge, guild_id, question, asked, known=known, now=local, style=style, check_hours=check_hours
    )


def understood(
    knowledge: KnowledgeBase, question: str, context: Sequence[str], known_domains: Sequence[str], now: datetime
) -> Understanding:
    """What a question asks. One hardly of the craft that no text fits is declined.

    `now` is in the guild's time zone.
    """
    asked = understand(question, context, known_domains, now, knowledge.vector)
    doubtful = asked.kind is Kind.KNOWLEDGE and asked.confidence < SURE_OF_CRAFT
    if doubtful and knowledge_answers.beside_the_point(knowledge, question):
        return Understanding(kind=Kind.DECLINED, intent=Declined.OUT_OF_SCOPE.value)
    return asked


def answer_to(  # noqa: PLR0911  # one return a case
    db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    guild_id: int,
    question: str,
    asked: Understanding,
    *,
    known: tuple[Site, ...],
    now: datetime,
    style: Style,
    check_hours: tuple[float, float] = CHECK_HOURS,
) -> Answer:
    """Answer a question that has been understood already. `now` is in the guild's time zone."""
    if asked.kind is Kind.DECLINED:
        return Answer(understanding=asked, text=action_texts.declining(asked.intent or ""))
    if asked.kind is Kind.HELP:
        return Answer(understanding=asked, text=action_texts.HELP, follow_ups=action_texts.FIRST_QUESTIONS)
    if asked.kind is Kind.KNOWLEDGE:
        return knowledge_answers.answer(db, knowledge, guild_id, question, asked, style)
    if asked.confidence < UNSURE and asked.alternatives:
        return _which_one(asked)
    if asked.kind is Kind.ACTION or asked.intent in {"export_links", "export_disavow"} or asked.orders_a_summary:
        return actions.offered(db, guild_id, asked, known, now, style)
    if asked.intent == "unanswerable_from_data":
        return Answer(
            understanding=asked, text=action_texts.unanswerable(asked), follow_ups=("how are our backlinks doing?",)
        )
    return _looked_up(db, guild_id, asked, known, now, style, check_hours)


def _looked_up(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database,
    guild_id: int,
    asked: Understanding,
    known: tuple[Site, ...],
    now: datetime,
    style: Style,
    check_hours: tuple[float, float],
) -> Answer:
    if not known:
        return Answer(understanding=asked, text=_NO_SITES)
    site, note = None, ""
    if domain := asked.slots.get("domain"):
        site = find_site(str(domain), known)
        if site is None and (several := sites_named(str(domain), known)):
            return _which_site(asked, str(domain), several, style)
        if site is None:
            return Answer(understanding=asked, text=action_texts.not_watched(str(domain), known, style))
        if site.domain != domain:
            note = f"I took {style.code(str(domain))} to be {style.code(site.domain)}."
    scope = Scope(
        guild_id=guild_id,
        site=site,
        sites=known,
        now=now,
        check_hours=check_hours,
        last_report=questions.last_report(db, guild_id),
        last_check=questions.last_checked(db, guild_id) if asked.slots.get("period") == "since_last_check" else None,
    )
    assert asked.intent is not None
    try:
        found = LOOKS[asked.intent](db, scope, asked.slots, style)
    except ValueError:
        text = "I cannot look that stretch of time up. Try “last week”, “this month” or “last 30 days”."
        return Answer(understanding=asked, text=text)
    notes = [*(style.plain(note) for note in asked.notes), note]
    command = f"More: {style.code(_of_site(found.command, scope))}." if found.command else ""
    text = "\n".join(filter(None, (found.text, *notes, command)))
    return Answer(
        understanding=asked,
        text=text,
        sources=(f"links of {scope.where}, as stored",),
        follow_ups=found.follow_ups,
        facts=(found.text,),
    )


def _of_site(command: str, scope: Scope) -> str:
    """The command with the site that the answer is about, where it takes one: `links example.com lost`."""
    name, _, rest = command.partition(" ")
    site = scope.site or (scope.sites[0] if len(scope.sites) == 1 else None)
    return " ".join(filter(None, (name, site.domain, rest))) if site and name in _TAKES_A_SITE else command


def _which_site(asked: Understanding, name: str, sites: Sequence[Site], style: Style) -> Answer:
    readings = tuple(replace(asked, slots={**asked.slots, "domain": site.domain}) for site in sites)
    watched = " or ".join(style.code(site.domain) for site in sites)
    return Answer(understanding=asked, text=f"Which {style.code(name)} do you mean: {watched}?", choices=readings)


def _which_one(asked: Understanding) -> Answer:
    readings = (asked, *asked.alternatives)
    lines = [f"- {action_texts.in_words(reading)}" for reading in readings]
    return Answer(understanding=asked, text="\n".join(["I am not sure which you mean:", *lines]), choices=readings)
