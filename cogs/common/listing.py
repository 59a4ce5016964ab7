"""Lists of links as people see them."""

from collections.abc import Sequence

import discord

from bot.exchange.lists import ReadList
from bot.exchange.metrics import DomainMetric
from bot.quality.authority import METRICS
from bot.reports import idn, render
from bot.reports.wording import CREDIT, REASON, STATUS
from bot.services.backlinks import Added, Filter, LinkPage
from storage.records import Backlink
from storage.words import Status

PAGE_SIZE = 8  # links on a page; each takes up to 500 of an embed's 4,096 characters
COLOUR = 0x5865F2
DOT = {Status.LIVE: "🟢", Status.LOST: "🔴", Status.UNVERIFIED: "🟠", Status.PENDING: "⚪"}
NONE_FOUND = {
    Filter.ALL: "No links yet. Add some with `/add`.",
    Filter.LOST: "No link is lost. Good.",
    Filter.TOXIC: "No live link is rated toxic. Good.",
}


def render_page(page: LinkPage) -> discord.Embed:
    """One page of a site's links. Leads with what each is worth."""
    narrowed = f"{page.filter} links" if page.filter is not Filter.ALL else "links"
    title = f"{idn.shown(page.site.domain)}: {narrowed}"
    empty = NONE_FOUND.get(page.filter, f"No {page.filter} links.")
    lines = [line_of(link) for link in page.links] or [empty]
    embed = discord.Embed(
        title=render.label(title, render.MAX_TITLE),
        description=render.fit(lines, render.MAX_DESCRIPTION).text,
        colour=COLOUR,
    )
    embed.set_footer(text=f"{render.plural(page.total, 'link')}, page {page.number + 1} of {page.pages}")
    return embed


def line_of(link: Backlink) -> str:
    """A link in two lines: where it is, and what is known of it."""
    unsure = link.status is Status.PENDING and link.checked_at is not None
    said = ["no link seen yet" if unsure else STATUS[link.status]]
    if link.credit is not None:
        said.append(CREDIT[link.credit])
    if link.quality is not None:
        said.append(f"quality {link.quality:.0f}")
    if link.toxicity is not None:
        said.append(f"toxicity {link.toxicity:.0f}")
    if link.hidden:
        said.append("hidden")
    if link.anchor:
        said.append(f"“{render.plain(link.anchor, 80)}”")
    if (unsure or link.status in (Status.LOST, Status.UNVERIFIED)) and link.reason:
        said.append(REASON[link.reason])
    if link.status is Status.LOST and link.lost_at:
        said.append(f"lost {render.ago(link.lost_at)}")
    elif link.checked_at:
        said.append(f"checked {render.ago(link.checked_at)}")
    return f"{DOT[link.status]} {render.url(link.source_url, 200)}\n\u2003{' · '.join(said)}"


def render_measured(said: Sequence[DomainMetric], domains: int) -> str:
    """What a vendor's export brought for the authority of linking domains."""
    names = sorted({METRICS[metric.name] for metric in said})
    return f"{', '.join(names)} of {render.plural(domains, 'domain')} kept for their authority"


def _being_checked(count: int) -> str:
    return "It is being checked now." if count == 1 else "They are being checked now."


def render_added(added: Added, listing: ReadList) -> str:
    """What became of a list of links, in a few lines."""
    names = ", ".join(render.code(site.domain) for site in added.sites)
    lines = (
        [f"Added {render.plural(added.added, 'link')} to {names}. {_being_checked(added.added)}"] if added.added else []
    )
    left_out = {
        "watched already": added.known,
        "twice in your list": listing.duplicates,
        "of the site's own pages, which are no backlinks": added.own,
        "at private addresses, which I do not visit": added.refused,
        "more than I read at once; send the rest as another file": listing.left_out,
    }
    lines += [f"- {render.number(count)} {why}" for why, count in left_out.items() if count]
    lines += [
        f"- {render.number(count)} leading to {render.code(domain)}, which is not watched here"
        for domain, count in sorted(added.elsewhere.items(), key=lambda pair: -pair[1])[:3]
    ]
    if added.measured:
        lines.append(f"- {render_measured(listing.metrics, added.measured)}")
    if listing.problem_count:
        shown = ", ".join(f"line {problem.line}: {render.code(problem.text, 60)}" for problem in listing.problems)
        lines.append(f"- {render.plural(listing.problem_count, 'line')} without a web address ({shown})")
    if not added.added:
        lines.insert(0, "Nothing new in that list.")
    return render.fit(lines, render.MAX_CONTENT).text
