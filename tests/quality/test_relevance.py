"""Relevance: the same topic is nearer than another, in any words; what cannot be compared is not measured."""

import pytest

from benchmarks.eval._intervals import auc_interval
from bot.quality.rate import RatingInput, rate
from bot.quality.relevance import embedder, relevance
from bot.quality.view import passage_around, view_of_body, view_of_text
from storage.words import Credit
from tests.shared import SHARED, needs_shared

BAKERY = ["Sourdough bread, rye loaves and cakes from our oven", "Recipes with flour, yeast, butter and sugar"]
DOUGH = (
    "How long should dough rise before baking? Warm water, a pinch of salt and patience make a soft loaf with a crust."
)
FOOTBALL = "The striker scored twice in the second half and the club climbed to the top of the league before the derby."


def relevance_of(text: str) -> float:
    topics = embedder().topics(BAKERY)
    assert topics is not None
    found = relevance(embedder().embed(text), None, topics)
    assert found is not None
    return found


def test_a_page_of_the_same_topic_is_relevant_without_sharing_words() -> None:
    assert relevance_of(DOUGH) > 0.7
    assert relevance_of(FOOTBALL) < 0.3


def test_a_text_without_words_enough_is_not_measured() -> None:
    assert embedder().embed("Hi") is None
    assert embedder().topics(["", "ok"]) is None


def test_topics_have_names_for_people() -> None:
    topics = embedder().topics([FOOTBALL])
    assert topics is not None
    assert "football" in topics.names


def test_another_language_is_said_and_not_punished() -> None:
    url = "https://brot.example/"
    german = (
        "Der Teig muss lange ruhen, bevor er in den Ofen kommt. Mehl, Wasser und Salz genügen für ein gutes Brot. " * 3
    )
    given = RatingInput(
        source_url=url,
        page=view_of_text(german, url=url),
        topics=embedder().topics(BAKERY),
        site_language="en",
        credit=Credit.FOLLOWED,
    )
    rating = rate(given)
    assert rating.language == "de"
    assert rating.relevance is None
    assert rating.quality is not None
    assert any("“de”" in said for said in rating.not_measured)


def test_the_view_of_a_page_has_its_passage_and_its_neighbours() -> None:
    body = (
        "<title>T</title><nav><a href=/x>Home</a></nav>"
        "<p>We like <a href='https://mill.example/'>the mill</a> a lot.</p>"
        "<div style='display:none'><a href='https://hidden.example/'>h</a></div>"
    )
    view = view_of_body(body.encode(), url="https://a.example/")
    assert [(link.domain, link.hidden) for link in view.leaving] == [("mill.example", False), ("hidden.example", True)]
    assert "We like the mill a lot" in passage_around(view, "the mill")


def test_two_german_pages_are_not_alike_for_their_language() -> None:
    model = embedder()
    topics = model.topics(["Brot und Brötchen aus dem Ofen, mit Mehl, Hefe und Butter selbst gebacken"], "de")
    assert topics is not None
    bread = "Der Teig aus Mehl, Wasser und Hefe ruht eine Stunde; danach wird das Brot im Ofen knusprig gebacken."
    football = "Der Stürmer schoss zwei Tore, und der Verein steht nach dem Spiel an der Spitze der Liga."
    near, far = (relevance(model.embed(text, "de"), None, topics) for text in (bread, football))
    assert near is not None
    assert far is not None
    assert near > far + 0.2


def test_a_language_without_lines_of_its_own_is_not_compared() -> None:
    assert embedder().embed("Pieczemy chleb z mąki, wody i soli, a potem kroimy go na kromki.", "pl") is None


def test_a_small_sample_is_told_with_a_wide_interval() -> None:
    sure = auc_interval([0, 1] * 100, [0.1, 0.9] * 100)
    assert sure == (1.0, 1.0)
    few, many = ([0, 0, 1, 1], [0.1, 0.6, 0.5, 0.9]), ([0, 0, 1, 1] * 50, [0.1, 0.6, 0.5, 0.9] * 50)
    wide, narrow = auc_interval(*few), auc_interval(*many)
    assert wide.low < narrow.low < 0.75 < narrow.high < wide.high
    assert auc_interval(*many, less=many[1]) == (0.0, 0.0)
    assert auc_interval([0, 1] * 3, [0.5] * 6) == (0.5, 0.5)  # ties count by half


@needs_shared
def test_the_bars_hold_on_the_development_data(capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.eval import toxicity  # noqa: PLC0415  # it needs what only development has

    assert toxicity._names(SHARED / "data" / "domains")
    assert toxicity._comments(SHARED / "data" / "spam" / "comments.csv")
