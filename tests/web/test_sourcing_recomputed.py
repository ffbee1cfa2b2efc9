"""What the report says, computed a second time from the export by somebody who knows only the format.

Nothing of the product is used below `recompute`: the file is read as JSON, claims, cards and figures are counted one
by one (`tests/recomputed`). The page's files and the command must say the same.
"""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner
from markupsafe import escape
from sqlalchemy import select

from annotator.cli import main
from annotator.core.datasets import ArticleRecord, Manifest, ReviewRecord, SegmentationRecord, TextRecord
from annotator.core.figures import find_figures, read_figure
from annotator.core.records import ArticleFacts, Figure, Kind, Role, Sentence
from annotator.core.text import hash_of
from annotator.demo.dataset import list_records
from annotator.demo.desk import load_desk
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.storage.tables import Project
from tests import make
from tests.recomputed.sourcing import report

#: Sentences whose numbers do not add up, and others that do or of which nothing is said.
NUMBERS = (
    "Divers reached 14 of the 12 cabins by noon.",
    "Crews freed 9 of the 12 cabins by dusk.",
    "The ship carried 45 people: 30 men and 10 women.",
    "A launch carried 40 people: 30 men and 10 women.",
    "Fares rose 20 percent from 200 crowns to 300 crowns.",
    "Berths rose 50 percent from 200 crowns to 300 crowns.",
    "Only 12 of the 40 boats, or 25 percent, were insured.",
    "Only 10 of the 40 boats, or 25 percent, were moored.",
    "The yard employs 300 welders and has 2 docks.",
)


@pytest.fixture(scope="module")
def demo() -> bytes:
    """The demo desk, and one more article that is all numbers."""
    manifest, *records = list_records(load_desk())
    assert isinstance(manifest, Manifest)
    reviews = [record for record in records if isinstance(record, ReviewRecord) and record.state == "finished"]
    text = "\n".join(NUMBERS)
    starts = [text.index(words) for words in NUMBERS]
    sentences = tuple(
        Sentence(ordinal, start, start + len(words), Kind.BODY)
        for ordinal, (start, words) in enumerate(zip(starts, NUMBERS, strict=True))
    )
    spans = [span for sentence in sentences for span in find_figures(text, sentence.span)]
    read = [(span, read_figure(text[span.start : span.stop])) for span in spans]
    figures = tuple(
        Figure(f"{number:032x}", *span, told.low, told.high, told.bound, told.measure, told.unit)
        for number, (span, told) in enumerate(read, start=0xF00)
    )
    cut = SegmentationRecord(1, sentences)
    stored = TextRecord("ac" * 16, 1, text, hash_of(text), 1, (cut,))
    article = ArticleRecord("ab" * 16, ArticleFacts("All at sea"), (stored,))
    review = replace(
        reviews[0], uid="ad" * 16, article_uid=article.uid, segmentation_number=1, text_number=1, revises_uid=None,
        sources=(), claims=(), attributions=(), figures=figures, checks=(), marks=(),
    )  # fmt: skip
    counts = replace(manifest.counts, articles=manifest.counts.articles + 1, reviews=manifest.counts.reviews + 1)
    stream = io.BytesIO()
    jsonl.write([replace(manifest, counts=counts), *records, article, review], stream)
    return stream.getvalue()


def recompute(lines):
    """By review uid: the measures, the rules' subjects and what does not add up, from the lines of a dataset."""
    articles, found = {}, {}
    for line in map(json.loads, lines):
        if line["record"] == "article":
            articles[line["uid"]] = line
        elif line["record"] == "review" and line["state"] == "finished":
            article = articles[line["article_uid"]]
            numbers, rules = report(article, line)
            # Who is meant by a name is told more simply there than these articles need.
            told = {rule: subjects for rule, subjects in rules.items() if rule not in ("SR15", "SR22")}
            found[line["uid"]] = (numbers, told, questions_of(article, line))
    return found


def questions_of(article, review):
    text = max(article["texts"], key=lambda text: text["number"])
    cut = max(text["segmentations"], key=lambda cut: cut["number"])
    body = [s for s in cut["sentences"] if s["kind"] == "body" and s["duplicate_of"] is None]
    return [row for sentence in body for row in ask(text["body"], sentence, review["figures"])]


def ask(words, sentence, figures):
    """What does not add up in a sentence: its words with every figure as a hash say which sum to make."""
    inside = [figure for figure in figures if sentence["start"] <= figure["start"] < sentence["stop"]]
    inside.sort(key=lambda figure: figure["start"])
    skeleton, at = "", sentence["start"]
    for figure in inside:
        skeleton += words[at : figure["start"]] + "#"
        at = figure["stop"]
    skeleton += words[at : sentence["stop"]]
    values = [float(figure["low"] or 0) for figure in inside]
    wrong = None
    if re.search("# of the #, or #", skeleton):
        part, whole, share = values
        wrong = "share" if abs(100 * part / whole - share) > 1 else None
    elif re.search("# of the #", skeleton):
        wrong = "part_above" if values[0] > values[1] else None
    elif re.search("#: # and #", skeleton):
        wrong = "parts" if values[0] != sum(values[1:]) else None
    elif re.search("# from # to #", skeleton):
        share, old, new = values
        wrong = "change" if abs(100 * (new - old) / old - share) > 1 else None
    return [(wrong, sentence["ordinal"], [figure["quote"] for figure in inside])] if wrong else []


def test_page_and_files_and_command_and_a_second_computation_say_the_same(database, demo, signed_in):
    with database.writing() as session:
        project_uid = import_dataset(
            session, OPERATOR, None, check_dataset(jsonl.read(io.BytesIO(demo))), now=make.NOW
        ).project_uid
        project = session.scalars(select(Project).where(Project.uid == project_uid)).one()
        editor = make.member(session, project, Role.EDITOR, "Edith")
    stream = io.BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, OPERATOR, project_uid), stream)
    client = signed_in(editor)
    expected = recompute(stream.getvalue().decode().split("\n")[:-1])
    assert len(expected) == 19
    compared = Counter()
    for name in ("Ines Marlow", "Priya Okafor", "Tomas Behr"):
        arguments = ["sourcing", "-", "--reviewer", name, "--format", "json"]
        answer = CliRunner().invoke(main, arguments, input=stream.getvalue())
        assert answer.exit_code == 0, answer.output
        for told in json.loads(answer.stdout)["articles"]:
            numbers, rules, questions = expected[told["rests_on"]["review"]]
            asked = [
                (row["kind"], row["sentence"], [figure["quote"] for figure in row["figures"]])
                for row in told["numbers_to_check"]
            ]
            assert asked == questions
            assert {key: told["measures"][key] for key in numbers} == numbers
            fired = Counter((flag["rule"], flag["subject"]) for flag in told["flags"])
            assert {rule: Counter({s: n for (r, s), n in fired.items() if r == rule}) for rule in rules} == rules
            compared["rules"] += sum(map(len, rules.values()))
            compared["reports"] += 1
            page = f"/articles/{told['article']['uid']}/report"
            query = {"review": told["rests_on"]["review"]}
            assert client.get(f"{page}/json", query_string=query).json == told
            assert in_csv(client.get(f"{page}/csv", query_string=query).text, told, numbers, questions)
            if questions:
                shown = client.get(page, query_string=query).text
                assert shown.count('class="number-question"') == len(questions)
                assert all(escape(row["question"]) in shown for row in told["numbers_to_check"])
                compared["questions"] += len(questions)
    assert compared["reports"] == 19
    assert compared["rules"] > 200
    assert compared["questions"] == 4


def in_csv(table, document, numbers, questions) -> bool:
    every = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    rows = {row["name"]: row for row in every if row["what"] in ("measure", "rule", "total")}
    asked = [row for row in every if row["what"] == "number_to_check"]
    assert [(row["name"], int(row["sentence"]), row["note"].split(" | ")) for row in asked] == questions
    assert [row["words"] for row in asked] == [row["question"] for row in document["numbers_to_check"]]
    assert rows["numbers_to_check"]["value"] == str(len(questions))
    found = [row["words"] for row in every if row["what"] == "finding"]
    assert found == [finding["sentence"] for finding in document["findings"]]
    for name, number in numbers.items():
        if name == "unnamed_people":
            continue
        share = number if isinstance(number, dict) else {"count": number, "of": "", "percent": ""}
        told = [rows[name][column] for column in ("value", "of", "percent")]
        assert told == ["" if value is None else str(value) for value in share.values()], name
    return rows["SR02"]["value"] == str(sum(flag["rule"] == "SR02" for flag in document["flags"]))
