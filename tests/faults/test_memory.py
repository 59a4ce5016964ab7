"""However much a server sends, memory stays bounded. Each stage has a process, and so a peak, of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 200  # above idle, at each stage

STAGE = """
import asyncio, gzip, resource, sys
from bot.crawl.fetcher import Fetcher
from tests.faults.fetching import get, loopback
from tests.faults.web import MisbehavingWeb, bomb, endless, endless_headers, page

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

async def main(stage):
    scripts = {
        "bomb": lambda: bomb(500_000_000),
        "deflate bomb": lambda: bomb(500_000_000, coding="deflate"),
        "endless body": lambda: endless(b"<p>more" * 10_000),
        "endless gzip": lambda: endless(gzip.compress(b"<p>more" * 10_000), coding="gzip"),
        "endless headers": endless_headers,
        "endless robots.txt": lambda: endless(b"User-agent: *\\nDisallow: /no\\n" * 500, content_type="text/plain"),
    }
    settings = loopback(timeout=60, host_concurrency=8, domain_concurrency=8)
    async with MisbehavingWeb() as web, Fetcher(settings) as fetcher:
        web.route("/robots.txt" if "robots" in stage else "/", scripts[stage]())
        web.route("/idle", page("idle"))
        if "robots" not in stage:
            await get(fetcher, web.url("/idle"))
        idle = peak()
        fetched = await asyncio.gather(*(get(fetcher, web.url("/")) for _ in range(8)))
        print(peak() - idle, *{str(one.problem) for one in fetched})

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("bomb", "too_large"),
        ("deflate bomb", "too_large"),
        ("endless body", "too_large"),
        ("endless gzip", "too_large"),
        ("endless headers", "bad_response"),
        ("endless robots.txt", "None"),
    ],
)
def test_eight_attacks_at_once_stay_within_memory(stage: str, outcome: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", STAGE, stage], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    megabytes, problem = done.stdout.split()
    assert problem == outcome
    assert float(megabytes) < MOST_MEGABYTES
