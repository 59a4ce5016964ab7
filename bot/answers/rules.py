"""What holds for every question about a subject: a sentence or two that are said with the texts of knowledge/*.md."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.answers.articles import Passage, passages
from bot.answers.search import Found

FALLS = 0.1  # a text whose score is lower by that tells e times less of the subject
MOST, ALSO = 2, 0.4  # rules that are said; a second subject weighs of the first at least


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a subject."""

    text: str
    said_by: frozenset[str]  # the ids of the passages that say what matters of it


@cache
def rules() -> dict[str, Rule]:
    """By id of a passage: the rule of its subject. Raises ValueError when one is of nothing, or a subject has two."""
    texts = files("bot.answers").joinpath("knowledge", "rules.toml").read_text(encoding="utf-8")
    found: dict[str, Rule] = {}
    for entry in tomllib.loads(texts)["rules"]:
        rule = Rule(entry["text"], frozenset(entry["said_by"]))
        for subject in entry["of"]:
            if found.setdefault(subject, rule) is not rule:
                raise ValueError(f"rules.toml: {subject} has two rules")
    ids = {passage.id: passage.article for passage in passages()}
    said = {id_ for rule in found.values() for id_ in rule.said_by}
    if unknown := (found.keys() | said) - ids.keys() - set(ids.values()):
        raise ValueError(f"rules.toml: no passage is called {sorted(unknown)}")
    of = {id_: found.get(id_, found.get(article)) for id_, article in ids.items()}
    return {id_: rule for id_, rule in of.items() if rule is not None}


def in_general(found: Sequence[Found]) -> dict[Rule, Passage]:
    """The rule of the subject that a question is most likely of, and that of a second one that may be meant as well.

    `found` are the texts that fit it, best first; each tells the more of its subject the better it fits. With each rule
    comes the text of its subject that fits best, whose sources are the rule's, too.
    """
    weights = defaultdict[Rule, float](float)
    nearest: dict[Rule, Passage] = {}
    for hit in found:
        if rule := rules().get(hit.passage.id):
            weights[rule] += math.exp((hit.score - found[0].score) / FALLS)
            nearest.setdefault(rule, hit.passage)
    ranked = sorted(weights, key=lambda rule: -weights[rule])[:MOST]
    return {rule: nearest[rule] for rule in ranked if weights[rule] >= ALSO * weights[ranked[0]]}
