"""What the report says, computed a second time from the export by somebody who knows only the format.

Nothing of the product is used below `recompute`: the file is read as JSON, claims, cards and figures are counted one
by one. The page's files and the command must say the same.
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

LEAST = {"1": 1, "2": 2, "3+": 3, "plural": 2}


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
    """By review uid: the measures and the rules' subjects, from the lines of a dataset."""
    articles, found = {}, {}
    for line in map(json.loads, lines):
        if line["record"] == "article":
            articles[line["uid"]] = line
        elif line["record"] == "review" and line["state"] == "finished":
            found[line["uid"]] = report(articles[line["article_uid"]], line)
    return found


def report(article, review):
    text = max(article["texts"], key=lambda text: text["number"])
    cut = max(text["segmentations"], key=lambda cut: cut["number"])
    body = [s for s in cut["sentences"] if s["kind"] == "body" and s["duplicate_of"] is None]
    words = text["body"]

    def sentence_of(row):
        return next((s["ordinal"] for s in body if s["start"] <= row["start"] < s["stop"]), None)

    cards = {card["uid"]: card for card in review["sources"]}
    mentions = [row for row in review["attributions"] if sentence_of(row) is not None]
    claims = [row for row in review["claims"] if sentence_of(row) is not None]
    figures = [row for row in review["figures"] if sentence_of(row) is not None]
    own_names = {name.casefold().removeprefix("the ") for name in (article["outlet"], *article["outlet_aliases"])}
    own = {
        row["source_uid"] for row in review["attributions"]
        if words[row["start"] : row["stop"]].casefold().removeprefix("the ").removesuffix("’s") in own_names
    }  # fmt: skip

    def way(link):
        """The outlets from a link's source to the article."""
        passed, at = [], link["relayed_by_uid"] or cards[link["source_uid"]]["relayed_by_uid"]
        while at and at not in passed:
            passed.append(at)
            at = cards[at]["relayed_by_uid"]
        return [uid for uid in passed if uid not in own]

    def through(claim):
        ways = [
            way(link) + [link["source_uid"]] * (
                cards[link["source_uid"]]["type"] == "outlet" and link["source_uid"] not in own
            )
            for link in claim["sources"]
        ]  # fmt: skip
        return set.intersection(*map(set, ways)) if ways else set(), bool(ways) and all(ways)

    def stands_on(claim):
        kinds = {cards[link["source_uid"]]["identity"] for link in claim["sources"]}
        return next((kind for kind in ("named", "spokesperson", "unnamed") if kind in kinds), "missing")

    attributed = [claim for claim in claims if claim["sources"]]
    used = {link["source_uid"] for claim in claims for link in claim["sources"]}
    relaying = {uid for claim in claims for link in claim["sources"] for uid in way(link)}
    counted = used | relaying | {row["source_uid"] for row in mentions if row["source_uid"]} - own
    unnamed = [card for card in review["sources"] if card["uid"] in counted and card["identity"] == "unnamed"]
    relays = {w[0] for card in cards for w in [way({"source_uid": card, "relayed_by_uid": None})] if w} | relaying
    originals = [
        cards[uid] for uid in counted
        if not (cards[uid]["type"] == "outlet" and uid in relays and uid not in used)
    ]  # fmt: skip
    ends = Counter(stands_on(claim) for claim in attributed)
    sourced = [figure for figure in figures if claim_of(figure, claims, sentence_of)]

    def of(count, whole):
        whole = whole if isinstance(whole, int) else len(whole)
        percent = None if not whole else int(100 * count / whole + 0.5)
        return {"count": count, "of": whole, "percent": percent}

    def named(rows):
        return of(sum(row["identity"] == "named" for row in rows), rows)

    people = [LEAST[card["number"]] if card["number"] else 1 for card in unnamed]
    numbers = {
        "sentences": len(body),
        "words": sum(len(words[s["start"] : s["stop"]].split()) for s in body),
        "claims": len(claims),
        "attributed": of(len(attributed), claims),
        "own_voice": of(len(claims) - len(attributed), claims),
        **{
            f"on_{kind}": of(ends[kind], attributed)
            for kind in ("named", "spokesperson", "unnamed", "missing")
        },
        "attributing_sentences": of(len({sentence_of(row) for row in mentions}), body),
        "named_by_mention": named(
            [cards[row["source_uid"]] for row in mentions if row["source_uid"] and row["source_uid"] not in own]
        ),
        "named_by_card": named([cards[uid] for uid in counted]),
        "named_original": named(originals),
        "named_individuals": sum(
            cards[uid]["identity"] == "named" and cards[uid]["type"] == "person" for uid in counted
        ),
        "second_hand": of(sum(through(claim)[1] for claim in attributed), attributed),
        "reason_given": of(sum(card["reason"] in ("formula", "specific") for card in unnamed), unnamed),
        "direct_knowledge": of(sum(card["knowledge"] == "direct" for card in unnamed), unnamed),
        "who_told": of(sum(card["who"] in ("role", "side", "both") for card in unnamed), unnamed),
        "figures": len(figures),
        "figures_with_source": of(len(sourced), figures),
        "figures_rounded": of(sum(figure["bound"] != "exact" for figure in figures), figures),
    }  # fmt: skip
    if not any(card["distinct"] for card in unnamed):
        exact = all(card["number"] in ("1", "2") for card in unnamed)
        numbers["unnamed_people"] = {"at_least": max(people, default=0), "at_most": sum(people) if exact else None}
    outlets = Counter(uid for claim in attributed for uid in through(claim)[0])
    least = len(attributed) >= 4

    def only_unnamed(claim):
        return bool(claim["sources"]) and stands_on(claim) == "unnamed"

    rules = {
        "SR01": [card["uid"] for card in unnamed if card["who"] == "none"],
        "SR02": [card["uid"] for card in unnamed if card["reason"] == "none"],
        "SR03": [card["uid"] for card in unnamed if card["reason"] == "formula"],
        "SR04": [
            claim["uid"] for claim in attributed
            if [cards[uid]["number"] for uid in {link["source_uid"] for link in claim["sources"]}] == ["1"]
            and only_unnamed(claim)
        ],
        "SR05": [card["uid"] for card in unnamed if card["number"] == "plural"],
        "SR06": [card["uid"] for card in unnamed if card["knowledge"] == "none"],
        "SR07": [card["uid"] for card in unnamed if card["knowledge"] == "claimed"],
        "SR08": [
            claim["uid"] for claim in claims
            if only_unnamed(claim) and {"opinion", "prediction"} & {*claim["flags"]}
        ],
        "SR09": [claim["uid"] for claim in claims if only_unnamed(claim) and claim["attack"]],
        "SR14": [claim["uid"] for claim in claims if not claim["sources"] and "fact" in claim["flags"]],
        "SR16": [figure["uid"] for figure in figures if figure not in sourced],
        "SR17": [figure["uid"] for figure in figures if figure not in sourced and figure["bound"] != "exact"],
        "SR18": [None] * (least and 100 * ends["unnamed"] >= 75 * len(attributed)),
        "SR19": [None for count in outlets.values() if least and 100 * count >= 75 * len(attributed)],
        "SR20": [card["uid"] for card in review["sources"] if card["uid"] in counted and card["identity"] == "missing"],
        "SR23": [claim["uid"] for claim in claims if not claim["sources"] and "opinion" in claim["flags"]],
    }  # fmt: skip
    questions = [row for sentence in body for row in ask(words, sentence, figures)]
    return numbers, {rule: Counter(subjects) for rule, subjects in rules.items()}, questions


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


def claim_of(figure, claims, sentence_of):
    """Say whether the claim that a figure belongs to has a source."""
    named = [claim for claim in claims if claim["uid"] == figure["claim_uid"]]
    around = [claim for claim in claims if claim["start"] <= figure["start"] and figure["stop"] <= claim["stop"]]
    beside = [claim for claim in claims if sentence_of(claim) == sentence_of(figure)]
    mine = named[:1] or sorted(around, key=lambda claim: claim["stop"] - claim["start"])[:1]
    mine = mine or (beside if len(beside) == 1 else [])
    return bool(mine) and bool(mine[0]["sources"])


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
