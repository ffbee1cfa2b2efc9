"""Taking turns at writing: the threads of a process behind one lock, the processes of a machine behind one file.

SQLite alone lets writers ask again after pauses that grow to a tenth of a second, whoever came first: with two
processes the slowest of a hundred saves waited half a second.
"""

import os
import sys
import threading
import time
from collections import deque
from pathlib import Path

if sys.platform != "win32":  # where one process serves, and SQLite's own waiting is left for the others
    import fcntl

_PAUSE = 0.0003


class FairLock:
    """A lock that is granted in the order of asking."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds; say whether the lock is now held."""
        with self._mutex:
            if not self._held and not self._waiting:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._mutex:
            if turn.is_set():  # granted between the time-out and here
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to the one who has waited longest."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


class WritersTurn:
    """The turn to write into one SQLite database. A process that dies gives its turn back; one that does not take
    turns is waited for as SQLite waits (`busy_timeout`).
    """

    def __init__(self, database: str | None) -> None:
        self._lock = FairLock()
        is_file = sys.platform != "win32" and database not in (None, "", ":memory:")
        self._path = Path(f"{database}-turn") if is_file else None
        self._descriptor, self._pid = -1, 0

    def acquire(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds; say whether it is now this thread's turn."""
        until = time.monotonic() + timeout
        if not self._lock.acquire(timeout):
            return False
        if self._path is None or self._lock_file(self._path, until):
            return True
        self._lock.release()
        return False

    def release(self) -> None:
        """Let the next one write."""
        if sys.platform != "win32" and self._path is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._lock.release()

    def close(self) -> None:
        """Let go of the file."""
        if self._pid == os.getpid():
            os.close(self._descriptor)
        self._pid = 0

    def _lock_file(self, path: Path, until: float) -> bool:
        if sys.platform == "win32":
            return True
        # A lock belongs to the opening of a file, and a forked process would share its parent's.
        if self._pid != os.getpid():
            self._descriptor, self._pid = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), os.getpid()
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(_PAUSE)
            else:
                return True
