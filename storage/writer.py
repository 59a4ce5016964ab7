"""The one thread that writes, and how it makes many small writes cheap."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

import sqlite_utils

MAX_GROUP = 256  # writes in one commit, so that nobody waits long for the first of them
ANALYSIS_LIMIT = (
    400  # rows an index that `optimize` looks at, so that a stop does not wait for it (SQLite's own advice)
)

R = TypeVar("R")
Work = Callable[[sqlite_utils.Database], Any]
Job = tuple[Work, Future[Any]]


class Writer:
    """Owns the writing connection. Writes that wait together share one commit, each in its own savepoint."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        """Takes the connection over: nobody else may use it until `close`."""
        self._db = db
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closing = False
        # daemon: a start that fails half-way must end, not wait for a thread that nobody will close
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite_utils.Database], R]) -> Future[R]:
        """Queue a write. Its future is done once the commit that holds it is on the disk."""
        future: Future[R] = Future()
        with self._lock:
            if self._closing:
                raise RuntimeError("the database is closed")
            self._jobs.put((work, future))
        return future

    def close(self) -> None:
        """Finish what was submitted, then close the connection. Blocks; may be called twice."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            waiting = [first, *self._waiting()]
            # from here on nobody can take a job of the group back
            self._commit_group([job for job in waiting if job[1].set_running_or_notify_cancel()])
        with suppress(sqlite3.Error):  # a nicety for the next start, which may find the file locked
            self._db.execute(f"PRAGMA analysis_limit = {ANALYSIS_LIMIT}")
            self._db.execute("PRAGMA optimize")
        self._db.close()

    def _waiting(self) -> list[Job]:
        group: list[Job] = []
        while len(group) < MAX_GROUP - 1:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)  # `close` was called: after this group
                break
            group.append(job)
        return group

    def _commit_group(self, group: list[Job]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        try:
            self._db.conn.execute("BEGIN IMMEDIATE")
            for work, future in group:
                self._run_one(work, future, done)
            self._db.conn.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001  # it belongs to those who wait, not to this thread
            self._db.rollback()
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
        else:
            for future, result in done:
                future.set_result(result)

    def _run_one(self, work: Work, future: Future[Any], done: list[tuple[Future[Any], Any]]) -> None:
        self._db.conn.execute("SAVEPOINT job")
        try:
            done.append((future, work(self._db)))
        except BaseException as error:
            if not self._db.conn.in_transaction:
                raise  # SQLite gave the whole transaction up (disk full): the others of the group are gone too
            self._db.conn.execute("ROLLBACK TO job")
            future.set_exception(error)
        self._db.conn.execute("RELEASE job")
