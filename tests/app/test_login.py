"""Logging in takes patience, and commands can be sent by hand."""

import os
import subprocess
import sys
from pathlib import Path

from tests.standin import Fault, StandIn, run_bot, write_config
from tests.standin.process import ROOT
from tests.standin.world import TOKEN


def sync(standin: StandIn, config: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot sync`, its Discord at the stand-in."""
    arguments = [sys.executable, "-m", "tests.standin.launch", str(standin.port), "sync", "--config", str(config)]
    return subprocess.run(  # noqa: S603  # our own arguments
        [*arguments, *options],
        cwd=ROOT,
        env=os.environ | {"BACKLIGHT_DISCORD__TOKEN": TOKEN},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_discord_that_is_away_at_first_is_tried_again(tmp_path: Path) -> None:
    with StandIn() as standin:
        away = Fault(status=503, body={"message": "away", "code": 0})
        standin.fail("GET", ".*/users/@me", away, times=2)
        with run_bot(standin, write_config(tmp_path)) as bot:
            standin.wait_for(lambda: standin.identifies, why="the bot identifies itself")
            ended = bot.terminate()
    assert ended.code == 0
    assert "Unclosed" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_sync_sends_to_one_server_and_takes_back(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    with StandIn() as standin:
        assert sync(standin, config, "--guild", "5").returncode == 0
        assert sync(standin, config, "--guild", "5", "--clear").returncode == 0
        assert "now known in all servers" in sync(standin, config).stdout
        one, back, everywhere = [request for request in standin.recorded if request.method == "PUT"]
    assert "/guilds/5/" in one.path
    assert "/guilds/" not in everywhere.path
    assert len(one.json) == len(everywhere.json) > 10
    assert back.json == []
