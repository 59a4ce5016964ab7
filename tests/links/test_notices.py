"""Short pages told by how they are worded."""

import pytest

from bot.links.facts import PageFacts, Wanted
from bot.links.notices import is_a_page, stands_instead
from bot.links.page import read_page
from storage.words import Reason, Seen
from tests.links.test_cases import PARAGRAPH


def read(html: str) -> PageFacts:
    return read_page(
        html.encode(), url="https://blog.example.org/post", headers=(), sites=[Wanted(domain="example.com")]
    )


def judged(html: str) -> tuple[Seen, Reason] | None:
    facts = read(html)
    assert facts.readable is not None
    found = stands_instead(facts, facts.readable)
    return (found.seen, found.reason) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Your guest pass for the reading room has run out. Ask at the desk for a new one to go on.",
        "Zu viele Seiten in kurzer Zeit. Machen Sie eine kleine Pause und versuchen Sie es dann noch einmal.",
        "Przekroczono limit transferu. Ta strona jest chwilowo niedostępna.",
        "Questo articolo è per chi è abbonato. Abbonati o accedi per leggere tutto.",
    ],
)
def test_a_notice_in_words_that_no_rule_knows_is_never_a_lost_link(text: str) -> None:
    assert judged(f"<title>-</title><p>{text}") == (Seen.UNKNOWN, Reason.BLOCKED)


@pytest.mark.parametrize(
    "text",
    [
        "We walked along the river to the old mill and came back by the fields, tired and happy.",
        "Flour, water, salt and a little patience: let the dough rest over night and bake it hot.",
        "Unser Chor probt am Dienstag um acht im Gemeindehaus, neue Stimmen sind immer willkommen.",
    ],
)
def test_a_short_page_is_a_page(text: str) -> None:
    assert judged(f"<title>Notes</title><h1>Notes</h1><p>{text}") is None


def test_a_long_page_is_never_told_by_its_wording() -> None:
    assert judged(f"<p>{PARAGRAPH * 4}<p>Access denied. Please subscribe to go on.") is None


def test_a_page_about_walls_is_a_page() -> None:
    facts = read(
        "<h1>I failed again</h1><p>The site showed me nine pictures of traffic lights, and I clicked on seven. My "
        "daughter did it at once and asked whether I was a robot. Dinner was quiet, and we laughed about it later."
    )
    assert facts.readable is not None
    assert is_a_page(facts, facts.readable)
