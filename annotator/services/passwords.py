"""Hashing passwords with argon2id. Slow on purpose (about 50 ms): never call it inside a transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from annotator.core.accounts import MAX_PASSWORD
from annotator.core.errors import Busy

#: RFC 9106, section 4, second choice: 64 MiB, three passes, four lanes.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)

#: What a password is compared with where there is none, so that an unknown name takes as long as a known one.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$1lrsreZYgwlHTnuVTjrt9g$rXI01Po8fKjyqVLv6pOyeCfm/X9Im0UkcwgW3OMw8V0"

#: Two at a time: sign-ins by the hundred must not take the machine from those who are saving.
_SLOTS = threading.BoundedSemaphore(2)
_PATIENCE = 10.0


def hash_password(password: str) -> str:
    """What is stored of a password that was checked by `core.accounts.check_password`. Raises Busy."""
    with _slot():
        return HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Say whether the password is the stored one; as slow when there is none (`stored` is None). Raises Busy."""
    if len(password) > MAX_PASSWORD:
        return False
    with _slot():
        try:
            HASHER.verify(stored or NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


@contextmanager
def _slot() -> Iterator[None]:
    if not _SLOTS.acquire(timeout=_PATIENCE):
        raise Busy("Many people are signing in just now. Try again in a moment.")
    try:
        yield
    finally:
        _SLOTS.release()
