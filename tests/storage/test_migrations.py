from pathlib import Path

import pytest
import sqlite_utils

from storage.connection import connect, open_for_writing
from storage.errors import StorageError
from storage.migrations import migrate, migrations
from storage.records import Backlink, Delivery, Event, Guild, Page, Site
from storage.rows import columns

STEPS = [step.name for step in migrations.pending(sqlite_utils.Database(memory=True))]


def schema(db: sqlite_utils.Database) -> list[tuple[str, str]]:
    return list(db.conn.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))


def test_a_new_file_has_every_table_strict(db: sqlite_utils.Database) -> None:
    tables = dict(
        db.conn.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    )
    ours = {name: strict for name, strict in tables.items() if not name.startswith(("sqlite_", "_sqlite"))}
    assert {"guilds", "sites", "pages", "backlinks", "events", "deliveries", "meta"} <= set(ours)
    assert all(ours.values()), ours


@pytest.mark.parametrize(
    ("record", "table", "elsewhere"),
    [
        (Guild, "guilds", {}),
        (Site, "sites", {}),
        (Page, "pages", {}),
        (Backlink, "backlinks", {"source_url": "''"}),
        (Event, "events", {}),
        (Delivery, "deliveries", {}),
    ],
)
def test_a_record_has_a_column_for_each_field(
    db: sqlite_utils.Database, record: type, table: str, elsewhere: dict[str, str]
) -> None:
    assert db.conn.execute(f"SELECT {columns(record, table, elsewhere)} FROM {table}").fetchall() == []  # noqa: S608  # names are ours


def test_migrating_twice_changes_nothing(db: sqlite_utils.Database) -> None:
    before = schema(db)
    migrate(db)
    assert schema(db) == before


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_file_of_any_earlier_version_is_brought_up_to_date(tmp_path: Path, step: str) -> None:
    fresh = open_for_writing(tmp_path / "fresh.sqlite3")
    old = connect(tmp_path / "old.sqlite3")
    migrations.apply(old, stop_before=step)
    old.conn.execute("INSERT INTO guilds (id, timezone) VALUES (1, 'Asia/Tokyo')")
    migrate(old)
    assert schema(old) == schema(fresh)
    assert old.conn.execute("SELECT timezone FROM guilds").fetchall() == [("Asia/Tokyo",)]
    old.close()
    fresh.close()


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path / "b.sqlite3")
    db.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('backlight', '9999_later', '')"
    )
    db.close()
    before = (tmp_path / "b.sqlite3").read_bytes()
    with pytest.raises(StorageError, match="A newer Backlight has written this database"):
        open_for_writing(tmp_path / "b.sqlite3")
    assert (tmp_path / "b.sqlite3").read_bytes() == before


def test_every_migration_is_numbered_in_order_and_says_why() -> None:
    assert sorted(STEPS) == STEPS
    assert [name.split("_")[0] for name in STEPS] == [f"{number:04}" for number in range(1, len(STEPS) + 1)]
    steps = migrations.pending(sqlite_utils.Database(memory=True))
    assert all((step.fn.__doc__ or "").strip().endswith(".") for step in steps)


def test_the_hot_questions_are_answered_from_indexes(db: sqlite_utils.Database) -> None:
    due = "SELECT id, host FROM pages WHERE claimed_at IS NULL AND next_check_at <= 1 ORDER BY next_check_at"
    for question, index in {
        due: "pages_due",
        "SELECT * FROM backlinks WHERE guild_id = 1 AND site_id = 1 AND status = 'lost'": "backlinks_of_site",
        "SELECT * FROM backlinks WHERE page_id = 1": "backlinks_of_page",
        "SELECT * FROM events WHERE guild_id = 1 AND at >= 1 AND at < 2": "events_of_guild",
        "SELECT * FROM deliveries WHERE state = 'pending' AND not_before <= 1": "deliveries_due",
    }.items():
        plan = " ".join(row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {question}"))
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan, plan
