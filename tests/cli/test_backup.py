import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.backup import run
from storage import guilds, sites
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def arguments(folder: Path, copy: Path) -> argparse.Namespace:
    config = folder / "config.toml"
    config.write_text(f"[storage]\npath = '{(folder / 'live.sqlite3').as_posix()}'")
    return argparse.Namespace(config=config, copy=copy)


async def test_a_copy_made_while_the_database_is_open_holds_what_was_written(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    live = await Database.open(tmp_path / "live.sqlite3")
    await live.write(guilds.ensure, 1)
    await live.write(sites.add, 1, "example.com", now=NOW)
    assert run(arguments(tmp_path, copy)) == 0
    await live.close()
    copied = await Database.open(copy)
    assert [site.domain for site in await copied.read(sites.of_guild, 1)] == ["example.com"]
    await copied.close()


@pytest.mark.parametrize("existing", ["copy.sqlite3", None])
def test_nothing_is_overwritten_and_nothing_is_made_up(
    tmp_path: Path, existing: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.sqlite3"
    if existing:
        copy.write_text("mine")
        (tmp_path / "live.sqlite3").touch()
    assert run(arguments(tmp_path, copy)) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert copy.exists() == bool(existing)
