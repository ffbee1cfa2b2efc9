"""The articles behind a number of the agreement on what is reported, with what each tagging says there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.core.agreement.packing import Sight
from annotator.core.agreement.raisers import Raisers, RuleAsked, ShareAsked
from annotator.core.agreement.reported import SHARES
from annotator.core.agreement.reported_rows import Row, raised_by, read_reported, shares_of
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.policy import Policy


@dataclass(frozen=True, slots=True)
class ToldText:
    """What is said by each person's tagging of a text, in the order of the people: whether it raises the rule, or its
    share; None where they have none.
    """

    text_id: int
    told: tuple[bool | Share | None, ...]


def find_reported(
    rows: Sequence[Row],
    people: tuple[str, ...],
    sight: Sight,
    policy_on: Callable[[str], Policy],
    asked: RuleAsked | ShareAsked,
) -> tuple[ToldText, ...]:
    """The articles, those in which taggings differ most first. None of a rule or share that there is not."""
    read = read_reported(rows, people, sight, policy_on)
    if isinstance(asked, RuleAsked):
        raised, there = raised_by(asked.rule, read)
        k, m = raised.sum(0), there.sum(0)
        wanted = {
            Raisers.ANY: m > 1, Raisers.SOME: (m > 1) & (k > 0), Raisers.ALL: (m > 1) & (k == m),
            Raisers.SPLIT: (m > 1) & (k > 0) & (k < m),
        }[asked.among]  # fmt: skip
        order = _order(np.minimum(k, m - k), wanted)
        return tuple(
            ToldText(
                int(read.texts[text]),
                tuple(bool(raised[one, text]) if there[one, text] else None for one in range(len(people))),
            )
            for text in order
        )
    if asked.share not in SHARES:
        return ()
    place = SHARES.index(asked.share)
    values = shares_of(read)[place]
    known = ~np.isnan(values)
    wanted = known.sum(0) > 1
    apart = np.where(known, values, -np.inf).max(0, initial=0) - np.where(known, values, np.inf).min(0, initial=1)
    return tuple(
        ToldText(
            int(read.texts[text]),
            tuple(
                Share(int(read.numbers[2 * place, one, text]), int(read.numbers[2 * place + 1, one, text]))
                if known[one, text]
                else None
                for one in range(len(people))
            ),
        )
        for text in _order(apart, wanted)
    )


def _order(apart: Floats | Integers, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    places = np.flatnonzero(wanted)
    found: list[int] = places[np.argsort(-apart[places], kind="stable")].tolist()
    return found
