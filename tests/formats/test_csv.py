"""Tables for spreadsheets: every row there, every cell as text, no cell a formula."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.datasets import AccountRecord, ArticleRecord, ReviewRecord
from annotator.formats import csv_tables, jsonl
from tests.fixtures.dataset_lines import file_of, sound
from tests.fixtures.datasets import PIECES, datasets

relaxed = settings(max_examples=40)
TABLES = ("claims", "sources", "figures")


def archive(records):
    stream = io.BytesIO()
    csv_tables.write(records, stream)
    return stream.getvalue()


def tables(records):
    with zipfile.ZipFile(io.BytesIO(archive(records))) as found:
        texts = {name: found.read(f"{name}.csv").decode("utf-8-sig") for name in TABLES}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""), strict=True)) for name, text in texts.items()}


def records_of(*lines):
    return list(jsonl.read(io.BytesIO(file_of(*lines))))


@relaxed
@given(datasets())
def test_every_pair_card_and_figure_has_its_row_with_the_very_words(records):
    found = tables(records)
    bodies, claims, cards, figures = {}, [], [], []
    for record in records:
        if isinstance(record, ArticleRecord):
            bodies = {text.number: text.body for text in record.texts}
        elif isinstance(record, ReviewRecord):
            body = bodies[record.text_number]
            for claim in record.claims:
                words = body[claim.start : claim.stop]
                claims += [(claim.uid, words, link.source_uid) for link in claim.sources] or [(claim.uid, words, "")]
            cards += [card.uid for card in record.sources]
            figures += [(figure.uid, body[figure.start : figure.stop], figure.unit) for figure in record.figures]
    quote = csv_tables.unguard
    assert [(row["claim_uid"], quote(row["quote"]), row["source_uid"]) for row in found["claims"]] == claims
    assert [row["source_uid"] for row in found["sources"]] == cards
    assert [(row["figure_uid"], quote(row["quote"]), quote(row["unit"])) for row in found["figures"]] == figures


@relaxed
@given(datasets())
def test_no_text_cell_begins_like_a_formula(records):
    for rows in tables(records).values():
        for row in rows:
            for name, cell in row.items():
                assert not cell or cell[0] not in "=+@\t\r\n＝＋－＠"
                assert not cell.startswith("-") or name in ("low", "high")


@given(st.lists(st.sampled_from([*PIECES, "＝", "+", "\r"])).map("".join) | st.text())
def test_the_guard_can_be_taken_off_exactly(text):
    assert csv_tables.unguard(csv_tables.guard(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "'=1", "＝1", "＋1", "－1", "＠a"])
def test_text_that_a_spreadsheet_would_calculate_is_guarded(text):
    assert csv_tables.guard(text) == "'" + text


def test_ordinary_text_is_left_alone():
    ordinary = ["", "Two sources", "5,200", "“x”"]
    assert [csv_tables.guard(text) for text in ordinary] == ordinary


def test_the_same_data_give_the_same_archive():
    records = records_of(*sound())
    assert archive(records) == archive(records)


def test_tables_are_utf8_with_mark_quoted_and_with_crlf():
    with zipfile.ZipFile(io.BytesIO(archive(records_of(*sound())))) as found:
        assert found.namelist() == ["claims.csv", "sources.csv", "figures.csv", "marks.csv", "manifest.json"]
        data = found.read("figures.csv")
    assert data.startswith(b'\xef\xbb\xbf"article_uid",')
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 2


def test_the_manifest_says_what_was_left_out_and_how_cells_are_guarded():
    with zipfile.ZipFile(io.BytesIO(archive(records_of(*sound())))) as found:
        manifest = json.loads(found.read("manifest.json"))
    assert manifest["formula_guard"] == "apostrophe"
    assert any("checks" in words for words in manifest["left_out"])


def test_a_claim_row_says_who_said_it_and_where():
    row = tables(records_of(*sound()))["claims"][0]
    assert (row["reviewer"], row["source"], row["source_identity"], row["source_number"]) == (
        "Ada", "Two sources", "unnamed", "2",
    )  # fmt: skip
    assert (row["start"], row["stop"], row["sentence"], row["sentence_kind"]) == ("26", "42", "0", "body")
    assert (row["fact"], row["prediction"], row["relayed_by"]) == ("1", "0", "")


def test_a_claim_in_own_voice_has_one_row_without_a_source():
    records = records_of(*sound())
    own = replace(records[4], claims=(replace(records[4].claims[0], sources=()),))
    rows = tables([*records[:4], own])["claims"]
    assert [row["source_uid"] for row in rows] == [""]


def test_a_relay_shows_the_cards_own_unless_the_claim_has_another():
    records = records_of(*sound())
    card = records[4].sources[0]
    outlet = replace(card, uid="6" * 32, position=2)
    other = replace(card, uid="7" * 32, position=3)
    claim = records[4].claims[0]
    told = replace(claim, uid="8" * 32, sources=(replace(claim.sources[0], relayed_by_uid=other.uid),))
    full = replace(
        records[4], sources=(replace(card, relayed_by_uid=outlet.uid), outlet, other), claims=(claim, told)
    )
    assert [row["relayed_by_uid"] for row in tables([*records[:4], full])["claims"]] == [outlet.uid, other.uid]


def test_a_figure_row_has_its_value_and_the_sources_of_its_claim():
    row = tables(records_of(*sound()))["figures"][0]
    assert (row["low"], row["high"], row["bound"], row["source_uids"]) == ("5200", "", "exact", "1" * 32)


def test_a_reviewers_name_is_guarded_and_no_other_person_is_in_the_tables():
    records = records_of(*sound())
    renamed = [replace(item, name="=Ada") if isinstance(item, AccountRecord) else item for item in records]
    assert {row["reviewer"] for row in tables(renamed)["claims"]} == {"'=Ada"}


def test_a_review_without_its_article_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="follow its article"):
        archive([records_of(*sound())[4]])
