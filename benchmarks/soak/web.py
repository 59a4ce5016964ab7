"""The world of the soak as a real web server on loopback, and as a resolver that knows its hosts."""

import asyncio
import socket
import zlib
from datetime import timedelta

from aiohttp.abc import AbstractResolver, ResolveResult

from benchmarks.soak.world import GONE, SITE, Fault, SoakLink, Truth, World
from tests.faults.web import HTML, Headers, MisbehavingWeb, Script, Visit, head, page, raw, reset

RETRY_AFTER = timedelta(hours=2)
WORDS = (
    "The river was high in spring and the mill had work for weeks. We walked along the bank with the old map and "
    "wrote down what was left of the weirs, the sluices and the small bridges that nobody counts any more. "
)
REL = {Truth.NOFOLLOW: ' rel="nofollow"', Truth.SPONSORED: ' rel="sponsored"'}


def answer(body: str = "", *, status: int = 200, headers: Headers = ()) -> Script:
    """A page on a connection of its own: a kept one would outlive its host's DNS."""
    return page(body, status=status, headers=[("Connection", "close"), *headers])


PORTAL = answer("<html><title>Guest network</title><body>" + "<p>Please accept the terms of this network. " * 30)
REFUSALS = {
    Fault.STORM_503: answer("<h1>Service Unavailable</h1>", status=503),
    Fault.ERROR_500: answer("<h1>Internal Server Error</h1>", status=500),
    Fault.BLOCK_403: answer("<h1>Forbidden</h1>", status=403),
    Fault.OWN_BANNED: answer("<h1>Access denied</h1>", status=403),
    Fault.RATE_429: answer(
        "Too many requests", status=429, headers=[("Retry-After", str(int(RETRY_AFTER.total_seconds())))]
    ),
    Fault.CHALLENGE: answer(
        "<html><head><title>Just a moment...</title></head><body>"
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>',
        status=403,
        headers=[("cf-mitigated", "challenge"), ("Server", "cloudflare")],
    ),
    Fault.CAPTCHA_200: answer(
        "<html><head><title>Attention Required</title></head><body><h1>Verify you are human</h1>"
        '<div class="g-recaptcha" data-sitekey="x"></div>'
        '<script src="https://www.google.com/recaptcha/api.js"></script></body></html>'
    ),
    Fault.LOGIN: answer("<html><title>Log in</title><h1>Log in to continue</h1>", status=401),
    Fault.SHELL: answer(
        '<html><head><title>App</title><script src="/static/js/main.8f2c.js"></script></head>'
        '<body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>'
    ),
    Fault.RESET: reset(),
    Fault.OWN_PORTAL: PORTAL,
}


class Names(AbstractResolver):
    """The DNS of the world."""

    def __init__(self, world: World, port: int, closed_port: int) -> None:
        self._world = world
        self._hosts = {host.name: host for host in world.hosts}
        self._gone = {
            link.host.name: link for link in world.links if any(t is Truth.DOMAIN_GONE for _, t in link.truths)
        }
        self._port = port
        self._closed_port = closed_port

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002  # of the interface, like the next
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """Every host is on loopback, while it and our own DNS are well."""
        world = self._world
        fault = world.fault_at(self._hosts[host], world.now)
        gone = host in self._gone and self._gone[host].truth(world.now) is Truth.DOMAIN_GONE
        if fault in (Fault.OWN_DNS, Fault.DNS_ERROR):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if fault is Fault.OWN_NXDOMAIN or (fault is Fault.NXDOMAIN or (gone and fault is not Fault.OWN_PORTAL)):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        to = self._closed_port if fault is Fault.REFUSED else self._port
        return [ResolveResult(hostname=host, host="127.0.0.1", port=to, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


def serve(world: World, web: MisbehavingWeb) -> None:
    """Route every page of the world."""
    for host in world.hosts:
        web.route("/robots.txt", _Door(world, None, host.name), host=host.name)
        web.route("/", _Door(world, None, host.name), host=host.name)
    for link in world.links:
        web.route(link.path, _Door(world, link, link.host.name), host=link.host.name)


class _Door:
    """What a visitor of one path gets: the fault of the moment, or the truth."""

    def __init__(self, world: World, link: SoakLink | None, host: str) -> None:
        self._world = world
        self._link = link
        self._host = next(one for one in world.hosts if one.name == host)

    async def __call__(self, visit: Visit) -> None:
        fault = self._world.fault_at(self._host, self._world.now)
        if fault is Fault.HANG:
            await asyncio.Event().wait()
        elif fault in REFUSALS:
            await REFUSALS[fault](visit)
        elif self._link is None:
            status = 404 if visit.path == "/robots.txt" else 200
            await answer(_document(self._host.name, 0, "", WORDS * 4), status=status)(visit)
        else:
            await self._truth(self._link, visit, cut=fault is Fault.TRUNCATED)
        visit.writer.close()

    async def _truth(self, link: SoakLink, visit: Visit, *, cut: bool) -> None:
        now = self._world.now
        truth = link.truth(now)
        if truth in (Truth.PAGE_410, Truth.PAGE_404):
            await answer("<h1>Not here any more</h1>", status=410 if truth is Truth.PAGE_410 else 404)(visit)
        elif truth is Truth.TO_HOME:
            await answer(status=301, headers=[("Location", "/")])(visit)
        else:
            await self._article(link, truth, visit, cut=cut)

    async def _article(self, link: SoakLink, truth: Truth, visit: Visit, *, cut: bool) -> None:
        headers = [("X-Robots-Tag", "nofollow")] if truth is Truth.HEADER_NOFOLLOW else []
        meta = '<meta name="robots" content="nofollow">' if truth is Truth.META_NOFOLLOW else ""
        anchor = "" if truth in GONE else f'<a href="https://{SITE}/guide"{REL.get(truth, "")}>the guide</a>'
        text = f"{WORDS}</p><p>{anchor} {WORDS * 3}"
        body = _document(link.url, link.host.look(self._world.now), meta, text)
        etag = f'"{zlib.crc32(body.encode()):x}"'
        if link.number % 2:  # half of the servers know versions
            headers.append(("ETag", etag))
        if cut:  # before the link or after it
            start = body[: len(body) // (2 + link.number % 3)].encode()
            headers += [("Content-Type", HTML), ("Content-Length", str(len(body)))]
            await raw(head(200, headers) + start)(visit)
        elif link.number % 2 and visit.headers.get("if-none-match") == etag:
            await answer(status=304, headers=headers)(visit)
        else:
            await answer(body, headers=headers)(visit)


def _document(name: str, look: int, meta: str, text: str) -> str:
    frame = ("<main><article>{}</article></main>", '<div class="new"><section><div>{}</div></section></div>')[look % 2]
    content = frame.format(f"<h1>Notes of {name}</h1><p>{text}</p>")
    return (
        f"<!doctype html><html lang=en><head><title>{name}</title>{meta}</head><body><nav><a href=/>Home</a></nav>"
        f"{content}<footer><a href=/about>About</a></footer></body></html>"
    )
