"""Scrapy at the same work: get the pages, take their links, politeness off."""

import sys
import time
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from benchmarks.bench.meter import cpu_seconds


class Links(scrapy.Spider):
    """Counts the links of each page."""

    name = "links"
    found = 0
    pages = 0
    started = cpu = 0.0

    async def start(self) -> Any:
        """One request a page."""
        Links.started, Links.cpu = time.perf_counter(), cpu_seconds()
        for url in URLS:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Take the hrefs, as its tutorial does."""
        Links.pages += 1
        Links.found += len(response.css("a::attr(href)").getall())


if __name__ == "__main__":
    URLS = Path(sys.argv[1]).read_text().split()
    concurrency = int(sys.argv[2])
    process = CrawlerProcess(
        settings={
            "ROBOTSTXT_OBEY": False,
            "CONCURRENT_REQUESTS": concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "LOG_ENABLED": False,
            "RETRY_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Links)
    process.start()
    seconds, cpu = time.perf_counter() - Links.started, cpu_seconds() - Links.cpu
    print(f"SECONDS {seconds:.4f} PAGES {Links.pages} CPU {cpu:.4f} LINKS {Links.found}")
