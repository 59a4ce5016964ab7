"""The web of the benchmark: nginx on many loopback addresses, or a process of our own where there is no nginx."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web

ADDRESSES = tuple(f"127.0.7.{number}" for number in range(1, 161))

NGINX = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    access_log off; types {{ text/html html; }} default_type text/html; charset utf-8; charset_types text/plain;
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


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[int, str]]:
    """Serve `folder`/www under `/rN/NAME`, any N, on every address. Yields the port and the server's name."""
    port = free_port()
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx:
        user = "user root;" if os.geteuid() == 0 else ""  # or its workers could not read our folder
        listen = " ".join(f"listen {address}:{port};" for address in ADDRESSES)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, listen=listen, user=user))
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    else:
        command = [sys.executable, "-m", "benchmarks.bench.server", str(folder), str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, "nginx" if nginx else "a second Python process"
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

    app = web.Application()
    app.router.add_get("/{round}/{name}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for address in ADDRESSES:
        await web.TCPSite(runner, address, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
