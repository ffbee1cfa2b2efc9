"""The report: one row a facet, kappa for pairs only, warnings with their counts."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.notes import Note, NoteKind
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount
from annotator.core.agreement.report import ReviewerRate, report_agreement
from annotator.core.agreement.values import Coefficient, Undefined


def counted(rows: list[str], facet: Facet = Facet.CLAIM) -> tuple[PatternCount, ...]:
    """Rows of y, n or . for reviewers a, b, c ..."""
    patterns: Counter[Pattern] = Counter()
    for row in rows:
        named = list(zip("abcdef", row, strict=False))
        yes = frozenset(name for name, letter in named if letter == "y")
        patterns[Pattern(yes, frozenset(name for name, letter in named if letter == "n"))] += 1
    return tuple(PatternCount(facet, pattern, n) for pattern, n in patterns.items())


def row_of(rows: list[str], reviewers: str):
    [row] = [row for row in report_agreement(counted(rows), reviewers).facets if row.facet is Facet.CLAIM]
    return row


def kinds(rows: list[str], reviewers: str = "ab") -> set[NoteKind]:
    return {note.kind for note in row_of(rows, reviewers).notes}


def test_two_reviewers_get_kappa_in_the_row():
    row = row_of(["yy"] * 20 + ["yn"] * 5 + ["ny"] * 10 + ["nn"] * 15, "ab")
    assert row.kappa == row.pairs[0].kappa
    assert row.kappa.value == pytest.approx(0.4)
    assert row.rates == (ReviewerRate("a", 25, 50), ReviewerRate("b", 30, 50))
    assert row.pairs[0].table == PairTable(20, 5, 10, 15)


def test_three_reviewers_get_a_kappa_for_each_pair_and_none_in_the_row():
    row = row_of(["yyn", "ynn", "nny", "yyy"], "abc")
    assert row.kappa == Coefficient(None, Undefined.NOT_A_PAIR)
    assert [(pair.first, pair.second) for pair in row.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert row.pairs[0].table == PairTable(2, 1, 0, 1)


def test_every_facet_has_its_row_and_sees_only_its_own_counts():
    counts = counted(["yy", "nn"], Facet.FIGURE) + counted(["yn"], Facet.CLAIM)
    report = report_agreement(counts, "ab")
    assert [row.facet for row in report.facets] == list(Facet)
    assert {row.facet: row.shared for row in report.facets} == {
        **dict.fromkeys(Facet, 0), Facet.FIGURE: 2, Facet.CLAIM: 1,
    }  # fmt: skip


def test_leaving_a_reviewer_out_leaves_out_what_only_they_shared():
    row = row_of(["yy.", "yn.", ".ny", "n.n"], "ab")
    assert (row.judged, row.shared) == (4, 2)
    assert row.rates == (ReviewerRate("a", 2, 2), ReviewerRate("b", 1, 2))


@pytest.mark.parametrize("reviewers", ["", "a"])
def test_fewer_than_two_reviewers_need_another(reviewers):
    row = row_of(["yn", "nn"], reviewers)
    needs = Coefficient(None, Undefined.ONE_REVIEWER)
    assert [row.kappa, row.alpha, row.ac1, row.observed, row.positive, row.negative] == [needs] * 6
    assert row.notes == ()


def test_few_sentences_are_told_below_thirty():
    assert NoteKind.FEW_SENTENCES in kinds(["yy", "nn"] * 14 + ["nn"])
    assert NoteKind.FEW_SENTENCES not in kinds(["yy", "nn"] * 15)
    assert Note(NoteKind.FEW_SENTENCES, 2, 2) in row_of(["yy", "nn", "y."], "ab").notes


def test_a_rare_tag_is_told_below_five_sentences():
    assert NoteKind.RARE_TAG in kinds(["yn"] * 4 + ["nn"] * 40)
    assert NoteKind.RARE_TAG not in kinds(["yn"] * 5 + ["nn"] * 40)
    assert NoteKind.RARE_TAG not in kinds(["nn"] * 40)


def test_a_dominant_answer_is_told_from_85_percent():
    assert NoteKind.SKEWED in kinds(["yy"] * 3 + ["nn"] * 17)
    assert NoteKind.SKEWED in kinds(["yy"] * 17 + ["nn"] * 3)
    assert NoteKind.SKEWED not in kinds(["yy"] * 3 + ["yn"] + ["nn"] * 16)


def test_unequal_use_is_told_from_twenty_points():
    # 6 of 10 against 4 of 10: exactly .20, which floats would miss
    rows = ["yy"] * 4 + ["yn"] * 2 + ["nn"] * 4
    assert Note(NoteKind.UNEQUAL_RATES, 20, 100, ("a", "b")) in row_of(rows, "ab").notes
    assert NoteKind.UNEQUAL_RATES not in kinds(["yy"] * 4 + ["yn"] + ["nn"] * 5)


def test_no_variety_is_told_alone():
    row = row_of(["nn"] * 40, "ab")
    assert row.notes == (Note(NoteKind.NO_VARIETY, 80, 80),)
    assert row.alpha == row.kappa == Coefficient(None, Undefined.NEVER_USED)
    assert row.ac1 == row.observed == row.negative == Coefficient(1.0)


def test_a_tag_that_one_reviewer_used_names_them():
    row = row_of(["ynn", "nnn", "nnn", "nnn"], "abc")
    assert Note(NoteKind.ONE_USER, 1, 4, ("a",)) in row.notes
    assert NoteKind.CONSTANT not in {note.kind for note in row.notes}
    assert row.positive.value == 0


def test_a_reviewer_with_one_answer_is_named_when_others_used_the_tag():
    row = row_of(["yyn", "nyn", "ynn", "nnn"], "abc")
    assert Note(NoteKind.CONSTANT, 0, 4, ("c",)) in row.notes
    always = row_of(["yyn", "nyn", "yyy", "nyn"], "abc")
    assert Note(NoteKind.CONSTANT, 4, 4, ("b",)) in always.notes


def test_every_note_and_reason_has_words_that_can_be_filled_in():
    for kind in NoteKind:
        note = Note(kind, 3, 7, ("a",))
        assert (note.sentence % {"count": 3, "of": 7, "names": "Ann"}).endswith(".")
    assert all(reason.words.endswith(".") for reason in Undefined)


@given(st.lists(st.text("yn.", min_size=3, max_size=3), max_size=25), st.permutations("abc"))
def test_the_order_of_reviewers_changes_no_number(rows, order):
    plain, permuted = row_of(rows, "abc"), row_of(rows, order)
    assert (plain.alpha, plain.ac1, plain.shared) == (permuted.alpha, permuted.ac1, permuted.shared)
    assert set(plain.rates) == set(permuted.rates)
    assert {note.kind for note in plain.notes} == {note.kind for note in permuted.notes}


@given(st.lists(st.text("yn.", min_size=2, max_size=2), max_size=25))
def test_names_carry_no_meaning(rows):
    renamed = tuple(
        PatternCount(
            count.facet,
            Pattern(frozenset(map(str.upper, count.pattern.yes)), frozenset(map(str.upper, count.pattern.no))),
            count.n,
        )
        for count in counted(rows)
    )
    plain, other = row_of(rows, "ab"), report_agreement(renamed, "AB").facets[0]
    assert (plain.alpha, plain.kappa, plain.ac1, plain.observed) == (
        other.alpha, other.kappa, other.ac1, other.observed,
    )  # fmt: skip
