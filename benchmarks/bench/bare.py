"""The ceiling: aiohttp gets pages, selectolax finds their hrefs, nothing is guarded, judged or kept."""

import asyncio
import sys
import time
from pathlib import Path

import aiohttp
from selectolax.lexbor import LexborHTMLParser


async def main(urls: list[str], concurrency: int) -> tuple[float, int]:
    """Seconds taken and hrefs found."""
    found = 0
    queue = iter(urls)
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work() -> None:
            nonlocal found
            for url in queue:
                async with session.get(url) as answer:
                    body = await answer.read()
                found += sum("href" in node.attributes for node in LexborHTMLParser(body).css("a"))

        started = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        return time.perf_counter() - started, found


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text().split()
    seconds, links = asyncio.run(main(lines, int(sys.argv[2])))
    print(f"SECONDS {seconds:.4f} PAGES {len(lines)} LINKS {links}")
