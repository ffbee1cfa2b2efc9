"""In which texts of a project a number's answers or comparisons are, and how many: from the kept rows alone."""

from dataclasses import dataclass

import numpy as np

from annotator.core.agreement.asked import Among, Answered, Asked, Compared, Differing, Finished
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.item_sums import differing_in
from annotator.core.agreement.items import Way, column_of_matter, columns_of
from annotator.core.agreement.kept import Answers, Chosen, CodedAnswers, read_answers
from annotator.core.agreement.kept_comparisons import read_comparisons
from annotator.core.agreement.packing import facets_of
from annotator.core.agreement.tables import Floats, Integers

Said = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Behind:
    """The texts with anything of what was asked, what weighs most first, and how much there is in each. `n` is the
    sum, for what is counted by articles how many these are.
    """

    texts: tuple[int, ...]
    counts: tuple[int, ...]
    n: int


def find_behind(chosen: Chosen, asked: Asked) -> Behind:
    """Where the number is; texts that differ in what was asked come first, then by what else differs in them."""
    columns = read_comparisons(chosen)
    match asked:
        case Answered():
            counts, apart = _count_answers(chosen, asked)
        case Compared():
            counts, apart = _count_comparisons(columns, asked, _own_facets(chosen))
        case Differing():
            return _differing(chosen, columns, asked)
        case Finished():
            is_there = chosen.finished_by == 1 if asked.alone else chosen.finished_by > 1
            counts, apart = is_there.astype(float), np.zeros(len(is_there))
    order = _order(columns, tuple(Matter), apart)
    places = order[counts[order] > 0]
    found = tuple(np.round(counts[places]).astype(int).tolist())
    return Behind(tuple(chosen.kept.texts[place] for place in places), found, sum(found))


def _own_facets(chosen: Chosen) -> tuple[str, ...]:
    return chosen.facets[len(facets_of("")) :]


def _order(columns: Floats, matters: tuple[Matter, ...], first: Floats | None = None) -> Integers:
    """The places of texts, those with the most of `first` before others, then by the heaviest of these matters."""
    heavy = [-columns[column_of_matter(matter)] for matter in sorted(matters, key=lambda matter: matter.rank)]
    # Lexicographic: the last one decides, others break ties.
    return np.lexsort(tuple(reversed(heavy if first is None else [-first, *heavy])))


def _differing(chosen: Chosen, columns: Floats, asked: Differing) -> Behind:
    matters = asked.matters or tuple(Matter)
    if asked.item is None:
        differ = columns[[column_of_matter(matter) for matter in matters]].sum(0) > 0
    else:
        differ = differing_in(columns, asked.item, _own_facets(chosen))
    order = _order(columns, matters)
    texts = tuple(chosen.kept.texts[place] for place in order if differ[place])
    return Behind(texts, (1,) * len(texts), len(texts))


def _count_answers(chosen: Chosen, asked: Answered) -> tuple[Floats, Floats]:
    """By text how many sentences there are, and on how many of these the answers differ."""
    answers: Answers | CodedAnswers = read_answers(chosen)
    yes, no = answers.count()
    if asked.facet not in chosen.facets:
        nothing = np.zeros(len(chosen.kept.texts))
        return nothing, nothing
    here = answers.facets == chosen.facets.index(asked.facet)
    here &= yes + no > (0 if asked.among is Among.ANY else 1)
    match asked.among:
        case Among.ANY | Among.TWO | Among.JUDGED:
            pass
        case Among.YES:
            here &= yes > 0
        case Among.NO:
            here &= no > 0
        case Among.SPLIT:
            here &= (yes > 0) & (no > 0)
        case Among.ALL:
            here &= no == 0
        case Among.NONE:
            here &= yes == 0
        case Among.ONLY:
            here &= yes == 1
    if asked.person is not None:
        here &= _said(chosen, answers, asked.person, anything=asked.among is Among.JUDGED)
    texts = len(chosen.kept.texts)
    split = here & (yes > 0) & (no > 0)
    counts, apart = (
        np.bincount(answers.texts[some], answers.n[some], texts).astype(float, copy=False) for some in (here, split)
    )
    return counts, apart


def _said(chosen: Chosen, answers: Answers | CodedAnswers, person: str, *, anything: bool) -> Said:
    """Where the person said yes, or anything."""
    if person not in chosen.people:
        return np.zeros(len(answers.texts), np.bool_)
    place = chosen.people.index(person)
    said: Said = answers.yes[place] > 0
    return said | (answers.no[place] > 0) if anything else said


def _count_comparisons(
    columns: Floats, asked: Compared, own_facets: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """By text how many comparisons there are, and how many of them are not alike."""
    counts: Floats = columns[list(asked.columns(own_facets))].sum(0)
    at = columns_of(asked.item, own_facets)
    here = columns[at.start : at.stop]
    if asked.before:
        return counts / 2, np.zeros(len(counts))
    match asked.item.way:
        case Way.NOMINAL if asked.cells or asked.answers:
            both = range(at.start, at.stop, len(asked.item.values) + 1)
            apart = columns[[column for column in asked.columns(own_facets) if column not in both]].sum(0)
        case Way.NOMINAL:
            apart = counts - here[:: len(asked.item.values) + 1].sum(0)
        case Way.F1 | Way.SHARE:
            apart = here[0] - here[1]
        case Way.GROUPING:
            apart = 2 * here[0] - here[1] - here[2]
    return counts, apart
