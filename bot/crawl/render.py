"""Pages that only scripts build, shown to an installed Chromium: one fresh browser a page, bounded and guarded."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil
from aiohttp.abc import AbstractResolver

from bot.config import Settings
from bot.crawl.exchange import user_agent
from bot.crawl.fetched import Fetched
from bot.crawl.guard import AddressGuard
from bot.crawl.proxy import GuardedProxy
from bot.crawl.resolve import SystemResolver
from bot.crawl.urls import place_of
from bot.errors import ConfigError
from storage.words import Reason

if TYPE_CHECKING:
    from playwright.async_api import Page, Response

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET_SECONDS = 3.0  # how long scripts may go on loading after the page itself has loaded
MEMORY_LOOKS_PER_SECOND = 4

_FLAGS = (
    "--disable-quic",  # would go past the proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # so would WebRTC
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are looked up by the proxy, and by it alone
    "--proxy-bypass-list=<-loopback>",  # loopback is guarded like everything else
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-extensions",
    "--mute-audio",
    "--no-first-run",
    "--renderer-process-limit=2",
    "--blink-settings=imagesEnabled=false",
)
# One expression, so that a page of any size hands over no more than asked for.
_SERIALISE = "most => (document.documentElement ? document.documentElement.outerHTML : '').slice(0, most)"


class Renderer:
    """Renders pages as `[render]` says. Raises ConfigError when what it needs is not installed.

    `resolver` looks names up in place of the system's; the guard judges its answers too.
    """

    def __init__(self, settings: Settings, *, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings.render
        self._max_body_bytes = settings.crawl.max_body_bytes
        self._user_agent = user_agent(settings.crawl.contact)
        self._guard = AddressGuard(settings.crawl.allow_addresses)
        self._names = resolver or SystemResolver()
        self._at_once = asyncio.Semaphore(self._settings.at_once)
        self._browser = find_browser(self._settings.browser)

    async def close(self) -> None:
        """Give up looking names up. Browsers end with their pages."""
        await self._names.close()

    async def render(self, url: str) -> Fetched:
        """The page after its scripts have run: `body` is its DOM as HTML in UTF-8. Like a fetch, it does not raise."""
        try:
            place_of(url)
        except ValueError as error:
            return Fetched(url=url, final_url=url, problem=Reason.ADDRESS_REFUSED, detail=str(error))
        async with self._at_once, GuardedProxy(self._guard, self._names, max_bytes=self._settings.max_bytes) as proxy:
            return await self._in_a_browser(url, proxy)

    async def _in_a_browser(self, url: str, proxy: GuardedProxy) -> Fetched:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415  # optional

        def failed(problem: Reason, detail: str) -> Fetched:
            return Fetched(url=url, final_url=url, problem=problem, detail=detail)

        watch: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(self._settings.timeout), async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=self._browser,
                    chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox refuses to run as root
                    args=[*_FLAGS, f"--proxy-server={proxy.url}"],
                )
                watch = asyncio.create_task(_kill_when_too_large(proxy.url, self._settings.max_memory_mb))
                context = await browser.new_context(
                    user_agent=self._user_agent, accept_downloads=False, service_workers="block"
                )
                page = await context.new_page()
                context.on("page", lambda popup: popup.close())
                return await self._show(url, page, proxy)
        except TimeoutError:
            return failed(Reason.TIMED_OUT, f"The page was not rendered within {self._settings.timeout:g} seconds.")
        except Error as error:
            if watch and watch.done():
                limit = self._settings.max_memory_mb
                return failed(Reason.TOO_LARGE, f"The page took more than {limit} megabytes in the browser.")
            return failed(*_problem(url, proxy, error.message))
        finally:
            if watch:
                watch.cancel()
            for process in _processes(proxy.url):
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    async def _show(self, url: str, page: "Page", proxy: GuardedProxy) -> Fetched:
        from playwright.async_api import TimeoutError as StillLoadingError  # noqa: PLC0415  # optional

        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer) if _is_of_page(answer, page) else None)
        await page.goto(url, wait_until="load", timeout=0)
        with suppress(StillLoadingError):
            await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
        html: Any = await page.evaluate(_SERIALISE, self._max_body_bytes)
        answer = answers[-1] if answers else None
        problem, detail = _after_loading(page.url, proxy)
        if answer is None or problem not in (None, Reason.TOO_LARGE):
            problem, detail = problem or Reason.BAD_RESPONSE, detail or "The browser got no answer."
            return Fetched(url=url, final_url=page.url, problem=problem, detail=detail)
        return Fetched(
            url=url,
            final_url=page.url,
            status=answer.status,
            headers=tuple((pair["name"].lower(), pair["value"]) for pair in await answer.headers_array()),
            body=str(html).encode("utf-8", "replace"),
            problem=problem,
            detail=detail,
        )


def find_browser(path: str) -> str:
    """The browser to run. Raises ConfigError with what to do when it or playwright is missing."""
    try:
        import playwright  # noqa: F401, PLC0415  # optional
    except ImportError:
        raise ConfigError(
            "[render] is enabled, but playwright is not installed. Run `pip install playwright`, or disable it."
        ) from None
    found = shutil.which(path) if path else next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise ConfigError(
            f"[render] is enabled, but there is no {path or 'Chromium'}. Install Chromium, or set [render] browser."
        )
    return found


def _is_of_page(answer: "Response", page: "Page") -> bool:
    request = answer.request
    return request.is_navigation_request() and request.frame == page.main_frame


def _after_loading(final_url: str, proxy: GuardedProxy) -> tuple[Reason | None, str]:
    try:
        place = place_of(final_url)
    except ValueError:
        refused = next(reversed(proxy.problems.values()), None)
        return refused or (Reason.BAD_RESPONSE, "The page's scripts led out of the web.")
    if (place.host, place.port) in proxy.problems:
        return proxy.problems[place.host, place.port]
    if proxy.spent:
        return Reason.TOO_LARGE, "The page loads more than it may; it was read as far as it came."
    return None, ""


def _problem(url: str, proxy: GuardedProxy, message: str) -> tuple[Reason, str]:
    """Why a browser could not show a page: what the proxy knows, else the browser's own word."""
    place = place_of(url)
    if (place.host, place.port) in proxy.problems:
        return proxy.problems[place.host, place.port]
    if proxy.problems and "ERR_TUNNEL" in message:  # a redirect led to where it could not go
        return next(reversed(proxy.problems.values()))
    if "ERR_CERT" in message or "ERR_SSL" in message:
        return Reason.TLS_ERROR, "The browser does not accept the certificate."
    if "ERR_TOO_MANY_REDIRECTS" in message:
        return Reason.TOO_MANY_REDIRECTS, "The page redirects too many times."
    word = next((word.rstrip(".") for word in message.split() if "ERR_" in word), "no reason given")
    return Reason.BAD_RESPONSE, f"The browser could not show the page: {word}."


def _processes(proxy_url: str) -> Iterator[psutil.Process]:
    """The processes of the browser that uses this proxy."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if f"--proxy-server={proxy_url}" in process.cmdline():
                yield process
                yield from process.children(recursive=True)


async def _kill_when_too_large(proxy_url: str, most_megabytes: int) -> None:
    """Look at the browser's own memory again and again; end it, and return, once it is too much."""
    while True:
        await asyncio.sleep(1 / MEMORY_LOOKS_PER_SECOND)
        processes = {process.pid: process for process in _processes(proxy_url)}
        if sum(map(_own_bytes, processes.values())) > most_megabytes * 1_000_000:
            for process in processes.values():
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            return


def _own_bytes(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        memory = process.memory_info()
        return int(memory.rss - getattr(memory, "shared", 0))
    return 0
