"""Toxicity: a function of its signals, never of a name or a list alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quality.rate import RatingInput, rate, toxicity
from bot.quality.rating import SUSPICIOUS_FROM, TOXIC_FROM, Signal
from bot.quality.surroundings import InProfile, Network, Verdict
from bot.quality.view import view_of_body, view_of_text
from bot.quality.weights import WEIGHTS
from storage.words import Placement

GAMBLING = (
    "<title>Online casino bonus</title>" + "<p>Play slots at our online casino, free spins, sports betting.</p>" * 30
)
SELLING = (
    "<title>Guest posting service</title><p>Buy backlinks. Guest posts with dofollow links on high DA sites, "
    "link insertion from $30 per post. Write for us.</p>"
)
ORDINARY = """<title>Sourdough</title><p>Mix the flour with water and let it rest for an hour before you add the salt.
Wet your hands, fold each corner towards the middle, and wait until bubbles show. In winter the kitchen is cold, so the
oven light helps. Shape the loaf in the evening and keep it in the fridge overnight. Bake it hot under a lid, then open
the lid for colour. A good crust sings when it cools; do not cut it early, however hungry the children are.</p>
<p>We learnt it from <a href="https://mill.example/">the old mill</a>.</p>"""


def by_name(host: str) -> float:
    return rate(RatingInput(source_url=f"https://{host}/")).toxicity


@given(
    host=st.sampled_from(["casino-slots88.xyz", "example.org", "cam.ac.uk", "xn--80ak6aa92e.com"]),
    anchor=st.one_of(st.none(), st.text(max_size=40)),
    body=st.sampled_from([GAMBLING, SELLING, ORDINARY, ""]),
    placement=st.one_of(st.none(), st.sampled_from(Placement)),
    verdict=st.sampled_from([None, "toxic", "fine", "ignored"]),
    shared=st.integers(0, 30),
    listed=st.booleans(),
)
def test_every_point_is_explained_by_the_signals(  # noqa: PLR0917  # hypothesis gives them by name
    host: str,
    anchor: str | None,
    body: str,
    placement: Placement | None,
    verdict: Verdict | None,
    shared: int,
    listed: bool,
) -> None:
    url = f"https://{host}/page"
    rating = rate(
        RatingInput(
            source_url=url,
            anchor=anchor,
            placement=placement,
            page=view_of_body(body.encode(), url=url) if body else None,
            verdict=verdict,
            network=Network(same_owner=shared, same_title=shared),
            profile=InProfile(links=100, same_anchor=shared, of_domain=shared),
            listed={"a list": host} if listed else {},
        )
    )
    told = sum(signal.weight * signal.value for signal in rating.signals)
    assert rating.toxicity == round(min(100.0, max(0.0, told)), 1)
    for signal in rating.signals:
        assert signal.weight == WEIGHTS[signal.name].points
        assert 0 < signal.value <= 1
        assert signal.evidence


@given(st.lists(st.sampled_from(sorted(WEIGHTS)), max_size=12), st.floats(0, 1))
def test_toxicity_stays_within_its_scale_whatever_adds_up(names: list[str], value: float) -> None:
    signals = tuple(
        Signal(name=name, group=WEIGHTS[name].group, weight=WEIGHTS[name].points, value=value, evidence="x")
        for name in names
    )
    assert 0 <= toxicity(signals) <= 100


@pytest.mark.parametrize("host", ["royal-casino.com", "freepornvideos.net", "cheapviagra.org", "buybacklinks.net"])
def test_a_plain_spam_name_is_suspicious(host: str) -> None:
    assert by_name(host) >= SUSPICIOUS_FROM


@pytest.mark.parametrize(
    "host",
    [
        "essex.gov.uk", "middlesexhospital.org", "specialist-care.com", "ambient-music.net", "tibetmuseum.org",
        "ox.ac.uk", "grassroots.org", "timeslot.io", "bakery.example.com", "alphabet.com", "nature.com", "vg247.com",
    ],
)  # fmt: skip
def test_innocent_names_that_hold_a_spam_word_are_fine(host: str) -> None:
    assert by_name(host) < SUSPICIOUS_FROM


@pytest.mark.parametrize("host", ["lincolnpharmacy.com", "pharmacy-hill.co.uk", "pharmacie-du-port.fr"])
def test_a_pharmacy_is_not_suspicious_for_being_called_one(host: str) -> None:
    assert by_name(host) < SUSPICIOUS_FROM


def test_a_name_that_only_looks_latin_says_so() -> None:
    rating = rate(RatingInput(source_url="https://xn--80ak6aa92e.com/"))
    assert "homograph" in {signal.name for signal in rating.signals}


@pytest.mark.parametrize("body", [GAMBLING, SELLING])
def test_pages_that_sell_bets_or_links_are_toxic(body: str) -> None:
    url = "https://pages.example/"
    assert rate(RatingInput(source_url=url, page=view_of_body(body.encode(), url=url))).toxicity >= TOXIC_FROM


def test_an_ordinary_page_has_no_toxicity_to_speak_of() -> None:
    url = "https://bread.example/sourdough"
    page = view_of_body(ORDINARY.encode(), url=url)
    rating = rate(
        RatingInput(source_url=url, site="mill.example", anchor="the old mill", placement=Placement.CONTENT, page=page)
    )
    assert rating.toxicity < 10
    assert rating.language == "en"


def test_a_page_that_was_not_read_is_not_toxic_for_that() -> None:
    rating = rate(RatingInput(source_url="https://blocked.example/"))
    assert rating.toxicity == 0
    assert any("the page was not read" in said for said in rating.not_measured)


@pytest.mark.parametrize("known", [{"host": "cam.ac.uk"}, {"host": "news.example.com", "rank": 900}])
def test_a_block_list_alone_does_not_condemn_a_reputable_domain(known: dict[str, object]) -> None:
    rank = known.get("rank")
    rating = rate(
        RatingInput(
            source_url=f"https://{known['host']}/",
            listed={"a public disavow list": "x"},
            ranks={"tranco": rank} if isinstance(rank, int) else {},
        )
    )
    assert rating.toxicity < SUSPICIOUS_FROM


def test_a_block_list_condemns_an_unknown_domain() -> None:
    assert rate(RatingInput(source_url="https://nobody.example/", listed={"Spamhaus DBL": "x"})).toxicity >= TOXIC_FROM


def test_the_teams_word_outweighs_what_was_measured() -> None:
    url = "https://casino.example/"
    page = view_of_body(GAMBLING.encode(), url=url)
    assert rate(RatingInput(source_url=url, page=page, verdict="fine")).toxicity == 0
    assert rate(RatingInput(source_url="https://bread.example/", verdict="toxic")).band == "toxic"


def test_a_comment_in_disguised_letters_reads_like_an_advert() -> None:
    styled = "Main di \U0001d5e6\U0001d5da\U0001d5dc\U0001d7f4\U0001d7f4 pasti menang"
    url = "https://forum.example/"
    advert = rate(RatingInput(source_url=url, page=view_of_text(styled, url=url))).toxicity
    remark = rate(RatingInput(source_url=url, page=view_of_text("I love how she sings this part", url=url))).toxicity
    assert advert > 30
    assert remark < 10


REPORT = """<title>Regulator closes illegal online casino</title><p>Police arrested four people who ran an online casino
without a licence, a court was told. The regulator said that free spins, a welcome bonus and sports betting were offered
to minors. Researchers warned of addiction, and the ministry announced a law against illegal betting sites.
The four will be heard again in May. Their lawyer denied that children had been able to open accounts.</p>"""


def test_a_report_on_a_trade_is_not_toxic_though_it_says_its_words() -> None:
    url = "https://news.example/"
    rating = rate(RatingInput(source_url=url, page=view_of_body(REPORT.encode(), url=url)))
    assert rating.toxicity < SUSPICIOUS_FROM
    assert "sober_wording" in {signal.name for signal in rating.signals}


def test_a_clean_page_speaks_for_its_name() -> None:
    url = "https://royal-casino.com/"
    read = rate(RatingInput(source_url=url, page=view_of_body(ORDINARY.encode(), url=url)))
    assert read.toxicity < SUSPICIOUS_FROM <= by_name("royal-casino.com")


ENTRIES = "<title>Handyhome</title><p>Find help for your home, quickly.</p>" + "".join(
    f'<a href="https://{host}/">{anchor}</a>'
    for anchor, host in [
        ("Login", "spin.example"), ("Register", "spin.example"), ("Join now", "spin.example"),
        ("Sign up", "spin.example"), ("Daftar", "spin.example"), ("Weather", "weather.example"),
    ]
)  # fmt: skip


def test_a_page_whose_own_log_in_leads_to_another_site_stands_in_for_it() -> None:
    url = "https://handyhome.example/"
    rating = rate(RatingInput(source_url=url, page=view_of_body(ENTRIES.encode(), url=url)))
    gateway = next(found for found in rating.signals if found.name == "gateway")
    assert gateway.value == 1
    assert "spin.example" in gateway.evidence
    sister = ENTRIES.replace("spin.example", "handyhome.test")
    rating = rate(RatingInput(source_url=url, page=view_of_body(sister.encode(), url=url)))
    assert "gateway" not in {found.name for found in rating.signals}


def test_doorways_that_link_each_other_by_trade_and_city_are_a_chain() -> None:
    cities = ["leeds", "york", "hull", "ripon", "selby", "derby"]
    links = "".join(f'<a href="https://plumber-{city}.example/">Plumber {city}</a>' for city in cities)
    rating = rate(
        RatingInput(source_url="https://a.example/", page=view_of_body(links.encode(), url="https://a.example/"))
    )
    assert "doorway_chain" in {found.name for found in rating.signals}


def test_a_name_spelled_like_spam_is_suspicious_at_most_and_a_clean_page_takes_it_back() -> None:
    url = "https://xxvidsfreetubez.com/"
    named = next(found for found in rate(RatingInput(source_url=url)).signals if found.group == "domain")
    assert named.points < TOXIC_FROM
    read = rate(RatingInput(source_url=url, page=view_of_body(ORDINARY.encode(), url=url)))
    assert read.toxicity < SUSPICIOUS_FROM
