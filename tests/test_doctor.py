import os
import sqlite3
from pathlib import Path

import pytest
from aiohttp import web

from bot.doctor import Finding, examine

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"


async def stand_in(application: dict[str, object], status: int = 200) -> tuple[web.AppRunner, str]:
    async def me(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bot {TOKEN}"
        return web.json_response(application, status=status)

    app = web.Application()
    app.router.add_get("/applications/@me", me)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


def config(folder: Path, **discord: object) -> Path:
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for key, value in discord.items()
    ]
    path = folder / "config.toml"
    database = (folder / "data" / "b.sqlite3").as_posix()
    path.write_text("\n".join(["[discord]", *lines, "[storage]", f"path = '{database}'"]))
    return path


async def findings(path: Path, application: dict[str, object], status: int = 200) -> dict[str, Finding]:
    runner, api = await stand_in(application, status)
    try:
        return {finding.label: finding for finding in await examine(path, api=api)}
    finally:
        await runner.cleanup()


async def test_a_sound_installation_has_no_problem(tmp_path: Path) -> None:
    found = await findings(config(tmp_path, token=TOKEN), {"name": "Backlight", "flags": 0})
    assert not [finding for finding in found.values() if finding.result == "problem"]
    assert "Backlight" in found["Discord"].detail


async def test_a_refused_token_is_named_with_its_mend(tmp_path: Path) -> None:
    found = await findings(config(tmp_path, token=TOKEN), {}, 401)
    assert found["Discord"].result == "problem"
    assert "Reset the token" in found["Discord"].fix


@pytest.mark.parametrize(("flags", "result"), [(0, "problem"), (1 << 18, "ok"), (1 << 19, "ok")])
async def test_the_message_content_intent_is_compared_with_what_discord_grants(
    tmp_path: Path, flags: int, result: str
) -> None:
    found = await findings(config(tmp_path, token=TOKEN, message_content=True), {"name": "B", "flags": flags})
    assert found["Intents"].result == result


@pytest.mark.parametrize("token", ["", "not-a-token", "abc.def.ghi"])
async def test_an_empty_or_odd_token_is_a_problem_and_is_never_sent(tmp_path: Path, token: str) -> None:
    found = {
        finding.label: finding for finding in await examine(config(tmp_path, token=token), api="http://127.0.0.1:9")
    }
    assert found["Token"].result == "problem"
    assert "Discord" not in found


async def test_a_missing_configuration_is_one_finding_that_says_what_to_do(tmp_path: Path) -> None:
    (finding,) = await examine(tmp_path / "none.toml")
    assert finding.result == "problem"
    assert "config.example.toml" in finding.detail


async def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    path = config(tmp_path, token="")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "b.sqlite3").write_bytes(b"this is not a database, but long enough to be looked at" * 50)
    found = {finding.label: finding for finding in await examine(path, api="http://127.0.0.1:9")}
    assert found["Database"].result == "problem"


async def test_a_sound_database_is_said_to_be_sound(tmp_path: Path) -> None:
    path = config(tmp_path, token="")
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "b.sqlite3") as connection:
        connection.execute("create table t (x)")
    connection.close()
    found = {finding.label: finding for finding in await examine(path, api="http://127.0.0.1:9")}
    assert found["Database"] == Finding("Database", "ok", f"{tmp_path / 'data' / 'b.sqlite3'} is sound.")


async def test_doctor_leaves_nothing_behind(tmp_path: Path) -> None:
    await examine(config(tmp_path, token=""), api="http://127.0.0.1:9")
    assert os.listdir(tmp_path) == ["config.toml"]  # noqa: PTH208  # pathlib blocks no less
