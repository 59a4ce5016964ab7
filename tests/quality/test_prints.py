"""What pages of one owner share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from bot.quality.prints import prints_of, tells_owner
from bot.quality.surroundings import Network, network_signals
from storage import backlinks, prints, sites
from storage.connection import open_for_writing
from storage.records import NewBacklink

NOW = datetime(2026, 5, 1, tzinfo=UTC)

FRAME = "".join(f"<div class='part part-{number}'></div>" for number in range(30))


def test_comments_make_no_template_and_harm_none() -> None:
    bare = f"<body>{FRAME}</body>".encode()
    commented = f"<body><!-- begin --><?pi x?>{FRAME.replace('></div>', '><!-- ad --></div>')}</body>".encode()
    found = list(prints_of(commented, ""))
    assert [kind for kind, _ in found] == ["same_template"]
    assert found == list(prints_of(bare, ""))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    opened = open_for_writing(tmp_path / "db.sqlite3")
    yield opened
    opened.close()


def shared_by(db: sqlite_utils.Database, *printed: list[tuple[str, str]]) -> dict[str, int]:
    """What the first of some linking pages, each on a domain of its own, shares with the others."""
    site, _ = sites.add(db, 1, "ours.example", now=NOW)
    pages = []
    for number, kinds in enumerate(printed):
        host = f"site{number}.example"
        backlinks.add_many(db, site, [NewBacklink(url=f"https://{host}/", host=host, domain=host)], now=NOW)
        pages.append(backlinks.find(db, 1, site.id, f"https://{host}/")[0].page_id)
        prints.save(db, pages[-1], kinds)
    return prints.shared(db, site.id, pages[0])


@pytest.mark.parametrize(
    "address",
    ["104.21.3.4", "2606:4700::6810:1", "151.101.1.195", "185.199.108.153", "192.0.78.24", "23.227.38.65", "10.0.0.1",
     "127.0.0.1"],
)  # fmt: skip
def test_an_address_of_a_content_network_tells_nothing_of_an_owner(address: str) -> None:
    assert not tells_owner(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "5.9.1.2", "2a01:4f8::1"])
def test_another_public_address_may_tell_of_an_owner(address: str) -> None:
    assert tells_owner(address)


def test_an_address_alone_is_told_from_one_with_more_in_common(db: sqlite_utils.Database) -> None:
    address, owner = ("same_address", "5.9.1.2"), ("same_owner", "UA-1234567-1")
    found = shared_by(db, [address, owner], [address], [address], [address, owner], [owner], [])
    assert found == {"only_address": 2, "same_address": 1, "same_owner": 2}


def points(network: Network) -> dict[str, float]:
    return {found.name: found.points for found in network_signals(network) if found}


def test_unrelated_sites_of_one_big_host_are_hardly_a_network() -> None:
    assert points(Network(only_address=500))["shared_address"] < 5
    assert points(Network(same_address=5, same_owner=5))["shared_address"] == 15
