"""What is kept in bytes says the same as the readings that it was made of, for any people and articles."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement.by_article import ArticleCounts, report_articles
from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.kept import Chosen, KeptTexts
from annotator.core.agreement.kept_comparisons import read_comparisons
from annotator.core.agreement.packing import Person, Sight, pack_columns, pack_patterns, unpack_patterns, write_people
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount, own_facet
from annotator.core.agreement.project_report import report_project

PEOPLE = tuple(str(number) for number in range(2, 7))
CROWD = tuple(str(number) for number in range(1, 12))  # two bytes of bits


@st.composite
def article_counts(draw, people=PEOPLE):
    """One article's people, who of them saw suggestions, and counts of patterns of three facets."""
    there = sorted(draw(st.sets(st.sampled_from(people), min_size=1)), key=int)
    shown = draw(st.sets(st.sampled_from(there)))
    counts = {}
    for facet in (Facet.CLAIM, Facet.FIGURE, own_facet("tone")):
        for _ in range(draw(st.integers(0, 3))):
            answers = draw(st.lists(st.sampled_from("yn."), min_size=len(there), max_size=len(there)))
            said = dict(zip(there, answers, strict=True))
            yes, no = (frozenset(key for key, answer in said.items() if answer == word) for word in "yn")
            if yes | no:
                counts[facet, Pattern(yes, no)] = draw(st.integers(1, 5))
    return there, shown, tuple(PatternCount(facet, pattern, n) for (facet, pattern), n in counts.items())


def row(number, there, shown, counts, own=("tone",)):
    words = write_people(Person(key, key in shown) for key in there)
    return number, "", words, ",".join(own), LAYOUT, pack_patterns(counts, there, own), b""


@settings(max_examples=30)
@given(article_counts(CROWD))
def test_patterns_come_back_as_they_were(article):
    counts = article[-1]
    _, _, words, own, _, packed, _ = row(1, *article)
    assert tuple(unpack_patterns(packed, words, own)) == counts


@settings(max_examples=25)
@given(st.lists(article_counts(), max_size=7), st.sets(st.sampled_from(PEOPLE), min_size=1), st.sampled_from(Sight))
def test_the_report_from_bytes_is_the_report_from_counts(articles, chosen, sight):
    people = tuple(sorted(chosen, key=int))
    kept = Chosen(KeptTexts.of([row(n, *article) for n, article in enumerate(articles)]), people, sight)
    found = {facet.facet: facet for facet in report_project(kept, people).facets}
    admitted = [
        [
            replace(count, pattern=count.pattern.among([k for k in there if sight.admits(Person(k, k in shown))]))
            for count in counts
        ]
        for there, shown, counts in articles
    ]
    for facet in report_articles(ArticleCounts.of(admitted), people).facets:
        if facet.facet not in found:
            continue
        same = found[facet.facet]
        assert replace(same, intervals={}, notes=()) == replace(facet, intervals={}, notes=())
        assert {note.kind for note in same.notes} == {note.kind for note in facet.notes}
        for name, interval in facet.intervals.items():
            assert same.intervals[name].reason == interval.reason
            assert same.intervals[name].low == pytest.approx(interval.low, abs=1e-9)


@settings(max_examples=8)
@given(st.lists(article_counts(CROWD), min_size=1, max_size=3))
def test_many_people_are_counted_as_few_are(articles):
    kept = Chosen(KeptTexts.of([row(n, *article) for n, article in enumerate(articles)]), CROWD, Sight.ANY)
    report = report_articles(ArticleCounts.of([counts for _, _, counts in articles]), CROWD)
    claim = report_project(kept, CROWD).facets[0]
    assert (claim.rates, claim.pairs) == (report.facets[0].rates, report.facets[0].pairs)


def test_tags_of_the_desk_s_own_are_matched_by_their_keys():
    one = PatternCount(own_facet("tone"), Pattern(frozenset("2"), frozenset("3")), 4)
    other = PatternCount(own_facet("quote"), Pattern(frozenset("23"), frozenset()), 2)
    rows = [row(1, ["2", "3"], set(), [one]), row(2, ["2", "3"], set(), [other, one], own=("quote", "tone"))]
    report = report_project(Chosen(KeptTexts.of(rows), ("2", "3"), Sight.ANY), ("2", "3"))
    judged = {facet.facet: facet.judged for facet in report.facets if facet.judged}
    assert judged == {own_facet("quote"): 2, own_facet("tone"): 8}


def test_groups_are_the_report_of_their_articles_alone():
    def counts(yes, both):
        split = PatternCount(Facet.CLAIM, Pattern(frozenset("2"), frozenset("3")), yes)
        return [split, PatternCount(Facet.CLAIM, Pattern(frozenset("23"), frozenset()), both),
                PatternCount(Facet.CLAIM, Pattern(frozenset(), frozenset("23")), 3)]

    # Of each group one article that somebody judged alone: it is in the prevalence, and AC1 rests on that.
    alone = [PatternCount(Facet.CLAIM, Pattern(frozenset("2"), frozenset()), 9)]
    rows = [row(n, ["2", "3"], set(), counts(1 + n % 2, 2 + n % 3)) for n in range(14)]
    rows = [*rows[:7], row(7, ["2"], set(), alone), *rows[8:13], row(13, ["2"], set(), alone)]
    rows = [(n, "north" if n < 8 else "south", *rest) for n, _, *rest in rows]
    whole = report_project(Chosen(KeptTexts.of(rows), ("2", "3"), Sight.ANY), ("2", "3"), by="outlet")
    assert [(group.label, group.articles) for group in whole.groups] == [("north", 7), ("south", 5)]
    for group, some in zip(whole.groups, (rows[:8], rows[8:]), strict=True):
        alone = report_project(Chosen(KeptTexts.of(some), ("2", "3"), Sight.ANY), ("2", "3")).facets[0]
        claim = group.facets[0]
        assert claim.alpha.value == pytest.approx(alone.alpha.value)
        assert claim.ac1.value == pytest.approx(alone.ac1.value)
        assert claim.interval.low == pytest.approx(alone.intervals["alpha"].low)
        assert claim.shared == alone.shared
    empty = group.facets[4]
    assert (empty.alpha.value, empty.alpha.reason) == (None, "one_reviewer")


NUMBERS = st.floats(0, 70_000) | st.integers(0, 1 << 31)


@given(
    st.lists(st.dictionaries(st.integers(0, 9), NUMBERS), min_size=3, max_size=3),
    st.sets(st.sampled_from("234"), min_size=1),
)
def test_comparisons_in_digits_are_the_counts_of_the_chosen_pairs(counts, chosen):
    """Of three people: whole numbers exactly, others as near as 48 bits after the point."""
    there = [Person(key) for key in "234"]
    row = (1, "", write_people(there), "", LAYOUT, b"", pack_columns(counts))
    columns = read_comparisons(Chosen(KeptTexts.of([row]), tuple(sorted(chosen)), Sight.ANY))
    pairs = [set(pair) <= chosen for pair in (("2", "3"), ("2", "4"), ("3", "4"))]
    for column in range(10):
        wanted = sum(found.get(column, 0) for found, is_chosen in zip(counts, pairs, strict=True) if is_chosen)
        assert columns[column, 0] == pytest.approx(wanted, rel=1e-12, abs=1e-12)
