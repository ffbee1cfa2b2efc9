"""Work that keeps nearly all that it makes, or drops it by itself: looking for circles in it finds nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Look for no circles within the block: that took a twentieth of a start and a tenth of a large import."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
