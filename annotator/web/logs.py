"""The log: what happened where, with the request's number, and never a value.

An exception's message may quote what it stumbled over, a database's most of all; so only its type and the
lines of code that it came through are written, for our own errors and for those of libraries.
"""

import logging
import traceback
from types import TracebackType
from typing import IO

_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


class QuietFormatter(logging.Formatter):
    """Writes exceptions without their messages."""

    def formatException(  # noqa: N802 - logging's name for it
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The exception that is being logged, as `frames_of`."""
        return frames_of(ei[1]) if ei[1] is not None else ""


def configure_logs(level: str, stream: IO[str] | None = None) -> None:
    """Log to standard error (or `stream`): our own words from `level` on, those of libraries when they warn.

    Libraries tell values at lower levels: SQLAlchemy whole rows.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter(_LINE))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("annotator").setLevel(level.upper())


def frames_of(error: BaseException) -> str:
    """Where an exception came from, and what caused it: types and lines of code, no messages."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:  # chains of causes can run in a circle
        seen.add(id(current))
        lines += [*traceback.format_tb(current.__traceback__), f"{type(current).__name__}\n"]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if current is not None:
            lines.append("because of:\n")
    return "".join(lines).rstrip("\n")
