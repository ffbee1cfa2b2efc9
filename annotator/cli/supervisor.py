"""The one worker that `annotator serve` looks after: begun with the first job, begun again when it dies."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

#: A worker that dies is begun again after a second, then two, four …; one that lived a minute has proved itself.
_FIRST_PAUSE, _LONGEST_PAUSE, _PROVED = 1.0, 30.0, 60.0
#: How long a worker may take to end in order.
_CLOSE_SECONDS = 10.0

_log = logging.getLogger("annotator.worker")


class Supervisor:
    """Rings for the worker of an installation and keeps it alive; ends it on leaving the block."""

    def __init__(self, instance: Path, command: Sequence[str] = ()) -> None:
        self._instance = instance
        self._command = command or [
            sys.executable, "-m", "annotator", "--instance", str(instance), "worker", "--supervised"
        ]  # fmt: skip
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ring(self) -> None:
        """Tell the worker that something waits; begin one if there is none. A ring that cannot be written is no
        loss: the worker looks by itself.
        """
        self._begin()
        import sqlite3

        from annotator.worker import open_bell  # with huey: a desk without jobs does without

        try:
            bell = open_bell(self._instance)
            bell.ring()
            bell.queue.storage.close()
        except sqlite3.Error as error:
            _log.warning("the worker was not rung for: %s", error)

    def close(self) -> None:
        """End the worker: what it has in hand goes back and is done after the next start."""
        self._closing.set()
        if self._keeper is None:
            return
        with self._lock:
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._keeper.join(_CLOSE_SECONDS)

    def _begin(self) -> None:
        with self._lock:
            if self._keeper is None and not self._closing.is_set():
                self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)
                self._keeper.start()

    def _keep(self) -> None:
        """Keep a worker running until the desk closes."""
        pause = _FIRST_PAUSE
        while True:
            begun = time.monotonic()
            with self._lock:
                if self._closing.is_set():
                    return
                # Its standard input is our pipe: it ends with us, however we end.
                self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - our own command
            code = self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
            if self._closing.is_set():
                return
            pause = _FIRST_PAUSE if time.monotonic() - begun > _PROVED else min(2 * pause, _LONGEST_PAUSE)
            _log.warning("the worker ended by itself (%s) and is begun again", code)
            if self._closing.wait(pause):
                return
