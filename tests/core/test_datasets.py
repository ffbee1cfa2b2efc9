"""What a dataset's records promise: order, quotations, and uids that travel."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.dataset_checks import Checker
from annotator.core.datasets import ArticleRecord, ReviewRecord, exchange_uid, in_text_order, quote_at, reading_of
from annotator.core.records import Check, Outcome, Span
from tests.fixtures.datasets import bodies, datasets, uids

relaxed = settings(max_examples=40)


@given(uids, uids, uids)
def test_a_uid_that_went_in_comes_out_the_same(uid, project, dataset):
    inside = exchange_uid(uid, project_uid=project, dataset_uid=dataset)
    assert len(inside) == 32
    assert exchange_uid(inside, project_uid=project, dataset_uid=dataset) == uid


@given(uids, uids)
def test_a_project_with_the_datasets_own_uid_keeps_every_uid(uid, project):
    assert exchange_uid(uid, project_uid=project, dataset_uid=project) == uid


@given(uids, uids, uids)
def test_the_datasets_uid_inside_is_the_projects(uid, project, dataset):
    assert exchange_uid(dataset, project_uid=project, dataset_uid=dataset) == project


@given(st.lists(uids, min_size=3, max_size=3, unique=True), uids)
def test_one_dataset_in_two_projects_has_no_uid_twice(projects, uid):
    one, other, dataset = projects
    assert exchange_uid(uid, project_uid=one, dataset_uid=dataset) != exchange_uid(
        uid, project_uid=other, dataset_uid=dataset
    )


@given(bodies, st.data())
def test_a_quotation_is_what_stands_there(body, data):
    start, stop = sorted(data.draw(st.tuples(st.integers(0, len(body)), st.integers(0, len(body)))))
    found = quote_at(body, Span(start, stop))
    assert body[:start].endswith(found.prefix)
    assert body[start:].startswith(found.quote + found.suffix)
    assert max(len(found.prefix), len(found.suffix)) <= 16


def test_rows_are_ordered_by_place_and_then_by_uid():
    rows = [Check("b", 5, 9, Outcome.NOTHING), Check("a", 5, 9, Outcome.NOTHING), Check("c", 0, 9, Outcome.NOTHING)]
    assert [row.uid for row in in_text_order(rows)] == ["c", "a", "b"]


@relaxed
@given(datasets())
def test_a_sound_dataset_passes_every_check(records):
    checker = Checker()
    for record in records:
        checker.check(record)
    checker.finish()


@relaxed
@given(datasets())
def test_a_reading_is_the_review_on_its_own_text_and_cut(records):
    article = None
    for record in records:
        if isinstance(record, ArticleRecord):
            article = record
        elif isinstance(record, ReviewRecord):
            reading = reading_of(article, record)
            assert reading.text == article.text(record.text_number).body
            assert reading.claims == record.claims
