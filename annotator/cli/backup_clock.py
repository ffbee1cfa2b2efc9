"""Backups by the clock: while the desk is served, one is made when the last one is old enough."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta

from annotator.cli.instance import utc_now
from annotator.settings import Settings, name_all

#: When the clock is first looked at, so that a start is not slower for it, and how often after.
FIRST_LOOK_SECONDS, LOOK_EVERY_SECONDS = 60.0, 600.0

_CLOSE_SECONDS = 10.0
_log = logging.getLogger("annotator.backups")


class BackupClock:
    """Has `annotator backup` run, in a process of its own, when it is time for one."""

    def __init__(
        self, settings: Settings, command: Sequence[str] = (), *, first: float = FIRST_LOOK_SECONDS,
        every: float = LOOK_EVERY_SECONDS,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._command = command or [
            sys.executable, "-m", "annotator", "--instance", str(settings.instance), "backup", "--gently"
        ]  # fmt: skip
        self._pauses = first, every
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._look, name="backups", daemon=True)

    def start(self) -> None:
        """Look at the clock from now on, unless the settings say never."""
        if self._settings.backup_hours > 0:
            self._thread.start()

    def close(self) -> None:
        """Stop looking; a backup in hand is left off, and nothing unfinished has a backup's name."""
        self._closing.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_SECONDS)

    def is_due(self) -> bool:
        """Say whether the last backup is old enough, or there is none."""
        from annotator.services.backups import find_newest  # with SQLAlchemy: in the clock's own time

        newest = find_newest(self._settings.backups)
        return newest is None or utc_now() - newest >= timedelta(hours=self._settings.backup_hours)

    def _look(self) -> None:
        pause, every = self._pauses
        while not self._closing.wait(pause):
            pause = every
            if self.is_due():
                self._back_up()

    def _back_up(self) -> None:
        with self._lock:
            if self._closing.is_set():
                return
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                self._command, env={**os.environ, **name_all(self._settings)}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
        _output, words = self._process.communicate()
        if self._closing.is_set():
            return
        if self._process.returncode:
            _log.warning("no backup could be made; tried again later: %s", words.strip())
        else:
            _log.info("a backup was made")
