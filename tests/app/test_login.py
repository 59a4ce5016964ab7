"""Logging in takes patience: Discord may be away for a while when the bot starts."""

from pathlib import Path

from tests.standin import StandIn, start_bot
from tests.standin.faults import Fault
from tests.standin.world import TOKEN


def config(tmp_path: Path) -> str:
    path = tmp_path / "config.toml"
    path.write_text(f'storage.path = "{tmp_path}/backlight.sqlite3"\n', encoding="utf-8")
    return str(path)


def test_a_discord_that_is_away_at_first_is_tried_again(tmp_path: Path) -> None:
    with StandIn() as standin:
        standin.fail("GET", ".*/users/@me", Fault(status=503, body={"message": "away", "code": 0}), times=2)
        arguments = ("run", "--config", config(tmp_path))
        with start_bot(standin, *arguments, environment={"BACKLIGHT_DISCORD__TOKEN": TOKEN}) as bot:
            standin.wait_for(lambda: standin.identifies, why="the bot identifies itself")
            ended = bot.terminate()
    assert ended.code == 0
    assert "Unclosed" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_sync_sends_to_one_server_and_takes_back(tmp_path: Path) -> None:
    with StandIn() as standin:
        path = config(tmp_path)
        for more in (("--guild", "5"), ("--guild", "5", "--clear"), ()):
            arguments = ("sync", "--config", path, *more)
            with start_bot(standin, *arguments, environment={"BACKLIGHT_DISCORD__TOKEN": TOKEN}) as bot:
                ended = bot.wait()
            assert ended.code == 0, ended.stderr
        puts = [request for request in standin.recorded if request.method == "PUT"]
    assert [len(request.json) for request in puts][1] == 0
    assert len(puts) == 3
    assert len(puts[0].json) == len(puts[2].json) > 10
    assert "/guilds/5/" in puts[0].path
    assert "/guilds/" not in puts[2].path
