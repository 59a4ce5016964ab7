"""The demo as a newcomer meets it: a process of its own, its page in a real browser."""

import asyncio
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.demo.neighbourhood import SITE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ROOT = Path(__file__).resolve().parents[2]
COMPOSER = "#channel-composer-input"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(170),
]


@dataclass
class Demo:
    """The running demo and its page."""

    process: asyncio.subprocess.Process
    page: Page

    async def type(self, text: str) -> None:
        await self.page.fill(COMPOSER, text)
        await self.page.press(COMPOSER, "Enter")

    async def messages_with(self, text: str) -> int:
        return await self.page.locator("[data-message-id]").filter(has_text=text).count()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", "--data", str(tmp_path), cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    try:
        async for line in process.stdout:
            if address := re.search(rb"http://127\S+", line):
                break
        else:
            pytest.fail("the demo ended before it told its address")
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            page = await browser.new_page(viewport={"width": 1280, "height": 900})
            await page.goto(address[0].decode())
            await page.wait_for_selector(COMPOSER)
            yield Demo(process, page)
            await browser.close()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), 30)


async def test_a_newcomer_sees_a_profile_asks_for_more_and_is_alerted_unasked(demo: Demo) -> None:
    page = demo.page
    profile = page.locator("[data-message-id]").filter(has_text=f"{SITE} ·")
    await expect(profile).to_have_count(1, timeout=15_000)  # the first screen
    await expect(profile.locator("img[src]").last).to_be_visible()

    await demo.type(f"!profile {SITE}")
    await expect(profile).to_have_count(2, timeout=15_000)

    await page.fill(COMPOSER, "")
    await page.type(COMPOSER, "/profile")
    await page.get_by_text("How good are this site's backlinks?").first.wait_for()
    await page.keyboard.press("Enter")  # picks the command
    await page.click("#send-message")
    refused = page.get_by_text("Action was not completed.")  # so says the page where news come at that very moment
    await expect(profile.nth(2).or_(refused).first).to_be_attached(timeout=15_000)
    if await refused.count():
        await page.click("#send-message")  # the command still stands there
    await expect(profile).to_have_count(3, timeout=15_000)
    chart = profile.last.locator("img[src]").last
    await expect(chart).to_be_visible()
    assert await chart.evaluate("image => image.naturalWidth") > 300

    alert = page.locator("[data-message-id]").filter(has_text="1 link lost")
    await expect(alert).to_have_count(1, timeout=90_000)  # by itself
    await expect(alert).to_be_in_viewport()
    await expect(alert).to_contain_text("herbal-notes.example removed the link")

    await asyncio.sleep(7)  # with nothing said meanwhile, the simulation's clock goes on too
    await demo.type("!links best")
    links = page.locator("[data-message-id]").filter(has_text=f"{SITE}: best links")
    await expect(links).to_contain_text("checked", timeout=15_000)
    assert "checked in " not in await links.inner_text()  # of the future


async def test_ctrl_c_ends_it_cleanly(demo: Demo) -> None:
    started = monotonic()
    demo.process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(demo.process.wait(), 30) == 0
    assert demo.process.stdout
    assert b"The demo has ended." in await demo.process.stdout.read()
    assert monotonic() > started
