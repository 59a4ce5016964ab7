"""A short soak: some days of faults through the real engine. `make soak` runs the long one."""

from pathlib import Path

import pytest

from benchmarks.soak.plan import Size, make_world
from benchmarks.soak.run import soak
from benchmarks.soak.verdict import judge_soak
from storage.words import EventKind

SMALL = Size(links=90, days=7, losses=8, credit_changes=6, restorations=3, flapping=4, own_faults=3, spells=60)


@pytest.mark.parametrize("seed", [11, 12])
async def test_days_of_faults_neither_lose_a_link_nor_hide_a_loss(seed: int, tmp_path: Path) -> None:
    world = make_world(seed, SMALL)
    happened, counts = await soak(world, tmp_path)
    verdict = judge_soak(world, happened)
    assert counts["checks"] > SMALL.links * SMALL.days
    assert verdict.reported[EventKind.LOST] >= 1
    assert (verdict.false_lost, verdict.missed, verdict.late, verdict.false_alerts) == ([], [], [], [])


def test_the_same_seed_makes_the_same_world() -> None:
    assert make_world(5, SMALL) == make_world(5, SMALL)
    assert make_world(5, SMALL) != make_world(6, SMALL)


async def test_the_soak_has_teeth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that always believes its eyes loses links to our own network."""
    monkeypatch.setattr("bot.checking.guard.Guard.doubt", lambda *_: None)
    world = make_world(11, SMALL)
    happened, _ = await soak(world, tmp_path)
    assert judge_soak(world, happened).false_lost
