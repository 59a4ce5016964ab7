"""The SQLite file behind one writer thread and a few reader threads: the event loop never waits for the disk."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

import sqlite_utils

from storage.connection import connect_for_reading, open_for_writing
from storage.writer import Writer

P = ParamSpec("P")
R = TypeVar("R")


class Database:
    """The opened file. `write` and `read` run the functions of the tables' files."""

    def __init__(self, path: Path, writer: Writer, readers: int) -> None:
        """Used by `open` alone."""
        self.path = path
        self._writer = writer
        self._local = threading.local()
        self._connections: list[sqlite_utils.Database] = []
        self._readers = ThreadPoolExecutor(readers, "sqlite-reader", initializer=self._open_reader)

    @classmethod
    async def open(cls, path: Path, *, readers: int = 2) -> Self:
        """Open the file, made and migrated where needed, with `readers` reader threads.

        Raises StorageError with a sentence for people when the folder or the file cannot be used.
        """
        connection = await asyncio.to_thread(open_for_writing, path)
        return cls(path, Writer(connection), readers)

    async def write(
        self, function: Callable[Concatenate[sqlite_utils.Database, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `function(db, *args, **kwargs)` in a transaction on the writer thread and return its result.

        When this returns, the change is on the disk. When the function raises, nothing of it is kept and the
        exception comes out here. Writes run in the order in which they were asked for. A caller that is cancelled
        while its write waits takes the write back; one that runs already is kept.
        """
        return await asyncio.wrap_future(self._writer.submit(lambda db: function(db, *args, **kwargs)))

    async def read(
        self, function: Callable[Concatenate[sqlite_utils.Database, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `function(db, *args, **kwargs)` on a reader thread, on one snapshot of what has been written."""

        def work() -> R:
            db: sqlite_utils.Database = self._local.db
            with db.atomic():
                return function(db, *args, **kwargs)

        return await asyncio.wrap_future(self._readers.submit(work))

    async def close(self) -> None:
        """Finish what was asked for, then close every connection. A second call does nothing."""
        await asyncio.to_thread(self._readers.shutdown)
        while self._connections:
            self._connections.pop().close()
        await asyncio.to_thread(self._writer.close)

    def _open_reader(self) -> None:
        db = connect_for_reading(self.path)
        self._connections.append(db)
        self._local.db = db
