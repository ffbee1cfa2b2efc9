"""The clients of bench/server.py: reviewers who tag sentence after sentence, each on a connection of their own.

They share the machine's processors with the desk, so they do what a client must and no more: one loop over plain
sockets, requests made before the clock runs, and every answer read whole and looked at for its status and for the
sentence that was asked for. To eight threads with a library for HTTP the same desk gave a third fewer saves a second.
"""

import os
import re
import selectors
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Saves:
    """What so many clients saw: times in ms, sorted; saves a second; answers that were not as they must be."""

    times: tuple[float, ...]
    rate: float
    errors: int

    @property
    def median(self) -> float:
        """The time of a save in the middle."""
        return statistics.median(self.times)

    @property
    def last(self) -> float:
        """The 99th percentile."""
        return self.times[min(len(self.times) - 1, int(0.99 * len(self.times)))]


@dataclass(slots=True)
class _Client:
    """One connection with what is still to be asked: for each request the words that its answer must have."""

    link: socket.socket
    asked: list[tuple[bytes, bytes]]
    began: float = 0.0
    expected: bytes = b""
    answer: bytearray = field(default_factory=bytearray)
    whole: int = 0

    def ask(self) -> None:
        """Send the next request."""
        request, self.expected = self.asked.pop()
        self.answer.clear()
        self.whole = 0
        self.began = time.perf_counter()
        self.link.sendall(request)

    def read(self) -> bool:
        """Read what has come; say whether the answer is whole."""
        part = self.link.recv(65536)
        if not part:
            raise SystemExit("The server closed a connection.")
        self.answer += part
        if not self.whole and (end := self.answer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self.answer, 0, end + 2)
            if length is None:
                raise SystemExit("An answer without a length.")
            self.whole = end + 4 + int(length[1])
        return bool(self.whole) and len(self.answer) >= self.whole

    @property
    def is_right(self) -> bool:
        """Say whether the answer is a save's: done, and the sentence with it."""
        return self.answer[8:13] == b" 200 " and self.expected in self.answer

    @property
    def is_closed(self) -> bool:
        """Say whether the server ends the connection with this answer."""
        return self.answer.startswith(b"HTTP/1.0") or b"\r\nConnection: close\r\n" in self.answer


def save(port: int, seats: Sequence[tuple[str, str, str]], each: int, sentences: int) -> Saves:
    """Let each seat (session token, review, CSRF token) save so many times, one after the other, all at once."""
    return answers(port, [_requests(port, *seat, each, sentences) for seat in seats])


def answers(port: int, asked: Sequence[list[tuple[bytes, bytes]]]) -> Saves:
    """Send each list of requests over a connection of its own, all lists at once.

    Args:
        asked: for each connection (request as sent, bytes that its answer must have), the last one first. A server
            that closes a connection after an answer gets a new one, made outside the time of a save.
    """
    clients = [_Client(_connect(port), requests) for requests in asked]
    waiting = selectors.DefaultSelector()
    times, errors, busy = [], 0, len(clients)
    began = time.perf_counter()
    for client in clients:
        waiting.register(client.link, selectors.EVENT_READ, client)
        client.ask()
    while busy:
        ready = waiting.select(_SECONDS)
        if not ready:
            raise SystemExit("The server does not answer.")
        for key, _ in ready:
            client = key.data
            if not client.read():
                continue
            times.append(1000 * (time.perf_counter() - client.began))
            errors += not client.is_right
            if client.asked and not client.is_closed:
                client.ask()
                continue
            waiting.unregister(client.link)
            client.link.close()
            if client.asked:
                client.link = _connect(port)
                waiting.register(client.link, selectors.EVENT_READ, client)
                client.ask()
            else:
                busy -= 1
    took = time.perf_counter() - began
    waiting.close()
    return Saves(tuple(sorted(times)), len(times) / took, errors)


def _connect(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _requests(port: int, token: str, review: str, csrf: str, each: int, sentences: int) -> list[tuple[bytes, bytes]]:
    made = []
    for number in reversed(range(each)):
        ordinal = 1 + number % sentences
        body = urlencode({"verb": "fact", "request_key": os.urandom(16).hex()}).encode()
        head = (
            f"POST /reviews/{review}/sentences/{ordinal} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: annotator={token}\r\nX-CSRFToken: {csrf}\r\nHX-Request: true\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append((head.encode() + body, f'id="s{ordinal}"'.encode()))
    return made
