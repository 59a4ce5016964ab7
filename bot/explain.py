"""A failed command -> the sentence that the person gets."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from rapidfuzz import process

from bot.errors import UserError
from bot.reports.render import code

CLOSE = 70  # of 100; "profil" is 92 from "profile", "ban" is 57 from "unwatch"


# what has one sentence, whoever typed what
SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (commands.MaxConcurrencyReached, "That is running already. Wait until it has finished."),
    (commands.NoPrivateMessage, "I work in servers only. Type the command in a channel of your server."),
    (commands.NotOwner, "Only the person who runs me can do that."),
    (discord.Forbidden, "Discord does not let me do that here. `/status` shows which permissions I lack."),
    (app_commands.TransformerError, "I do not understand that. Pick one of what Discord offers, or see `/help`."),
    (commands.CheckFailure, "You may not use that command here."),
    (app_commands.CheckFailure, "You may not use that command here."),
)


def explain(error: BaseException, context: commands.Context[Any] | None = None) -> str | None:
    """The sentence for an error, "" when silence is right, None when it is nobody's fault but ours."""
    error = _innermost(error)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, commands.CommandNotFound):
        return _unknown_command(context) if context else ""
    if isinstance(error, commands.UserInputError):
        return _bad_input(error, context)
    return _refused(error) or next((text for kind, text in SENTENCES if isinstance(error, kind)), None)


def _refused(error: BaseException) -> str | None:
    """For checks whose sentence has a name or a number in it."""
    if isinstance(error, commands.MissingPermissions | app_commands.MissingPermissions):
        return f"You need the permission {_names(error.missing_permissions)} for that. Ask an admin of this server."
    if isinstance(error, commands.BotMissingPermissions | app_commands.BotMissingPermissions):
        return f"I need the permission {_names(error.missing_permissions)} in this channel for that."
    return None


def usage(command: commands.Command[Any, ..., Any], prefix: str) -> str:
    """How a command is typed: `!watch <domain>`; what may be left out stands in [ ]."""
    parameters = [
        f"<{parameter.name}>" if parameter.required else f"[{parameter.name}]"
        for parameter in command.clean_params.values()
    ]
    return " ".join([f"{prefix}{command.qualified_name}", *parameters])


def _how(context: commands.Context[Any] | None) -> str:
    if context is None or context.command is None:
        return ""
    return f" It is typed like this: {code(usage(context.command, _prefix(context)))}"


def _prefix(context: commands.Context[Any]) -> str:
    """What the person typed before the command; a mention would be hard to read in an example."""
    prefix = context.prefix or "/"
    return "/" if context.interaction or prefix.startswith("<@") else prefix


def _innermost(error: BaseException) -> BaseException:
    """The error that was raised, out of those that discord.py wrapped around it."""
    while True:
        inner = getattr(error, "original", None) or (
            error.__cause__ if isinstance(error, commands.BadArgument | app_commands.TransformerError) else None
        )
        if not isinstance(inner, Exception):
            return error
        error = inner


def _bad_input(error: commands.UserInputError, context: commands.Context[Any] | None) -> str:
    how = _how(context)
    if isinstance(error, commands.MissingRequiredArgument | commands.MissingRequiredAttachment):
        return f"The {error.param.name} is missing.{how}"
    if isinstance(error, commands.TooManyArguments):
        return f"That is more than I understand.{how}"
    if isinstance(error, commands.ArgumentParsingError):
        return f"A quotation mark is not closed.{how}"
    if isinstance(error, commands.BadUnionArgument):  # the first kind that was tried tells what was meant
        error = next((one for one in error.errors if isinstance(one, commands.UserInputError)), error)
    return f"{_not_found(error) or 'I do not understand that.'}{how}"


def _not_found(error: commands.UserInputError) -> str | None:
    """For what was typed in the place of a channel, a role or one of some words."""
    if isinstance(error, commands.ChannelNotFound | commands.ThreadNotFound):
        return f"There is no channel {code(str(error.argument))} that I can see. Pick one with #."
    if isinstance(error, commands.RoleNotFound):
        return f"There is no role {code(str(error.argument))} here."
    if isinstance(error, commands.BadLiteralArgument):
        words = ", ".join(f"`{word}`" for word in error.literals)
        return f"{code(str(error.argument))} is none of the words that I know there: {words}."
    if isinstance(error, commands.BadBoolArgument):
        return f"{code(str(error.argument))} is neither `true` nor `false`."
    return None


def _unknown_command(context: commands.Context[Any]) -> str:
    """A suggestion for a mistyped command; silence for what is likely meant for another bot."""
    if (context.prefix or "").startswith("<@") and " " in context.message.content.partition(">")[2].strip():
        return ""  # a sentence after a mention is a question, which gets an answer
    typed = context.invoked_with or ""
    names = {command.name for command in context.bot.commands if not command.hidden}
    near = process.extractOne(typed.lower(), names, score_cutoff=CLOSE)
    if not near:
        return ""
    return f"There is no command {code(typed)}. Did you mean `{_prefix(context)}{near[0]}`?"


def _names(permissions: list[str]) -> str:
    return ", ".join(f"**{name.replace('_', ' ').replace('guild', 'server').title()}**" for name in permissions)
