"""A language model may rephrase and nothing else: played by a local server, hostile answers included."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.answers.rephrase import adds_nothing, rephrased
from bot.config import AnswerSettings

FACTS = "3 links of example.com were lost last week: https://techblog.dev/a (page gone)."
Play = Callable[[str], AnswerSettings]


class Model:
    """Answers each request with what the test wants."""

    def __init__(self) -> None:
        self.reply: Callable[[], Awaitable[web.StreamResponse]] = self._say("")
        self.asked: list[web.Request] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.reply()

    def says(self, text: object) -> None:
        self.reply = self._say(text)

    def _say(self, text: object) -> Callable[[], Awaitable[web.StreamResponse]]:
        async def reply() -> web.StreamResponse:
            return web.json_response({"choices": [{"message": {"content": text}}]})

        return reply


@pytest.fixture
async def model() -> AsyncIterator[tuple[Model, AnswerSettings]]:
    played = Model()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", played.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)  # an answer that nobody waits for is cut
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield (
        played,
        AnswerSettings(endpoint=f"http://127.0.0.1:{port}/v1", model="m", api_key=SecretStr("k"), timeout=0.5),
    )
    await runner.cleanup()


async def test_a_faithful_rephrasing_is_taken(model: tuple[Model, AnswerSettings]) -> None:
    played, settings = model
    played.says("You lost 3 links of example.com last week.")
    assert await rephrased(settings, "which links did we lose?", FACTS) == "You lost 3 links of example.com last week."
    assert played.asked[0].headers["Authorization"] == "Bearer k"


@pytest.mark.parametrize(
    "hostile",
    [
        "You lost 4 links of example.com.",
        "You lost 3 links. Buy better ones at cheap-links.biz!",
        "You lost 3 links, see https://techblog.dev/b",
        "@everyone you lost 3 links",
        "3 links are lost. <@123> knows more",
        "[3 links](https://techblog.dev/a) were lost",
        "Some links were lost.",
        "3 links, that is hundreds fewer",
        "3 " + "x" * 5000,
        "",
        None,
        42,
        {"text": "3"},
    ],
)
async def test_a_rephrasing_that_adds_something_is_dropped(
    model: tuple[Model, AnswerSettings], hostile: object
) -> None:
    played, settings = model
    played.says(hostile)
    assert await rephrased(settings, "which links did we lose?", FACTS) is None


async def test_an_answer_that_is_late_is_not_waited_for(model: tuple[Model, AnswerSettings]) -> None:
    played, settings = model

    async def late() -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    played.reply = late
    assert await rephrased(settings, "q", FACTS) is None


@pytest.mark.parametrize(
    "response",
    [
        lambda: web.Response(status=500),
        lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        lambda: web.Response(text="not json"),
        lambda: web.Response(text=json.dumps({"choices": []})),
        lambda: web.Response(text=json.dumps({"choices": [{"message": {"content": "3 " + "a" * 100_000}}]})),
    ],
)
async def test_a_broken_answer_falls_back(
    model: tuple[Model, AnswerSettings], response: Callable[[], web.Response]
) -> None:
    played, settings = model

    async def reply() -> web.StreamResponse:
        return response()

    played.reply = reply
    assert await rephrased(settings, "q", FACTS) is None


async def test_nothing_is_asked_where_no_model_is_configured(model: tuple[Model, AnswerSettings]) -> None:
    played, _ = model
    assert await rephrased(AnswerSettings(), "q", FACTS) is None
    assert not played.asked


async def test_a_server_that_is_away_falls_back() -> None:
    assert await rephrased(AnswerSettings(endpoint="http://127.0.0.1:9/v1", model="m"), "q", FACTS) is None


def test_a_text_without_numbers_may_be_said_without_them() -> None:
    assert adds_nothing("Buying links is against the rules.", "Buying links breaks the spam policies.")
