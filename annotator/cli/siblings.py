"""Further processes that answer beside the one that was started, on the same socket.

A process of Python computes on one processor, however many threads it has. `annotator serve` therefore forks once
everything is loaded and before anything is opened: the memory of what was loaded is shared. The first process goes on
to answer like the others, and alone looks after the worker. A sibling that dies takes nothing along but the requests it
was answering, which their pages send again, and is started again: by a process between the two that does nothing else.
It was forked before anything was opened too, so that what it forks later is as clean as the first.
"""

import logging
import mmap
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.wasyncore import file_dispatcher

if TYPE_CHECKING:
    from flask import Flask

    from annotator.settings import Settings

#: A dataset may be uploaded; everything else is far smaller and refused earlier by the application.
_MAX_BODY = 64 * 1024 * 1024
_MAX_HEADERS = 64 * 1024
_CONNECTIONS = 400
#: More than an answer's headers, which otherwise go alone and wake the browser for nothing; what is shorter in all is
#: sent when it is complete.
_TOGETHER = 1024
#: More do not help on the machines we know: the database takes one writer at a time.
_MOST = 2
_GONE = 0xFFFF
#: A place whose process ended so often within so many seconds stays empty: what kills it would kill the next one too.
MOST_ENDS, _WITHIN = 5, 60
_ENDING = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger("annotator.siblings")


def count_processes(wanted: int) -> int:
    """How many processes answer: as many as wanted; with 0 two, where there are two processors and forking is safe."""
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"):
        return 1
    return wanted or min(_MOST, len(os.sched_getaffinity(0)))


# Any, here and below: waitress has no types.
class _Waker(file_dispatcher):
    """Wakes the loop of this process when a sibling's connections became more or fewer."""

    def __init__(self, descriptor: int, of: Any) -> None:
        super().__init__(descriptor, of)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(64)


class Siblings:
    """The processes that answer. `ring` rings for the worker; `number` is this process's place, 0 the first's."""

    def __init__(self, count: int, ring: Callable[[], None]) -> None:
        self.number = 0
        self._count = count
        self._ring = ring
        self._nursery = 0  # in the first process: the one that starts the others
        self._places: dict[int, int] = {}  # in the nursery: process -> its place
        self._closing = False
        # Open connections of each process, written by it alone; and what wakes each when another's change.
        self._connections = memoryview(mmap.mmap(-1, 2 * count)).cast("H")
        self._wakers = [os.pipe() for _ in range(count)]
        for _, end in self._wakers:
            os.set_blocking(end, False)
        self._bell, self._rope = os.pipe()  # a byte from a sibling: a job waits; its end: all of them are gone
        self._lifeline, self._held = os.pipe()  # its end: the first process is gone

    def ring(self) -> None:
        """Tell the worker that a job waits, through the first process."""
        if self.number == 0:
            self._ring()
            return
        with suppress(OSError):  # the worker looks by itself
            os.write(self._rope, b"!")

    def fork(self) -> None:
        """Fork. Whatever may not be shared, connections above all, is closed before, and no thread runs yet."""
        if self._count < 2:
            return
        first = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # until each process knows what they mean for it
        if pid := os.fork():
            self._nursery = pid
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            os.close(self._rope)
            threading.Thread(target=self._listen, name="siblings", daemon=True).start()
            return
        os.close(self._held)
        self._tend(first)

    def close(self) -> None:
        """End this process's siblings, if it is the first; they finish what they are answering."""
        self._closing = True
        if self._nursery:
            with suppress(ProcessLookupError):
                os.kill(self._nursery, signal.SIGTERM)
            with suppress(ChildProcessError):
                os.waitpid(self._nursery, 0)

    def _tend(self, first: int) -> None:
        """Start the siblings, and again those that end by themselves. Comes back in each of them, and nowhere else."""
        before = {signal.SIGTERM: signal.signal(signal.SIGTERM, self._end_all)}
        before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the siblings by itself
        self.number, ends = -1, {number: deque[float](maxlen=MOST_ENDS) for number in range(1, self._count)}
        for number in ends:
            if self._start(number):
                break
        while self.number < 0 and self._places:
            pid, status = os.wait()
            number = self._places.pop(pid)
            self._connections[number] = _GONE
            self._wake_others()
            if self._closing or os.getppid() != first:
                continue
            ends[number].append(time.monotonic())
            if len(ends[number]) == MOST_ENDS and ends[number][-1] - ends[number][0] < _WITHIN:
                _log.error("process %d of the desk ended %d times within a minute and stays away", number, MOST_ENDS)
            else:
                _log.warning("process %d of the desk ended by itself (%d) and is started again", number, status)
                self._start(number)
        if self.number < 0:
            os._exit(0)
        for kind, handler in before.items():
            signal.signal(kind, handler)
        threading.Thread(target=self._end_with_the_first, name="lifeline", daemon=True).start()

    def _start(self, number: int) -> bool:
        """Fork one sibling; say whether this is it. The word to end finds it noted, or it is not started any more."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        pid = 0 if self._closing else os.fork()
        if not pid and not self._closing:
            self.number, self._places, self._connections[number] = number, {}, 0
            return True
        if pid:
            self._places[pid] = number
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        return False

    def _end_all(self, *_signal: object) -> None:
        self._closing = True
        for pid in self._places:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def share(self, server: Any) -> None:
        """Let the server take a connection only while no sibling has fewer: a browser keeps its connections, and
        all of them at one process would leave the other to sit by.
        """
        if self._count < 2:
            return
        takes, loop = server.readable, server._map
        _Waker(self._wakers[self.number][0], loop)

        def readable() -> bool:
            mine = min(len(server.active_channels), _GONE - 1)
            if mine != self._connections[self.number]:
                self._connections[self.number] = mine
                self._wake_others()
            return bool(mine <= min(self._connections) and takes())

        server.readable = readable

    def _wake_others(self) -> None:
        for number, (_, end) in enumerate(self._wakers):
            if number != self.number:
                with suppress(OSError):  # full: it will wake anyhow
                    os.write(end, b"!")

    def _listen(self) -> None:
        """Pass the siblings' rings on, until all of them are gone."""
        while os.read(self._bell, 1):
            self._ring()
        for number in range(1, self._count):
            self._connections[number] = _GONE
        if not self._closing:
            _log.error("no other process is left; this one answers alone until the desk is restarted")

    def _end_with_the_first(self) -> None:
        os.read(self._lifeline, 1)
        os._exit(1)  # killed: nothing may go on that nobody looks after


def listen(settings: "Settings") -> socket.socket:
    """The socket of the desk. Raises OSError when it cannot be had."""
    found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # A name of both kinds, as localhost is: the older kind, which everything asks for.
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(1024)
    except OSError:
        opened.close()
        raise
    opened.setblocking(False)
    return opened


def answer(app: "Flask", opened: socket.socket, settings: "Settings", siblings: Siblings) -> None:
    """Answer requests on the socket until told to stop."""
    server = create_server(
        app,
        sockets=[opened],
        threads=settings.threads,
        ident=None,  # no banner
        url_scheme="https" if settings.https else "http",
        max_request_body_size=_MAX_BODY,
        max_request_header_size=_MAX_HEADERS,
        connection_limit=_CONNECTIONS,
        send_bytes=_TOGETHER,
    )
    siblings.share(server)
    if siblings.number:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)  # from here on it ends in order
    server.run()
