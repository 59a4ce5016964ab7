"""PyPI's backlink-guard on saved pages: its free signals of a site's own pages, served on loopback."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backlink_guard import policy, vet

from benchmarks.eval._saved import Saved


def peer_findings(pages: Sequence[Saved]) -> list[tuple[bool, bool]]:
    """By page: does it have any finding against it, and does its verdict say `caution` or `avoid`?"""
    with _served(pages) as urls, ThreadPoolExecutor(4) as pool:
        return list(pool.map(_findings, urls))


def _findings(url: str) -> tuple[bool, bool]:
    flags = vet.page_flags(vet.read_site(url))
    return any(flag["level"] in {"avoid", "caution"} for flag in flags), policy.grade(flags) != "ok"


@contextmanager
def _served(pages: Sequence[Saved]) -> Iterator[list[str]]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.strip("/")
            found = number.isdecimal() and int(number) < len(pages)
            body = pages[int(number)].body if found else b"not here"
            self.send_response(200 if found else 404)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [f"http://127.0.0.1:{server.server_port}/{number}/" for number in range(len(pages))]
    finally:
        server.shutdown()
        server.server_close()
