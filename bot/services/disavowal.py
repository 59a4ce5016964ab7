"""The disavow file of a site: what an admin approves, one by one or from an existing file."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.quality import disavow
from storage import disavow as disavowed
from storage import ranks
from storage.database import Database
from storage.records import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What became of entries that somebody approved."""

    entries: tuple[str, ...]  # as Google takes them
    new: int
    problems: tuple[str, ...] = ()  # the first few lines that cannot be used, a sentence each
    problem_count: int = 0
    cautions: tuple[str, ...] = ()  # what to think of before the file is uploaded


class Disavowal:
    """Everything here is of one site of one guild."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """`clock` gives the moment."""
        self._database = database
        self._clock = clock

    async def approve(self, site: Site, text: str, *, reason: str, by: int) -> Approved:
        """Keep one entry. Raises UserError when Google would not take it, or when it is the site's own."""
        entry = disavow.entry_of(text)
        places = await self._database.read(ranks.of_domains, [entry.removeprefix("domain:")])
        caution = disavow.caution(entry, site.domain, places)
        new = await self._keep(site, [(entry, reason)], by)
        return Approved(entries=(entry,), new=new, cautions=(caution,) if caution else ())

    async def bring_in(self, site: Site, data: bytes, *, by: int) -> Approved:
        """Keep the entries of an existing file; lines that cannot be used are named.

        Raises UserError for a file that is too large or no text.
        """
        read = await asyncio.to_thread(disavow.read, data)  # 100,000 lines take a second
        domains = [entry.removeprefix("domain:") for entry, _ in read.entries]
        places = await self._database.read(ranks.of_domains, domains)
        kept, problems, cautions = [], list(read.problems), []
        for entry, reason in read.entries:
            try:
                caution = disavow.caution(entry, site.domain, places)
            except UserError as error:
                problems.append(str(error))
                continue
            kept.append((entry, reason))
            cautions += [caution] if caution else []
        return Approved(
            entries=tuple(entry for entry, _ in kept),
            new=await self._keep(site, kept, by),
            problems=tuple(problems),
            problem_count=read.problem_count + len(problems) - len(read.problems),
            cautions=tuple(cautions),
        )

    async def withdraw(self, site: Site, text: str) -> str:
        """Take an entry out. Returns it as it stood. Raises UserError when it is not among them."""
        entry = text.strip()
        if not await self._database.write(disavowed.remove, site.guild_id, site.id, entry):
            entry = disavow.entry_of(text)
            if not await self._database.write(disavowed.remove, site.guild_id, site.id, entry):
                raise UserError("That entry is not in the file. `/disavow` shows what is.")
        return entry

    async def file(self, site: Site) -> bytes | None:
        """The file to upload; None when nothing is approved. Raises UserError beyond Google's limits."""
        entries = await self._database.read(disavowed.of_site, site.guild_id, site.id)
        if not entries:
            return None
        return await asyncio.to_thread(disavow.write, site.domain, entries, self._clock().date())

    async def _keep(self, site: Site, entries: Iterable[tuple[str, str]], by: int) -> int:
        return await self._database.write(
            disavowed.add, site.guild_id, site.id, list(entries), added_by=by, now=self._clock()
        )
