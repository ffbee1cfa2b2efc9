"""Background jobs: their states, and what may follow on what. The row of a job is the truth about it.

queued -> running -> done | failed | cancelled; queued -> cancelled; running -> queued where its worker died.
"""

from datetime import datetime, timedelta
from enum import StrEnum

#: A worker says this often that it is still at it, and is taken for dead after so long a silence.
BEAT_EVERY = timedelta(seconds=5)
LOST_AFTER = timedelta(seconds=30)
#: How far a job is, is written at most so often.
TOLD_EVERY = timedelta(milliseconds=500)
#: A job that was put back is begun at most so often: one that kills its worker must not do so for ever.
MOST_TRIES = 3
MOST_MESSAGE = 300

LOST_WORDS = (
    "The worker stopped in the middle of it, three times over. Ask for it again; if it stops again, the log says why."
)
FAULT_WORDS = "The program made a mistake in this job. Nothing was half kept; the log of the desk says what happened."
GONE_WORDS = "This version of the desk does not know this kind of job."


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_ended(self) -> bool:
        """Say whether nothing more will happen."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def is_lost(state: JobState, beat_at: datetime | None, now: datetime) -> bool:
    """Say whether a running job's worker has been silent for too long."""
    return state is JobState.RUNNING and (beat_at is None or now - beat_at > LOST_AFTER)


def after_loss(tries: int, *, cancel_asked: bool) -> JobState:
    """What becomes of a job whose worker died: it is begun again, unless it was to be cancelled or died too often."""
    if cancel_asked:
        return JobState.CANCELLED
    return JobState.QUEUED if tries < MOST_TRIES else JobState.FAILED


def clean_message(words: str) -> str:
    """What a job says of itself, on one line and of bounded length."""
    return " ".join(words.split())[:MOST_MESSAGE]
