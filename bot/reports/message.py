"""A message as plain data, and the limits that every message keeps.

Limits are those of Discord's documentation (resources/message). Nothing is refused for its length: what does not fit is
cut at the end of a line, and the whole text is attached.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.reports import render

MAX_EMBEDS = 10
MAX_EMBED_TOTAL = 6000  # of all embeds of a message together
MAX_FIELDS = 25
MAX_FILES = 10
MAX_FILE_BYTES = 8 * 1024 * 1024  # under the 10 MiB that every server takes, so that two small files still fit
MAX_ALT_TEXT = 1024
EMPTY = "\u200b"  # a field must not be empty
NOBODY = discord.AllowedMentions.none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to send. `description` is the alternative text of an image, plain."""

    name: str
    data: bytes
    description: str = ""

    def file(self) -> discord.File:
        """A fresh discord.File: sending uses one up."""
        alt = render.label(self.description, MAX_ALT_TEXT) if self.description else None
        return discord.File(io.BytesIO(self.data), self.name, description=alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to send, without where and how. Text from strangers in it has passed bot.reports.render."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    items: tuple[discord.ui.Item[Any], ...] = ()  # buttons, each with an id that outlives a restart
    silent: bool = False  # no push notification
    ping_role_id: int | None = None  # the only mention that is ever allowed

    def kwargs(self) -> dict[str, Any]:
        """Keyword arguments for any of discord.py's `send`s, within Discord's limits. Call it anew for each try."""
        message = within_limits(self)
        content = message.content
        if message.ping_role_id is not None:
            content = f"<@&{message.ping_role_id}> {content}"
        given: dict[str, Any] = {
            "content": content or None,
            "embeds": list(message.embeds),
            "files": [attachment.file() for attachment in message.attachments],
            "allowed_mentions": _allowed(message.ping_role_id),
            "silent": message.silent,
            # Discord's flag hides our own embeds too; with embeds, links in `content` are written <…> instead
            "suppress_embeds": not message.embeds,
        }
        if message.items:
            view = discord.ui.View(timeout=None)
            for item in message.items:
                view.add_item(item)
            given["view"] = view
        return given


def within_limits(message: Message) -> Message:
    """The same message, cut to Discord's limits where it exceeds them, then with its whole text as an attachment."""
    ping = 30 if message.ping_role_id is not None else 0  # "<@&id> "
    content = cut(message.content, render.MAX_CONTENT - ping)
    embeds = _fit_embeds(message.embeds)
    attachments = tuple(one for one in message.attachments if len(one.data) <= MAX_FILE_BYTES)[:MAX_FILES]
    if content != message.content or [_words(one) for one in embeds] != [_words(one) for one in message.embeds]:
        whole = "\n\n".join([message.content, *map(_words, message.embeds)]).strip()
        full = Attachment(name="whole-message.txt", data=whole.encode()[:MAX_FILE_BYTES])
        attachments = (*attachments[: MAX_FILES - 1], full)
    return replace(message, content=content, embeds=embeds, attachments=attachments)


def cut(text: str, limit: int) -> str:
    """Ready (escaped) text cut to `limit` units, at the end of a line where possible and never inside an escape."""
    if render.length(text) <= limit:
        return text
    if limit <= 0:
        return ""
    room = limit - 2  # "\n…"
    kept = ""
    for line in text.split("\n"):
        if render.length(kept) + render.length(line) + 1 > room:
            break
        kept += line + "\n"
    if kept.strip():
        return kept + render.ELLIPSIS
    units = text.encode("utf-16-le")[: 2 * (limit - 1)]
    text = units.decode("utf-16-le", "ignore")
    tail = len(text) - len(text.rstrip("\\"))
    return (text[:-1] if tail % 2 else text) + render.ELLIPSIS


def _fit_embeds(embeds: Sequence[discord.Embed]) -> tuple[discord.Embed, ...]:
    room = MAX_EMBED_TOTAL
    fitted = []
    for embed in embeds[:MAX_EMBEDS]:
        one = _fit_embed(embed, room)
        room -= _size(one)
        fitted.append(one)
    return tuple(fitted)


def _fit_embed(embed: discord.Embed, room: int) -> discord.Embed:
    """A copy within the limits of its parts and of `room` units; fields give way first, from the last."""
    one = discord.Embed.from_dict({**embed.to_dict(), "fields": []})  # copy() shares the list of fields
    one.title = cut(embed.title or "", min(render.MAX_TITLE, room)) or None
    room -= render.length(one.title or "")
    if embed.footer.text:
        one.set_footer(text=cut(embed.footer.text, min(render.MAX_FOOTER, room)) or None)
        room -= render.length(one.footer.text or "")
    one.description = cut(embed.description or "", min(render.MAX_DESCRIPTION, room)) or None
    room -= render.length(one.description or "")
    for field in embed.fields[:MAX_FIELDS]:
        name = cut(field.name or EMPTY, render.MAX_FIELD_NAME)
        value = cut(field.value or EMPTY, render.MAX_FIELD_VALUE)
        room -= render.length(name) + render.length(value)
        if room < 0:
            break
        one.add_field(name=name, value=value, inline=field.inline)
    return one


def _size(embed: discord.Embed) -> int:
    fields = sum(render.length(field.name or "") + render.length(field.value or "") for field in embed.fields)
    parts = (embed.title, embed.description, embed.footer.text)
    return fields + sum(render.length(part) for part in parts if part)


def _words(embed: discord.Embed) -> str:
    fields = (f"{field.name}\n{field.value}" for field in embed.fields)
    return "\n\n".join(part for part in (embed.title, embed.description, *fields, embed.footer.text) if part)


def _allowed(role_id: int | None) -> discord.AllowedMentions:
    if role_id is None:
        return NOBODY
    return discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(role_id)], replied_user=False)
