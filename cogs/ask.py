"""Plain questions: ask, a mention of the bot, or a reply to it."""

import re
from typing import Any, Self

import discord
from discord.ext import commands

from bot.answers import action_texts
from bot.answers.answer import Answer
from bot.answers.answerer import Answerer
from bot.app import Backlight, Context
from bot.errors import UserError
from bot.reports import render
from bot.reports.message import Message
from cogs.common.actions import ActionButton
from cogs.common.buttons import Interaction, in_guild
from cogs.common.command import team_command

MAX_BUTTONS = 3
MAX_IN_ID = 80  # characters of a question in a button's id; Discord takes 100 in all
MAX_TEXT = 4000  # characters of one passage that are shown
SHOWN_SOURCES = 2


class DiscordStyle:
    """Text from strangers as Discord shows it."""

    def url(self, text: str) -> str:
        """An address without a preview."""
        return render.url(text)

    def plain(self, text: str) -> str:
        """Escaped."""
        return render.plain(text, MAX_TEXT)

    def code(self, text: str) -> str:
        """In a code span."""
        return render.code(text)


class QuestionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"bl1:ask:(?P<question>(?s:.){1,80})"):
    """Asks the next question for whoever presses it."""

    def __init__(self, question: str) -> None:
        label = render.label(question, MAX_IN_ID)
        super().__init__(discord.ui.Button(label=label, custom_id=f"bl1:ask:{question}"))
        self.question = question

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(match["question"])

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Answer as if it had been typed."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = interaction.client.get_cog(AskCog.__cog_name__)
        if not isinstance(cog, AskCog):
            raise UserError("Questions are switched off just now. `/help` lists the commands.")
        key = (guild_id, interaction.channel_id or 0, interaction.user.id)
        message = message_of(await cog.answers.ask(key, self.question, DiscordStyle()))
        await interaction.followup.send(**message.kwargs(), ephemeral=True)


class AskCog(commands.Cog, name="Questions"):
    """Answers in plain words."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot
        self.answers = Answerer(bot.database, bot.clock, bot.settings)

    async def cog_load(self) -> None:
        """Begin to load the texts; nothing waits for them."""
        self.answers.start()

    @team_command()
    async def ask(self, ctx: Context, *, question: str) -> None:
        """Ask in plain words about your links, or about links in general.

        Args:
            question: like "which links did we lose last week?" or "is buying links ok?"
        """
        await ctx.defer()
        key = (ctx.guild_id, ctx.channel.id, ctx.author.id)
        await ctx.send(**message_of(await self.answers.ask(key, question, DiscordStyle())).kwargs())

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A mention of the bot, or a reply to it, that is no command is a question."""
        question = await self._question(message)
        if not question or message.guild is None:
            return
        key = (message.guild.id, message.channel.id, message.author.id)
        said = message_of(await self.answers.ask(key, question, DiscordStyle())).kwargs()
        await message.reply(**said, mention_author=False)

    async def _question(self, message: discord.Message) -> str:
        me = self.bot.user
        if message.author.bot or message.guild is None or me is None or not _speaks_to(me, message):
            return ""
        context = await self.bot.get_context(message)
        if context.valid:
            return ""
        return re.sub(rf"<@!?{me.id}>", " ", message.content).strip()


def _speaks_to(me: discord.ClientUser, message: discord.Message) -> bool:
    """Whether a message mentions the bot or replies to it."""
    replied = message.reference.resolved if message.reference else None
    return me in message.mentions or (isinstance(replied, discord.Message) and replied.author.id == me.id)


def message_of(said: Answer) -> Message:
    """An answer with its sources, and the buttons that fit it."""
    sources = [source for source in said.sources if source.startswith("https://")][:SHOWN_SOURCES]
    credit = "\n-# Sources: " + " ".join(f"<{source}>" for source in sources) if sources else ""
    items: list[discord.ui.Item[Any]] = []
    items += [ActionButton(command) for command in said.commands[:MAX_BUTTONS] if ActionButton.fits(command)]
    questions = [action_texts.in_words(choice) for choice in said.choices] or list(said.follow_ups)
    items += [QuestionButton(question) for question in questions[:MAX_BUTTONS] if len(question) <= MAX_IN_ID]
    return Message(content=render.credited(said.text, credit), items=tuple(items))


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(QuestionButton, ActionButton)
    await bot.add_cog(AskCog(bot))
