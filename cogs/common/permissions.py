"""What the bot itself may do in a channel."""

import discord

NEEDED = {  # what the bot needs in a channel that it reports to, as people see it in Discord
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",  # after a crash: did the alert arrive?
}


def lacking(channel: discord.abc.GuildChannel | discord.Thread) -> list[str]:
    """The permissions that the bot lacks to report to a channel; empty when all is well."""
    mine = channel.permissions_for(channel.guild.me)
    names = dict(NEEDED)
    if isinstance(channel, discord.Thread):
        del names["send_messages"]
        names["send_messages_in_threads"] = "Send Messages in Threads"
    return [words for name, words in names.items() if not getattr(mine, name)]
