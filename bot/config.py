"""config.toml and the environment -> typed, validated settings. Errors are plain sentences that name the key.

Every setting is a field here with its default and one line of description; config.example.toml and
docs/configuration.md are generated from these (`make docs`), and tests compare.
"""

import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import ConfigError

ENV_PREFIX = "BACKLIGHT_"  # BACKLIGHT_DISCORD__TOKEN sets discord.token

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A table of config.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DiscordSettings(Section):
    """How the bot meets Discord."""

    token: SecretStr = Field(default=SecretStr(""), description="the bot's token (or BACKLIGHT_DISCORD__TOKEN)")
    prefix: str = Field(default="!", min_length=1, max_length=5, description="before a typed command")
    message_content: bool = Field(
        default=False,
        description="true once the Message Content intent is switched on: `!profile` then works, not only @mention",
    )


class StorageSettings(Section):
    """Where the data lives."""

    path: Path = Field(
        default=Path("data/backlight.sqlite3"), description="the SQLite file; its folder must exist or be creatable"
    )


class CrawlSettings(Section):
    """How pages are fetched: as a polite guest, within limits."""

    contact: str = Field(
        default="", description="address or URL in the User-Agent, so that a site's owner can reach you"
    )
    concurrency: Count = Field(default=32, description="fetches at once")
    host_delay: float = Field(default=2.0, ge=0, description="seconds between two requests to one host")
    host_concurrency: Count = Field(default=1, description="requests at once to one host")
    domain_concurrency: Count = Field(default=4, description="requests at once to one registrable domain")
    timeout: Seconds = Field(default=30.0, description="seconds for one whole fetch")
    max_body_bytes: Count = Field(default=5_000_000, description="bytes of a page that are read")
    max_redirects: Count = Field(default=10, description="redirects that are followed")
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="networks that may be fetched although they are private, e.g. your own staging"
    )


class RenderSettings(Section):
    """Pages that only scripts build, shown to a headless browser. Needs Chromium and `pip install playwright`."""

    enabled: bool = Field(default=False, description="true to render pages that have no readable content without it")
    browser: str = Field(default="", description="path of a Chromium or Chrome; empty: the one that is installed")
    at_once: Count = Field(default=1, description="browsers at once")
    timeout: Seconds = Field(default=30.0, description="seconds for one page")
    max_memory_mb: Count = Field(default=1000, description="megabytes that one browser may take")
    max_bytes: Count = Field(default=20_000_000, description="bytes that one page may load, all it asks for included")


class CheckSettings(Section):
    """When a link is looked at again, and when it is believed lost."""

    interval_hours: Seconds = Field(default=24.0, description="between two checks of an ordinary link")
    min_interval_hours: Seconds = Field(default=6.0, description="for new, changed or valuable links")
    max_interval_hours: Seconds = Field(default=168.0, description="for links that have not changed for long")
    confirm_after_minutes: Seconds = Field(
        default=60.0, description="an absence is confirmed this much later at the earliest"
    )
    confirm_absences: Count = Field(default=2, description="absences in a row before a link is lost")
    unverified_after_days: Seconds = Field(default=7.0, description="of unknown before a link is shown as not verified")
    gone_after_days: Seconds = Field(
        default=14.0, description="of no such domain or refused connections before the site counts as gone"
    )
    tick_seconds: Seconds = Field(default=15.0, description="how often the schedule looks for what is due")

    @property
    def confirm_after(self) -> timedelta:
        """The least time between the first and the confirming absence."""
        return timedelta(minutes=self.confirm_after_minutes)


class AlertSettings(Section):
    """How alerts are put together."""

    group_seconds: Seconds = Field(default=120.0, description="changes of one site within this time become one message")
    max_attempts: Count = Field(
        default=12, description="tries to send a message before it is given up and shown in /status"
    )


class QualitySettings(Section):
    """How links are rated."""

    rate_links: bool = Field(default=True, description="false: no link is rated, and no worker process is started")
    dns_lists: tuple[Literal["spamhaus", "surbl", "uribl"], ...] = Field(
        default=(), description='DNS block lists to ask, e.g. ["spamhaus"]; read their terms first (docs/quality.md)'
    )
    urlhaus_key: SecretStr = Field(default=SecretStr(""), description="your free Auth-Key of abuse.ch, to ask URLhaus")


class AnswerSettings(Section):
    """Answers to plain questions. The texts and the database answer; a language model may only rephrase."""

    endpoint: str = Field(
        default="", description='an OpenAI-compatible address, e.g. "http://127.0.0.1:11434/v1"; empty: none is asked'
    )
    model: str = Field(default="", description="the model's name there")
    api_key: SecretStr = Field(default=SecretStr(""), description="its key, where it needs one")
    timeout: Seconds = Field(default=8.0, description="seconds to wait for it before the plain answer is sent")


class Settings(Section):
    """All settings."""

    discord: DiscordSettings = DiscordSettings()
    storage: StorageSettings = StorageSettings()
    crawl: CrawlSettings = CrawlSettings()
    render: RenderSettings = RenderSettings()
    checks: CheckSettings = CheckSettings()
    alerts: AlertSettings = AlertSettings()
    answers: AnswerSettings = AnswerSettings()
    quality: QualitySettings = QualitySettings()


def from_environment(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The settings that environment variables give, as nested tables.

    `BACKLIGHT_CRAWL__TIMEOUT=10` becomes `{"crawl": {"timeout": "10"}}`; other variables are passed over.
    """
    tables: dict[str, dict[str, str]] = {}
    for name, value in environment.items():
        section, _, key = name.removeprefix(ENV_PREFIX).lower().partition("__")
        if name.startswith(ENV_PREFIX) and key:
            tables.setdefault(section, {})[key] = value
    return tables


def load(path: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a TOML file (None: defaults only), overlaid with the environment's.

    Raises ConfigError with a sentence that names the file or the key and says what to do.
    """
    tables = _read_toml(path) if path else {}
    for section, values in from_environment(os.environ if environment is None else environment).items():
        table = tables.setdefault(section, {})
        if isinstance(table, dict):
            table.update(values)
    try:
        return Settings.model_validate(tables)
    except ValidationError as error:
        raise ConfigError(_sentence(error, path)) from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"There is no {path}. Copy config.example.toml to {path} and fill in your token.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}. Compare it with config.example.toml.") from None


def _sentence(error: ValidationError, path: Path | None) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    where = f"in {path} " if path else ""
    if first["type"] == "extra_forbidden":
        return f"The setting {key} {where}is not known. config.example.toml lists every setting."
    return f"The setting {key} {where}is not usable: {first['msg']}. config.example.toml shows what it may be."
