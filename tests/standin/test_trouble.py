"""Discord in trouble while the bot runs: it comes back by itself, and what is owed arrives once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import backlinks, guilds, sites
from storage.database import Database
from storage.outcomes import add_event
from storage.records import NewBacklink, NewEvent
from storage.words import EventKind
from tests.standin import Fault, StandIn, run_bot, write_config
from tests.standin.world import BOT_ID, GUILD_ID

CHANNEL = 7
CONFIG = "checks.tick_seconds = 0.2\n"


async def owe_an_alert(folder: Path) -> None:
    database = await Database.open(folder / "data" / "backlight.sqlite3")
    now = datetime.now(UTC)
    site, _ = await database.write(sites.add, GUILD_ID, "ours.example", now=now)
    link = NewBacklink(url="http://127.0.0.1:9/", host="127.0.0.1", domain="127.0.0.1")
    await database.write(backlinks.add_many, site, [link], now=now)
    await database.write(guilds.set_alerts_channel, GUILD_ID, CHANNEL)
    await database.write(
        add_event, NewEvent(kind=EventKind.LOST, evidence="The link is gone."), guild_id=GUILD_ID, site_id=site.id,
        backlink_id=1, now=now, group_for=timedelta(0),
    )  # fmt: skip
    await database.close()


@pytest.mark.parametrize("trouble", ["cut", "op 7", "op 9"])
def test_a_bot_that_lost_its_gateway_comes_back_and_answers(standin: StandIn, tmp_path: Path, trouble: str) -> None:
    with run_bot(standin, write_config(tmp_path)) as bot:
        standin.wait_for_sessions(1)
        {"cut": standin.cut_gateway, "op 7": standin.ask_to_reconnect, "op 9": standin.end_session}[trouble]()
        if trouble == "op 9":
            standin.wait_for_sessions(2)
        standin.say(f"<@{BOT_ID}> help")
        standin.wait_for(lambda: standin.posted, why="an answer after the reconnect")
        assert bot.terminate().code == 0
    assert (standin.identifies, standin.gateway.resumes) == ((2, 0) if trouble == "op 9" else (1, 1))


@pytest.mark.parametrize("trouble", [Fault(status=503), Fault(drop=True)], ids=["503", "cut"])
def test_a_discord_that_is_down_at_the_start_is_waited_for(standin: StandIn, tmp_path: Path, trouble: Fault) -> None:
    standin.fail("GET", "/users/@me", trouble, times=2)
    with run_bot(standin, write_config(tmp_path)) as bot:
        standin.wait_for_sessions(1)
        assert bot.terminate().code == 0


def test_an_alert_that_meets_rate_limits_arrives_once(standin: StandIn, tmp_path: Path) -> None:
    asyncio.run(owe_an_alert(tmp_path))
    standin.fail("POST", f"/channels/{CHANNEL}/messages", Fault.rate_limit(0.1), times=3)
    with run_bot(standin, write_config(tmp_path, CONFIG)) as bot:
        standin.wait_for(lambda: standin.posted, why="the alert")
        assert bot.terminate().code == 0
    tries = [request for request in standin.recorded if request.path == f"/channels/{CHANNEL}/messages"]
    assert [request.status for request in tries] == [429, 429, 429, 200]
    assert [posted.nonce for posted in standin.posted] == ["d1"]


def test_an_alert_that_was_owed_before_the_start_is_sent_once_over_two_starts(standin: StandIn, tmp_path: Path) -> None:
    asyncio.run(owe_an_alert(tmp_path))
    config = write_config(tmp_path, CONFIG)
    with run_bot(standin, config) as bot:
        standin.wait_for(lambda: standin.posted, why="the alert")
        assert bot.terminate().code == 0
    with run_bot(standin, config) as bot:
        standin.wait_for_sessions(2)
        standin.say(f"<@{BOT_ID}> help")
        standin.wait_for(lambda: len(standin.posted) > 1, why="an answer after the second start")
        assert bot.terminate().code == 0
    assert [posted.nonce for posted in standin.posted].count("d1") == 1
