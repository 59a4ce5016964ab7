"""What a person is told when a command fails."""

import discord
import pytest
from discord.ext import commands

from bot.errors import UserError
from bot.explain import explain


class Answer:
    """The parts of an HTTP answer that discord.py reads."""

    status = 403
    reason = "Forbidden"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UserError("Do this."), "Do this."),
        (commands.CommandInvokeError(UserError("Do this.")), "Do this."),
        (commands.MissingPermissions(["manage_guild"]), "**Manage Server**"),
        (commands.BotMissingPermissions(["embed_links"]), "**Embed Links**"),
        (commands.BadBoolArgument("maybe"), "`maybe` is neither `true` nor `false`"),
        (commands.NoPrivateMessage(), "in servers only"),
        (discord.Forbidden(Answer(), "no"), "permissions I lack"),  # type: ignore[arg-type]  # only these parts are read
        (commands.ExpectedClosingQuoteError('"'), "quotation mark"),
        (commands.CheckFailure("no"), "may not use"),
    ],
)
def test_known_failures_have_a_sentence(error: Exception, words: str) -> None:
    sentence = explain(error)
    assert sentence is not None
    assert words in sentence


@pytest.mark.parametrize(
    "error", [ValueError("secret"), commands.CommandInvokeError(KeyError("secret")), RuntimeError("secret")]
)
def test_unexpected_failures_have_none_and_leak_nothing(error: Exception) -> None:
    assert explain(error) is None


def test_an_unknown_command_outside_a_conversation_is_silent() -> None:
    assert explain(commands.CommandNotFound()) == ""
