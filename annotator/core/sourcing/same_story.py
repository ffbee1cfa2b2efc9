"""Which articles may tell the same story as one: by the words that their titles share and by their days.

A proposal for a list of links, not a claim: what is compared is what a person chooses.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from annotator.core.search import fold

T = TypeVar("T")

_WORD = re.compile(r"\w{4,}")
#: Words of titles that tell no story.
_COMMON_LIST = """
    about after against amid among before being could does down from have here into just last later more most much
    news only other over report reports said says several should since some source sources still than that their
    them then there these they this those through under until update upon were what when where which while will
    with without would year years your
"""
_COMMON = frozenset(_COMMON_LIST.split())
_LEAST_SHARED = 2
#: Articles of known days that lie further apart tell different stories.
_MOST_DAYS = 31
_MOST = 8


def telling_words(title: str) -> tuple[str, ...]:
    """The words of a title that may be found in another on the same story, in lower case, each once."""
    return tuple(dict.fromkeys(word for word in _WORD.findall(title.lower()) if word not in _COMMON))


def likely_same(
    title: str, day: str, others: Iterable[T], *, title_of: Callable[[T], str], day_of: Callable[[T], str]
) -> tuple[T, ...]:
    """Those of the others that may be on the story of this title and ISO day (or none), the likeliest first."""
    own = {fold(word) for word in telling_words(title)}
    rated = []
    for place, other in enumerate(others):
        shared = len(own & {fold(word) for word in telling_words(title_of(other))})
        apart = _days_apart(day, day_of(other))
        if shared >= _LEAST_SHARED and (apart is None or apart <= _MOST_DAYS):
            rated.append(((-shared, _MOST_DAYS if apart is None else apart, place), other))
    return tuple(other for _, other in sorted(rated, key=lambda item: item[0])[:_MOST])


def _days_apart(one: str, other: str) -> int | None:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return None
