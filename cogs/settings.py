"""A team's settings: alerts, ping, mute, unmute, digest, timezone."""

from typing import Annotated, Any

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.errors import UserError
from bot.reports import render
from bot.services.guild_settings import WEEKDAYS
from cogs.common.arguments import Choices, complete_day, complete_roles, complete_timezone
from cogs.common.command import team_command
from cogs.common.permissions import lacking
from storage.records import Guild

# may be left out; but what is typed must be one: Optional would take a misspelt name for none
Channel = Annotated[discord.TextChannel | discord.Thread | None, discord.TextChannel | discord.Thread]
NOBODY = "nobody"
NO_CHANNEL = "No channel is chosen for alerts yet. Choose one with `/alerts #channel`."


class SettingsCog(commands.Cog, name="Settings"):
    """Where alerts go, when the summary comes, whose clock counts."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command(manage=True)
    async def alerts(self, ctx: Context, channel: Channel = None) -> None:
        """Choose the channel for alerts and the weekly summary, or see which it is.

        Args:
            channel: where they go; left out, you see where they go now
        """
        if channel is None:
            guild = await self.bot.guild_settings.get(ctx.guild_id)
            await ctx.tell(alerts_text(guild))
            return
        missing = lacking(channel)
        if missing:
            raise UserError(
                f"I lack these permissions in {channel.mention}: **{', '.join(missing)}**. "
                "Give them to me there, then choose it again."
            )
        revived = await self.bot.guild_settings.set_alerts_channel(ctx.guild_id, channel.id)
        waiting = f" {render.plural(revived, 'message')} that could not be sent will come there now." if revived else ""
        await ctx.tell(f"Alerts and the weekly summary go to {channel.mention} from now on.{waiting}")

    @team_command(manage=True)
    async def ping(self, ctx: Context, *, role: str = "") -> None:
        """Choose a role that alerts mention, or see which it is.

        Args:
            role: whom alerts mention, or nobody; left out, you see whom they mention now
        """
        settings = self.bot.guild_settings
        if role.strip().lower() in (NOBODY, "off", "none"):
            await settings.set_ping_role(ctx.guild_id, None)
        elif role.strip():
            chosen = await _role(ctx, role.strip())
            if chosen.is_default():
                raise UserError("I do not mention everybody. Choose a role of those who look after links.")
            await settings.set_ping_role(ctx.guild_id, chosen.id)
        guild = await settings.get(ctx.guild_id)
        await ctx.tell(ping_text(guild, ctx.guild))

    @ping.autocomplete("role")
    async def complete_role(self, interaction: discord.Interaction[Backlight], value: str) -> Choices:
        """Nobody, and the roles of the server."""
        return complete_roles(interaction, value, NOBODY)

    @team_command(manage=True)
    async def mute(self, ctx: Context, *, duration: str = "") -> None:
        """Send no alerts for a while. Checks go on, and the weekly summary comes.

        Args:
            duration: how long, like 2h, 3 days or 1 week; left out, until `/unmute`
        """
        until = await self.bot.guild_settings.mute(ctx.guild_id, duration)
        when = f"until {render.at(until)}" if until else "until you type `/unmute`"
        await ctx.tell(f"No alerts {when}. Checks go on, and the weekly summary tells what happened.")

    @team_command(manage=True)
    async def unmute(self, ctx: Context) -> None:
        """Send alerts again."""
        await self.bot.guild_settings.unmute(ctx.guild_id)
        await ctx.tell("Alerts come again.")

    @team_command(manage=True, ignore_extra=False)
    async def digest(self, ctx: Context, day: str = "", time: str = "") -> None:
        """Choose when the weekly summary comes, or see when it does.

        Args:
            day: a day of the week, or off to have none
            time: a time of day in your time zone, like 09:00
        """
        settings = self.bot.guild_settings
        if day.lower() in ("off", "never", "none"):
            await settings.stop_digest(ctx.guild_id)
        elif day or time:
            # "digest 09:00" leaves the day as it is
            await (
                settings.set_digest(ctx.guild_id, "", day)
                if day[:1].isdigit() and not time
                else settings.set_digest(ctx.guild_id, day, time)
            )
        await ctx.tell(digest_text(await settings.get(ctx.guild_id)))

    @digest.autocomplete("day")
    async def complete_digest_day(self, interaction: discord.Interaction[Backlight], value: str) -> Any:
        """The days of the week."""
        return await complete_day(interaction, value)

    @team_command(manage=True)
    async def timezone(self, ctx: Context, *, name: str = "") -> None:
        """Choose your time zone, or see which it is. The weekly summary goes by it.

        Args:
            name: a city or an IANA name, like Europe/Berlin
        """
        if not name:
            guild = await self.bot.guild_settings.get(ctx.guild_id)
            await ctx.tell(f"Your time zone is **{guild.timezone}**. Change it with `/timezone` and a city.")
            return
        guild = await self.bot.guild_settings.set_timezone(ctx.guild_id, name)
        await ctx.tell(f"Your time zone is **{guild.timezone}** from now on. {digest_text(guild)}")

    @timezone.autocomplete("name")
    async def complete_name(self, interaction: discord.Interaction[Backlight], value: str) -> Any:
        """Names of time zones."""
        return await complete_timezone(interaction, value)


def alerts_text(guild: Guild) -> str:
    """Where alerts go, and whom they mention."""
    if guild.alerts_channel_id is None:
        return NO_CHANNEL
    lines = [f"Alerts and the weekly summary go to <#{guild.alerts_channel_id}>."]
    if guild.ping_role_id is not None:
        lines.append(f"They mention <@&{guild.ping_role_id}>.")
    lines.append("Move them with `/alerts #channel`, silence them with `/mute`.")
    return " ".join(lines)


async def _role(ctx: Context, typed: str) -> discord.Role:
    """The role by its mention, id or name in any case, with or without @. Raises RoleNotFound."""
    name = typed.removeprefix("@").casefold()
    named = next((role for role in ctx.guild.roles if role.name.casefold() == name), None) if ctx.guild else None
    return named or await commands.RoleConverter().convert(ctx, typed)


def ping_text(settings: Guild, guild: discord.Guild | None) -> str:
    """Whom alerts mention, and whether Discord lets that through."""
    role = guild.get_role(settings.ping_role_id) if guild and settings.ping_role_id else None
    if role is None:
        gone = " The role that was chosen is gone." if settings.ping_role_id else ""
        return f"Alerts mention nobody.{gone} Choose a role with `/ping @role`."
    lines = [f"Alerts mention {role.mention}. `/ping {NOBODY}` ends that."]
    if not role.mentionable and not role.guild.me.guild_permissions.mention_everyone:
        lines.append(
            "But nobody is notified yet: in the server's settings, let anyone mention this role, or give me the "
            "permission **Mention @everyone, @here, and All Roles**. I mention nothing but this role."
        )
    return "\n".join(lines)


def digest_text(guild: Guild) -> str:
    """When the summary comes."""
    if guild.digest_next_at is None:
        return "There is no weekly summary. Start it with `/digest monday 09:00`."
    where = "" if guild.alerts_channel_id else f" {NO_CHANNEL}"
    return (
        f"The weekly summary comes on {WEEKDAYS[guild.digest_weekday]} at {guild.digest_time} ({guild.timezone}), "
        f"next {render.at(guild.digest_next_at)}.{where}"
    )


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(SettingsCog(bot))
