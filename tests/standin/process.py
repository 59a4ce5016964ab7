"""The real bot in a process of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.standin.world import TOKEN

if TYPE_CHECKING:
    from tests.standin.server import StandIn

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended."""

    code: int
    stdout: str
    stderr: str


class BotProcess:
    """A running bot. Ends with the `with` block at the latest."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def kill(self) -> Ended:
        """SIGKILL: it may not do anything any more."""
        self._process.send_signal(signal.SIGKILL)
        return self.wait()

    def terminate(self) -> Ended:
        """SIGTERM, as systemd and Docker stop it, and wait for its end."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def interrupt(self) -> Ended:
        """SIGINT, as Ctrl-C stops it, and wait for its end."""
        self._process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> Ended:
        """Wait for its end."""
        stdout, stderr = self._process.communicate(timeout=PATIENCE_SECONDS)
        return Ended(code=self._process.returncode, stdout=stdout, stderr=stderr)


def write_config(folder: Path, text: str = "") -> Path:
    """A config.toml in a folder, with the database beside it."""
    path = folder / "config.toml"
    path.write_text(f'storage.path = "{folder}/data/backlight.sqlite3"\n{text}', encoding="utf-8")
    return path


def run_bot(discord: "StandIn", config: Path, *, token: str = TOKEN) -> BotProcess:
    """Start `python -m bot run` with its Discord at the stand-in. Settings of this machine do not count."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BACKLIGHT_")}
    process = subprocess.Popen(  # noqa: S603  # our own arguments
        [sys.executable, "-m", "tests.standin.launch", str(discord.port), "run", "--config", str(config)],
        cwd=ROOT,
        env=clean | {"BACKLIGHT_DISCORD__TOKEN": token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return BotProcess(process)
