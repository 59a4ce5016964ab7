"""The misbehaving web, and a fetcher that may reach it."""

from collections.abc import AsyncIterator

import pytest

from bot.crawl.fetcher import Fetcher
from tests.faults.fetching import loopback
from tests.faults.web import MisbehavingWeb


@pytest.fixture
async def web() -> AsyncIterator[MisbehavingWeb]:
    """A server without routes."""
    async with MisbehavingWeb() as server:
        yield server


@pytest.fixture
async def fetcher(web: MisbehavingWeb) -> AsyncIterator[Fetcher]:
    """A fetcher without delays that looks names up in the server's table."""
    async with Fetcher(loopback(), resolver=web.resolver) as guest:
        yield guest
