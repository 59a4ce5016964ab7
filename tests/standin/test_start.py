"""A start that cannot succeed ends with one plain sentence and its own exit code; any other end is in order."""

import sqlite3
from pathlib import Path

import pytest

from bot.errors import ConfigError, DatabaseError, IntentError, TokenError
from tests.standin import StandIn, run_bot, write_config
from tests.standin.process import Ended


def is_one_sentence(ended: Ended, word: str) -> bool:
    lines = ended.stderr.strip().splitlines()
    return len(lines) == 1 and word in lines[0] and lines[0].endswith((".", "`")) and "Traceback" not in ended.stderr


def test_a_wrong_token(standin: StandIn, tmp_path: Path) -> None:
    with run_bot(standin, write_config(tmp_path), token="a.wrong.one") as bot:
        ended = bot.wait()
    assert ended.code == TokenError.exit_code
    assert is_one_sentence(ended, "token"), ended.stderr


def test_a_missing_token(standin: StandIn, tmp_path: Path) -> None:
    with run_bot(standin, write_config(tmp_path), token="") as bot:
        ended = bot.wait()
    assert ended.code == ConfigError.exit_code
    assert is_one_sentence(ended, "discord.token"), ended.stderr


def test_an_unknown_setting(standin: StandIn, tmp_path: Path) -> None:
    with run_bot(standin, write_config(tmp_path, 'discord.tokken = "x"\n')) as bot:
        ended = bot.wait()
    assert ended.code == ConfigError.exit_code
    assert is_one_sentence(ended, "discord.tokken"), ended.stderr


def test_no_configuration_file(standin: StandIn, tmp_path: Path) -> None:
    with run_bot(standin, tmp_path / "nowhere.toml") as bot:
        ended = bot.wait()
    assert ended.code == ConfigError.exit_code
    assert is_one_sentence(ended, "nowhere.toml"), ended.stderr


def test_a_folder_that_cannot_be_made(standin: StandIn, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    with run_bot(standin, write_config(tmp_path)) as bot:
        ended = bot.wait()
    assert ended.code == DatabaseError.exit_code
    assert is_one_sentence(ended, "storage.path"), ended.stderr


def test_an_intent_that_is_switched_off(standin: StandIn, tmp_path: Path) -> None:
    standin.world.message_content_allowed = False
    with run_bot(standin, write_config(tmp_path, "discord.message_content = true\n")) as bot:
        ended = bot.wait()
    assert ended.code == IntentError.exit_code
    assert is_one_sentence(ended, "Message Content"), ended.stderr


@pytest.mark.parametrize("how", ["terminate", "interrupt"])
def test_a_stop_from_outside_ends_in_order(standin: StandIn, tmp_path: Path, how: str) -> None:
    with run_bot(standin, write_config(tmp_path)) as bot:
        standin.wait_for_sessions(1)
        ended: Ended = getattr(bot, how)()
    assert ended.code == 0, ended.stderr
    assert not (tmp_path / "data" / "backlight.sqlite3-wal").exists(), "SQLite was not closed"


def test_commands_are_sent_to_discord_once(standin: StandIn, tmp_path: Path) -> None:
    path = write_config(tmp_path)
    for number in (1, 2):
        with run_bot(standin, path) as bot:
            standin.wait_for_sessions(number)
            assert bot.terminate().code == 0
    assert [request.method for request in standin.recorded].count("PUT") == 1


def test_the_database_is_sound_after_a_kill(standin: StandIn, tmp_path: Path) -> None:
    with run_bot(standin, write_config(tmp_path)) as bot:
        standin.wait_for_sessions(1)
        bot.kill()
    with sqlite3.connect(tmp_path / "data" / "backlight.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
