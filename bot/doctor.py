"""What `doctor` looks at before the bot ever starts: each finding has a label, a result and, when bad, the mend."""

import asyncio
import re
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import aiohttp

from bot.config import Settings, load
from bot.errors import ConfigError

DISCORD_API = "https://discord.com/api/v10"
# Three parts of URL-safe base64: the application's id, a time, a signature.
TOKEN_FORM = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{25,}")
# Discord's application flags: the intent granted, or granted while the bot is in fewer than 100 servers.
MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19)
LITTLE_DISK_BYTES = 200_000_000
TIMEOUT_SECONDS = 8

Result = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    label: str
    result: Result
    detail: str
    fix: str = ""


async def examine(path: Path, *, api: str = DISCORD_API) -> list[Finding]:
    """Look at everything a start needs, changing nothing. `api` is Discord's, or a stand-in's in tests."""
    try:
        settings = load(path)
    except ConfigError as error:
        return [Finding("Configuration", "problem", str(error), f"Mend {path}, then run doctor again.")]
    findings = [
        Finding("Configuration", "ok", f"{path} is readable and every setting is known."),
        _contact(settings),
        _token(settings),
        *_database(settings.storage.path),
        await _names("discord.com" if api == DISCORD_API else "localhost"),
    ]
    token = settings.discord.token.get_secret_value()
    if TOKEN_FORM.fullmatch(token):
        findings += await _discord(token, settings, api)
    return findings


def _contact(settings: Settings) -> Finding:
    if settings.crawl.contact:
        return Finding("Contact", "ok", f"Sites see {settings.crawl.contact} in our User-Agent.")
    return Finding(
        "Contact",
        "warning",
        "Sites that we visit cannot see whom to ask.",
        "Set crawl.contact to an address or a page of yours: fewer sites will block you.",
    )


def _token(settings: Settings) -> Finding:
    token = settings.discord.token.get_secret_value()
    if not token:
        fix = "Copy it from discord.com/developers/applications, your application, Bot, into discord.token."
        return Finding("Token", "problem", "discord.token is empty.", fix)
    if not TOKEN_FORM.fullmatch(token):
        fix = "Use the token of the page Bot; the client secret and the public key are other things."
        return Finding("Token", "problem", "discord.token does not look like a bot's token.", fix)
    return Finding("Token", "ok", "It has the form of a bot's token.")


def _database(path: Path) -> Iterator[Finding]:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not _writable(folder):
        fix = "Give the bot's user the right to write there, or set storage.path to another place."
        yield Finding("Database", "problem", f"{folder} cannot be written to.", fix)
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_DISK_BYTES:
        fix = "Make room on this disk, or set storage.path to another one."
        yield Finding("Disk", "problem", f"Only {free // 1_000_000} MB are free in {folder}.", fix)
    else:
        yield Finding("Disk", "ok", f"{free // 1_000_000_000} GB are free in {folder}.")
    yield _attempt(
        "Database", "Restore your last backup, or move the file away to begin anew.", lambda: _integrity(path)
    )


def _writable(folder: Path) -> bool:
    probe = folder / ".backlight-doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _attempt(label: str, fix: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(label, "ok", look())
    except (OSError, sqlite3.Error, ValueError) as error:
        return Finding(label, "problem", str(error), fix)


def _integrity(path: Path) -> str:
    """One sentence on the file. Raises sqlite3.Error or ValueError when it is damaged."""
    if not path.exists():
        return f"{path} will be made at the first start."
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        answer = str(connection.execute("PRAGMA quick_check").fetchone()[0])
    if answer != "ok":
        raise ValueError(f"{path} is damaged: {answer}")
    return f"{path} is sound."


async def _names(host: str) -> Finding:
    try:
        await asyncio.wait_for(asyncio.get_running_loop().getaddrinfo(host, 443), TIMEOUT_SECONDS)
    except (socket.gaierror, TimeoutError) as error:
        fix = "Check the machine's network and its DNS server (/etc/resolv.conf)."
        return Finding("DNS", "problem", f"{host} cannot be looked up: {str(error) or 'no answer in time'}.", fix)
    return Finding("DNS", "ok", f"{host} is found.")


async def _discord(token: str, settings: Settings, api: str) -> list[Finding]:
    """Ask Discord itself about the token and the intents that it grants."""
    try:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, headers={"Authorization": f"Bot {token}"}) as session,
            session.get(f"{api}/applications/@me") as answer,
        ):
            status, application = answer.status, await answer.json(content_type=None) if answer.ok else {}
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        fix = "Check the machine's network, its proxy and its firewall."
        return [Finding("Discord", "warning", f"Discord was not reached: {type(error).__name__}.", fix)]
    if status == 401:  # noqa: PLR2004  # HTTP's Unauthorized
        fix = "Reset the token on the page Bot of your application and copy the new one into discord.token."
        return [Finding("Discord", "problem", "Discord does not accept this token.", fix)]
    if not isinstance(application, dict) or not application:
        return [Finding("Discord", "warning", f"Discord answered with status {status}.", "Try again in a minute.")]
    return [
        Finding("Discord", "ok", f"The token belongs to {application.get('name')}."),
        _intents(application, settings),
    ]


def _intents(application: dict[str, Any], settings: Settings) -> Finding:
    granted = bool(int(application.get("flags") or 0) & MESSAGE_CONTENT_FLAGS)
    prefix = settings.discord.prefix
    if settings.discord.message_content and not granted:
        fix = "Switch on Message Content Intent on the page Bot, or set discord.message_content = false."
        return Finding("Intents", "problem", "message_content = true, but the intent is switched off.", fix)
    if not settings.discord.message_content:
        return Finding("Intents", "ok", f"None needed: people use / or mention the bot. {prefix}commands are off.")
    return Finding("Intents", "ok", f"The Message Content intent is on, so {prefix}commands work.")
