"""The demo desk as records: sound by the checks that every import makes, and the same every time."""

import io

from annotator.core.dataset_checks import Checker
from annotator.core.datasets import AccountRecord, ArticleRecord, ReviewRecord, reading_of
from annotator.core.records import ReviewState
from annotator.core.reviews import find_open_points
from annotator.demo.dataset import list_records
from annotator.demo.desk import load_desk
from annotator.formats import jsonl, jsonl_read


def test_the_records_pass_the_checks_of_an_import() -> None:
    checker = Checker()
    for record in list_records(load_desk()):
        checker.check(record)
    checker.finish()


def test_the_records_are_the_same_every_time() -> None:
    assert list(list_records(load_desk())) == list(list_records(load_desk()))


def test_the_records_survive_a_trip_through_json_lines() -> None:
    records = list(list_records(load_desk()))
    stream = io.BytesIO()
    jsonl.write(records, stream)
    stream.seek(0)
    assert list(jsonl_read.read(stream)) == records


def test_every_pass_could_have_been_finished_on_the_page() -> None:
    articles = {r.uid: r for r in list_records(load_desk()) if isinstance(r, ArticleRecord)}
    for record in list_records(load_desk()):
        if isinstance(record, ReviewRecord):
            assert record.state is ReviewState.FINISHED
            assert not find_open_points(reading_of(articles[record.article_uid], record)), record.uid


def test_three_people_made_the_passes() -> None:
    people = {r.uid for r in list_records(load_desk()) if isinstance(r, AccountRecord)}
    by = [r.account_uid for r in list_records(load_desk()) if isinstance(r, ReviewRecord)]
    assert len(people) == 3
    assert all(by.count(uid) == 6 for uid in people)
