"""Intervals: the jackknife from sums equals one made the slow way, and none is given where none is honest."""

from math import sqrt
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement import chance
from annotator.core.agreement.by_article import ROW_FORMULAS, ArticleCounts, intervals, report_articles, tally_facet
from annotator.core.agreement.distances import Level, Nominal
from annotator.core.agreement.estimates import Name, estimate_all
from annotator.core.agreement.intervals import bootstrap, draw, jackknife, t_probability, t_quantile
from annotator.core.agreement.notes import NoteKind
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount
from annotator.core.agreement.report import report_agreement
from annotator.core.agreement.tables import from_rows
from annotator.core.agreement.tag_tallies import tally_tags
from annotator.core.agreement.tallies import tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [
        (1, 12.70620473617471), (2, 4.302652729911275), (3, 3.182446305284263), (4, 2.7764451051977987),
        (9, 2.2621571627409915), (30, 2.0422724563012373), (99, 1.9842169515086827), (10**5, 1.959987707534),
    ],
)  # fmt: skip
def test_students_t_has_its_tabled_quantiles(degrees, quantile):
    assert t_quantile(0.975, degrees) == pytest.approx(quantile, abs=1e-8)
    assert t_probability(quantile, degrees) == pytest.approx(0.975, abs=1e-9)


def test_the_jackknife_by_hand():
    # values without each of five articles: .5 .5 .5 .5 .6, mean .52, squares .0004 x 4 + .0064 = .008
    found = jackknife(0.55, np.array([0.5, 0.5, 0.5, 0.5, 0.6]))
    width = 2.7764451051977987 * sqrt(4 / 5 * 0.008)
    assert (found.low, found.high) == (pytest.approx(0.55 - width), pytest.approx(0.55 + width))
    assert (found.method, found.articles, found.is_shaky) == (Method.JACKKNIFE, 5, True)
    assert not jackknife(0.55, np.linspace(0.5, 0.6, 10)).is_shaky


def test_an_interval_says_why_it_is_not_there():
    assert jackknife(0.5, np.full(4, 0.5)).reason is NoInterval.FEW_ARTICLES
    assert jackknife(0.5, np.array([0.5] * 9 + [np.nan])).reason is NoInterval.ONE_DECIDES
    assert jackknife(None, np.full(9, 0.5)).reason is NoInterval.NO_VALUE
    assert bootstrap(0.5, np.full(100, np.nan), 9).reason is NoInterval.ONE_DECIDES
    assert bootstrap(0.5, np.full(100, 0.5), 4).reason is NoInterval.FEW_ARTICLES
    assert bootstrap(None, np.full(100, 0.5), 9).reason is NoInterval.NO_VALUE
    for reason in NoInterval:
        assert reason.words.endswith(".")
    for wrong in ((None, None, None), (0.1, None, None), (0.1, 0.2, NoInterval.FEW_ARTICLES)):
        with pytest.raises(ValueError, match="either"):
            Interval(wrong[0], wrong[1], Method.JACKKNIFE, 9, wrong[2])


def test_limits_are_cut_off_only_for_people():
    found = Interval(-1.5, 1.2, Method.JACKKNIFE, 9)
    assert (found.low, found.high) == (-1.5, 1.2)
    assert found.shown == (-1, 1)
    assert jackknife(0.5, np.array([0.5])).shown == (None, None)


def drawn(articles, seed):
    return np.concatenate(list(draw(articles, seed=seed)))


def test_the_same_seed_draws_the_same_articles():
    assert np.array_equal(drawn(7, 3), drawn(7, 3))
    assert not np.array_equal(drawn(7, 3), drawn(7, 4))
    assert set(drawn(7, 3).sum(1)) == {7}
    assert len(drawn(7, 3)) == len(drawn(5000, 3)) == 1000


def test_sums_from_raw_tags_are_those_of_the_table():
    chance_of = np.random.default_rng(5)
    tags = chance_of.integers(-1, 4, size=(4, 300)).astype(np.int8)
    clusters = np.sort(chance_of.integers(0, 20, size=300))
    clusters -= clusters.min()
    for tag, tallied in enumerate(tally_tags(clusters, tags, 2)):
        rows = [[None if cell < 0 else bool(cell >> tag & 1) for cell in row] for row in tags.T.tolist()]
        expected = tally(from_rows(rows, values=[False, True], clusters=clusters.tolist()), Nominal())
        for name in ("judged", "shared", "disagreeing", "split", "margins", "shares"):
            assert getattr(tallied.sums, name) == pytest.approx(getattr(expected.sums, name)), name


relaxed = settings(max_examples=30)

articles = st.lists(
    st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=3, max_size=3), min_size=1, max_size=4),
    min_size=5,
    max_size=9,
)


def point(name, level, grouped):
    rows = [[None if cell is None else {"a": 1.0, "b": 2.0, "c": 4.0}[cell] for cell in row]
            for group in grouped for row in group]  # fmt: skip
    clusters = [number for number, group in enumerate(grouped) for _ in group]
    table = from_rows(rows, values=[1.0, 2.0, 4.0], clusters=clusters)
    [found] = [estimate for estimate in estimate_all(table, level) if estimate.name is name]
    return found


def is_shared(group):
    return any(sum(cell is not None for cell in row) > 1 for row in group)


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
@pytest.mark.parametrize("name", [Name.OBSERVED, Name.ALPHA, Name.FLEISS, Name.CONGER, Name.AC2])
@relaxed
@given(grouped=articles)
def test_the_jackknife_from_sums_is_that_of_computing_again_without_each_article(name, level, grouped):
    whole = point(name, level, grouped)
    if whole.coefficient.value is None:
        assert whole.interval.reason is NoInterval.NO_VALUE
        return
    left = [
        point(name, level, [*grouped[:i], *grouped[i + 1 :]]).coefficient.value
        for i in range(len(grouped))
        if is_shared(grouped[i])
    ]
    if len(left) < 5:
        assert whole.interval.reason is NoInterval.FEW_ARTICLES
    elif None in left:
        assert whole.interval.reason is NoInterval.ONE_DECIDES
    else:
        error = sqrt((len(left) - 1) / len(left) * sum((x - mean(left)) ** 2 for x in left))
        half = (whole.interval.high - whole.interval.low) / 2
        assert half == pytest.approx(t_quantile(0.975, len(left) - 1) * error, abs=1e-9)
        assert whole.interval.articles == len(left)


def test_the_bootstrap_comes_near_the_jackknife_with_many_articles():
    generator = np.random.default_rng(1)
    rows, clusters = [], []
    for article in range(120):
        share = generator.uniform(0.1, 0.6)
        for _ in range(10):
            truth = generator.random() < share
            rows.append([str(truth if generator.random() < 0.85 else not truth) for _ in range(3)])
            clusters.append(article)
    table = from_rows(rows, clusters=clusters)
    by_method = [{e.name: e.interval for e in estimate_all(table, Level.NOMINAL, method=method)} for method in Method]
    for name in (Name.OBSERVED, Name.ALPHA, Name.AC1):
        one, two = (found[name] for found in by_method)
        assert one.low == pytest.approx(two.low, abs=0.02)
        assert one.high == pytest.approx(two.high, abs=0.02)


def counted(rows):
    """The claim counts of one article from rows of y, n, or . for reviewers a, b, c."""
    found = []
    for row in rows:
        yes, no = (frozenset(n for n, said in zip("abc", row, strict=False) if said == letter) for letter in "yn")
        found.append(PatternCount(Facet.CLAIM, Pattern(yes, no), 1))
    return found


answer_rows = st.lists(st.lists(st.text("yn.", min_size=3, max_size=3), min_size=1, max_size=4), min_size=1, max_size=9)


@relaxed
@given(answer_rows)
def test_sums_by_article_give_the_values_of_the_exact_sums(grouped):
    counts = ArticleCounts.of(counted(rows) for rows in grouped)
    row = report_agreement(counts.total(), "abc").facets[0]
    tallied = tally_facet(counts, Facet.CLAIM, "abc")
    for name in ("observed", "positive", "negative", "alpha", "ac1"):
        found = ROW_FORMULAS[name](tallied.sums.total(), tallied)[0]
        exact = getattr(row, name).value
        assert np.isnan(found) if exact is None else found == pytest.approx(exact, abs=1e-12)
    for pair in row.pairs:
        of_two = tally_facet(counts, Facet.CLAIM, (pair.first, pair.second))
        found = chance.cohen(of_two.sums.total(), of_two)[0]
        assert np.isnan(found) if pair.kappa.value is None else found == pytest.approx(pair.kappa.value, abs=1e-12)


@relaxed
@given(answer_rows)
def test_a_table_and_patterns_add_up_alike(grouped):
    letters = [[{"y": True, "n": False, ".": None}[letter] for letter in row] for rows in grouped for row in rows]
    clusters = [number for number, rows in enumerate(grouped) for _ in rows]
    table = from_rows(letters, values=[False, True], clusters=clusters)
    by_name = {estimate.name: estimate for estimate in estimate_all(table, Level.NOMINAL)}
    tallied = tally_facet(ArticleCounts.of(counted(rows) for rows in grouped), Facet.CLAIM, "abc")
    found = intervals(tallied, {"alpha": by_name[Name.ALPHA].coefficient, "ac1": by_name[Name.AC1].coefficient})
    for name in ("alpha", "ac1"):
        expected = by_name[Name(name)].interval
        assert found[name].reason is expected.reason
        assert found[name].low == (None if expected.low is None else pytest.approx(expected.low, abs=1e-9))


def notes(*articles_rows):
    return {note.kind for note in report_articles(ArticleCounts.of(map(counted, articles_rows)), "ab").facets[0].notes}


def test_a_row_tells_of_few_articles_and_of_one_that_decides():
    mixed = ["yy", "yn", "nn"]
    assert NoteKind.NO_INTERVAL in notes(*[mixed] * 4)
    assert NoteKind.SHAKY_INTERVAL in notes(*[mixed] * 5)
    assert NoteKind.SHAKY_INTERVAL in notes(*[mixed] * 9)
    assert not {NoteKind.NO_INTERVAL, NoteKind.SHAKY_INTERVAL} & notes(*[mixed] * 10)
    assert NoteKind.ONE_ARTICLE in notes(mixed, *[["nn"]] * 9)
    assert NoteKind.ONE_ARTICLE not in notes(mixed, mixed, *[["nn"]] * 9)
    assert not {NoteKind.NO_INTERVAL, NoteKind.ONE_ARTICLE} & notes(["y."], ["n."])


def test_perfect_agreement_collapses_the_interval():
    report = report_articles(ArticleCounts.of([counted(["yy", "nn"])] * 12), "ab")
    assert report.facets[0].alpha == Coefficient(1.0)
    assert report.facets[0].intervals["alpha"].has_collapsed
