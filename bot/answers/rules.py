"""What holds for every question about a subject: a sentence or two that are said with the texts of knowledge/*.md."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.answers.articles import Passage, passages
from bot.answers.search import Found

SCORE_FALLS = 0.1  # a text whose score is lower by that tells e times less of the subject
MOST_RULES, SECOND_WEIGHS = 2, 0.4  # that are said; and of the first subject's weight, what a second one has at least


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a subject."""

    text: str
    said_by: frozenset[str]  # the ids of the passages that say what matters of it


@cache
def rules() -> dict[str, Rule]:
    """By id of a passage: the rule of its subject, for those that have one. Raises ValueError as `parse` does."""
    text = files("bot.answers").joinpath("knowledge", "rules.toml").read_text(encoding="utf-8")
    return parse(text, {passage.id: passage.article for passage in passages()})


def parse(text: str, articles: Mapping[str, str]) -> dict[str, Rule]:
    """By id of a passage: its rule. `articles` are the articles of all passages, by id.

    Raises ValueError that names what is wrong: a subject with two rules, one that is no passage or article, or a rule
    that is no passage's.
    """
    found: dict[str, Rule] = {}
    every = []
    for entry in tomllib.loads(text)["rules"]:
        rule = Rule(entry["text"], frozenset(entry["said_by"]))
        every.append(rule)
        for subject in entry["of"]:
            if found.setdefault(subject, rule) is not rule:
                raise ValueError(f"rules.toml: {subject} has two rules")
    named = found.keys() | {id_ for rule in every for id_ in rule.said_by}
    if unknown := named - articles.keys() - set(articles.values()):
        raise ValueError(f"rules.toml: no passage is called {sorted(unknown)}")
    of = {id_: found.get(id_, found.get(article)) for id_, article in articles.items()}
    its = {id_: rule for id_, rule in of.items() if rule is not None}
    if unused := [rule.text for rule in every if rule not in its.values()]:
        raise ValueError(f"rules.toml: no passage's rule: {unused}")
    return its


def in_general(found: Sequence[Found]) -> dict[Rule, Passage]:
    """The rule of the subject that a question is most likely of, and that of a second one that may be meant as well.

    `found` are the texts that fit it, best first; each tells the more of its subject the better it fits, and one that
    has no rule speaks for none. With each rule comes the text of its subject that fits best.
    """
    weights = defaultdict[Rule | None, float](float)
    nearest: dict[Rule | None, Passage] = {}
    for hit in found:
        rule = rules().get(hit.passage.id)
        weights[rule] += math.exp((hit.score - found[0].score) / SCORE_FALLS)
        nearest.setdefault(rule, hit.passage)
    ranked = sorted(weights, key=lambda rule: -weights[rule])[:MOST_RULES]
    heavy = [rule for rule in ranked if weights[rule] >= SECOND_WEIGHS * weights[ranked[0]]]
    return {rule: nearest[rule] for rule in heavy if rule is not None}
