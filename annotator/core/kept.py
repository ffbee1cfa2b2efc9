"""Keeping the results for the values seen last."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A function that keeps its results for the last `size` arguments and knows them again by identity.

    For arguments that never change and are too large to hash each time: a reading, the sentences of a cut.
    Whoever gets a result must not change it.
    """

    def __init__(self, compute: Callable[[K], V], size: int) -> None:
        self._compute = compute
        self._size = size
        self._kept: tuple[tuple[K, V], ...] = ()

    def __call__(self, argument: K) -> V:
        """The result for `argument`, computed at most once while it is among the last."""
        for known, result in self._kept:
            if known is argument:
                return result
        result = self._compute(argument)
        # One assignment: two threads at once may compute twice, never see half.
        self._kept = ((argument, result), *self._kept)[: self._size]
        return result


def kept(size: int) -> Callable[[Callable[[K], V]], Kept[K, V]]:
    """Keep the results of a function of one argument: `@kept(4)`."""
    return lambda compute: Kept(compute, size)
