"""Look at configuration, token, intents, database and DNS, and say what to do."""

import argparse
import asyncio
import dataclasses
import json
from pathlib import Path

from bot.doctor import Finding, examine

MARKS = {"ok": "ok      ", "warning": "warning ", "problem": "PROBLEM "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `doctor`."""
    parser.add_argument("--config", type=Path, default=Path("config.toml"), metavar="FILE", help="the settings")
    parser.add_argument("--json", action="store_true", help="one JSON object a finding")


def run(args: argparse.Namespace) -> int:
    """Print every finding. Exit code 0 when there is no problem, 1 otherwise."""
    findings = asyncio.run(examine(args.config))
    for finding in findings:
        print(json.dumps(dataclasses.asdict(finding)) if args.json else _line(finding))
    return int(any(finding.result == "problem" for finding in findings))


def _line(finding: Finding) -> str:
    fix = f"\n{'':24}-> {finding.fix}" if finding.fix else ""
    return f"{MARKS[finding.result]}{finding.label:16}{finding.detail}{fix}"
