"""The reading process: right answers in order, and no page takes the bot or another page with it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace

import psutil
import pytest
import pytest_asyncio

from bot.checking import reader as module
from bot.checking.reader import Reader
from bot.checking.reading import ReadingError
from bot.crawl.fetched import Fetched
from bot.links.facts import Wanted
from bot.links.observe import read_fetched

SITE = Wanted(domain="example.com")


def page(number: int, filling: int = 0) -> Fetched:
    """A page with a link of its own."""
    url = f"https://blog.example.org/{number}"
    body = f"<p>{'x' * filling}<a href='https://example.com/{number}'>{number}</a>".encode()
    return Fetched(url=url, final_url=url, status=200, headers=(("content-type", "text/html"),), body=body)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Reader]:
    """A reader, closed in the end."""
    async with aclosing(_Closing()) as opened:
        yield opened


class _Closing(Reader):
    async def aclose(self) -> None:
        await self.close()


def processes() -> list[psutil.Process]:
    """The reading processes that run."""
    return [child for child in psutil.Process().children() if "bot.checking.reading" in " ".join(child.cmdline())]


async def test_many_pages_are_read_as_they_would_be_here(reader: Reader) -> None:
    pages = [page(number, filling=number * 5_000) for number in range(60)]
    facts = await asyncio.gather(*(reader.read(one, [SITE]) for one in pages))
    assert facts == [read_fetched(one, [SITE]) for one in pages]
    assert len(processes()) == 1


async def test_a_page_that_kills_the_process_is_told_and_the_others_are_read_by_the_next(reader: Reader) -> None:
    await reader.start()
    (process,) = processes()
    os.kill(process.pid, signal.SIGSTOP)
    reading = [asyncio.create_task(reader.read(page(number), [SITE])) for number in range(3)]
    await asyncio.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    first, second, third = await asyncio.gather(*reading, return_exceptions=True)
    assert isinstance(first, ReadingError)
    assert [second, third] == [read_fetched(page(number), [SITE]) for number in (1, 2)]


async def test_a_page_that_hangs_the_process_is_given_up(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS_FOR_ONE", 0.2)
    await reader.start()
    (process,) = processes()
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(ReadingError, match="within"):
        await reader.read(page(1), [SITE])
    monkeypatch.setattr(module, "SECONDS_FOR_ONE", 30.0)
    assert await reader.read(page(2), [SITE]) == read_fetched(page(2), [SITE])


@pytest.mark.parametrize("unit", [b"<p a b c d>", b"<b x>", b"<a href=https://example.com/>"])
async def test_a_page_that_would_take_all_memory_is_given_up(reader: Reader, unit: bytes) -> None:
    hog = replace(page(0), body=unit * (5_000_000 // len(unit)))
    await reader.read(page(1), [SITE])
    (process,) = processes()
    idle = process.memory_info().rss
    reading = asyncio.create_task(reader.read(hog, [SITE]))
    most = idle
    while not reading.done():
        with suppress(psutil.NoSuchProcess):
            most = max(most, process.memory_info().rss)
        await asyncio.sleep(0.01)
    assert most - idle < 200_000_000
    assert reading.exception() is None or isinstance(reading.exception(), ReadingError)
    assert await reader.read(page(2), [SITE]) == read_fetched(page(2), [SITE])


async def test_closing_ends_the_process_and_whoever_waits() -> None:
    reader = Reader()
    await reader.start()
    (process,) = processes()
    os.kill(process.pid, signal.SIGSTOP)
    reading = asyncio.create_task(reader.read(page(1), [SITE]))
    await asyncio.sleep(0.1)
    await reader.close()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert processes() == []


async def test_an_answer_without_a_body_needs_no_process(reader: Reader) -> None:
    assert (
        await reader.read(Fetched(url="https://a.example/", final_url="https://a.example/", status=404), [SITE]) is None
    )
    assert processes() == []
