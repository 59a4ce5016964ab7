"""The stand-in itself: REST and gateway on one loopback port, on an event loop in a thread of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.standin.faults import Fault
from tests.standin.gateway import Gateway
from tests.standin.rest import API, Recorded, Rest
from tests.standin.world import ALICE, BOT, BOT_ID, Posted, World, message

R = TypeVar("R")
PATIENCE_SECONDS = 30.0  # how long `wait_for` waits before it says that something never happened


class StandIn:
    """A Discord that lives as long as the `with` block. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self.world = World()
        self._loop = asyncio.new_event_loop()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.gateway = Gateway(self.world, f"ws://127.0.0.1:{self.port}/gateway/")
        self._rest = Rest(self.world)
        self._thread = threading.Thread(target=self._loop.run_forever, name="stand-in")

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def recorded(self) -> list[Recorded]:
        """Every request so far."""
        return list(self._rest.recorded)

    @property
    def posted(self) -> list[Posted]:
        """Every message that is in a channel, each once."""
        return list(self.world.posted)

    @property
    def unknown_routes(self) -> list[str]:
        """What the bot asked for that the stand-in does not know; a test that passes leaves it empty."""
        return list(self._rest.unknown_routes)

    @property
    def identifies(self) -> int:
        """How many sessions were begun."""
        return self.gateway.identifies

    def fail(self, method: str, path: str, fault: Fault, *, times: int = 1) -> None:
        """Script a fault: `path` is a pattern for the whole path, such as `/channels/7/messages`."""
        self._rest.faults.add(method, path, fault, times)

    def say(self, content: str, *, channel_id: int = 7) -> None:
        """Let Alice type something."""
        mentions = [BOT | {"member": {"roles": [], "flags": 0}}] if f"<@{BOT_ID}>" in content else []
        self.dispatch("MESSAGE_CREATE", message(channel_id, content, ALICE, mentions=mentions))

    def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Tell the bot of any event."""
        self._call(self.gateway.dispatch(name, data))

    def ask_to_reconnect(self) -> None:
        """Op 7."""
        self._call(self.gateway.send({"op": 7}))

    def end_session(self) -> None:
        """Op 9: the bot must identify itself anew."""
        self._call(self.gateway.send({"op": 9, "d": False}))

    def cut_gateway(self, code: int = 1000) -> None:
        """Close the bot's gateway connection."""
        self._call(self.gateway.cut(code))

    def wait_for(self, what: Callable[[], R], *, why: str) -> R:
        """Wait until `what()` is true and return it. Fails with `why` when that never happens."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (got := what()):
            assert time.monotonic() < deadline, f"never happened: {why}"
            time.sleep(0.01)
        return got

    def begun(self, method: str, path: str) -> int:
        """How many such requests have come in, answered or not."""
        return list(self._rest.begun).count((method, path))

    def wait_for_sessions(self, number: int) -> None:
        """Wait until so many sessions were begun since the stand-in stands."""
        self.wait_for(lambda: self.identifies >= number, why=f"IDENTIFY number {number}")

    async def _start(self) -> None:
        application = web.Application(client_max_size=32 * 2**20)
        application.router.add_route("*", API + "/{path:.*}", self._rest.handle)
        application.router.add_get("/gateway/", self.gateway.handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    def _call(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)
