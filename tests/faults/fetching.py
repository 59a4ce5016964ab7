"""What the tests of fetching share."""

from typing import Any

from bot.config import CrawlSettings
from bot.crawl.fetched import Fetched, Request
from bot.crawl.fetcher import Fetcher


def loopback(**changes: Any) -> CrawlSettings:
    """Settings that allow loopback and do not pace, with changes."""
    return CrawlSettings(**{"allow_addresses": ("127.0.0.0/8",), "host_delay": 0, "timeout": 5, **changes})


async def get(fetcher: Fetcher, url: str) -> Fetched:
    """Fetch a URL of which nothing is known."""
    return await fetcher.fetch(Request(url=url))
