"""The stand-in, running."""

from collections.abc import Iterator

import pytest

from tests.standin import StandIn


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """A Discord for one test; what the bot asked of it must all have been known to it."""
    with StandIn() as running:
        yield running
        assert running.unknown_routes == []
