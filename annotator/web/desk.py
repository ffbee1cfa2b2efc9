"""The open installation behind a request: its settings, database and clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from annotator.services.jobs import was_asked
from annotator.settings import Settings
from annotator.storage.transactions import Database

_KEY = "annotator-desk"


def nobody_waits() -> None:
    """Ring for no worker: one that is at work looks at the jobs by itself every few seconds."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an application is assembled from. `clock` gives the current moment, aware, in UTC; `ring` tells a worker
    that a job waits.
    """

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    ring: Callable[[], None] = nobody_waits


def attach_desk(app: Flask, desk: Desk) -> None:
    """Let requests to `app` find the desk."""
    app.extensions[_KEY] = desk


def desk() -> Desk:
    """The desk behind the current request."""
    found: Desk = current_app.extensions[_KEY]
    return found


def reading() -> AbstractContextManager[Session]:
    """A session that cannot write."""
    return desk().database.reading()


def glancing() -> AbstractContextManager[Session]:
    """A session for one prepared question."""
    return desk().database.glancing()


@contextmanager
def writing() -> Iterator[Session]:
    """A session that is committed when the block ends well. A worker is told where a job was asked for in it."""
    with desk().database.writing() as session:
        yield session
    if was_asked(session):
        desk().ring()


def now() -> datetime:
    """The current moment."""
    return desk().clock()
