"""Datasets as JSON Lines: what is written comes back equal, and what is broken is told by line."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.datasets import ArticleRecord, Problem, ReviewRecord
from annotator.formats import jsonl, jsonl_read
from tests.fixtures.dataset_lines import (
    ACCOUNT,
    BODY,
    CARD,
    CHECK,
    CLAIM,
    FIGURE,
    MANIFEST,
    MENTION,
    UID,
    article,
    file_of,
    quoted,
    review,
    sentence,
    sound,
)
from tests.fixtures.datasets import datasets

relaxed = settings(max_examples=60)


def written(records):
    stream = io.BytesIO()
    jsonl.write(records, stream)
    return stream.getvalue()


def read(data):
    return list(jsonl.read(io.BytesIO(data)))


def problems(data):
    return [item for item in read(data) if isinstance(item, Problem)]


@relaxed
@given(datasets())
def test_what_is_written_is_read_back_equal_and_written_again_the_same(records):
    data = written(records)
    assert read(data) == records
    assert written(read(data)) == data


@relaxed
@given(datasets())
def test_every_span_carries_its_words_and_context_in_code_points(records):
    bodies = {}
    for line in written(records).decode().split("\n")[:-1]:
        record = json.loads(line)
        if record["record"] == "article":
            bodies = {text["number"]: text["body"] for text in record["texts"]}
        elif record["record"] == "review":
            body = bodies[record["text_number"]]
            spans = [span for name in ("claims", "attributions", "figures", "checks") for span in record[name]]
            for span in [*spans, *(cue for row in record["attributions"] for cue in row["cues"])]:
                start, stop = span["start"], span["stop"]
                assert span["quote"] == body[start:stop]
                assert span["prefix"] == body[max(0, start - 16) : start]
                assert span["suffix"] == body[stop : stop + 16]


@relaxed
@given(datasets(), st.data())
def test_a_damaged_file_gives_records_and_problems_and_no_exception(records, data):
    damaged = bytearray(written(records))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    lines = bytes(damaged).count(b"\n") + 1
    for item in read(bytes(damaged)):
        assert not isinstance(item, Problem) or 0 <= item.line <= lines


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_no_exception(data):
    assert problems(data)


@relaxed
@given(datasets().filter(lambda records: isinstance(records[-1], ReviewRecord)), st.data())
def test_a_line_that_is_cut_out_is_missed(records, data):
    lines = written(records).splitlines(keepends=True)
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    assert problems(b"".join(lines))


def test_the_hand_written_dataset_is_sound():
    found = read(file_of(*sound()))
    assert not [item for item in found if isinstance(item, Problem)]
    assert isinstance(found[3], ArticleRecord)
    assert found[4].figures[0].low == 5200


@pytest.mark.parametrize(
    ("line", "change", "code"),
    [
        (0, {"version": 4}, "unknown_version"),
        (0, {"format": "other"}, "unknown_version"),
        (0, {"counts": {"accounts": 1, "schemes": 1, "articles": 1, "reviews": 2}}, "count_mismatch"),
        (0, {"record": "note"}, "unknown_record"),
        (1, {"email": "ada@example.org"}, "malformed_record"),
        (1, {"role": "owner"}, "malformed_record"),
        (1, {"uid": "B" * 32}, "bad_uid"),
        (1, {"name": " "}, "bad_name"),
        (1, {"name": "Ada  B"}, "bad_name"),
        (1, {"name": "A\u202eda"}, "bad_name"),
        (0, {"project_name": "x" * 81}, "bad_name"),
        (1, {"name": "a\x00b"}, "text_bad_characters"),
        (3, {"text": {"sha256": "0" * 64}}, "hash_mismatch"),
        (3, {"text": {"body": BODY.replace("\n", "\r")}}, "not_canonical"),
        (3, {"text": {"segmentations": [{"number": 1, "sentences": [sentence(0, 0, 5, quote="Two s")]}]}}, None),
        (3, {"text": {"segmentations": [{"number": 1, "sentences": [sentence(0, 0, 5, quote="wo so")]}]}},
         "quote_mismatch"),
        (3, {"text": {"segmentations": [{"number": 1, "sentences": [sentence(0, 0, 5), sentence(1, 4, 9)]}]}},
         "overlapping_sentences"),
        (3, {"text": {"segmentations": [{"number": 1, "sentences": [sentence(0, 0, 5), sentence(2, 5, 9)]}]}},
         "bad_ordinals"),
        (3, {"text": {"segmentations": [{"number": 1, "sentences": [sentence(0, 0, 5, duplicate_of=0)]}]}},
         "unknown_sentence"),
        (3, {"text": {"number": 0}}, "malformed_record"),
        (3, {"published_on": "2026-02-30"}, "bad_date"),
        (3, {"language": "x" * 36}, "bad_language"),
        (3, {"title": "x" * 2001}, "bad_length"),
        (3, {"uid": UID["d"]}, "duplicate_uid"),
        (3, {"outlet_aliases": [5]}, "malformed_record"),
        (4, {"article_uid": UID["f"]}, "unknown_article"),
        (4, {"text_number": 2}, "unknown_text"),
        (4, {"segmentation_number": 2}, "unknown_segmentation"),
        (4, {"account_uid": UID["f"]}, "unknown_account"),
        (4, {"scheme_number": 2}, "unknown_scheme"),
        (4, {"revises_uid": UID["f"]}, "unknown_review"),
        (4, {"state": "done"}, "malformed_record"),
        (4, {"finished_at": None}, "bad_state"),
        (4, {"started_at": "2026-03-01 09:00"}, "malformed_record"),
        (4, {"started_at": "2026-02-30T09:00:00.000000Z"}, "malformed_record"),
        (4, {"note": "private"}, "malformed_record"),
        (4, {"claims": [CLAIM | quoted(26, 43) | {"suffix": "x"}]}, "quote_mismatch"),
        (4, {"claims": [CLAIM | {"start": 27, "stop": 43}]}, "quote_mismatch"),
        (4, {"claims": [CLAIM | quoted(40, 60)]}, "bad_offset"),
        (4, {"claims": [CLAIM, CLAIM]}, "duplicate_uid"),
        (4, {"claims": []}, "unknown_claim"),
        (4, {"claims": [CLAIM | {"sources": CLAIM["sources"] * 2}]}, "duplicate_link"),
        (4, {"claims": [CLAIM | {"sources": [{"source_uid": "1" * 32, "relayed_by_uid": "1" * 32}]}]}, "relay_cycle"),
        (4, {"claims": [{key: value for key, value in CLAIM.items() if key != "quote"}]}, "quote_mismatch"),
        (4, {"claims": ["claim"]}, "malformed_record"),
        (4, {"sources": []}, "unknown_card"),
        (4, {"sources": [CARD | {"relayed_by_uid": "1" * 32}]}, "relay_cycle"),
        (4, {"sources": [CARD | {"relayed_by_uid": "9" * 32}]}, "unknown_card"),
        (4, {"attributions": [MENTION | {"source_uid": "9" * 32}]}, "unknown_card"),
        (4, {"attributions": [MENTION | {"cues": [quoted(18, 25) | {"quote": "other"}]}]}, "quote_mismatch"),
        (4, {"attributions": [MENTION | {"cues": [quoted(18, 25), quoted(18, 24)]}]}, "duplicate_cue"),
        (4, {"figures": [FIGURE | {"low": 5200}]}, "malformed_record"),
        (4, {"figures": [FIGURE | {"high": "10"}]}, "bad_range"),
        (4, {"checks": [CHECK | {"outcome": "untouched"}]}, "malformed_record"),
        (4, {"checks": [CHECK | {"uid": "2" * 32}]}, "duplicate_uid"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_a_problem_with_its_number(line, change, code):
    records = sound()
    records[line] = article(**change) if line == 3 else records[line] | change
    found = problems(file_of(*records))
    if code is None:
        assert found == []
    else:
        number = 5 if code == "count_mismatch" else line + 1
        assert (found[0].line, found[0].code) == (number, code)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "bad_json"),
        (b"[1]", "wrong_type"),
        (b"null", "wrong_type"),
        (b'{"record":"account","uid":"' + b"b" * 32 + b'","name":"A","name":"B","role":null}', "duplicate_key"),
        (b'{"record":NaN}', "bad_json"),
        (b'{"record":1e999}', "bad_json"),
        (b'{"record":' + b"9" * 5000 + b"}", "bad_json"),
        (b'{"record":"\xff"}', "encoding_not_utf8"),
        (b'\xef\xbb\xbf{"record":"manifest"}', "bad_json"),
        (b'{"record":"\\ud800"}', "text_bad_characters"),
        (b'{"record":"\\b"}', "text_bad_characters"),
        (b'{"record":["\\f"]}', "text_bad_characters"),
        ('{"record":"\ufffe"}'.encode(), "text_bad_characters"),
        (b'{"record":' + b"[" * 100_000, "too_deep"),
        (b'{"record":' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
        (b'{"record":5}', "malformed_record"),
        (b"{}", "malformed_record"),
    ],
)
def test_what_is_not_strict_json_is_refused_by_name(line, code):
    found = problems(file_of(MANIFEST) + line + b"\n" + file_of(ACCOUNT))
    assert (found[0].line, found[0].code) == (2, code)


def test_a_line_that_is_too_long_is_skipped_and_the_rest_is_read(monkeypatch):
    monkeypatch.setattr(jsonl_read, "MAX_LINE", 5_000)
    monkeypatch.setattr(jsonl_read, "_PIECE", 64)
    data = file_of(MANIFEST) + b'{"record":"' + b"x" * 9_000 + b'"}\n' + file_of(ACCOUNT)
    found = read(data)
    assert (found[1].line, found[1].code) == (2, "line_too_large")
    assert found[2].name == "Ada"


def test_one_bad_line_does_not_hide_the_others():
    found = read(file_of(MANIFEST) + b"{\n" + file_of(*sound()[1:]))
    assert [type(item).__name__ for item in found] == [
        "Manifest", "Problem", "AccountRecord", "SchemeRecord", "ArticleRecord", "ReviewRecord",
    ]  # fmt: skip


def test_a_second_manifest_and_a_missing_one_are_problems():
    assert problems(file_of(*sound(), MANIFEST))[0].code == "second_manifest"
    assert {found.code for found in problems(file_of(*sound()[1:]))} == {"no_manifest", "unknown_article"}
    assert problems(b"\n\n")[0].code == "no_manifest"


def test_two_unfinished_passes_of_one_person_over_one_text_are_a_problem():
    one = review(state="started", finished_at=None)
    assert problems(file_of(*sound()[:4], one, one | {"uid": UID["f"]}))[0].code == "two_in_hand"


def test_windows_line_ends_and_blank_lines_between_records_change_nothing():
    data = file_of(*sound())
    assert read(data.replace(b"}\n", b"}\r\n\r\n")) == read(data)


def test_a_problem_never_quotes_the_article():
    records = sound()
    records[4] = review(claims=[CLAIM | {"start": 27, "stop": 43}])
    assert "sources" not in problems(file_of(*records))[0].message
