"""From host names to addresses, and to the connections that the guard lets through."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from aiohttp import AddrInfoType, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.crawl.guard import AddressGuard, AddressRefusedError

FOUND_SECONDS = 300.0  # getaddrinfo tells no lifetime; five minutes is what most sites ask for
MISSING_SECONDS = 30.0
MAX_NAMES = 10_000
LOOKUPS_AT_ONCE = 8

_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=_NUMERIC)


class StaticResolver(AbstractResolver):
    """Names from a table, for tests and the demo. A name may lead to another port too; others do not exist.

    `hosts` maps a name to an address, to several, to an (address, port), or to the error that its look-up raises.
    It may be changed at any time.
    """

    def __init__(self, hosts: Mapping[str, str | list[str] | tuple[str, int] | OSError] | None = None) -> None:
        self.hosts = dict(hosts or {})

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  # of the interface; always unspecified here
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises gaierror when it is not in the table."""
        found = self.hosts.get(host.rstrip("."))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if isinstance(found, OSError):
            raise found
        if isinstance(found, tuple):
            return [_result(host, found[0], found[1])]
        return [_result(host, address, port) for address in ([found] if isinstance(found, str) else found)]

    async def close(self) -> None:
        """Nothing to close."""


class SystemResolver(AbstractResolver):
    """The operating system's look-up in threads of its own, each name asked once at a time and remembered for a while.

    AI_ADDRCONFIG is not set: without a network it would make every name look non-existent.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="dns")
        self._known: dict[str, tuple[float, list[str] | OSError]] = {}
        self._asked: dict[str, asyncio.Task[list[str] | OSError]] = {}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  # of the interface; always unspecified here
    ) -> list[ResolveResult]:
        """The addresses of a name, IPv4 and IPv6. Raises gaierror."""
        until, known = self._known.get(host, (0.0, []))
        if until < monotonic():
            known = await self._ask_once(host)
        if isinstance(known, OSError):
            raise type(known)(*known.args)  # a fresh one: a remembered one would gather tracebacks
        return [_result(host, address, port) for address in known]

    async def _ask_once(self, host: str) -> list[str] | OSError:
        task = self._asked.get(host)
        if task is None:
            task = self._asked[host] = asyncio.create_task(self._ask(host))
            task.add_done_callback(lambda _: self._asked.pop(host, None))
        return await asyncio.shield(task)  # one caller's cancellation is not the others'

    async def _ask(self, host: str) -> list[str] | OSError:
        """An error is an answer here: when nobody waits any more, it must not be reported as unhandled."""
        answer: list[str] | OSError
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, _getaddrinfo, host)
        except OSError as error:
            answer = error
        if len(self._known) >= MAX_NAMES:
            self._known.clear()
        lifetime = MISSING_SECONDS if isinstance(answer, OSError) else FOUND_SECONDS
        self._known[host] = (monotonic() + lifetime, answer)
        return answer

    async def close(self) -> None:
        """Give up on look-ups under way."""
        for task in tuple(self._asked.values()):
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _getaddrinfo(host: str) -> list[str]:
    try:
        infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that is too long or empty cannot exist
        raise socket.gaierror(socket.EAI_NONAME, "Not a possible host name") from None
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


class GuardedResolver(AbstractResolver):
    """Hands on the addresses that the guard allows; refuses a name that has none."""

    def __init__(self, names: AbstractResolver, guard: AddressGuard) -> None:
        self._names = names
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The allowed addresses. Raises gaierror, or AddressRefusedError when all are refused."""
        found = await self._names.resolve(host, port, family)
        allowed = [one for one in found if not self._guard.refusal(one["host"], one["port"])]
        if found and not allowed:
            refusal = self._guard.refusal(found[0]["host"], found[0]["port"])
            raise AddressRefusedError(f"{host} is refused: {refusal}")
        return allowed

    async def close(self) -> None:
        """Close the resolver inside."""
        await self._names.close()


def guarded_socket(guard: AddressGuard) -> Callable[[AddrInfoType], socket.socket]:
    """What opens the sockets of a connector: only to addresses that the guard allows at that moment."""

    def open_socket(info: AddrInfoType) -> socket.socket:
        guard.check(str(info[4][0]), int(info[4][1]))
        return socket.socket(info[0], info[1], info[2])

    return open_socket


def guarded_connector(names: AbstractResolver, guard: AddressGuard) -> TCPConnector:
    """A connector whose every new socket is checked at its creation, so no answer of DNS can change in between."""
    return TCPConnector(
        resolver=GuardedResolver(names, guard),
        socket_factory=guarded_socket(guard),
        use_dns_cache=False,  # SystemResolver has its own
        limit=0,  # the fetcher counts; a queue in here would eat up the time of a fetch
        keepalive_timeout=15,
    )
