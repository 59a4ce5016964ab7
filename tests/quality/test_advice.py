"""The next steps name the team's own rows, and fit what is wrong with the profile."""

from dataclasses import replace

import pytest

from bot.quality.advice import Findings, Target, next_steps
from bot.quality.portrait import ProfileLink, Share, Step


def link(host: str, quality: float | None = 70.0) -> ProfileLink:
    return ProfileLink(backlink_id=1, source_url=f"https://{host}/p", anchor=None, quality=quality, toxicity=None)


HEALTHY = Findings(
    domain="kaffa.example",
    live=20,
    lost=0,
    best=(link("mag.com", 80), link("www.blog.org", 66)),
    weakest=(link("weak.net", 20),),
    anchors=(Share(name="Kaffa", count=9, share=0.45),),
    targets=(Target(url="https://kaffa.example/", domains=9), Target(url="https://kaffa.example/study", domains=5)),
    relevance=0.7,
    authority=50.0,
    domains=("mag.com", "blog.org", "weak.net"),
    community_domains=1,
)


def steps_of(**changed: object) -> dict[str, Step]:
    return {step.title: step for step in next_steps(replace(HEALTHY, **changed))}  # type: ignore[arg-type]  # one a test


def test_a_healthy_profile_is_told_to_make_more_of_what_works() -> None:
    first, second, third = next_steps(HEALTHY)
    assert "mag.com and blog.org" in first.text
    assert "/study has links from 5 domains" in second.text
    assert "3 linking domains of kaffa.example" in third.text


def test_lost_links_and_broken_targets_come_first_and_are_named() -> None:
    found = replace(
        HEALTHY,
        lost=4,
        lost_links=(link("old.com", 61), link("older.com", None)),
        broken=2,
        broken_links=(link("news.com", 75),),
        targets=(Target(url="https://kaffa.example/gone?x=1", domains=2, broken=True),),
    )
    broken, lost, _ = next_steps(found)
    assert "2 live links lead to a page that is missing: /gone." in broken.text
    assert "news.com (quality 75)" in broken.text
    assert "4 links went missing. Best first: old.com (quality 61) and older.com." in lost.text


@pytest.mark.parametrize(
    ("anchor", "share", "told"),
    [
        ("buy coffee beans", 0.2, "Those words sell"),
        ("a study of coffee", 0.6, "Is that a title?"),
        ("a study of taste", 0.4, ""),
        ("Kaffa Example", 0.9, ""),
        ("kaffa.example", 0.9, ""),
    ],
)
def test_only_anchors_that_look_made_are_spoken_of(anchor: str, share: float, told: str) -> None:
    anchors = (Share(name=anchor, count=8, share=share),)
    step = steps_of(anchors=anchors, best=(), targets=()).get("Vary the anchors")
    assert (step is not None) == bool(told)
    assert step is None or told in step.text


def test_a_profile_of_one_domain_is_shown_the_next_ones() -> None:
    step = steps_of(largest_domain=Share(name="mag.com", count=90, share=0.9))["Lean on more than one domain"]
    assert "90% of the live links come from mag.com. Next come blog.org and weak.net." in step.text
    assert [one.source_url for one in step.links] == ["https://www.blog.org/p"]


def test_weak_relevance_and_authority_name_where_they_come_from_and_where_to_start() -> None:
    steps = steps_of(relevance=0.2, authority=10.0)
    assert "weak.net" in steps["Publish what your field wants to cite"].text
    assert "Start where you are known: mag.com and blog.org." in steps["Contribute to a known publication"].text


def test_toxic_links_are_reviewed_before_anything_is_grown() -> None:
    first = next_steps(replace(HEALTHY, toxic=5, toxic_links=(link("spam.xyz"),)))[0]
    assert first.title == "Review the toxic links"
    assert "spam.xyz" in first.text


def test_communities_are_advised_where_there_are_none() -> None:
    steps = steps_of(community_domains=0, best=(), targets=())
    assert "None of your 3 linking domains" in steps["Take part in communities"].text
