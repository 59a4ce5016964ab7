"""The web of the benchmark: nginx on many loopback addresses, or a process of our own where there is no nginx.

Its log tells who really got what: no contender is believed by its own word alone.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from benchmarks.bench.corpus import Page

ADDRESSES = tuple(f"127.0.7.{number}" for number in range(1, 161))

LOG = "access.log"  # in the folder: a line a request

NGINX = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    log_format bench "http://$host:$server_port$request_uri $status $body_bytes_sent $connection $http_accept_encoding";
    access_log {folder}/{log} bench;
    types {{ text/html html; }} default_type text/html; charset utf-8; charset_types text/plain;
    gzip_static on; gzip_vary on; sendfile on; keepalive_requests 100000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ {listen} root {folder}/www; location = /robots.txt {{ return 404; }}
             rewrite ^/r[0-9]+/(.*)$ /$1; }}
}}
"""


def free_port() -> int:
    """A port that is free on every loopback address at this moment."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))  # noqa: S104  # only asks for a number; nothing listens
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Visits:
    """What a contender asked for."""

    pages: int  # of those expected, answered with 200 or 304
    full: int  # answers with 200
    unchanged: int  # answers with 304
    bytes: int  # of bodies, as sent
    connections: int
    gzip: bool  # accepted with each request


class Log:
    """The server's log, read piece by piece."""

    def __init__(self, folder: Path) -> None:
        """Begins at the end of what was logged so far."""
        self._path = folder / LOG
        self._read = self._path.stat().st_size if self._path.exists() else 0

    def visits(self, urls: Collection[str]) -> Visits:
        """What was asked for since the last call, of these pages; what else was asked for counts as bytes only."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            lines = [line.split(" ", 4) for line in file.read().decode().splitlines()]
            self._read = file.tell()
        got = [line for line in lines if line[1] in ("200", "304")]
        return Visits(
            pages=len({line[0] for line in got}.intersection(urls)),
            full=sum(line[1] == "200" for line in got),
            unchanged=sum(line[1] == "304" for line in got),
            bytes=sum(int(line[2]) for line in lines),
            connections=len({line[3] for line in lines}),
            gzip=all("gzip" in line[4] for line in got),
        )


def lines_of(pages: Sequence[Page], port: int, number: int) -> list[tuple[str, str]]:
    """So many URLs over all addresses, each with the domain that its page links to."""
    lines = []
    for place in range(number):
        address, page = ADDRESSES[place % len(ADDRESSES)], pages[place % len(pages)]
        lines.append((f"http://{address}:{port}/r{place // len(pages)}/{page.name}", page.target))
    return lines


def find_nginx() -> str | None:
    """Where nginx is, None where it is not installed."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextlib.contextmanager
def serving(folder: Path, nginx: str | None) -> Iterator[int]:
    """Serve `folder`/www under `/rN/NAME`, any N, on every address, and log to `folder`/LOG. Yields the port.

    `nginx` is its path; None: a second Python process serves.
    """
    port = free_port()
    if nginx:
        user = "user root;" if os.geteuid() == 0 else ""  # or its workers could not read our folder
        listen = " ".join(f"listen {address}:{port};" for address in ADDRESSES)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, listen=listen, user=user, log=LOG))
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    else:
        command = [sys.executable, "-m", "benchmarks.bench.server", str(folder), str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection((ADDRESSES[-1], port), 0.2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}")


async def _serve(folder: Path, port: int) -> None:
    async def page(request: web.Request) -> web.StreamResponse:
        file = folder / "www" / request.match_info["name"]
        return web.FileResponse(file) if file.is_file() else web.Response(status=404)

    log = (folder / LOG).open("a", buffering=1)

    @web.middleware
    async def logged(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        answer = await handler(request)
        await answer.prepare(request)
        sent, accepted = answer.content_length or 0, request.headers.get("Accept-Encoding", "-")
        log.write(f"{request.url} {answer.status} {sent} {id(request.transport)} {accepted}\n")
        return answer

    app = web.Application(middlewares=[logged])
    app.router.add_get("/{round}/{name}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for address in ADDRESSES:
        await web.TCPSite(runner, address, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
