"""Rounds, studies, policies, explanations and discussions in a dataset: what does not fit is refused with its line."""

import io

import pytest

from annotator.core.datasets import Problem
from annotator.formats import jsonl
from tests.fixtures.dataset_lines import (
    DISCUSSION,
    EXPLANATION,
    HOUSE,
    OVERLAP,
    POST,
    UID,
    article,
    file_of,
    quoted,
    review,
    with_rounds,
)  # fmt: skip

ROUND, STUDY, POLICY, ARTICLE, REVIEW = 3, 4, 5, 6, 7


def problems(records):
    return [item for item in jsonl.read(io.BytesIO(file_of(*records))) if isinstance(item, Problem)]


def test_a_dataset_with_a_round_is_sound_and_written_as_it_was():
    assert problems(with_rounds()) == []
    records = list(jsonl.read(io.BytesIO(file_of(*with_rounds()))))
    again = list(jsonl.read(io.BytesIO(b"".join(jsonl.lines(records)))))
    assert again == records


def test_the_second_version_of_the_format_is_read_as_ever():
    manifest, *records = with_rounds()
    del manifest["counts"]["policies"], records[POLICY - 1]
    assert problems([manifest | {"version": 2}, *records]) == []


@pytest.mark.parametrize(
    ("line", "change", "code"),
    [
        (ROUND, {"number": 0}, "malformed_record"),
        (ROUND, {"name": "Two  blanks"}, "bad_name"),
        (ROUND, {"kind": "holiday"}, "malformed_record"),
        (ROUND, {"pass_mark": 80}, "bad_round"),
        (ROUND, {"kind": "test"}, "bad_round"),
        (ROUND, {"state": "open"}, "bad_state"),
        (ROUND, {"state": "closed"}, "bad_state"),
        (ROUND, {"released_at": None}, "bad_state"),
        (ROUND, {"people": [UID["f"]]}, "unknown_account"),
        (ROUND, {"people": [UID["b"], UID["b"]]}, "duplicate_uid"),
        (ROUND, {"ranking": []}, "malformed_record"),
        (STUDY, {"by": UID["f"]}, "unknown_account"),
        (STUDY, {"independence": "sure"}, "malformed_record"),
        (STUDY, {"excluded": {UID["f"]: "dull"}}, "malformed_record"),
        (STUDY, {"excluded": {"F": "training"}}, "bad_uid"),
        (STUDY, {"overlap": OVERLAP | {"frame": 0}}, "malformed_record"),
        (STUDY, {"overlap": OVERLAP | {"drawn": [UID["c"], UID["c"]]}}, "malformed_record"),
        (STUDY, {"overlap": OVERLAP | {"on": "20260301"}}, "malformed_record"),
        (STUDY, {"collapsed": "Some"}, "malformed_record"),
        (STUDY, {"frame": " x"}, "malformed_record"),
        (POLICY, {"by": UID["f"]}, "unknown_account"),
        (POLICY, {"policy": HOUSE | {"number": 0}}, "bad_numbers"),
        (POLICY, {"policy": HOUSE | {"name": "House "}}, "bad_name"),
        (POLICY, {"policy": HOUSE | {"rules": {}}}, "policy"),
        (POLICY, {"policy": HOUSE | {"rules": {"SR99": "ask"}}}, "policy"),
        (POLICY, {"policy": HOUSE | {"signed": True}}, "malformed_record"),
        (POLICY, {"policy": []}, "malformed_record"),
        (ARTICLE, {"round": {"number": 2, "role": "overlap"}}, "unknown_round"),
        (ARTICLE, {"round": {"number": 1, "role": "gold"}}, "bad_role"),
        (ARTICLE, {"text": {"explanations": [EXPLANATION, EXPLANATION]}}, "duplicate_place"),
        (ARTICLE, {"text": {"explanations": [EXPLANATION | {"words": ""}]}}, "empty_text"),
        (ARTICLE, {"text": {"explanations": [EXPLANATION | {"words": " x"}]}}, "bad_words"),
        (ARTICLE, {"text": {"explanations": [EXPLANATION | {"quote": "Two"}]}}, "quote_mismatch"),
        (ARTICLE, {"text": {"explanations": [EXPLANATION | {"by": UID["f"]}]}}, "unknown_account"),
        (REVIEW, {"round_number": 2}, "unknown_round"),
        (REVIEW, {"round_number": 1, "kind": "gold"}, "unknown_round"),
        (REVIEW, {"discussions": [DISCUSSION]}, "not_released"),
        (REVIEW, {"round_number": 1, "discussions": [DISCUSSION | {"posts": []}]}, "too_many"),
        (REVIEW, {"round_number": 1, "discussions": [DISCUSSION | {"posts": [POST | {"by": UID["f"]}]}]},
         "unknown_account"),
        (REVIEW, {"round_number": 1, "discussions": [DISCUSSION | {"posts": [POST, POST]}]}, "duplicate_uid"),
        (REVIEW, {"round_number": 1, "discussions": [DISCUSSION | quoted(0, 3) | {"quote": "No"}]}, "quote_mismatch"),
        (REVIEW, {"round_number": 1, "discussions": [DISCUSSION | {"note": "private"}]}, "malformed_record"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_problem_with_its_line(line, change, code):
    records = with_rounds()
    if line == ARTICLE:
        records[line] = article(**{"round": {"number": 1, "role": "overlap"}, **change})
    else:
        records[line] = review(**change) if line == REVIEW else records[line] | change
    found = problems(records)
    assert (found[0].line, found[0].code) == (line + 1, code)


@pytest.mark.parametrize(
    ("cut", "code"), [(ROUND, "unknown_round"), (STUDY, "count_mismatch"), (POLICY, "count_mismatch")]
)
def test_a_round_or_a_version_that_is_missing_is_noticed(cut, code):
    records = with_rounds()
    del records[cut]
    assert problems(records)[0].code == code


def test_rounds_stand_before_the_articles():
    records = with_rounds()
    records.append(records[ROUND] | {"uid": "9" * 32, "number": 2, "name": "Second"})
    assert problems(records)[0].code == "out_of_order"
