"""The most useful next steps for a profile, each drawn from the team's own rows. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.links.urls import host_of, registrable
from bot.quality.anchors import is_money_anchor, names_site
from bot.quality.portrait import STRONG_FROM, ProfileLink, Share, Step

STEPS = 3
MANY_FROM_ONE = 0.4  # share of links from one domain that makes a profile lean on it
ONE_MONEY_ANCHOR = 0.15  # share of one anchor of buyers' words that looks made rather than earned
ONE_ANCHOR = 0.5  # share of any other: the title of a study is passed on word by word
FEW = 3  # alike that prove something
LOW_RELEVANCE = 0.4
LOW_AUTHORITY = 35.0
LITTLE_COMMUNITY = 0.1  # share of domains; a natural profile has some
NAMED = 3  # rows that a text names


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A page of the site, by how many domains link to it."""

    url: str
    domains: int
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the advice is drawn from: counts of the whole site, and a few of the links behind each."""

    domain: str
    live: int
    lost: int
    lost_links: Sequence[ProfileLink] = ()  # the best ones
    broken: int = 0
    broken_links: Sequence[ProfileLink] = ()
    toxic: int = 0
    toxic_links: Sequence[ProfileLink] = ()
    best: Sequence[ProfileLink] = ()
    weakest: Sequence[ProfileLink] = ()
    # of links that are not toxic: nobody mends a profile by what spammers did
    anchors: Sequence[Share] = ()
    targets: Sequence[Target] = ()  # of most domains first
    relevance: float | None = None
    authority: float | None = None
    domains: Sequence[str] = ()  # the strongest first
    community_domains: int = 0  # of these, with no followed link
    largest_domain: Share | None = None


def next_steps(found: Findings) -> tuple[Step, ...]:
    """The three most useful steps, the most useful first. A site without links is told how to begin."""
    ranked = sorted(_steps(found), key=lambda pair: -pair[0])
    return tuple(step for _, step in ranked[:STEPS])


def _steps(found: Findings) -> Iterator[tuple[float, Step]]:
    """Every step that fits, each with its use: 100 is money lying on the street, 10 is good at any time."""
    yield from _repairs(found)
    yield from _shape(found)
    yield from _growth(found)


def _repairs(found: Findings) -> Iterator[tuple[float, Step]]:
    if found.broken:
        pages = [target for target in found.targets if target.broken]
        where = f": {_listed(_path(target.url) for target in pages)}" if pages else ""
        yield (
            95,
            Step(
                title="Mend broken targets",
                text=f"{_count(found.broken, 'live link')} lead to a page that is missing{where}. Redirect each to the "
                f"page that took its place. The best links: {_sources(found.broken_links)}.",
                links=tuple(found.broken_links),
            ),
        )
    if found.lost:
        best = max((link.quality or 0 for link in found.lost_links), default=0)
        yield (
            60 + best * 0.3,
            Step(
                title="Win lost links back",
                text=f"{_count(found.lost, 'link')} went missing. Best first: {_sources(found.lost_links)}. Ask the "
                "owners what changed, and offer the page that fits now.",
                links=tuple(found.lost_links),
            ),
        )
    if found.toxic:
        yield (
            50 + 40 * min(1.0, found.toxic / max(found.live, 1) / 0.1),
            Step(
                title="Review the toxic links",
                text=f"{_count(found.toxic, 'live link')} reached a toxicity of 60, such as those of "
                f"{_domains(found.toxic_links)}. `/toxic` shows why. Say which are harmless; disavow only what you "
                "paid for or Google warned of.",
                links=tuple(found.toxic_links),
            ),
        )


def _shape(found: Findings) -> Iterator[tuple[float, Step]]:
    anchor = next((one for one in found.anchors if one.name and not names_site(one.name, found.domain)), None)
    if anchor and anchor.count >= FEW:
        money = is_money_anchor(anchor.name, found.domain)
        if anchor.share > (ONE_MONEY_ANCHOR if money else ONE_ANCHOR):
            yield (
                (45 if money else 20) + 40 * anchor.share,
                Step(
                    title="Vary the anchors",
                    text=f"{anchor.share:.0%} of the links that are not toxic say “{anchor.name}”. "
                    + ("Those words sell, so it looks made. " if money else "Is that a title? Then it is fine. ")
                    + "Let others choose their words; where you wrote them, ask for your name instead.",
                ),
            )
    largest = found.largest_domain
    if largest and largest.count >= FEW and largest.share > MANY_FROM_ONE:
        others = _listed(name for name in found.domains if name != largest.name)
        after = f" Next come {others}." if others else ""
        yield (
            40 + 30 * largest.share,
            Step(
                title="Lean on more than one domain",
                text=f"{largest.share:.0%} of the live links come from {largest.name}.{after} Build relationships with "
                "partners, customers and suppliers that write about the same subject.",
                links=tuple(link for link in found.best if _domain(link) != largest.name),
            ),
        )


def _growth(found: Findings) -> Iterator[tuple[float, Step]]:
    if found.relevance is not None and found.relevance < LOW_RELEVANCE:
        yield (
            48,
            Step(
                title="Publish what your field wants to cite",
                text=f"The median relevance is {found.relevance:.0%}, toxic links apart: most come from other "
                f"subjects, such as {_domains(found.weakest)}. A study, a tool or a guide of your own earns links that "
                "fit.",
                links=tuple(found.weakest),
            ),
        )
    if found.authority is not None and found.authority < LOW_AUTHORITY:
        best = f"Start where you are known: {_domains(found.best)}. " if found.best else ""
        yield (
            42,
            Step(
                title="Contribute to a known publication",
                text=f"The median authority is {found.authority:.0f}. {best}Offer one well-made article or data set to "
                "a publication of your field; never pay for the link, let the editor choose its rel.",
                links=tuple(found.best),
            ),
        )
    yield from _communities(found)
    strong = [link for link in found.best if (link.quality or 0) >= STRONG_FROM]
    if strong:
        yield (
            30,
            Step(
                title="Tend the relationships that work",
                text=f"Your strongest links are from {_domains(strong)}. Thank the authors, tell them what is new, and "
                "ask who else covers the subject.",
                links=tuple(strong),
            ),
        )
    yield _content(found)
    yield (
        10,
        Step(
            title="Watch what you have",
            text=f"{_count(len(found.domains), 'linking domain')} of {found.domain} known here. Search Console's "
            "export of latest links, given to `/add`, brings the others: what is not watched is lost unseen.",
        ),
    )


def _communities(found: Findings) -> Iterator[tuple[float, Step]]:
    share = found.community_domains / len(found.domains) if found.domains else 1.0
    if share < LITTLE_COMMUNITY:
        few = f"Only {found.community_domains}" if found.community_domains else "None"
        yield (
            25,
            Step(
                title="Take part in communities",
                text=f"{few} of your {_count(len(found.domains), 'linking domain')} looks like a forum, a Q&A site or "
                "a social page. Answer questions there; link only where the link is the answer.",
            ),
        )


def _content(found: Findings) -> tuple[float, Step]:
    """Another page like the one that earned most, or the first one."""
    earner = next((one for one in found.targets if not one.broken and len(_path(one.url)) > 1), None)
    if earner and earner.domains >= FEW:
        text = (
            f"{_path(earner.url)} has links from {_count(earner.domains, 'domain')}, more than any other page of yours "
            "but the home page. Bring it up to date, tell those who link to it, and make the next one of its kind."
        )
        return 28, Step(title="Make more of what earns links", text=text)
    known = f"Links come from {_count(len(found.domains), 'domain')}, to no page more than to others."
    text = (
        f"{known if found.live else f'No live link of {found.domain} is known.'} Choose one question of your customers "
        "that nobody answers well, answer it in full, and tell those who asked."
    )
    return 20 if found.live else 90, Step(title="Earn the next link with content", text=text, links=tuple(found.best))


def _domain(link: ProfileLink) -> str:
    return registrable(host_of(link.source_url))


def _domains(links: Sequence[ProfileLink]) -> str:
    """The first few domains in words."""
    return _listed(dict.fromkeys(map(_domain, links)))


def _sources(links: Sequence[ProfileLink]) -> str:
    """The first few links in words, each by its domain and quality."""
    named = (_domain(link) + (f" (quality {link.quality:.0f})" if link.quality is not None else "") for link in links)
    return _listed(dict.fromkeys(named))


def _path(url: str) -> str:
    return urlsplit(url).path[:60] or "/"


def _listed(names: Iterable[str]) -> str:
    first = list(names)[:NAMED]
    return ", ".join(first[:-1]) + (" and " if len(first) > 1 else "") + "".join(first[-1:])


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
