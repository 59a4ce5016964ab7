"""A team's settings: where alerts go, when the digest comes, whose clock counts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.digest_time import next_digest
from bot.errors import UserError
from bot.reports.render import code
from storage import deliveries, guilds
from storage.database import Database
from storage.records import Guild

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
PURGE_AFTER = timedelta(days=30)  # docs/privacy.md promises it; until then, adding the bot again brings all back
CLOSE = 80  # of 100; "berln" is 91 from "berlin", "nowhere" is 55 from "eire"
MAX_MUTE = timedelta(days=365)
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
DURATION = re.compile(r"(?i)^\s*(\d{1,5})\s*(m|h|d|w)[a-z]*\s*$")  # "30m", "2 hours", "3d", "1 week"
CLOCK = re.compile(r"(?i)^\s*(\d{1,2})(?:[:.h](\d{2})?)?\s*(am|pm)?\s*$")  # "9", "09:00", "9.30", "17h", "9:30 pm"
NOON = 12


class GuildSettings:
    """Everything here is of one guild, whose id comes first."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def get(self, guild_id: int) -> Guild:
        """The settings, the defaults where nothing has been set."""
        return await self._database.read(guilds.get, guild_id) or Guild(id=guild_id)

    async def set_alerts_channel(self, guild_id: int, channel_id: int) -> int:
        """Choose where alerts and digests go. Returns how many messages that had failed are tried again there."""
        await self._database.write(guilds.set_alerts_channel, guild_id, channel_id)
        return await self._database.write(deliveries.revive, guild_id, channel_id=channel_id, now=self._clock())

    async def set_ping_role(self, guild_id: int, role_id: int | None) -> None:
        """Choose whom an alert mentions; None mentions nobody."""
        await self._database.write(guilds.set_ping_role, guild_id, role_id)

    async def mute(self, guild_id: int, duration: str) -> datetime | None:
        """Send no alerts for a while ("2h", "3 days"), or until further notice (""). Returns until when, or None.

        Raises UserError when the duration is none.
        """
        until = self._clock() + read_duration(duration) if duration.strip() else FOREVER
        await self._database.write(guilds.mute, guild_id, until)
        return None if until == FOREVER else until

    async def unmute(self, guild_id: int) -> None:
        """Send alerts again."""
        await self._database.write(guilds.mute, guild_id, None)

    async def set_timezone(self, guild_id: int, text: str) -> Guild:
        """Take over a time zone as typed and move the digest to it. Raises UserError when there is none like it."""
        name = read_timezone(text)
        guild = await self.get(guild_id)
        moved = guild.digest_next_at and next_digest(guild.digest_weekday, guild.digest_time, name, self._clock())
        await self._database.write(guilds.set_timezone, guild_id, name, digest_next_at=moved)
        return await self.get(guild_id)

    async def set_digest(self, guild_id: int, day: str, time: str) -> Guild:
        """Choose when the digest comes; an empty day or time stays as it is. Raises UserError for anything else."""
        guild = await self.get(guild_id)
        weekday = read_weekday(day) if day else guild.digest_weekday
        clock_time = read_time(time) if time else guild.digest_time
        next_at = next_digest(weekday, clock_time, guild.timezone, self._clock())
        await self._database.write(guilds.set_digest, guild_id, weekday=weekday, time=clock_time, next_at=next_at)
        return await self.get(guild_id)

    async def stop_digest(self, guild_id: int) -> None:
        """Send no digest; day and time are kept for when it is wanted again."""
        guild = await self.get(guild_id)
        await self._database.write(
            guilds.set_digest, guild_id, weekday=guild.digest_weekday, time=guild.digest_time, next_at=None
        )

    async def left(self, guild_id: int) -> None:
        """The bot was removed from the guild; its data is purged after a grace period."""
        if await self._database.read(guilds.get, guild_id):
            await self._database.write(guilds.mark_left, guild_id, self._clock())

    async def came_back(self, guild_id: int) -> None:
        """The bot was added (again)."""
        await self._database.write(guilds.mark_left, guild_id, None)

    async def purge_left(self) -> int:
        """Delete everything of guilds that the bot was removed from long ago. Returns how many they were."""
        gone = await self._database.read(guilds.left_before, self._clock() - PURGE_AFTER)
        for guild in gone:
            await self._database.write(guilds.purge, guild.id)
        return len(gone)


def read_weekday(text: str) -> int:
    """0 for "monday", "Mon", "mo". Raises UserError."""
    typed = text.strip().lower().rstrip("s.")
    found = [index for index, name in enumerate(WEEKDAYS) if len(typed) > 1 and name.lower().startswith(typed)]
    if len(found) != 1:
        raise UserError(f"{code(text)} is not a day of the week. Type one like `monday`.")
    return found[0]


def read_time(text: str) -> str:
    """`09:00` for "9", "9:00", "9am", "09.00". Raises UserError."""
    match = CLOCK.match(text)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        in_half = not half or 1 <= hour <= NOON
        if half:
            hour = hour % NOON + (NOON if half == "pm" else 0)
        if in_half and hour < 24 and minute < 60:  # noqa: PLR2004  # hours of a day, minutes of an hour
            return f"{hour:02}:{minute:02}"
    raise UserError(f"{code(text)} is not a time of day. Type one like `09:00`.")


def read_duration(text: str) -> timedelta:
    """Two hours for "2h", "2 hours". Raises UserError when it is none, nothing, or beyond a year."""
    match = DURATION.match(text)
    duration = int(match[1]) * UNITS[match[2].lower()] if match else timedelta()
    if not timedelta() < duration <= MAX_MUTE:
        raise UserError(f"{code(text)} is not a duration up to a year. Type one like `2h`, `3 days` or `1 week`.")
    return duration


def read_timezone(text: str) -> str:
    """The IANA name for "europe/berlin" or "Berlin". Raises UserError with the nearest name."""
    typed = "_".join(text.split()).casefold()
    zones = _zones()
    if typed in zones:
        return zones[typed]
    cities = [name for key, name in zones.items() if key.rpartition("/")[2] == typed]
    if len(cities) == 1:
        return cities[0]
    names = zones if "/" in typed else {key: key.rpartition("/")[2] for key in zones}
    folded = {key: name.casefold() for key, name in names.items()}
    near = process.extractOne(typed, folded, scorer=fuzz.ratio, score_cutoff=CLOSE)
    hint = f"Did you mean `{zones[near[2]]}`?" if near else "Type one like `Europe/Berlin`."
    raise UserError(f"{code(text)} is not a time zone that I know. {hint}")


def timezones_like(text: str, *, limit: int) -> list[str]:
    """The IANA names that contain `text`, those of cities before those of offices, for autocomplete."""
    typed = "_".join(text.split()).casefold()
    found = [name for key, name in _zones().items() if typed in key]
    return sorted(found, key=lambda name: ("/" not in name, name))[:limit]


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}
