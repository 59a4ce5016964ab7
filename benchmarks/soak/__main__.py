"""`make soak`: 300 links, 30 simulated days of faults. `ARGS="--seed 7"` tries another world."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.soak.plan import Size, make_world
from benchmarks.soak.run import soak
from benchmarks.soak.verdict import Verdict, judge_soak, median, told_of_us
from benchmarks.soak.world import World
from storage.words import EventKind


def main() -> int:
    """Run one soak and print its table. Exit code 1 when the engine cried wolf or missed something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the world")
    parser.add_argument("--days", type=int, default=30)
    arguments = parser.parse_args()
    size = Size(days=arguments.days)
    world = make_world(arguments.seed, size)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        happened, counts = asyncio.run(soak(world, Path(folder)))
    verdict = judge_soak(world, happened)
    counts |= {"seconds": round(time.monotonic() - began), "told of our own trouble": len(told_of_us(happened))}
    _print(world, verdict, counts, arguments.seed)
    return 0 if verdict.passed else 1


def _print(world: World, verdict: Verdict, counts: dict[str, int], seed: int) -> None:
    console = Console(width=120)
    days = (world.end - world.start).days
    table = Table(title=f"Soak: {len(world.links)} links, {days} days, seed {seed}")
    table.add_column("what")
    table.add_column("count", justify="right")
    spells = sum(len(host.spells) for host in world.hosts)
    rows: list[tuple[str, object]] = [
        ("host outages, blocks, storms", spells),
        ("troubles of our own network", len(world.own)),
        *(
            (f"told: {kind.value}", verdict.reported.get(kind, 0))
            for kind in (EventKind.LOST, EventKind.RESTORED, EventKind.CREDIT_CHANGED)
        ),
        ("median time to tell", median(verdict.delays)),
        ("longest time to tell", max(verdict.delays, default="-")),
        *counts.items(),
        ("[bold]false lost[/] (bar 0)", len(verdict.false_lost)),
        ("[bold]missed[/] (bar 0)", len(verdict.missed)),
        ("[bold]late[/] (bar 0)", len(verdict.late)),
        ("[bold]other false alerts[/] (bar 0)", len(verdict.false_alerts)),
    ]
    for name, value in rows:
        table.add_row(name, str(value))
    console.print(table)
    for sentence in (*verdict.false_lost, *verdict.missed, *verdict.late, *verdict.false_alerts):
        console.print(sentence, markup=False, soft_wrap=True)
    console.print("passed" if verdict.passed else "FAILED")


if __name__ == "__main__":
    sys.exit(main())
