"""What changed between two texts of an article: each thing said once, under what it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from annotator.core.records import ArticleFacts
from annotator.core.sourcing.diff import Item, News, compare_reports
from annotator.core.sourcing.report import SourcingReport, report_on
from tests.fixtures.drafts import Draft

OPENING = "The harbour burned on Tuesday and the ferries stayed away."
CLOSING = "The council meets again on Thursday to hear the engineers."


def report(*sentences: tuple[str, str]) -> SourcingReport:
    """A text of these sentences between two that never change, each with the figure that it has, if any."""
    draft = Draft().add(OPENING)
    for number, (words, figure) in enumerate(sentences):
        draft.add(words)
        if figure:
            draft.figure(f"F{number}", figure)
            draft.figures[-1] = replace(draft.figures[-1], low=Decimal(figure.split()[0]))
    return report_on(draft.add(CLOSING).reading, ArticleFacts("Harbour fire"))


def figures(old: SourcingReport, new: SourcingReport) -> list[tuple[News, str, str]]:
    of_figures = {News.FIGURE_REVISED, News.FIGURE_NEW, News.FIGURE_DROPPED}
    return [(item.news, item.before, item.after) for item in compare_reports(old, new) if item.news in of_figures]


CREW = ("Some 40 sailors were on board that night.", "40 sailors")
BOATS = ("The yard had built 12 boats since spring.", "12 boats")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([CREW], [CREW], []),
        ([CREW], [CREW, BOATS], [(News.FIGURE_NEW, "", "12 boats")]),
        ([CREW, BOATS], [BOATS], [(News.FIGURE_DROPPED, "40 sailors", "")]),
        ([BOATS, CREW], [BOATS], [(News.FIGURE_DROPPED, "40 sailors", "")]),
        ([CREW], [(CREW[0], "")], [(News.FIGURE_DROPPED, "40 sailors", "")]),
        (
            [CREW],
            [("Some 52 sailors were on board that night.", "52 sailors")],
            [(News.FIGURE_REVISED, "40 sailors", "52 sailors")],
        ),
        (
            [CREW],
            [BOATS, ("Some 52 sailors were on board that night.", "52 sailors")],
            [(News.FIGURE_REVISED, "40 sailors", "52 sailors"), (News.FIGURE_NEW, "", "12 boats")],
        ),
    ],
    ids=["same", "new", "dropped before one that stays", "dropped after one that stays", "no longer tagged", "revised",
         "revised beside a new one"],
)  # fmt: skip
def test_figures_are_revised_new_or_gone(old, new, told) -> None:
    assert figures(report(*old), report(*new)) == told


def test_the_two_directions_mirror_each_other() -> None:
    one, other = report(CREW), report(BOATS, CREW)
    there, back = compare_reports(one, other), compare_reports(other, one)
    assert [item.news for item in there] == [News.FIGURE_NEW, News.FINDING_NEW][: len(there)]
    assert Item(News.FIGURE_DROPPED, "12 boats", "", there[0].new) in back
