"""The ceiling: aiohttp gets pages, selectolax finds their hrefs, nothing is guarded, judged or kept.

With `unread` as its third argument, pages are got and thrown away: what aiohttp alone can do.
"""

import asyncio
import sys
import time
from pathlib import Path

import aiohttp
from selectolax.lexbor import LexborHTMLParser

from benchmarks.bench.meter import cpu_seconds


async def main(urls: list[str], concurrency: int, *, read: bool = True) -> None:
    """Get them all, and print what it took."""
    found = pages = 0
    queue = iter(urls)
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work() -> None:
            nonlocal found, pages
            for url in queue:
                async with session.get(url) as answer:
                    answer.raise_for_status()
                    body = await answer.read()
                if read:
                    found += sum("href" in node.attributes for node in LexborHTMLParser(body).css("a"))
                pages += 1

        started, cpu = time.perf_counter(), cpu_seconds()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        seconds = time.perf_counter() - started
        print(f"SECONDS {seconds:.4f} PAGES {pages} CPU {cpu_seconds() - cpu:.4f} LINKS {found}")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_text().split(), int(sys.argv[2]), read="unread" not in sys.argv[3:]))
