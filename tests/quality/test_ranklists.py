"""Rank and block lists: each known shape, packed or not, streamed in, the older one replaced."""

import gzip
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from bot.quality.authority import authority, of_rank
from bot.quality.ranklists import BATCH, ListError, load_block_list, load_rank_list
from storage import ranks
from storage.connection import open_for_writing
from storage.metrics import Metric

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TRANCO = "1,google.com\r\n2,Example.org\r\n"
MAJESTIC = "GlobalRank,TldRank,Domain,TLD,RefSubNets\n1,1,google.com,com,9\n2,2,example.org,org,8\n"
COMMON_CRAWL = (
    "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
    "1\t9\t3\t1\tcom.google\t5\n2\t8\t1\t2\torg.example\t4\n"
)
OLDER_CRAWL = "#hc_pos\t#hc_val\t#pr_pos\t#pr_val\t#rev_domain\n1\t9\t3\t1\tcom.google\n2\t8\t1\t2\torg.example\n"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    opened = open_for_writing(tmp_path / "db.sqlite3")
    yield opened
    opened.close()


def packed(folder: Path, text: str, how: str) -> Path:
    file = folder / f"list.{how}"
    if how == "gz":
        file.write_bytes(gzip.compress(text.encode()))
    elif how == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("list.csv", text)
    else:
        file.write_text(text, newline="")
    return file


@pytest.mark.parametrize("how", ["csv", "gz", "zip"])
@pytest.mark.parametrize(
    ("text", "source"),
    [(TRANCO, "tranco"), (MAJESTIC, "majestic"), (COMMON_CRAWL, "commoncrawl"), (OLDER_CRAWL, "commoncrawl")],
)
def test_each_list_is_told_by_its_first_line(
    db: sqlite_utils.Database, tmp_path: Path, text: str, source: str, how: str
) -> None:
    heard: list[int] = []
    loaded = load_rank_list(db, packed(tmp_path, text, how), limit=10, now=NOW, progress=heard.append)
    assert (loaded.source, loaded.entries) == (source, 2)
    assert ranks.of_domain(db, "google.com") == {source: 1}
    assert ranks.of_domain(db, "example.org") == {source: 2}
    assert ranks.loaded(db) == {source: 2}
    assert heard == sorted(heard)


def test_a_new_list_replaces_the_old_one(db: sqlite_utils.Database, tmp_path: Path) -> None:
    load_rank_list(db, packed(tmp_path, "1,old.com\n2,both.com\n", "csv"), limit=10, now=NOW)
    load_rank_list(db, packed(tmp_path, "1,both.com\n2,new.com\n", "csv"), limit=10, now=NOW)
    assert ranks.of_domain(db, "old.com") == {}
    assert ranks.of_domain(db, "both.com") == {"tranco": 1}


def test_more_than_one_batch_is_kept_and_the_limit_holds(db: sqlite_utils.Database, tmp_path: Path) -> None:
    text = "".join(f"{place},d{place}.com\n" for place in range(1, BATCH + 50))
    assert load_rank_list(db, packed(tmp_path, text, "gz"), limit=BATCH + 10, now=NOW).entries == BATCH + 10
    assert ranks.of_domain(db, f"d{BATCH + 10}.com") == {"tranco": BATCH + 10}
    assert ranks.of_domain(db, f"d{BATCH + 11}.com") == {}


@pytest.mark.parametrize(
    "content", [b"", b"hello world\n", b"PK\x03\x04broken", gzip.compress(TRANCO.encode(), mtime=0)[:20]]
)
def test_what_is_no_list_is_refused_with_a_sentence(db: sqlite_utils.Database, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "list"
    file.write_bytes(content)
    with pytest.raises(ListError):
        load_rank_list(db, file, limit=10, now=NOW)
    assert ranks.loaded(db) == {}


def test_a_block_list_holds_for_whole_labels_below(db: sqlite_utils.Database, tmp_path: Path) -> None:
    text = "# spammers\nspam.example\n0.0.0.0 ads.test\n\n"
    assert load_block_list(db, packed(tmp_path, text, "csv"), "matomo").entries == 2
    assert ranks.listed(db, "www.spam.example") == {"matomo": "spam.example"}
    assert ranks.listed(db, "ads.test") == {"matomo": "ads.test"}
    assert ranks.listed(db, "notspam.example") == {}


def test_authority_is_one_scale_over_all_that_is_known() -> None:
    assert of_rank(1) == 100
    assert of_rank(1_000_000) == pytest.approx(29.8)
    assert authority({}, {}, {})[0] is None
    assert authority({"tranco": 1}, {"tranco": 1_000_000}, {"ahrefs_dr": Metric(value=50, read_at=NOW)})[0] == 75
    unlisted = authority({}, {"tranco": 1_000_000}, {})[0]
    assert unlisted is not None
    assert unlisted < 30
