"""A small proxy between a browser and a served desk that fails on purpose, one fault a write.

It speaks plain HTTP/1.1, a thread a connection, and closes each connection after one answer. Faults fall on posts into
a review only; everything else passes. Answers of its own look like the desk's.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from enum import StrEnum

_MOST = 65_536


class Fault(StrEnum):
    """What happens to one write."""

    NONE = "none"
    REFUSE = "refuse"  # closed before anything is read: as a server that is away
    CUT_REQUEST = "cut request"  # half of it reaches the server, then nothing
    CUT_ANSWER = "cut answer"  # the server has committed, half of the answer comes back
    LOSE_ANSWER = "lose answer"  # the server has committed, nothing comes back
    SLOW = "slow"
    ERROR = "500"
    BUSY = "503"
    FULL = "507"
    OFTEN = "429"
    STALE_TOKEN = "403"


_CODES = {Fault.ERROR: "internal", Fault.BUSY: "busy", Fault.FULL: "disk_full", Fault.OFTEN: "often",
          Fault.STALE_TOKEN: "csrf"}  # fmt: skip


class FaultProxy:
    """Listens on `port`; asks `next_fault` before each write into a review and notes what it did in `done`."""

    def __init__(self, upstream: int, next_fault: Callable[[], Fault]) -> None:
        self.upstream = upstream
        self.next_fault = next_fault
        self.slowness = 0.3
        self.done: list[Fault] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        # Closing alone does not wake the thread that waits in accept.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with closing(browser), suppress(OSError):
            browser.settimeout(20)
            request = _read_request(browser)
            if not request:
                return
            first = request.split(b"\r\n", 1)[0]
            is_write = first.startswith(b"POST /reviews/")
            fault = self.next_fault() if is_write else Fault.NONE
            if is_write:
                self.done.append(fault)
            self._pass_on(browser, request, fault)

    def _pass_on(self, browser: socket.socket, request: bytes, fault: Fault) -> None:
        if fault is Fault.REFUSE:
            return
        if fault in _CODES:
            body = b"<p>no</p>"
            head = f"HTTP/1.1 {fault.value} no\r\nContent-Length: {len(body)}\r\nX-Error-Code: {_CODES[fault]}\r\n"
            browser.sendall(head.encode() + b"Content-Type: text/html\r\nConnection: close\r\n\r\n" + body)
            return
        if fault is Fault.SLOW:
            time.sleep(self.slowness)
        with closing(socket.create_connection(("127.0.0.1", self.upstream), timeout=20)) as server:
            if fault is Fault.CUT_REQUEST:
                server.sendall(request[: len(request) - 20])
                return
            server.sendall(request)
            answer = b""
            while part := server.recv(_MOST):
                answer += part
        if fault is Fault.LOSE_ANSWER:
            return
        browser.sendall(answer[: len(answer) // 2] if fault is Fault.CUT_ANSWER else answer)


def _read_request(browser: socket.socket) -> bytes:
    """One request, whole, with its connection marked to be closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = browser.recv(_MOST)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += browser.recv(_MOST)
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + b"\r\n\r\n" + body
