"""Which passes and articles of a project are compared: whether suggestions were shown, and values of dimensions.

Values of one dimension are alternatives (one of these outlets); all dimensions hold at once (in one of these months).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from annotator.core.agreement.packing import Sight
from annotator.core.reports import Json

#: The values asked for of each dimension: some, sorted, each once.
Values = Mapping[str, tuple[str, ...]]

#: Articles are told one by one up to so many.
_MOST_TITLES = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. `by` is the dimension whose groups the report tells apart. Training and calibration articles
    are left out unless `practice` asks for them, or leaves it open and a round is named. `values` are those that
    `values_of` makes.
    """

    sight: Sight = Sight.ANY
    values: Values = field(default_factory=dict)
    by: str = "period"
    practice: bool | None = None


def values_of(asked: Mapping[str, str | Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """What is asked for of each dimension, one value or some; dimensions without any are left out."""
    values = {
        name: tuple(sorted({one for one in ((some,) if isinstance(some, str) else some) if one}))
        for name, some in asked.items()
    }
    return {name: some for name, some in values.items() if some}


def values_to_json(values: Values) -> dict[str, Json]:
    """The values as documents and orders have them: a single one as it is, several as a list."""
    return {name: some[0] if len(some) == 1 else list(some) for name, some in values.items()}


def choice_to_json(filters: Filters, reviewers: Iterable[str]) -> dict[str, Json]:
    """What a report was made of, as kept documents and the files of the page state it: the uids of the people, the
    sight (empty for any), the values of each dimension, and whether practice articles were asked for.
    """
    practice: dict[str, Json] = {"practice": "included"} if filters.practice else {}
    return {
        "reviewers": list(reviewers), "suggestions": filters.sight.value, **values_to_json(filters.values), **practice,
    }  # fmt: skip


def list_chosen(told: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The same as rows of a table: each name with each of its values."""
    for name, some in told.items():
        values = some if isinstance(some, list) else [some]
        yield from ((name, str(value)) for value in values if value)


def tell_values(values: Values, titles: Mapping[str, str]) -> Iterator[str]:
    """The values for a methods paragraph, in English; articles, whose values say nothing, by their `titles`."""
    for name, some in values.items():
        if name == "article" and len(some) > _MOST_TITLES:
            yield f"{len(some):,} articles that were chosen one by one"
        else:
            yield f"{name} {' or '.join(f'“{titles.get(one, one)}”' for one in some)}"
