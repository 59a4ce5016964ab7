"""The stand-in's REST routes, with Discord's own error codes."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.standin.faults import Fault, Faults
from tests.standin.world import BOT, BOT_ID, TOKEN, Json, World, channel, posted_payload, snowflake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

API = "/api/v10"
Answer = tuple[int, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a route is given."""

    query: "Mapping[str, str]"
    json: Any
    files: tuple[str, ...]  # names


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One request as it came in, with the status of its answer (None: the connection was cut)."""

    method: str
    path: str
    query: dict[str, str]
    json: Any
    files: tuple[str, ...]
    status: int | None
    new: bool  # False: a message whose nonce was known


class Rest:
    """Answers the bot's HTTP requests. Everything here runs on the stand-in's event loop."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.faults = Faults()
        self.begun: list[tuple[str, str]] = []  # as they come in, before any fault
        self.recorded: list[Recorded] = []
        self.unknown_routes: list[str] = []
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
            ("GET", re.compile(r"/users/@me"), lambda *_: (200, BOT)),
            ("GET", re.compile(r"/oauth2/applications/@me"), lambda *_: (200, _application())),
            ("PUT", re.compile(r"/applications/(\d+)/commands"), self._put_commands),
            ("PUT", re.compile(r"/applications/(\d+)/guilds/\d+/commands"), self._put_commands),
            ("GET", re.compile(r"/applications/(\d+)/commands"), lambda *_: (200, self._world.commands)),
            ("GET", re.compile(r"/channels/(\d+)"), self._get_channel),
            ("GET", re.compile(r"/channels/(\d+)/messages"), self._history),
            ("POST", re.compile(r"/channels/(\d+)/messages"), self._post),
            ("POST", re.compile(r"/channels/(\d+)/typing"), lambda *_: (204, None)),
            ("POST", re.compile(r"/users/@me/channels"), lambda *_: (403, _error(50007, "Cannot message this user"))),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, with its fault if one is scripted."""
        path = request.path.removeprefix(API)
        asked = await _read(request)
        self.begun.append((request.method, path))
        fault = self.faults.next_for(request.method, path) or Fault()
        await asyncio.sleep(fault.delay)
        before = len(self._world.posted)
        status, body = 0, None
        if fault.done or not (fault.status or fault.drop):
            status, body = self._answer(request, path, asked)
        await asyncio.sleep(fault.linger)
        if fault.status:
            status, body = fault.status, fault.body
        self.recorded.append(
            Recorded(
                method=request.method,
                path=path,
                query=dict(request.query),
                json=asked.json,
                files=asked.files,
                status=None if fault.drop else status,
                new=len(self._world.posted) > before,
            )
        )
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
        # exactly this content type: discord.py takes anything else for text
        content = b"" if body is None else json.dumps(body).encode()
        return web.Response(
            status=status or 500, body=content, headers={"Content-Type": "application/json"} | fault.headers
        )

    def _answer(self, request: web.Request, path: str, asked: Asked) -> Answer:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return 401, _error(0, "401: Unauthorized")
        for method, pattern, answer in self._routes:
            if method == request.method and (found := pattern.fullmatch(path)):
                return answer(asked, *map(int, found.groups()))
        self.unknown_routes.append(f"{request.method} {path}")
        return 404, _error(0, "404: Not Found")

    def _put_commands(self, asked: Asked, _application_id: int) -> Answer:
        fixed = {"application_id": str(BOT_ID), "version": "1"}
        self._world.commands = [{"description": "", **command, **fixed, "id": snowflake()} for command in asked.json]
        return 200, self._world.commands

    def _get_channel(self, _asked: Asked, channel_id: int) -> Answer:
        if channel_id not in self._world.channels:
            return 404, _error(10003, "Unknown Channel")
        return 200, channel(channel_id)

    def _history(self, asked: Asked, channel_id: int) -> Answer:
        if channel_id not in self._world.channels:
            return 404, _error(10003, "Unknown Channel")
        if channel_id in self._world.unreadable:
            return 403, _error(50001, "Missing Access")
        before = int(asked.query.get("before", 1 << 63))
        past = [old for old in reversed(self._world.posted) if old.channel_id == channel_id and old.id < before]
        return 200, [posted_payload(old) for old in past[: int(asked.query.get("limit", 50))]]

    def _post(self, asked: Asked, channel_id: int) -> Answer:
        if channel_id not in self._world.channels:
            return 404, _error(10003, "Unknown Channel")
        if channel_id in self._world.closed:
            return 403, _error(50013, "Missing Permissions")
        if problem := _over_limits(asked.json):
            return 400, _error(50035, "Invalid Form Body") | {"errors": {problem: {"_errors": []}}}
        posted, _ = self._world.post(channel_id, asked.json, asked.files)
        return 200, posted_payload(posted)


def _over_limits(payload: Json) -> str | None:
    """What breaks Discord's limits of a message, if anything (resources/message in its documentation)."""
    embeds = payload.get("embeds") or []
    if len(payload.get("content") or "") > 2000:
        return "content"
    if len(embeds) > 10 or any(len(embed.get("description") or "") > 4096 for embed in embeds):
        return "embeds"
    if not (payload.get("content") or embeds or payload.get("attachments") or payload.get("components")):
        return "content"
    return "nonce" if len(str(payload.get("nonce") or "")) > 25 else None


async def _read(request: web.Request) -> Asked:
    if request.content_type != "multipart/form-data":
        body = await request.json() if request.can_read_body else None
        return Asked(query=request.query, json=body, files=())
    payload: Any = None
    files: list[str] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            payload = json.loads(await part.text())
        else:
            files.append(part.filename or "")
            await part.read()
    return Asked(query=request.query, json=payload, files=tuple(files))


def _application() -> Json:
    return {
        "id": str(BOT_ID), "name": "Backlight", "description": "", "icon": None, "bot_public": False,
        "bot_require_code_grant": False, "owner": BOT, "verify_key": "", "flags": 0,
    }  # fmt: skip


def _error(code: int, text: str) -> Json:
    return {"code": code, "message": text}
