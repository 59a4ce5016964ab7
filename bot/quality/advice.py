"""The most useful next steps for a profile, each drawn from the team's own rows. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.quality.portrait import ProfileLink, Share, Step

STEPS = 3
MANY_FROM_ONE = 0.4  # share of links from one domain that makes a profile lean on it
ONE_ANCHOR = 0.3  # share of one anchor that looks made rather than earned
LOW_RELEVANCE = 0.4
LOW_AUTHORITY = 35.0
STRONG = 60.0


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
    anchors: Sequence[Share] = ()
    credits: Sequence[Share] = ()
    referring_domains: int = 0
    largest_domain: Share | None = None
    relevance: float | None = None
    authority: float | None = None


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
        yield (
            95,
            Step(
                title="Mend broken targets",
                text=f"{_count(found.broken, 'live link')} of {found.domain} led to a page that is missing now. "
                "Redirect those addresses to the page that took their place.",
                links=tuple(found.broken_links),
            ),
        )
    if found.lost:
        best = max((link.quality or 0 for link in found.lost_links), default=0)
        yield (
            60 + best * 0.3,
            Step(
                title="Win lost links back",
                text=f"{_count(found.lost, 'link')} of {found.domain} went missing. Write to the owners of the best "
                "ones first: ask what changed, and offer the page that fits now.",
                links=tuple(found.lost_links),
            ),
        )
    if found.toxic:
        yield (
            50 + 40 * min(1.0, found.toxic / max(found.live, 1) / 0.1),
            Step(
                title="Review the toxic links",
                text=f"{_count(found.toxic, 'live link')} reached a toxicity of 60 or more. Look at the reasons, mark "
                "the harmless ones as not toxic, and disavow only what you paid for or Google warned you of.",
                links=tuple(found.toxic_links),
            ),
        )


def _shape(found: Findings) -> Iterator[tuple[float, Step]]:
    anchor = found.anchors[0] if found.anchors else None
    own = found.domain.split(".", maxsplit=1)[0]
    if anchor and anchor.count > 2 and anchor.share > ONE_ANCHOR and own not in anchor.name.lower().replace(" ", ""):  # noqa: PLR2004  # two alike prove nothing
        yield (
            45 + 40 * anchor.share,
            Step(
                title="Vary the anchors",
                text=f"“{anchor.name}” is the anchor of {anchor.share:.0%} of the live links. Let others choose their "
                "own words, and ask for your name or address instead.",
            ),
        )
    largest = found.largest_domain
    if largest and largest.count > 2 and largest.share > MANY_FROM_ONE:  # noqa: PLR2004
        yield (
            40 + 30 * largest.share,
            Step(
                title="Lean on more than one domain",
                text=f"{largest.share:.0%} of the live links come from {largest.name}. Build relationships with "
                "partners, customers and suppliers that write about the same subject.",
                links=tuple(found.best),
            ),
        )


def _growth(found: Findings) -> Iterator[tuple[float, Step]]:
    community = sum(share.share for share in found.credits if share.name in {"ugc", "nofollow"})
    if found.relevance is not None and found.relevance < LOW_RELEVANCE:
        yield (
            48,
            Step(
                title="Publish what your field wants to cite",
                text=f"The median relevance is {found.relevance:.2f}: most links come from other subjects. A study, "
                "a tool or a guide on your own subject earns links that fit.",
                links=tuple(found.weakest),
            ),
        )
    if found.authority is not None and found.authority < LOW_AUTHORITY:
        yield (
            42,
            Step(
                title="Contribute to a known publication",
                text=f"The median authority is {found.authority:.0f}. Offer one well-made article or data set to a "
                "publication of your field; never pay for the link, and let the editor choose its rel.",
                links=tuple(found.best),
            ),
        )
    if found.live and community < 0.1:  # noqa: PLR2004  # a natural profile has some
        yield (
            25,
            Step(
                title="Take part in communities",
                text=f"Only {community:.0%} of the {_count(found.live, 'live link')} of {found.domain} come from "
                "forums, Q&A sites or social pages. Answer questions there; link only where the link is the answer.",
            ),
        )
    strong = [link for link in found.best if (link.quality or 0) >= STRONG]
    if strong:
        yield (
            30,
            Step(
                title="Tend the relationships that work",
                text=f"{_links(len(strong))} among your very best. Thank the authors, tell them what is new, and "
                "ask who else covers the subject.",
                links=tuple(strong),
            ),
        )
    yield (
        20 if found.live else 90,
        Step(
            title="Earn the next link with content",
            text=f"{found.domain} has {_count(found.referring_domains, 'referring domain')}. Choose one question of "
            "your customers that nobody answers well, answer it in full, and tell those who asked.",
            links=tuple(found.best),
        ),
    )


def _links(number: int) -> str:
    return "1 live link is" if number == 1 else f"{number} live links are"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
