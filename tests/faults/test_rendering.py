"""Pages that only scripts build, and pages that use the browser to attack."""

import shutil
from collections.abc import Sequence
from typing import Any

import psutil
import pytest

from bot.config import Settings
from bot.crawl.fetched import Fetched
from bot.crawl.render import BROWSERS, Renderer
from bot.errors import ConfigError
from storage.words import Reason
from tests.faults.web import MisbehavingWeb, endless, hang, page, redirect

needs_browser = pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no Chromium is installed here")
ONLY_THE_FIRST = ("127.0.0.1/32",)
INSIDE = "127.0.0.2"


def settings(allowed: Sequence[str] = ONLY_THE_FIRST, **render: Any) -> Settings:
    """Settings with rendering on."""
    return Settings.model_validate(
        {"crawl": {"allow_addresses": allowed}, "render": {"enabled": True, "timeout": 60, **render}}
    )


async def render(web: MisbehavingWeb, url: str, **changes: Any) -> Fetched:
    """Render one page, and see that no process stays."""
    renderer = Renderer(settings(**changes), resolver=web.resolver)
    fetched = await renderer.render(url)
    await renderer.close()
    assert not [process for process in psutil.Process().children(recursive=True) if "chrom" in process.name()]
    return fetched


@needs_browser
async def test_a_link_that_a_script_writes_is_in_what_comes_back(web: MisbehavingWeb) -> None:
    script = "fetch('/data').then(r => r.text()).then(t => { document.body.innerHTML = t })"
    web.route("/", redirect("/app"), host="app.test")
    web.route("/app", page(f"<body><script>{script}</script>", headers=[("X-Robots-Tag", "nofollow")]), host="app.test")
    web.route("/data", page("<a href='https://site.example/'>there</a>"), host="app.test")
    fetched = await render(web, "http://app.test/")
    assert b'<a href="https://site.example/">there</a>' in fetched.body
    assert (fetched.status, fetched.final_url, fetched.problem) == (200, "http://app.test/app", None)
    assert fetched.header("x-robots-tag") == "nofollow"
    assert web.visits[0].headers["user-agent"].startswith("Backlight/")


ATTACK = """<body><img src="{inside}/img"><iframe src="{inside}/frame"></iframe>
<link rel=stylesheet href="{inside}/css">
<link rel=dns-prefetch href="{inside}"><link rel=preconnect href="{inside}"><link rel=prefetch href="{inside}/prefetch">
<script src="{inside}/js"></script><iframe src="/away"></iframe><form id=f target=_blank action="{inside}/form"></form>
<script>
 fetch("{inside}/fetch", {{mode: "no-cors"}}); fetch("/away"); navigator.sendBeacon("{inside}/beacon");
 fetch("http://inside.test:{port}/named", {{mode: "no-cors"}});
 new WebSocket("ws://127.0.0.2:{port}/ws"); new EventSource("{inside}/events");
 new Worker(URL.createObjectURL(new Blob(['fetch("{inside}/worker", {{mode: "no-cors"}})'])));
 try {{ navigator.serviceWorker.register("/sw.js") }} catch (e) {{}}
 window.open("{inside}/popup"); document.getElementById("f").submit();
 const p = new RTCPeerConnection({{iceServers: [
   {{urls: "turn:127.0.0.2:{port}?transport=tcp", username: "x", credential: "x"}}]}});
 p.createDataChannel("x"); p.createOffer().then(o => p.setLocalDescription(o));
 document.body.append("done");
</script>"""


@needs_browser
async def test_no_request_of_a_page_reaches_a_refused_address() -> None:
    async with MisbehavingWeb() as web, MisbehavingWeb(addresses=(INSIDE,)) as inside:
        away = f"http://{INSIDE}:{inside.port}"
        web.resolver.hosts["inside.test"] = INSIDE
        web.route("/", page(ATTACK.format(inside=away, port=inside.port)), host="evil.test")
        web.route("/away", redirect(f"{away}/away"), host="evil.test")
        web.route("/sw.js", page(f"fetch('{away}/sw')", content_type="text/javascript"), host="evil.test")
        fetched = await render(web, "http://evil.test/")
        assert b"done" in fetched.body
        assert "/away" in web.paths()
        assert inside.connections == 0


@needs_browser
@pytest.mark.parametrize("way", ["redirect", "script", "meta"])
async def test_a_page_that_leads_inside_is_refused(way: str) -> None:
    async with MisbehavingWeb() as web, MisbehavingWeb(addresses=(INSIDE,)) as inside:
        away = f"http://{INSIDE}:{inside.port}/"
        web.route(
            "/",
            {
                "redirect": redirect(away),
                "script": page(f"<script>location = '{away}'</script>"),
                "meta": page(f"<meta http-equiv=refresh content='0;url={away}'>"),
            }[way],
            host="evil.test",
        )
        inside.route("/", page("secret"))
        fetched = await render(web, "http://evil.test/")
        assert (fetched.problem, fetched.body) == (Reason.ADDRESS_REFUSED, b"")
        assert inside.connections == 0


@needs_browser
async def test_a_page_that_takes_for_ever_is_given_up(web: MisbehavingWeb) -> None:
    web.route("/loop", page("<script>for (;;) {}</script>"))
    web.route("/hang", hang())
    for path in ("/loop", "/hang"):
        assert (await render(web, web.url(path), timeout=4)).problem is Reason.TIMED_OUT


@needs_browser
async def test_a_page_that_eats_memory_or_traffic_is_given_up(web: MisbehavingWeb) -> None:
    web.route("/memory", page("<script>let a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))</script>"))
    web.route("/traffic", page("<body>hello<script>fetch('/endless').then(r => r.blob())</script>"))
    web.route("/endless", endless(b"x" * 100_000))
    assert (await render(web, web.url("/memory"), max_memory_mb=400)).problem is Reason.TOO_LARGE
    fetched = await render(web, web.url("/traffic"), max_bytes=2_000_000)
    assert (fetched.problem, b"hello" in fetched.body) == (Reason.TOO_LARGE, True)


@needs_browser
async def test_what_cannot_be_reached_has_its_own_reason(web: MisbehavingWeb) -> None:
    assert (await render(web, "http://missing.test/")).problem is Reason.NXDOMAIN
    assert (await render(web, "file:///etc/passwd")).problem is Reason.ADDRESS_REFUSED
    assert (await render(web, f"http://{INSIDE}:{web.port}/")).problem is Reason.ADDRESS_REFUSED


def test_a_missing_browser_is_said_at_once() -> None:
    with pytest.raises(ConfigError, match=r"no /nowhere/chromium\. Install Chromium"):
        Renderer(settings(browser="/nowhere/chromium"))
