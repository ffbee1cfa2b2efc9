"""The worker: does background jobs, one after another, in a process of its own.

It is huey's consumer over a queue file in the instance folder. The queue carries nothing but the news that something
waits: what is to be done, how far it is and how it ended stands in the rows of `job`. A ring that got lost is made up
for by looking every few seconds, and so is a worker that died.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from huey import SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from annotator.core.errors import AnnotatorError
from annotator.services import jobs
from annotator.settings import Settings
from annotator.storage.transactions import Database

#: How often the worker looks whether a ring was lost or another worker died.
LOOK_EVERY_SECONDS = 5.0
#: How long a job may take to come to its next step when the desk is closed.
CLOSE_SECONDS = 8.0

_QUEUE_FILE = "queue.db"
_log = logging.getLogger("annotator.worker")


class _Rings(Serializer):
    """A ring as two words of JSON: huey's own way would be pickle, which runs what it reads."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        uid, name = json.loads(data)
        return Message(uid, name, retries=0, retry_delay=0, args=(), kwargs={})


@dataclass(frozen=True, slots=True)
class Bell:
    """The queue of an installation, and ringing it."""

    queue: SqliteHuey
    ring: Callable[[], object]


def open_bell(folder: Path, answer: Callable[[], object] = lambda: None) -> Bell:
    """The bell of the installation in `folder`; in the worker, `answer` is what a ring makes it do."""
    queue = SqliteHuey("annotator", filename=str(folder / _QUEUE_FILE), results=False, serializer=_Rings())

    def ring() -> None:
        answer()

    return Bell(queue, queue.task()(ring))


def run_worker(settings: Settings, database: Database) -> None:
    """Do jobs until SIGTERM. A job in hand stops at its next step and goes back."""
    logging.getLogger("huey").setLevel(logging.WARNING)

    def work() -> None:
        jobs.run_waiting(database, now=_utc_now, stopping=consumer.stop_flag.is_set)

    bell = open_bell(settings.instance, work)
    consumer = bell.queue.create_consumer(
        workers=1, periodic=False, max_delay=1.0, scheduler_interval=60, graceful_signal="TERM",
        shutdown_timeout=CLOSE_SECONDS,
    )  # fmt: skip
    looker = threading.Thread(target=_look, args=(database, bell, consumer.stop_flag), name="look", daemon=True)
    looker.start()
    try:
        consumer.run()
    finally:
        consumer.stop_flag.set()
        looker.join(CLOSE_SECONDS)
        bell.queue.storage.close()


def _look(database: Database, bell: Bell, closing: threading.Event) -> None:
    """Ring for what waits, put back what was lost; every few seconds and once at the start."""
    while True:
        try:
            jobs.put_back_lost(database, now=_utc_now)
            if jobs.is_any_waiting(database) and not bell.queue.pending_count():
                bell.ring()
        except AnnotatorError as error:  # busy or full: looked at again in a moment
            _log.warning("the jobs could not be looked at: %s", error.message)
        if closing.wait(LOOK_EVERY_SECONDS):
            return


def _utc_now() -> datetime:
    return datetime.now(UTC)
