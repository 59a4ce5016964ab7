"""A small local Discord for what needs real sockets or another process: REST and gateway, one bot, a few guilds.

    with StandIn() as discord:
        discord.fail("POST", "/channels/7/messages", Fault.rate_limit(0.5), times=2)
        with run_bot(discord, write_config(tmp_path)) as bot:
            discord.wait_for_sessions(1)

Every request is recorded; an unknown route is answered with 404 and kept in `unknown_routes`.
"""

from tests.standin.faults import Fault
from tests.standin.process import BotProcess, run_bot, write_config
from tests.standin.server import StandIn

__all__ = ["BotProcess", "Fault", "StandIn", "run_bot", "write_config"]
