"""The documents that are written by the code itself: the commands, the settings, the example configuration."""

import json
from collections.abc import Iterator
from typing import Any

from discord.ext import commands
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.app import create_bot
from bot.config import ENV_PREFIX, Section, Settings
from storage.database import Database

GENERATED = "<!-- Written by `make docs` from the code; edits here are lost. -->\n"


async def commands_page(database: Database) -> str:
    """docs/commands.md, from the live command tree. The database is only there because the bot wants one."""
    bot = create_bot(Settings(), database)
    await bot.load_cogs()
    groups: dict[str, list[commands.HybridCommand[Any, ..., Any]]] = {}
    for command in sorted(bot.commands, key=lambda command: command.name):
        if isinstance(command, commands.HybridCommand) and not command.hidden:
            groups.setdefault(command.cog_name or "More", []).append(command)
    lines = [
        GENERATED,
        "# Commands\n",
        "Every command works as `/name`, as `@Backlight name`, and as `!name` where `discord.message_content` is on.",
        "`<…>` must be given, `[…]` may be left out. A site may be left out when only one is watched.\n",
    ]
    for name, members in groups.items():
        lines.append(f"## {name}\n")
        for command in members:
            lines += _command_lines(command)
    await bot.close()
    return "\n".join(lines)


def _command_lines(command: commands.HybridCommand[Any, ..., Any]) -> Iterator[str]:
    parameters = command.app_command.parameters if command.app_command else []
    typed = [f"<{one.name}>" if one.required else f"[{one.name}]" for one in parameters]
    yield f"### `{' '.join([f'/{command.name}', *typed])}`\n"
    yield f"{command.short_doc}\n"
    yield from (f"- `{one.name}`: {one.description}" for one in parameters)
    if parameters:
        yield ""
    if command.app_command and command.app_command.default_permissions:
        yield "Needs the permission *Manage Server*.\n"


def configuration_page() -> str:
    """docs/configuration.md, from the settings' own fields."""
    lines = [
        GENERATED,
        "# Configuration\n",
        "Settings stand in `config.toml`. Any of them can also come from the environment, which then wins:",
        f"`{ENV_PREFIX}CRAWL__TIMEOUT=10` sets `timeout` of `[crawl]`. `config.example.toml` lists all with their",
        "defaults; every one may be left out but the token.\n",
    ]
    for table, section in _sections():
        lines += [f"## [{table}]\n", f"{_summary(section)}\n", "| setting | default | what it is |", "|---|---|---|"]
        for name, field in section.model_fields.items():
            lines.append(f"| `{name}` | `{_toml(_default(field))}` | {_escaped(field.description)} |")
        lines.append("")
    return "\n".join(lines)


def example_config() -> str:
    """config.example.toml: every setting with its default and one line of comment."""
    lines = ["# Copy this file to config.toml and fill in the token. Everything else may stay as it is."]
    for table, section in _sections():
        lines += ["", f"[{table}]  # {_summary(section)}"]
        for name, field in section.model_fields.items():
            lines.append(f"{name} = {_toml(_default(field))}  # {field.description}")
    return "\n".join(lines) + "\n"


DOCUMENTS = {"docs/configuration.md": configuration_page, "config.example.toml": example_config}


def _sections() -> Iterator[tuple[str, type[Section]]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield name, field.annotation


def _summary(section: type[Section]) -> str:
    return (section.__doc__ or "").strip().splitlines()[0]


def _default(field: FieldInfo) -> Any:
    return field.get_default(call_default_factory=True)


def _toml(value: Any) -> str:
    """A default as TOML writes it; JSON writes strings, numbers and booleans the same way."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, tuple | list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return json.dumps(value if isinstance(value, int | float) else str(value), ensure_ascii=False)


def _escaped(text: str | None) -> str:
    return (text or "").replace("|", "\\|")
