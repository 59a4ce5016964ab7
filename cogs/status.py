"""How the bot is, and why there are no alerts: status."""

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.doctor import Finding
from bot.services.health import MUTE_LABEL, ChannelState
from cogs.common.command import team_command
from cogs.common.permissions import lacking

MARK = {"ok": "🟢", "warning": "🟠", "problem": "🔴"}


class StatusCog(commands.Cog, name="Status"):
    """How the bot is."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command()
    async def status(self, ctx: Context) -> None:
        """Is all well? Shows what alerts need, what is wrong, and how to mend it."""
        await ctx.defer(ephemeral=True)
        guild = await self.bot.guild_settings.get(ctx.guild_id)
        channel = self._channel(ctx.guild, guild.alerts_channel_id) if ctx.guild else None
        findings = await self.bot.health.examine(ctx.guild_id, channel)
        await ctx.tell(status_text(findings, self.bot.latency))

    def _channel(self, guild: discord.Guild, channel_id: int | None) -> ChannelState | None:
        if channel_id is None:
            return None
        channel = guild.get_channel_or_thread(channel_id)
        return ChannelState(exists=channel is not None, lacking=tuple(lacking(channel)) if channel else ())


def status_text(findings: list[Finding], latency_seconds: float) -> str:
    """A verdict, then a line a finding, with its mend below."""
    lines = [_verdict(findings)]
    for finding in findings:
        lines.append(f"{MARK[finding.result]} **{finding.label}**: {finding.detail}")
        lines += [f"\u2003→ {finding.fix}"] if finding.fix else []
    if latency_seconds == latency_seconds:  # noqa: PLR0124  # not a number before the first heartbeat
        lines.append(f"Discord answers in {latency_seconds * 1000:.0f} ms.")
    return "\n".join(lines)


def _verdict(findings: list[Finding]) -> str:
    bad = sum(finding.result == "problem" for finding in findings)
    if bad:
        return f"**{bad} of {len(findings)} {'needs' if bad == 1 else 'need'} you.**"
    if any(finding.label == MUTE_LABEL and finding.result == "warning" for finding in findings):
        return "**Alerts are muted.** Everything else works."
    return "**All is well.** Alerts will reach you."


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(StatusCog(bot))
