"""The articles behind a number of the agreement on what is reported, with what each tagging says there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.core.agreement.packing import Sight
from annotator.core.agreement.raisers import Raisers, RuleAsked, ShareAsked
from annotator.core.agreement.reported import SHARES
from annotator.core.agreement.reported_rows import ReadReports, Row, raised_by, read_reported, shares_of
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


@dataclass(frozen=True, slots=True)
class ReportedBehind:
    """The articles behind a number, those in which taggings differ most first: how many `n`, and some of them."""

    n: int
    tell: Callable[[slice], tuple[ToldText, ...]]


def find_reported(
    rows: Sequence[Row],
    people: tuple[str, ...],
    sight: Sight,
    policy_on: Callable[[str], Policy],
    asked: RuleAsked | ShareAsked,
) -> ReportedBehind:
    """The articles behind a number. None of a rule or share that there is not."""
    read = read_reported(rows, people, sight, policy_on)
    if isinstance(asked, RuleAsked):
        return _raising(read, people, asked)
    return _sharing(read, asked.share) if asked.share in SHARES else ReportedBehind(0, lambda _: ())


def _raising(read: ReadReports, people: tuple[str, ...], asked: RuleAsked) -> ReportedBehind:
    raised, there = raised_by(asked.rule, read)
    k, m = raised.sum(0), there.sum(0)
    wanted = {
        Raisers.ANY: m > 1, Raisers.SOME: (m > 1) & (k > 0), Raisers.ALL: (m > 1) & (k == m),
        Raisers.SPLIT: (m > 1) & (k > 0) & (k < m),
    }[asked.among]  # fmt: skip
    if asked.person is not None:
        wanted = wanted & (raised[people.index(asked.person)] if asked.person in people else False)
    order = _order(np.minimum(k, m - k), wanted)

    def tell(text: int) -> ToldText:
        both = zip(raised[:, text].tolist(), there[:, text].tolist(), strict=True)
        return ToldText(int(read.texts[text]), tuple(said if is_there else None for said, is_there in both))

    return ReportedBehind(len(order), lambda some: tuple(map(tell, order[some])))


def _sharing(read: ReadReports, share: str) -> ReportedBehind:
    place = SHARES.index(share)
    values = shares_of(read)[place]
    known = ~np.isnan(values)
    wanted = known.sum(0) > 1
    apart = np.where(known, values, -np.inf).max(0, initial=0) - np.where(known, values, np.inf).min(0, initial=1)
    order = _order(apart, wanted)

    def tell(text: int) -> ToldText:
        counts = read.numbers[2 * place : 2 * place + 2, :, text].T.tolist()
        both = zip(counts, known[:, text].tolist(), strict=True)
        return ToldText(int(read.texts[text]), tuple(Share(*count) if is_known else None for count, is_known in both))

    return ReportedBehind(len(order), lambda some: tuple(map(tell, order[some])))


def _order(apart: Floats | Integers, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    places = np.flatnonzero(wanted)
    found: list[int] = places[np.argsort(-apart[places], kind="stable")].tolist()
    return found
