import asyncio
import os
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
import sqlite_utils

from storage import meta
from storage.connection import backup
from storage.database import Database
from storage.errors import StorageError

ROOT = Path(__file__).resolve().parents[2]


def fail_after_writing(db: sqlite_utils.Database, key: str) -> None:
    meta.put(db, key, "half")
    raise LookupError(key)


async def test_a_write_is_seen_by_the_next_read(database: Database) -> None:
    await database.write(meta.put, "colour", "blue")
    await database.write(meta.put, "colour", "green")
    assert await database.read(meta.get, "colour") == "green"


async def test_a_write_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(LookupError, match="k"):
        await database.write(fail_after_writing, "k")
    assert await database.read(meta.get, "k") is None


async def test_one_bad_write_does_not_take_its_neighbours_along(database: Database) -> None:
    held = threading.Event()
    first = asyncio.create_task(database.write(lambda _: held.wait()))  # so that the others share one commit
    await asyncio.sleep(0)
    others = [
        asyncio.create_task(database.write(fail_after_writing if n % 3 == 0 else _put_number, f"{n}"))
        for n in range(30)
    ]
    await asyncio.sleep(0)
    held.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert [isinstance(result, LookupError) for result in results[1:]] == [n % 3 == 0 for n in range(30)]
    kept = [n for n in range(30) if await database.read(meta.get, f"{n}")]
    assert kept == [n for n in range(30) if n % 3]


async def test_writes_happen_in_the_order_asked(database: Database) -> None:
    await asyncio.gather(*(database.write(_append, "list", f"{n} ") for n in range(200)))
    assert await database.read(meta.get, "list") == "".join(f"{n} " for n in range(200))


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(meta.put, "k", "v")


async def test_a_read_sees_one_snapshot(database: Database) -> None:
    await database.write(meta.put, "k", "before")
    read_once, go_on = threading.Event(), threading.Event()

    def read_twice(db: sqlite_utils.Database) -> tuple[str | None, str | None]:
        first = meta.get(db, "k")
        read_once.set()
        go_on.wait()
        return first, meta.get(db, "k")

    reading = asyncio.create_task(database.read(read_twice))
    await asyncio.to_thread(read_once.wait)
    await database.write(meta.put, "k", "after")
    go_on.set()
    assert await reading == ("before", "before")


async def test_the_event_loop_turns_while_a_write_waits_for_the_disk(database: Database) -> None:
    held = threading.Event()
    write = asyncio.create_task(database.write(lambda _: held.wait()))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not write.done()
    held.set()
    assert await write


async def test_a_cancelled_write_that_still_waits_is_taken_back(database: Database) -> None:
    runs, held = threading.Event(), threading.Event()

    def hold(_: sqlite_utils.Database) -> None:
        runs.set()
        held.wait()

    first = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(runs.wait)
    second = asyncio.create_task(database.write(meta.put, "k", "v"))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    held.set()
    await first
    assert await database.read(meta.get, "k") is None


async def test_a_full_disk_fails_what_did_not_fit_and_nothing_later(database: Database) -> None:
    await database.write(meta.put, "k", "v")
    await database.write(_limit_pages, 1)  # SQLite takes that as "no more than there are"
    with pytest.raises(sqlite3.OperationalError, match="full"):
        await database.write(meta.put, "big", "x" * 1_000_000)
    await database.write(_limit_pages, 1_000_000)
    await database.write(meta.put, "k", "w")
    assert await database.read(meta.get, "big") is None
    assert await database.read(meta.get, "k") == "w"


async def test_when_sqlite_gives_a_transaction_up_everybody_in_it_is_told(database: Database) -> None:
    runs, held = threading.Event(), threading.Event()

    def hold(_: sqlite_utils.Database) -> None:
        runs.set()
        held.wait()

    first = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(runs.wait)
    writes = [meta.put, _roll_everything_back, meta.put]
    group = [asyncio.create_task(database.write(write, f"{n}", "v")) for n, write in enumerate(writes)]
    await asyncio.sleep(0)
    held.set()
    results = await asyncio.gather(first, *group, return_exceptions=True)
    assert [isinstance(result, sqlite3.OperationalError) for result in results] == [False, True, True, True]
    assert [await database.read(meta.get, f"{n}") for n in range(3)] == [None] * 3
    await database.write(meta.put, "afterwards", "fine")


async def test_closing_finishes_the_writes_that_were_asked_for(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "b.sqlite3")
    writes = [asyncio.create_task(database.write(meta.put, f"{n}", "v")) for n in range(1000)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writes)
    await database.close()
    with pytest.raises(RuntimeError, match="closed"):
        await database.write(meta.put, "k", "v")
    again = await Database.open(tmp_path / "b.sqlite3")
    assert [await again.read(meta.get, f"{n}") for n in (0, 999)] == ["v", "v"]
    await again.close()


async def test_the_folder_is_made(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "new" / "deeper" / "b.sqlite3")
    await database.close()
    assert (tmp_path / "new" / "deeper" / "b.sqlite3").exists()


async def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"The folder .* cannot be made: .* storage\.path"):
        await Database.open(tmp_path / "file" / "b.sqlite3")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_gets_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="cannot be used"):
        asyncio.run(Database.open(tmp_path / "b.sqlite3"))
    tmp_path.chmod(0o700)


async def test_a_folder_in_place_of_the_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        await Database.open(tmp_path)


async def test_a_file_that_is_no_database_gets_a_sentence_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b.sqlite3").write_text("dear diary, " * 100)
    with pytest.raises(StorageError, match="is not a Backlight database"):
        await Database.open(tmp_path / "b.sqlite3")
    assert (tmp_path / "b.sqlite3").read_text().startswith("dear diary")


OTHER_PROCESS = """
import sys
from pathlib import Path
from storage import meta
from storage.connection import connect
db = connect(Path(sys.argv[1]))
for number in range(50):
    meta.put(db, f"theirs{number}", "y")
"""


async def test_two_processes_may_write_the_same_file(database: Database) -> None:
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", OTHER_PROCESS, database.path, cwd=ROOT)
    while other.returncode is None:
        await asyncio.gather(*(database.write(_append, "ours", "x") for _ in range(5)))
        await asyncio.sleep(0)
    assert other.returncode == 0
    assert [await database.read(meta.get, f"theirs{number}") for number in range(50)] == ["y"] * 50
    ours = await database.read(meta.get, "ours")
    assert ours is not None
    assert set(ours) == {"x"}


async def test_a_backup_taken_while_open_holds_everything_committed(database: Database, tmp_path: Path) -> None:
    await database.write(meta.put, "k", "v")
    await asyncio.to_thread(backup, database.path, tmp_path / "copy.sqlite3")
    copy = await Database.open(tmp_path / "copy.sqlite3")
    assert await copy.read(meta.get, "k") == "v"
    await copy.close()


def _limit_pages(db: sqlite_utils.Database, number: int) -> None:
    db.conn.execute(f"PRAGMA max_page_count = {number}").fetchall()


def _roll_everything_back(db: sqlite_utils.Database, key: str, value: str) -> None:
    meta.put(db, key, value)
    db.conn.execute("ROLLBACK")  # as SQLite does it by itself when it can go on no more
    raise sqlite3.OperationalError("the transaction is gone")


def _put_number(db: sqlite_utils.Database, key: str) -> None:
    meta.put(db, key, "whole")


def _append(db: sqlite_utils.Database, key: str, text: str) -> None:
    meta.put(db, key, (meta.get(db, key) or "") + text)
