"""The house rules: who may import whom, how long a file may be, and documents that say what the code does."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import create_bot
from bot.cli.docs import pages
from bot.config import Settings, load
from storage.database import Database

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("storage", "bot", "cogs")  # from the ground up: imports run downwards only
MAX_LINES = 320
SOURCES = [path for floor in (*FLOORS, "tests", "benchmarks") for path in sorted((ROOT / floor).rglob("*.py"))]


def imports_of(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_run_downwards_only(floor: str) -> None:
    above = FLOORS[FLOORS.index(floor) + 1 :]
    wrong = {
        f"{name_of(path)} imports {module}"
        for path in (ROOT / floor).rglob("*.py")
        for module in imports_of(path)
        if module.split(".")[0] in (*above, "tests", "benchmarks")
    }
    assert not wrong


def test_nothing_imports_a_cog() -> None:
    shared = ("cogs", "cogs.common")
    wrong = {
        f"{name_of(path)} imports {module}"
        for path in SOURCES
        for module in imports_of(path)
        if module.startswith("cogs") and not module.startswith("cogs.common") and module not in shared
    }
    assert not wrong


def test_cogs_hold_no_sql_and_no_http() -> None:
    wrong = {
        f"{name_of(path)} imports {module}"
        for path in (ROOT / "cogs").rglob("*.py")
        for module in imports_of(path)
        if module.split(".")[0] in ("sqlite_utils", "sqlite3", "aiohttp")
    }
    assert not wrong


def test_simcord_stays_out_of_what_runs_against_discord() -> None:
    wrong = {
        name_of(path)
        for floor in ("storage", "bot", "cogs")
        for path in (ROOT / floor).rglob("*.py")
        if "demo" not in path.parts and path.name != "demo.py"
        if any(module.split(".")[0] == "simcord" for module in imports_of(path))
    }
    assert not wrong


def test_files_stay_small() -> None:
    long = {
        name_of(path): lines
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long


def test_generated_documents_are_up_to_date() -> None:
    stale = [name_of(path) for path, text in pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


async def test_every_command_is_documented(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "empty.sqlite3")
    bot = create_bot(Settings(), database)
    await bot.load_cogs()
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    names = {command.name for command in bot.commands if not command.hidden}
    await bot.close()
    await database.close()
    assert {"watch", "add", "links", "check", "profile", "alerts", "digest", "help"} <= names
    assert {name for name in names if f"/{name}" not in text} == set()


async def test_slash_commands_stay_within_discords_limits(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "empty.sqlite3")
    bot = create_bot(Settings(), database)
    await bot.load_cogs()
    payloads = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    await bot.close()
    await database.close()
    assert 0 < len(payloads) <= 100
    for payload in payloads:
        described = [payload, *payload["options"]]
        assert all(1 <= len(one["description"]) <= 100 and one["description"] != "…" for one in described), payload
        assert payload["contexts"] == [0]
        assert payload["integration_types"] == [0]


def test_the_example_configuration_loads_and_is_the_defaults() -> None:
    path = ROOT / "config.example.toml"
    assert load(path, environment={}) == Settings()
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {name: set(table) for name, table in tables.items()} == {
        name: set(type(section).model_fields) for name, section in Settings()
    }


def test_python_is_the_one_that_is_promised() -> None:
    assert sys.version_info >= (3, 11)
