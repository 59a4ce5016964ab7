"""`python -m bot check`: pages are fetched now, in the order asked, with the bot's own guards."""

import argparse
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.cli import check

PAGES = {
    "/link": b'<a href="https://example.com/">x</a>',
    "/moved": b'<meta http-equiv=refresh content="0;url=/link">',
    "/plain": b"<title>Blog</title><p>Some words to read.",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def web() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _check(tmp_path: Path, *urls: str, site: str = "example.com") -> int:
    config = tmp_path / "config.toml"
    config.write_text('[crawl]\nallow_addresses = ["127.0.0.0/8"]\nhost_delay = 0\n')
    return check.run(argparse.Namespace(site=site, json=True, config=config, urls=list(urls)))


def test_pages_are_answered_in_the_order_asked(web: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(tmp_path, f"{web}/link", f"{web}/gone", f"{web}/plain", f"{web}/moved") == 0

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["observation"], one["reason"]) for one in found] == [
        ("present", "link_found"),
        ("absent", "page_gone"),
        ("absent", "link_removed"),
        ("present", "link_found"),
    ]
    assert found[3]["final_url"] == f"{web}/link"


def test_a_bad_address_is_answered_and_ends_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(tmp_path, "ftp://example.org/") == 2
    assert "error" in json.loads(capsys.readouterr().out)


def test_a_site_that_is_no_domain_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(tmp_path, "https://example.org/", site="nonsense") == 2
    assert "must be a domain" in capsys.readouterr().err
