"""A small local Discord for what needs real sockets or another process: REST and gateway, one bot, a few guilds.

    with StandIn() as discord:
        discord.world.add_channel(7)
        discord.fail("POST", "/channels/7/messages", Fault(status=503), times=2)
        bot = start_bot(discord, "run", "--config", "config.toml")

Every request is recorded; an unknown route is answered with 404 and kept in `unknown_routes`.
"""

from tests.standin.faults import Fault
from tests.standin.process import BotProcess, start_bot
from tests.standin.server import StandIn

__all__ = ["BotProcess", "Fault", "StandIn", "start_bot"]
