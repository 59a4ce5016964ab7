"""Rating one link. Pure: everything that is known comes in, nothing is looked up, no clock is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.links.urls import host_of, registrable
from bot.quality import quality as formula
from bot.quality.anchors import anchor_signals
from bot.quality.authority import authority
from bot.quality.names import is_reputable, name_signals
from bot.quality.pages import page_signals, placement_signals
from bot.quality.rating import Part, Rating, Signal
from bot.quality.relevance import Topics, embedder, relevance
from bot.quality.surroundings import (
    InProfile,
    Network,
    Verdict,
    list_signals,
    network_signals,
    profile_signals,
    verdict_signals,
)
from bot.quality.texts import SHORT_TEXT, path_signal, promotion, text_signals
from bot.quality.view import Neighbour, PageView, passage_around
from bot.quality.weights import WEIGHTS, signal
from storage.metrics import Metric
from storage.words import Credit, Placement

ENOUGH_TEXT = 400  # characters that were read before a page speaks for its name
STILL_CLEAN = 15.0  # points of page signals that any page may have
OF_NAME = {"spam_name": 0.5, "spam_spelling": 1.0}  # the share of a name's points that a clean page takes back
SURELY_NAMED = 3  # signals that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingInput:
    """All that a rating may draw on. None and empty mean "not known": never good, never bad."""

    source_url: str
    site: str | None = None
    target_url: str | None = None
    anchor: str | None = None
    credit: Credit | None = None
    placement: Placement | None = None
    hidden: bool = False
    age_days: float | None = None
    page: PageView | None = None
    topics: Topics | None = None  # of the site
    site_language: str | None = None
    ranks: Mapping[str, int] = field(default_factory=dict)
    loaded_lists: Mapping[str, int] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    listed: Mapping[str, str] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    profile: InProfile = field(default_factory=InProfile)
    verdict: Verdict | None = None


def rate(given: RatingInput) -> Rating:
    """The rating of one link: toxicity from its signals, quality from its parts."""
    own = tuple(found for found in _own_signals(given) if found is not None)
    plain = _plain_page(given.page, own)
    signals = strongest_first([*own, *([plain] if plain else []), *surrounding_signals(given)])
    bad = toxicity(signals)
    near, why_near = _relevance(given)
    parts = (
        formula.part("relevance", near, why_near),
        authority_part(given),
        _credit_part(given.credit),
        _placement_part(given),
        formula.page_part(len(given.page.leaving) if given.page and given.page.links_read else None, given.age_days),
    )
    return Rating(
        source_url=given.source_url,
        quality=formula.quality(parts, bad),
        relevance=near,
        authority=formula.authority_of(parts),
        toxicity=bad,
        signals=signals,
        parts=parts,
        language=given.page.language if given.page else None,
        not_measured=formula.not_measured(parts),
    )


def surrounding_signals(given: RatingInput) -> list[Signal]:
    """What lists, the other links of the site and the team say: it changes without the page."""
    host = host_of(given.source_url)
    found = (
        *list_signals(given.listed, given.ranks, reputable=is_reputable(host)),
        *network_signals(given.network),
        *profile_signals(given.profile),
        *verdict_signals(given.verdict),
    )
    return [one for one in found if one is not None]


def authority_part(given: RatingInput) -> Part:
    """How strong the linking domain is, from rank lists and imported metrics."""
    high, why = authority(given.ranks, given.loaded_lists, given.metrics)
    return formula.part("authority", None if high is None else high / 100, why)


def strongest_first(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Signals in the order in which people want to read them."""
    return tuple(sorted(signals, key=lambda found: -abs(found.points)))


def toxicity(signals: tuple[Signal, ...]) -> float:
    """The points of the signals added up, within 0-100. Nothing else counts."""
    return round(min(100.0, max(0.0, sum(found.points for found in signals))), 1)


def summary(signals: tuple[Signal, ...]) -> str:
    """The strongest signals in words, for an alert."""
    bad = [found for found in strongest_first(signals) if found.points > 0]
    return " ".join(f"{found.evidence} (+{found.points:.0f})" for found in bad[:SURELY_NAMED])


def _own_signals(given: RatingInput) -> Iterator[Signal | None]:
    """What the name, the anchor and the page say."""
    yield from name_signals(host_of(given.source_url))
    yield path_signal(given.source_url)
    yield from anchor_signals(given.anchor, given.site)
    yield from placement_signals(given.placement, hidden=given.hidden)
    if given.page:
        yield from _text_signals(given)
        yield from page_signals(given.page, own_link(given), given.placement)


def _text_signals(given: RatingInput) -> Iterator[Signal | None]:
    """What the page says; a comment or signature is read on its own: its neighbours are other people's words."""
    page = given.page
    assert page is not None
    yield from text_signals(page.title, page.text)
    if given.placement in {Placement.COMMENT, Placement.SIGNATURE}:
        yield promotion(passage_around(page, given.anchor))
    elif page.text_length <= SHORT_TEXT and not page.leaving:
        yield promotion(page.text)


def _plain_page(page: PageView | None, signals: tuple[Signal, ...]) -> Signal | None:
    """A name proves little: when its page was read and is clean, half of its words' points go, and its spelling's."""
    if page is None or page.text_length < ENOUGH_TEXT:
        return None
    if sum(found.points for found in signals if found.group == "page" and found.points > 0) > STILL_CLEAN:
        return None
    named = sum(found.points * OF_NAME.get(found.name, 0) for found in signals)
    return signal("plain_page", named / -WEIGHTS["plain_page"].points, "Its page was read and is clean.")


def own_link(given: RatingInput) -> Neighbour | None:
    """The link of the page that is rated: the very target, else the first to the site."""
    if given.page is None:
        return None
    leaving = given.page.leaving
    exact = (link for link in leaving if link.url == given.target_url)
    domain = registrable(host_of(given.target_url)) if given.target_url else given.site
    to_site = (link for link in leaving if link.domain == domain)
    return next(exact, None) or next(to_site, None)


def _relevance(given: RatingInput) -> tuple[float | None, str]:
    page = given.page
    if page is None:
        return None, "not measured: the page was not read"
    if given.topics is None:
        if not embedder().knows(given.site_language):
            return None, f"not measured: texts in “{given.site_language}” cannot be compared yet"
        return None, "not measured: the site's own pages have not been read"
    if page.language and given.site_language and page.language != given.site_language:
        return None, f"not measured: the page is in “{page.language}”, the site in “{given.site_language}”"
    model, language = embedder(), given.topics.language
    passage = model.embed(passage_around(page, given.anchor), language)
    found = relevance(model.embed(page.main_text, language), passage, given.topics)
    if found is None:
        return None, "not measured: the page says too little"
    about = model.topics([page.main_text], language)
    return found, f"page: {', '.join(about.names[:2]) if about else '?'}; site: {', '.join(given.topics.names[:2])}"


def _credit_part(credit: Credit | None) -> Part:
    if credit is None:
        return formula.part("credit", None, "not measured: the link was not seen")
    return formula.part("credit", formula.OF_CREDIT[credit], f"the link is {credit.value}")


def _placement_part(given: RatingInput) -> Part:
    place = Placement.HIDDEN if given.hidden else given.placement
    if place is None:
        return formula.part("placement", None, "not measured: the link was not seen")
    return formula.part("placement", formula.OF_PLACEMENT[place], f"it stands in the {place.value}")
