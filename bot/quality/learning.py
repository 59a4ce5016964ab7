"""What the watched sites are about, learnt from their own pages as a guest: home page, linked pages, sitemap."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.crawl.fetched import Fetched, Request
from bot.crawl.fetcher import Fetcher
from bot.links.facts import Wanted
from bot.links.page import read_page
from bot.links.urls import leads_to, resolve, same_page
from bot.quality.process import OwnPage, Worker, WorkerDiedError, read_own_page
from storage import topics
from storage.database import Database
from storage.records import Site
from storage.words import Placement

logger = logging.getLogger(__name__)

PAGES = 6  # of a site, its home page included
OF_SITEMAP = 2
KEPT_CHARACTERS = 4_000  # of each page
LEAST_CHARACTERS = 200
FRESH_FOR = timedelta(days=30)
TRY_AGAIN_AFTER = timedelta(days=1)  # when nothing could be read

_SITEMAP_ENTRY = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)")
_OK = 200


async def learn_if_stale(database: Database, fetcher: Fetcher, worker: Worker, site: Site, now: datetime) -> None:
    """Learn a site's topics where they are not known or old. A site that cannot be read is tried again in a day."""
    known = await database.read(topics.of_site, site.id)
    if known and now - known.learnt_at < (FRESH_FOR if known.texts else TRY_AGAIN_AFTER):
        return
    pages = await _read(fetcher, worker, site)
    if not pages and known and known.texts:
        pages = [OwnPage(text=text, language=known.language) for text in known.texts]  # better old than none
    texts = [page.text[:KEPT_CHARACTERS] for page in pages]
    languages = [page.language for page in pages if page.language]
    language = max(languages, key=languages.count, default=None)
    await database.write(topics.save, site.id, texts, language, now=now)


async def _read(fetcher: Fetcher, worker: Worker, site: Site) -> list[OwnPage]:
    wanted = Wanted(domain=site.domain, subdomains=site.subdomains)
    home = await fetcher.fetch(Request(url=f"https://{site.domain}/"))
    if not _usable(home, wanted):
        home = await fetcher.fetch(Request(url=f"http://{site.domain}/"))
    if not _usable(home, wanted):
        return []
    sitemap = await fetcher.fetch(Request(url=resolve("/sitemap.xml", home.final_url) or home.final_url))
    others = [*islice(_linked(home, wanted), PAGES - 1 - OF_SITEMAP), *islice(_listed(sitemap, wanted), OF_SITEMAP)]
    found = [home]
    for url in dict.fromkeys(others):
        answer = await fetcher.fetch(Request(url=url))
        if _usable(answer, wanted):
            found.append(answer)
    pages = [page for answer in found if (page := await _text_of(worker, answer))]
    return [page for page in pages if len(page.text) >= LEAST_CHARACTERS]


async def _text_of(worker: Worker, answer: Fetched) -> OwnPage | None:
    try:
        return await worker.run(read_own_page, answer.body, answer.final_url, answer.headers)
    except WorkerDiedError:
        logger.warning("The rating worker died of %s; it is passed over", answer.final_url)
        return None


def _usable(answer: Fetched, wanted: Wanted) -> bool:
    html = "html" in (answer.header("content-type") or "html")
    return answer.status == _OK and answer.problem is None and html and leads_to(answer.final_url, wanted)


def _linked(home: Fetched, wanted: Wanted) -> Iterator[str]:
    """Pages of the site that its home page links to, those in its content first."""
    facts = read_page(home.body, url=home.final_url, headers=home.headers, sites=[wanted])
    links = sorted(facts.links, key=lambda link: link.placement is not Placement.CONTENT)
    for link in links:
        url = link.url.partition("#")[0]
        if not link.hidden and not same_page(url, home.final_url):
            yield url


def _listed(sitemap: Fetched, wanted: Wanted) -> Iterator[str]:
    if sitemap.status == _OK and sitemap.problem is None:
        for found in _SITEMAP_ENTRY.findall(sitemap.body[:500_000]):
            url = found.decode("utf-8", "replace")
            if leads_to(url, wanted) and not url.endswith((".xml", ".gz")):
                yield url
