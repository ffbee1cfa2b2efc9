"""Further processes that answer beside the one that was started, on the same socket.

A process of Python computes on one processor, however many threads it has. `annotator serve` therefore forks once
everything is loaded and before anything is opened: the memory of what was loaded is shared. The first process goes on
to answer like the others, and alone looks after the worker and the others. A sibling that dies takes nothing along but
the requests it was answering, which their pages send again. The first cannot fork another, for it has threads by then
and what they hold would stay held: it begins the program anew, which is given the socket and all that they share.
"""

import logging
import mmap
import os
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
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
#: How long a sibling may take to end in order.
_CLOSE_SECONDS = 10.0
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
    """The processes that answer. `ring` rings for the worker; `number` is this process's place, 0 the first's.
    With `place`, those whom a process joins that was begun in the place of one that died: the last word it was told.
    """

    def __init__(self, count: int, ring: Callable[[], None], place: str = "") -> None:
        self._ring = ring
        self._anew: tuple[Sequence[str], Mapping[str, str]] = (), {}
        self._lock = threading.RLock()  # taken by a signal's handler too
        self._running: dict[int, int] = {}  # in the first process: place -> process
        self._keepers: list[threading.Thread] = []
        self._closing = False
        self._bell, self._rope = -1, -1  # a byte from a sibling: a job waits
        self._lifeline, self._held = -1, -1  # its end: the first process is gone
        self._opened = -1
        if place:
            self.number, self._opened, self._memory, self._rope, self._lifeline, *ends = map(int, place.split(","))
            self._wakers = list(zip(ends[::2], ends[1::2], strict=True))
        else:
            self.number = 0
            self._bell, self._rope = os.pipe()
            self._lifeline, self._held = os.pipe()
            self._wakers = [os.pipe() for _ in range(count)]  # what wakes each when another's connections change
            with tempfile.TemporaryFile() as file:
                file.truncate(2 * count)
                self._memory = os.dup(file.fileno())
        self._count = len(self._wakers)
        # Open connections of each process, written by it alone.
        self._connections = memoryview(mmap.mmap(self._memory, 2 * self._count)).cast("H")
        for _, end in self._wakers:
            os.set_blocking(end, False)
        if self.number:
            self._follow()

    def ring(self) -> None:
        """Tell the worker that a job waits, through the first process."""
        if self.number == 0:
            self._ring()
            return
        with suppress(OSError):  # the worker looks by itself
            os.write(self._rope, b"!")

    def fork(self, opened: socket.socket, anew: Sequence[str], environ: Mapping[str, str]) -> None:
        """Fork. Whatever may not be shared, connections above all, is closed before, and no thread runs yet.

        `opened` is what they answer on, `anew` and `environ` the command that begins one in another's place.
        """
        if self._count < 2:
            return
        self._opened, self._anew = opened.fileno(), (anew, environ)
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # until each process knows what they mean for it
        for number in range(1, self._count):
            pid = os.fork()
            if not pid:
                self.number, self._running = number, {}
                os.close(self._held)
                self._follow()
                return
            self._running[number] = pid
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        threading.Thread(target=self._listen, name="siblings", daemon=True).start()
        for number, pid in self._running.items():
            keeper = threading.Thread(target=self._keep, args=(number, pid), name=f"sibling-{number}", daemon=True)
            self._keepers.append(keeper)
            keeper.start()

    def opened(self) -> socket.socket:
        """The socket that one answers on which joined them."""
        return socket.socket(fileno=self._opened)

    def end_with_this(self) -> None:
        """Let the siblings end as soon as the first is told to, while it finishes what it is answering."""
        for kind in _ENDING:
            before = signal.getsignal(kind)
            if self._running and callable(before):
                signal.signal(kind, partial(self._pass_on, before))

    # Any: the frame that a signal handler is given.
    def _pass_on(self, before: Callable[[int, Any], Any], kind: int, frame: Any) -> None:
        self._end_all()
        before(kind, frame)

    def close(self) -> None:
        """End this process's siblings, if it is the first; they finish what they are answering."""
        if self.number:
            return
        self._end_all()
        for keeper in self._keepers:
            keeper.join(_CLOSE_SECONDS)
        self._signal_all(signal.SIGKILL)

    def _end_all(self) -> None:
        """Tell the siblings once: told again, one would leave what it is finishing."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._signal_all(signal.SIGTERM)

    def _signal_all(self, kind: signal.Signals) -> None:
        with self._lock:
            for pid in self._running.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, kind)

    def _keep(self, number: int, pid: int) -> None:
        """Begin the sibling of this place again whenever it ends by itself, until the desk closes."""
        ends = deque[float](maxlen=MOST_ENDS)
        while True:
            _, status = os.waitpid(pid, 0)
            self._connections[number] = _GONE
            self._wake_others()
            with self._lock:
                del self._running[number]
                if self._closing:
                    return
                ends.append(time.monotonic())
                if len(ends) == MOST_ENDS and ends[-1] - ends[0] < _WITHIN:
                    _log.error("process %d of the desk ended %d times in a minute and stays away", number, MOST_ENDS)
                    return
                code = os.waitstatus_to_exitcode(status)
                _log.warning("process %d of the desk ended by itself (%d) and is begun again", number, code)
                try:
                    pid = self._running[number] = self._begin(number)
                except OSError as error:
                    _log.error("process %d of the desk could not be begun again: %s", number, error)
                    return

    def _begin(self, number: int) -> int:
        """Begin the program anew in this place."""
        command, environ = self._anew
        given = [self._opened, self._memory, self._rope, self._lifeline, *chain(*self._wakers)]
        for descriptor in given:
            os.set_inheritable(descriptor, True)
        words = [*command, ",".join(map(str, (number, *given)))]
        # In a group of its own: Ctrl-C is for the first, which tells the others.
        return os.posix_spawn(words[0], words, environ, setpgroup=0)

    def _follow(self) -> None:
        """End with the first process; its word is the only one that counts."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=self._end_with_the_first, name="lifeline", daemon=True).start()

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
        """Pass the siblings' rings on."""
        while os.read(self._bell, 1):
            self._ring()

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
    else:
        siblings.end_with_this()
    server.run()
