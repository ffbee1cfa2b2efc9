"""Records to JSON values and back: nothing lost, nothing guessed."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codec import decimal_text, record_from_json, record_to_json
from annotator.core.errors import Invalid
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Knowledge,
    Mark,
    Measure,
    Number,
    Outcome,
    Reason,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
    Who,
)

uids = st.uuids(version=4).map(lambda value: value.hex)
versions = st.integers(1, 10**6)
spans = st.tuples(st.integers(0, 10**6), st.integers(1, 500)).map(lambda pair: Span(pair[0], sum(pair)))
numbers = st.decimals(-(10**15), 10**15, places=6) | st.integers(-(10**39), 10**39).map(Decimal)


def spanned(kind, **fields):
    return st.builds(
        lambda span, **rest: kind(start=span.start, stop=span.stop, **rest),
        span=spans,
        uid=uids,
        version=versions,
        unsure=st.booleans(),
        **fields,
    )


claims = spanned(
    Claim,
    flags=st.frozensets(st.sampled_from(Flag)),
    sources=st.lists(st.builds(SourceLink, uids, st.none() | uids), max_size=3).map(tuple),
    starred=st.booleans(),
    attack=st.booleans(),
    denial=st.booleans(),
)
attributions = spanned(
    Attribution,
    source_uid=st.none() | uids,
    cues=st.lists(spans, max_size=3).map(tuple),
    starred=st.booleans(),
)
figures = spanned(
    Figure,
    low=st.none() | numbers,
    high=st.none() | numbers,
    bound=st.sampled_from(Bound),
    measure=st.sampled_from(Measure),
    unit=st.text(max_size=20),
    claim_uid=st.none() | uids,
    starred=st.booleans(),
)
cards = st.builds(
    SourceCard,
    uid=uids,
    type=st.sampled_from(SourceType),
    identity=st.none() | st.sampled_from(Identity),
    number=st.none() | st.sampled_from(Number),
    who=st.none() | st.sampled_from(Who),
    knowledge=st.none() | st.sampled_from(Knowledge),
    reason=st.none() | st.sampled_from(Reason),
    distinct=st.booleans(),
    relayed_by_uid=st.none() | uids,
    confirmed=st.booleans(),
    position=st.integers(0, 500),
    version=versions,
)
told = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,23}", fullmatch=True),
    st.text(min_size=1, max_size=500)
    | st.lists(st.text(min_size=1, max_size=64), min_size=1, unique=True).map(lambda words: tuple(sorted(words))),
    max_size=4,
).map(lambda values: tuple(sorted(values.items())))
marks = spanned(Mark, tag=st.from_regex(r"[a-z][a-z0-9_]{0,23}", fullmatch=True), told=told, starred=st.booleans())
checks = spanned(Check, outcome=st.sampled_from(Outcome))
TABLES = {Claim: "claim", Attribution: "attribution", Figure: "figure", SourceCard: "source"}
TABLES |= {Check: "check", Mark: "mark"}
CLAIM = record_to_json(Claim(uid="c1", start=0, stop=4, flags=frozenset({Flag.FACT})))
FIGURE = record_to_json(
    Figure("f1", 0, 4, low=Decimal(5200), high=None, bound=Bound.ABOUT, measure=Measure.COUNT)
)


@given(claims | attributions | figures | cards | checks | marks)
def test_a_record_comes_back_equal_through_json_text(record):
    data = json.loads(json.dumps(record_to_json(record), ensure_ascii=False))
    assert record_from_json(TABLES[type(record)], data, version=record.version) == record


@given(claims | attributions | figures | cards | checks | marks)
def test_the_same_record_is_always_written_the_same_way(record):
    written = json.dumps(record_to_json(record))
    again = record_from_json(TABLES[type(record)], json.loads(written))
    assert json.dumps(record_to_json(again)) == written


def test_the_version_is_the_rows_and_is_not_written():
    assert "version" not in CLAIM
    assert record_from_json("claim", CLAIM, version=7).version == 7


def test_flags_are_written_in_the_order_of_the_scheme():
    claim = Claim(uid="c", start=0, stop=1, flags=frozenset({Flag.OPINION, Flag.PREDICTION, Flag.FACT}))
    assert record_to_json(claim)["flags"] == ["fact", "prediction", "opinion"]


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("Not a key", {}),
        ("a" * 25, {}),
        ("loaded", []),
        ("loaded", {"A": "x"}),
        ("loaded", {"a": ""}),
        ("loaded", {"a": "x" * 501}),
        ("loaded", {"a": []}),
        ("loaded", {"a": ["b", "a"]}),
        ("loaded", {"a": ["a", "a"]}),
        ("loaded", {"a": 5}),
        ("loaded", {"a": [5]}),
    ],
)
def test_a_mark_in_another_shape_is_refused(tag, told):
    with pytest.raises(Invalid):
        record_from_json("mark", record_to_json(Mark("m1", 0, 4, "loaded")) | {"tag": tag, "told": told})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("5200", "5200"),
        ("5200.00", "5200"),
        ("5.2E+3", "5200"),
        ("-0", "0"),
        ("0.50", "0.5"),
        ("1E-7", "0.0000001"),
    ],
)
def test_equal_numbers_have_one_spelling_without_exponent(number, text):
    assert decimal_text(Decimal(number)) == text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E+40"])
def test_a_number_that_cannot_be_written_plainly_is_refused(number):
    with pytest.raises(Invalid):
        decimal_text(Decimal(number))


@pytest.mark.parametrize(
    ("table", "good", "change"),
    [
        ("claim", CLAIM, {"flags": ["fact", "fact"]}),
        ("claim", CLAIM, {"flags": ["lie"]}),
        ("claim", CLAIM, {"flags": [["fact"]]}),
        ("claim", CLAIM, {"start": 4}),
        ("claim", CLAIM, {"start": -1}),
        ("claim", CLAIM, {"start": True}),
        ("claim", CLAIM, {"start": 0.0}),
        ("claim", CLAIM, {"stop": 2**31}),
        ("claim", CLAIM, {"starred": 1}),
        ("claim", CLAIM, {"uid": ""}),
        ("claim", CLAIM, {"sources": {}}),
        ("claim", CLAIM, {"sources": ["s1"]}),
        ("claim", CLAIM, {"sources": [{"source_uid": "s1", "relayed_by_uid": None, "more": 1}]}),
        ("claim", CLAIM, {"comment": "private"}),
        ("figure", FIGURE, {"low": 5200}),
        ("figure", FIGURE, {"low": "5,200"}),
        ("figure", FIGURE, {"low": "NaN"}),
        ("figure", FIGURE, {"low": "1e9"}),
        ("figure", FIGURE, {"low": "٥"}),
        ("figure", FIGURE, {"bound": "roughly"}),
        ("figure", FIGURE, {"unit": None}),
        ("note", CLAIM, {}),
    ],
)
def test_what_the_codec_would_not_have_written_is_refused(table, good, change):
    with pytest.raises(Invalid) as refused:
        record_from_json(table, {**good, **change})
    assert refused.value.code == "malformed_record"


@pytest.mark.parametrize("key", list(CLAIM))
def test_a_missing_field_is_named(key):
    with pytest.raises(Invalid, match=rf"claim\.{key} is missing"):
        record_from_json("claim", {name: value for name, value in CLAIM.items() if name != key})
