"""What the stand-in knows: its bot, guilds, channels, messages. Payloads hold what discord.py 2.7 needs."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1420070400000
TOKEN = "stand-in.token.for-tests"
BOT_ID = 900
GUILD_ID = 100
MESSAGE_CONTENT = 1 << 15  # the privileged intent
EVERYTHING = str((1 << 53) - 1)

_sequence = itertools.count()


def snowflake() -> str:
    """A fresh id that carries the time, as Discord's do."""
    return str(((int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22) | (next(_sequence) & 0x3FFFFF))


def user(user_id: int, name: str, *, bot: bool = False) -> Json:
    """A user's payload."""
    return {"id": str(user_id), "username": name, "discriminator": "0", "avatar": None, "bot": bot}


BOT = user(BOT_ID, "Backlight", bot=True)
ALICE = user(200, "alice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that is in a channel, with the nonce it came with."""

    id: int
    channel_id: int
    nonce: str | None
    json: Json  # as the bot sent it
    files: tuple[str, ...]  # names
    at: float  # seconds of time.monotonic


@dataclass(slots=True)
class World:
    """The state. `nonce_seconds` is how long Discord remembers a nonce: "the past few minutes"."""

    nonce_seconds: float = 180.0
    message_content_allowed: bool = True
    channels: set[int] = field(default_factory=lambda: {7})
    closed: set[int] = field(default_factory=set)  # channels in which the bot may not speak
    unreadable: set[int] = field(default_factory=set)  # channels whose past the bot may not read
    posted: list[Posted] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)

    def post(self, channel_id: int, json: Json, files: tuple[str, ...]) -> tuple[Posted, bool]:
        """Keep a message. Returns it and whether it is new: the same nonce within its time gives the old one."""
        nonce = json.get("nonce")
        if nonce is not None and json.get("enforce_nonce"):
            for old in reversed(self.posted):
                same = (old.channel_id, old.nonce) == (channel_id, str(nonce))
                if same and time.monotonic() - old.at < self.nonce_seconds:
                    return old, False
        new = Posted(
            id=int(snowflake()),
            channel_id=channel_id,
            nonce=None if nonce is None else str(nonce),
            json=json,
            files=files,
            at=time.monotonic(),
        )
        self.posted.append(new)
        return new, True

    def guild(self) -> Json:
        """GUILD_CREATE's payload: Alice's guild with its channels, the bot in it."""
        return {
            "id": str(GUILD_ID), "name": "Alice's team", "owner_id": ALICE["id"], "member_count": 2,
            "unavailable": False, "threads": [], "large": False,
            "roles": [{"id": str(GUILD_ID), "name": "@everyone", "permissions": EVERYTHING, "position": 0}],
            "channels": [channel(channel_id) for channel_id in sorted(self.channels)],
            "members": [{"user": BOT, "roles": [], "flags": 0}, {"user": ALICE, "roles": [], "flags": 0}],
        }  # fmt: skip


def channel(channel_id: int) -> Json:
    """A text channel's payload."""
    return {
        "id": str(channel_id), "type": 0, "name": f"channel-{channel_id}", "position": 0,
        "guild_id": str(GUILD_ID), "permission_overwrites": [],
    }  # fmt: skip


def message(channel_id: int, content: str, author: Json, **more: Any) -> Json:
    """A message's payload."""
    return {
        "id": snowflake(), "channel_id": str(channel_id), "guild_id": str(GUILD_ID), "type": 0, "content": content,
        "author": author, "member": {"roles": [], "flags": 0}, "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None, "tts": False, "pinned": False, "mention_everyone": False, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "components": [], "flags": 0, **more,
    }  # fmt: skip


def posted_payload(posted: Posted) -> Json:
    """What a bot gets back for a message that it posted."""
    attachments = [
        {"id": str(number), "filename": name, "size": 1, "url": f"http://127.0.0.1/{name}", "proxy_url": ""}
        for number, name in enumerate(posted.files)
    ]
    shown = {key: posted.json[key] for key in ("embeds", "components") if posted.json.get(key)}
    return message(posted.channel_id, posted.json.get("content") or "", BOT, attachments=attachments, **shown) | {
        "id": str(posted.id)
    }
