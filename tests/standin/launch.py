"""`python -m tests.standin.launch PORT run --config …`: the real bot, its Discord on a local port.

Only tests can do this: a setting for it would be a way to lead the token elsewhere.
"""

import sys

import discord.gateway
import discord.http
import yarl

from bot.__main__ import main


def point_at(port: int) -> None:
    """Let discord.py talk to the stand-in at this port."""
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway/")


if __name__ == "__main__":
    point_at(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
