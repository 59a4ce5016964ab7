"""The stand-in's gateway: HELLO, IDENTIFY, RESUME with replay, heartbeats, and the ways in which it can go wrong."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.standin.world import BOT, BOT_ID, GUILD_ID, MESSAGE_CONTENT, TOKEN, Json, World

AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
HEARTBEAT_MS = 41250
INVALID_SESSION = 9  # opcode


@dataclass(slots=True)
class Session:
    """What a bot has been told, so that a RESUME can replay it."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    sequence: int = 0
    told: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None

    async def dispatch(self, name: str, data: Json) -> None:
        """Tell the bot of an event, now or after its RESUME."""
        self.sequence += 1
        frame = {"op": 0, "t": name, "s": self.sequence, "d": data}
        self.told.append(frame)
        if self.socket is not None and not self.socket.closed:
            await self.socket.send_json(frame)


class Gateway:
    """One bot's gateway. Everything here runs on the stand-in's event loop."""

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self._url = url
        self.session: Session | None = None
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """A connection from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._answer(socket, frame.json())
        return socket

    async def dispatch(self, name: str, data: Json) -> None:
        """Tell the bot of an event."""
        assert self.session is not None, "no bot has identified itself"
        await self.session.dispatch(name, data)

    async def send(self, frame: Json) -> None:
        """Send a bare frame: op 7 asks for a reconnect, op 9 ends the session."""
        if self.session and self.session.socket:
            if frame["op"] == INVALID_SESSION:
                self.session.told.clear()
            await self.session.socket.send_json(frame)

    async def cut(self, code: int = 1000) -> None:
        """Close the connection from our side."""
        if self.session and self.session.socket:
            await self.session.socket.close(code=code)

    async def _answer(self, socket: web.WebSocketResponse, frame: Json) -> None:
        match frame["op"]:
            case 1:
                self.heartbeats += 1
                await socket.send_json({"op": 11})
            case 2:
                await self._identify(socket, frame["d"])
            case 6:
                await self._resume(socket, frame["d"])

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> None:
        self.identifies += 1
        if data["token"] != TOKEN:
            await socket.close(code=AUTHENTICATION_FAILED)
        elif data["intents"] & MESSAGE_CONTENT and not self._world.message_content_allowed:
            await socket.close(code=DISALLOWED_INTENTS)
        else:
            self.session = Session(socket=socket)
            ready: dict[str, Any] = {
                "v": 10, "user": BOT, "guilds": [{"id": str(GUILD_ID), "unavailable": True}],
                "session_id": self.session.id, "resume_gateway_url": self._url,
                "application": {"id": str(BOT_ID), "flags": 0},
            }  # fmt: skip
            await self.session.dispatch("READY", ready)
            await self.session.dispatch("GUILD_CREATE", self._world.guild())

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> None:
        if self.session is None or self.session.id != data["session_id"]:
            await socket.send_json({"op": 9, "d": False})
            return
        self.resumes += 1
        self.session.socket = socket
        missed = [frame for frame in self.session.told if frame["s"] > data["seq"]]
        for frame in missed:
            await socket.send_json(frame)
        await self.session.dispatch("RESUMED", {})
