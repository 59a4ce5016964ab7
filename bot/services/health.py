"""Why do I get no alerts? Each thing that must be right for them, how it is, and how to mend it.

The texts of the findings are ready to be shown in Discord.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.doctor import Finding
from bot.reports import render
from bot.schedule import HEARTBEAT
from bot.services.guild_settings import FOREVER
from storage import deliveries, guilds, meta, pages, sites, summaries
from storage.database import Database
from storage.records import Delivery, Guild
from storage.words import DeliveryState, Status

MUTE_LABEL = "Alerts"  # of the finding that nobody gets them for a while
LATE_BEAT = timedelta(minutes=5)  # the schedule writes one down each minute
LATE_DELIVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What Discord says of the alerts channel. `exists` is False when it is gone or hidden from us."""

    exists: bool
    lacking: tuple[str, ...] = ()


class Health:
    """Everything here is of one guild."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def examine(self, guild_id: int, channel: ChannelState | None) -> list[Finding]:
        """All findings, in the order in which alerts depend on them. `channel` is None when none is chosen."""
        now = self._clock()
        guild = await self._database.read(guilds.get, guild_id) or Guild(id=guild_id)
        return [
            await self._links(guild_id),
            await self._checks(now),
            _channel(guild, channel),
            *_mute(guild, now),
            await self._deliveries(guild_id, now),
            _digest(guild),
        ]

    async def _links(self, guild_id: int) -> Finding:
        watched = await self._database.read(sites.of_guild, guild_id)
        if not watched:
            return Finding("Sites", "problem", "No site is watched yet.", "Begin with `/watch example.com`.")
        counts = dict.fromkeys(Status, 0)
        for site in watched:
            for status, number in (await self._database.read(summaries.by_status, guild_id, site.id)).items():
                counts[status] += number
        total = sum(counts.values())
        said = f"{render.plural(len(watched), 'site')}, {render.plural(total, 'link')}"
        if not total:
            return Finding("Links", "problem", f"{said}.", "Add pages that link to you with `/add`.")
        unverified = counts[Status.UNVERIFIED]
        if unverified:
            fix = "`/links unverified` shows why. A site that blocks checks is never called lost for it."
            return Finding("Links", "warning", f"{said}, of which {render.number(unverified)} cannot be verified.", fix)
        return Finding("Links", "ok", f"{said}.")

    async def _checks(self, now: datetime) -> Finding:
        beat = await self._database.read(meta.get, HEARTBEAT)
        due = await self._database.read(pages.count_due, now)
        if beat is None or now - datetime.fromisoformat(beat) > LATE_BEAT:
            last = f"The schedule last ran {render.ago(datetime.fromisoformat(beat))}." if beat else "It never ran."
            return Finding("Checks", "problem", last, "Ask whoever runs me to restart me and look at the log.")
        waiting = f", {render.plural(due, 'page')} waiting" if due else ""
        return Finding("Checks", "ok", f"They run{waiting}.")

    async def _deliveries(self, guild_id: int, now: datetime) -> Finding:
        unsent = await self._database.read(deliveries.unsent, guild_id)
        failed = [one for one in unsent if one.state is DeliveryState.FAILED]
        late = [one for one in unsent if one.state is not DeliveryState.FAILED and now - one.not_before > LATE_DELIVERY]
        if failed or late:
            stuck = (failed or late)[-1]
            many = render.plural(len(failed) or len(late), "message")
            what = f"{many} could not be sent" if failed else f"{many} waiting since {render.ago(late[0].not_before)}"
            fix = "Mend what it says, then type `/alerts #channel` again: they are sent then."
            return Finding("Messages", "problem", f"{what}{_why(stuck)}", fix)
        return Finding("Messages", "ok", "Nothing is stuck.")


def _channel(guild: Guild, channel: ChannelState | None) -> Finding:
    if guild.alerts_channel_id is None or channel is None:
        return Finding("Channel", "problem", "No channel is chosen.", "Choose one with `/alerts #channel`.")
    where = f"<#{guild.alerts_channel_id}>"
    if not channel.exists:
        return Finding("Channel", "problem", "It is gone, or I cannot see it.", "Choose one with `/alerts #channel`.")
    if channel.lacking:
        return Finding(
            "Channel", "problem", f"I lack permissions in {where}.", f"Give me {', '.join(channel.lacking)}."
        )
    return Finding("Channel", "ok", f"{where}, and I may post there.")


def _mute(guild: Guild, now: datetime) -> Iterator[Finding]:
    if guild.muted_until and guild.muted_until > now:
        until = (
            "until somebody types `/unmute`"
            if guild.muted_until >= FOREVER
            else f"until {render.at(guild.muted_until)}"
        )
        yield Finding(MUTE_LABEL, "warning", f"Muted {until}.", "End it with `/unmute`.")


def _digest(guild: Guild) -> Finding:
    if guild.digest_next_at is None:
        return Finding("Summary", "warning", "There is no weekly summary.", "Start it with `/digest monday 09:00`.")
    return Finding("Summary", "ok", f"Next {render.at(guild.digest_next_at)}.")


def _why(delivery: Delivery) -> str:
    return f": {render.plain(delivery.last_error, 200)}" if delivery.last_error else "."
