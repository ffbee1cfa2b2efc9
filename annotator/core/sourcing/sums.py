"""Numbers of one text that can be checked against each other: parts against totals, percentages against bases.

Everything is a question. The wording around the figures must say that one is part of the other; numbers that merely
stand near each other are left alone, because a false alarm costs more trust than a miss.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby, pairwise

from annotator.core.figures import read_figure
from annotator.core.records import Bound, Figure, Measure, Span
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.quantities import gap_between, noun_of, reach_of


class SumKind(StrEnum):
    """What does not seem to add up."""

    PART_ABOVE = "part_above"
    PARTS = "parts"
    SHARE = "share"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A question about figures of one text: its words, their spans in text order, the sentence of the first."""

    kind: SumKind
    question: str
    spans: tuple[Span, ...]
    ordinal: int


#: Who counts as people, for a total of people.
_PEOPLE = frozenset(
    word
    for line in (
        "man woman child boy girl adult teenager passenger resident worker student soldier civilian fighter",
        "policeman officer refugee migrant tourist employee patient infant pupil teacher guard sailor survivor death",
        "injured victim",
    )
    for word in line.split()
)
_OF = re.compile(r"(?:out )?of(?: (?:the|its|their|all|a total of|those|these|his|her|our))*\Z", re.I)
_JOIN = re.compile(r"(?:,|and|, and|plus|as well as)(?: (?:another|a further|the other|other))?\Z", re.I)
#: Between a total and its parts, where the parts are all of it ("45 people: 30 men and 10 women").
_ALL_OF_IT = re.compile(
    r"(?:[:(–—]|,|, that is|, namely|, made up of|made up of|, consisting of|consisting of|comprising"
    r"|, comprising)(?: (?:some|exactly))?\Z",
    re.I,
)
#: Between parts and the total that follows ("30 men and 10 women, 45 people in all").
_IN_ALL = re.compile(
    r"(?:[,(–—:=]|, or|for|, for|making|, making|, bringing the total to|– or)(?: a total of)?\Z", re.I
)
_AFTER_TOTAL = re.compile(r"\s*(?:in all|in total|altogether|overall|all told)\b", re.I)
#: After parts that are not all of the total ("40 people, 12 men and 8 women among them").
_AMONG = re.compile(r"[,\s]*(?:among|of) (?:them|these|those|whom)\b", re.I)
#: A number that is an adjective of something else ("the 15-member council").
_ADJECTIVE = re.compile(r"\d[-‑][^\W\d]")
_SHARE_GAP = re.compile(r"(?:[,(–—]|, or|or|, about|– or|, equal to|, that is)\Z", re.I)
_RISE = re.compile(r"\b(?:ris\w+|rose|gr[eo]w\w*|increas\w+|up|climb\w+|jump\w+|gain\w*|soar\w*|surg\w+)\b", re.I)
_FALL = re.compile(
    r"\b(?:fall\w*|fell|drop\w*|decreas\w+|down|declin\w+|cut|shr[aiu]nk\w*|slump\w*|los[st]\w*)\b", re.I
)
_FROM = re.compile(r"\bfrom\s\Z", re.I)
#: All that may stand between the percentage and the number before the change, or the one after it.
_THEN_FROM = re.compile(r"(?:(?:last|this|in|over|the|a|on|year|month|week|quarter) ?){0,4},? ?from\Z", re.I)
_THEN_SHARE = re.compile(
    r"[,(–—] ?(?:up|down|or|an?|an? (?:rise|increase|gain|growth|jump|fall|drop|decline|decrease|cut|loss) of)?\Z", re.I
)
_TO = re.compile(r"to\Z", re.I)
_PERCENT = Decimal(100)


def check_numbers(grounds: Grounds) -> tuple[NumberQuestion, ...]:
    """The questions about the figures of the body, in text order; each stretch of figures is asked about once."""
    asked: list[NumberQuestion] = []
    taken: set[Span] = set()
    for ordinal, figures in groupby(_read(grounds), key=lambda figure: _ordinal(grounds, figure)):
        there = tuple(figures)
        for rule in _RULES:
            for question in rule(grounds, there, ordinal):
                if not taken.intersection(question.spans):
                    taken.update(question.spans)
                    asked.append(question)
    return tuple(sorted(asked, key=lambda question: question.spans))


def _read(grounds: Grounds) -> list[Figure]:
    """The body's figures with a value that do not overlap."""
    found: list[Figure] = []
    for figure in grounds.figures:
        if figure.low is not None and (not found or found[-1].stop <= figure.start):
            found.append(figure)
    return found


def _ordinal(grounds: Grounds, figure: Figure) -> int:
    home = grounds.home(figure.start)
    return home.ordinal if home else -1


def _part_of(grounds: Grounds, figures: Sequence[Figure], ordinal: int) -> Iterator[NumberQuestion]:
    """ "12 of the 40", "12 of the 40, or 25 percent"."""
    text = grounds.reading.text
    for at, (part, whole) in enumerate(pairwise(figures)):
        if not _is_count(part, whole) or not _OF.match(gap_between(text, part.span, whole.span)):
            continue
        if _ADJECTIVE.search(_quote(grounds, whole)):
            continue
        if _reach(part)[0] > _reach(whole)[1]:
            words = f"The text gives “{_quote(grounds, part)}” of “{_quote(grounds, whole)}”: the part is the larger. "
            yield NumberQuestion(
                SumKind.PART_ABOVE, f"{words}Which of the two is meant?", (part.span, whole.span), ordinal
            )
        elif at + 2 < len(figures):
            yield from _share_told(grounds, (part, whole, figures[at + 2]), ordinal)


def _share_told(
    grounds: Grounds, three: tuple[Figure, Figure, Figure], ordinal: int
) -> Iterator[NumberQuestion]:
    part, whole, share = three
    gap = gap_between(grounds.reading.text, whole.span, share.span)
    if share.measure is not Measure.PERCENT or not _SHARE_GAP.match(gap) or not (_is_exact(part) and _is_exact(whole)):
        return
    expected = _PERCENT * _value(part) / _value(whole)
    if _fits(share, expected):
        return
    words = (
        f"The text gives “{_quote(grounds, part)}” of “{_quote(grounds, whole)}” and “{_quote(grounds, share)}”; "
        f"{_number(_value(part))} of {_number(_value(whole))} is {_rounded(expected)} percent. Which number is meant?"
    )
    yield NumberQuestion(SumKind.SHARE, words, tuple(item.span for item in three), ordinal)


def _total(grounds: Grounds, figures: Sequence[Figure], ordinal: int) -> Iterator[NumberQuestion]:
    """ "45 people: 30 men and 10 women", "30 men and 10 women, 45 people in all"."""
    text = grounds.reading.text
    for run in _runs(grounds, figures):
        first, last = figures.index(run[0]), figures.index(run[-1])
        before = figures[first - 1] if first else None
        after = figures[last + 1] if last + 1 < len(figures) else None
        if len(run) > 2 and _closes(text, run[-2], run[-1]):
            yield from _added(grounds, run[:-1], run[-1], ordinal)
        elif before is not None and _ALL_OF_IT.match(gap_between(text, before.span, run[0].span)):
            yield from _added(grounds, run, before, ordinal)
        elif len(run) > 2 and _ALL_OF_IT.fullmatch(gap_between(text, run[0].span, run[1].span)):
            yield from _added(grounds, run[1:], run[0], ordinal)
        if after is not None and _closes(text, run[-1], after):
            yield from _added(grounds, run, after, ordinal)


def _closes(text: str, last: Figure, total: Figure) -> bool:
    gap = gap_between(text, last.span, total.span)
    in_all = _AFTER_TOTAL.match(text, total.stop) is not None
    names_it = gap.lower().endswith(("a total of", "making", "bringing the total to")) or _is_called_total(text, total)
    return _IN_ALL.match(gap) is not None and (in_all or names_it)


def _is_called_total(text: str, figure: Figure) -> bool:
    """Say whether the figure's own words call it one ("a total of 45 people"); where spans begin is a reviewer's."""
    return text.startswith(("a total of ", "A total of "), figure.start)


def _runs(grounds: Grounds, figures: Sequence[Figure]) -> Iterator[tuple[Figure, ...]]:
    """Runs of at least two counts that are strung together ("30 men, 10 women and two children")."""
    run: list[Figure] = []
    for figure in figures:
        joins = (
            bool(run)
            and _JOIN.match(gap_between(grounds.reading.text, run[-1].span, figure.span)) is not None
            and not _is_called_total(grounds.reading.text, figure)
        )
        if not joins:
            if len(run) > 1:
                yield tuple(run)
            run = []
        run.append(figure)
    if len(run) > 1:
        yield tuple(run)


def _added(
    grounds: Grounds, parts: Sequence[Figure], total: Figure, ordinal: int
) -> Iterator[NumberQuestion]:
    if not all(_is_exact(item) and _is_count(item, total) for item in (*parts, total)):
        return
    if _AMONG.match(grounds.reading.text, parts[-1].stop):
        return
    has_comma = gap_between(grounds.reading.text, *sorted((parts[0].span, total.span))) == ","
    if not _are_of(grounds, parts, total, is_list=has_comma) or sum(map(_value, parts)) == _value(total):
        return
    numbers = " and ".join(_number(_value(part)) for part in parts)
    words = f"The text gives {numbers}; it also gives {_number(_value(total))} in total. "
    too_few = sum(map(_value, parts)) < _value(total)
    words += "Is something missing?" if too_few else "Is something counted twice?"
    spans = tuple(sorted((*(part.span for part in parts), total.span)))
    yield NumberQuestion(SumKind.PARTS, words, spans, ordinal)


def _are_of(grounds: Grounds, parts: Sequence[Figure], total: Figure, *, is_list: bool) -> bool:
    """Say whether the parts' nouns can be parts of the total's: the same, or people of all kinds.

    After a bare comma ("12 men, 30 women and 10 children") numbers are a list, unless the first counts all people.
    """
    whole = _noun(grounds, total)
    nouns = {_noun(grounds, part) for part in parts}
    of_people = whole in {*_PEOPLE, "person"} and nouns <= _PEOPLE
    return of_people and whole == "person" if is_list else of_people or nouns <= {whole, ""}


def _change(grounds: Grounds, figures: Sequence[Figure], ordinal: int) -> Iterator[NumberQuestion]:
    """ "rose 20 percent from 200 to 300"."""
    text = grounds.reading.text
    sentence = grounds.reading.sentences[ordinal]
    shares = [item for item in figures if item.measure is Measure.PERCENT]
    if len(shares) != 1:
        return
    share, clause = shares[0], text[sentence.start : sentence.stop]
    rises, falls = bool(_RISE.search(clause)), bool(_FALL.search(clause))
    for old, new in pairwise(figures):
        if share in (old, new) or rises == falls or not (_is_exact(old) and _is_exact(new)) or not _value(old):
            continue
        follows = _TO.match(gap_between(text, old.span, new.span))
        if not follows or not _FROM.search(text[max(sentence.start, old.start - 6) : old.start]):
            continue
        if share.stop <= old.start:
            is_told = _THEN_FROM.match(gap_between(text, share.span, old.span))
        else:
            is_told = _THEN_SHARE.match(gap_between(text, new.span, share.span))
        if not is_told:
            continue
        expected = _PERCENT * (_value(new) - _value(old)) / _value(old)
        if (expected < 0) != falls or _fits(share, abs(expected)):
            continue
        words = (
            f"The text gives “{_quote(grounds, share)}”, from “{_quote(grounds, old)}” to “{_quote(grounds, new)}”; "
            f"that is a change of {_rounded(abs(expected))} percent. Which number is meant?"
        )
        yield NumberQuestion(SumKind.CHANGE, words, tuple(sorted((share.span, old.span, new.span))), ordinal)


_RULES: tuple[Callable[[Grounds, Sequence[Figure], int], Iterator[NumberQuestion]], ...] = (_part_of, _total, _change)


def _is_count(one: Figure, other: Figure) -> bool:
    return one.measure is Measure.COUNT and other.measure is Measure.COUNT


def _is_exact(figure: Figure) -> bool:
    return figure.bound is Bound.EXACT and figure.high is None and bool(figure.low)


def _value(figure: Figure) -> Decimal:
    return figure.low or Decimal(0)


def _reach(figure: Figure) -> tuple[Decimal, Decimal]:
    return reach_of(figure.bound, _value(figure), figure.high)


def _noun(grounds: Grounds, figure: Figure) -> str:
    return noun_of(figure.unit or read_figure(grounds.reading.quote(figure.span)).unit, figure.measure)


def _fits(share: Figure, expected: Decimal) -> bool:
    """Say whether a told percentage can be this one: to the last place told, or one whole point, whichever is more."""
    low, high = _reach(share)
    return low - 1 <= expected <= high + 1


def _rounded(number: Decimal) -> str:
    return _number(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _number(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number.to_integral_value():,}" if whole else f"{number.normalize():,f}"


def _quote(grounds: Grounds, figure: Figure) -> str:
    return " ".join(grounds.reading.quote(figure.span).split())
