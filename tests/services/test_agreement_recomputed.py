"""What the agreement page shows, computed a second time from the export by somebody who knows only the format.

Nothing of the product is used below `recompute`: the file is read as JSON, answers are listed one by one, pairs are
compared one by one, and every interval is made by computing everything again without each article.
"""

import json
import math
import random
from dataclasses import replace
from io import BytesIO
from itertools import permutations

import pytest

from annotator.core.actions import Change
from annotator.core.agreement.snapshot import table_rows
from annotator.core.agreement.snapshot_read import read_snapshot
from annotator.core.records import Check, Claim, Flag, Outcome, Reading, ReviewState, Role, Scope
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import Filters, choose_reviewers, report_choice
from annotator.services.agreement_counts import record_answers
from annotator.services.agreement_reports import draft_report
from annotator.services.datasets import export_records
from annotator.services.projects import find_project
from annotator.services.reports import keep, read_report
from annotator.storage.queries.changes import write_changes
from tests import make

#: Student's t at .975 for so many degrees of freedom, from a printed table.
T = {
    4: 2.7764451051977987, 5: 2.570581835636314, 6: 2.4469118511449692, 7: 2.3646242515927844, 8: 2.306004135204166,
    9: 2.2621571627409915, 10: 2.2281388519649385, 11: 2.200985160082949,
}  # fmt: skip
FLAGS = ("fact", "prediction", "opinion")


def recompute(lines, people):
    """Each facet's numbers with their limits, from the lines of a dataset."""
    by_article = list(articles_of(lines, people))
    found = {}
    for facet in ("claim", *FLAGS, "attribution", "figure"):
        units = [answers_to(facet, article, people) for article in by_article]
        found[facet] = {name: with_limits(number, units, people) for name, number in NUMBERS.items()}
    return found


def articles_of(lines, people):
    """Per text: its words, its body sentences and each person's last finished full review."""
    articles, reviews = {}, {}
    for line in map(json.loads, lines):
        if line["record"] == "article":
            for text in line["texts"]:
                cut = max(text["segmentations"], key=lambda cut: cut["number"])
                body = [s for s in cut["sentences"] if s["kind"] == "body" and s["duplicate_of"] is None]
                articles[line["uid"], text["number"]] = (text["body"], body)
        elif (line.get("state"), line.get("kind"), line.get("scope")) == ("finished", "pass", "full"):
            reviews.setdefault((line["article_uid"], line["text_number"]), {})[line["account_uid"]] = line
    for place, by_person in reviews.items():
        yield (*articles[place], {uid: review for uid, review in by_person.items() if uid in people})


def answers_to(facet, article, people):
    """Per body sentence the answers of those who looked at it: True, False."""
    text, body, reviews = article
    found = []
    for sentence in body:
        answers = {}
        for person in people:
            if person not in reviews:
                continue
            said = tags_on(reviews[person], sentence)
            if said or is_checked(text, sentence, reviews[person]["checks"]):
                answers[person] = facet in said
        found.append(answers)
    return found


def tags_on(review, sentence):
    def here(row):
        return sentence["start"] <= row["start"] < sentence["stop"]

    said = set()
    for claim in filter(here, review["claims"]):
        said |= {"claim", *claim["flags"]}
    if any(map(here, review["attributions"])):
        said.add("attribution")
    if any(map(here, review["figures"])):
        said.add("figure")
    return said


def is_checked(text, sentence, checks):
    """Every character but blanks lies inside checks with one outcome."""
    wanted = {at for at in range(sentence["start"], sentence["stop"]) if not text[at].isspace()}
    return any(
        wanted <= {at for check in checks if check["outcome"] == outcome for at in range(check["start"], check["stop"])}
        for outcome in {check["outcome"] for check in checks}
    )


def flat(units):
    return [answers for article in units for answers in article]


def shared(units):
    return [list(answers.values()) for answers in flat(units) if len(answers) > 1]


def observed(units, people):
    agreeing = [
        sum(a == b for a, b in permutations(answers, 2)) / (len(answers) * (len(answers) - 1))
        for answers in shared(units)
    ]
    return sum(agreeing) / len(agreeing) if agreeing else None


def alpha(units, people):
    cells = {(a, b): 0.0 for a in (True, False) for b in (True, False)}
    for answers in shared(units):
        for pair in permutations(answers, 2):
            cells[pair] += 1 / (len(answers) - 1)
    yes, no = cells[True, True] + cells[True, False], cells[False, False] + cells[False, True]
    n = yes + no
    if not round(yes) or not round(no):
        return None
    return 1 - (2 * cells[True, False] / n) / (2 * yes * no / (n * (n - 1)))


def ac1(units, people):
    raw = observed(units, people)
    if raw is None:
        return None
    shares = [sum(answers.values()) / len(answers) for answers in flat(units) if answers]
    p = sum(shares) / len(shares)
    return (raw - 2 * p * (1 - p)) / (1 - 2 * p * (1 - p))


def specific(units, wanted):
    together = asked = 0.0
    for answers in shared(units):
        together += sum(a == b == wanted for a, b in permutations(answers, 2)) / (len(answers) - 1)
        asked += answers.count(wanted)
    return together / asked if asked else None


def kappa(units, people):
    if len(people) != 2:
        return None
    pairs = [[answers[person] for person in people] for answers in flat(units) if len(answers) == 2]
    if not pairs:
        return None
    rates = [sum(column) / len(pairs) for column in zip(*pairs, strict=True)]
    by_chance = rates[0] * rates[1] + (1 - rates[0]) * (1 - rates[1])
    same = sum(a == b for a, b in pairs) / len(pairs)
    return None if math.isclose(by_chance, 1) else (same - by_chance) / (1 - by_chance)


NUMBERS = {
    "observed": observed, "alpha": alpha, "ac1": ac1, "kappa": kappa,
    "positive": lambda units, people: specific(units, True),
    "negative": lambda units, people: specific(units, False),
}  # fmt: skip


def with_limits(number, units, people):
    value = number(units, people)
    places = [place for place in range(len(units)) if any(len(answers) > 1 for answers in units[place])]
    left = [number([*units[:place], *units[place + 1 :]], people) for place in places]
    if value is None or len(left) < 5 or None in left:
        return value, None, None
    mean = sum(left) / len(left)
    error = math.sqrt((len(left) - 1) / len(left) * sum((x - mean) ** 2 for x in left))
    width = T[len(left) - 1] * error
    return value, value - width, value + width


@pytest.fixture
def project(database):
    """Twelve articles that three people tagged at random, with everything in them that must not count."""
    chance = random.Random(8)
    with database.writing() as session:
        project = make.project(session)
        people = [make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob", "Cleo")]
        for number in range(12):
            article = make.article(session, project, title=f"No. {number}")
            body = [sentence for sentence in article.sentences if sentence.is_body]
            truth = [chance.random() < 0.5 for _ in body]
            for person in people:
                state = {"state": ReviewState.FINISHED, "finished_at": make.NOW}
                if chance.random() < 0.1:
                    state = {}
                elif chance.random() < 0.1:
                    state["scope"] = Scope.SOURCING_ONLY
                records = []
                for sentence, is_claim in zip(body, truth, strict=True):
                    draw = chance.random()
                    if draw < 0.1:
                        continue
                    if is_claim == (draw < 0.85):
                        flag = chance.choice([Flag.FACT, Flag.FACT, Flag.OPINION])
                        records.append(Claim(make.uid(), sentence.start, sentence.stop, frozenset({flag})))
                    else:
                        records.append(Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING))
                review = make.review(session, article, person, **state)
                empty = Reading(article.text, article.sentences)
                write_changes(session, review.id, [Change(None, record) for record in records], empty)
            session.flush()
            record_answers(session, text_id=article.text_id)
        return project.uid


@pytest.mark.parametrize("names", [("Ann", "Bob", "Cleo"), ("Ann", "Bob")])
def test_a_kept_report_and_the_export_give_the_same_numbers(database, project, names):
    """The document, and its table: what stands in the page, the print and the CSV comes from it alone."""
    with database.writing() as session:
        editor = make.actor(session, make.member(session, find_project(session, project), Role.EDITOR))
    with database.reading() as session:
        everybody = choose_reviewers(session, editor, project, []).reviewers
        people = [reviewer.uid for reviewer in everybody if reviewer.name in names]
        draft = draft_report(session, editor, project, people, Filters(), "Twelve articles", now=make.NOW)
    with database.writing() as session:
        uid = keep(session, editor, project, draft, now=make.NOW)
    stream = BytesIO()
    with database.reading() as session:
        document = json.loads(read_report(session, editor, uid).body)
    with database.reading() as session:
        jsonl.write(export_records(session, editor, project), stream)
    expected = recompute(stream.getvalue().decode().split("\n")[:-1], people)
    table = list(table_rows(document["content"]))
    of_all = [row for row in table if row[2:5] == row[14:] == ("",) * 3]
    cells = {(row[0], row[5]): dict(zip(table[0], row, strict=True)) for row in of_all}
    limits = 0
    for facet in document["content"]["facets"]:
        for name, (value, low, high) in expected[facet["facet"]].items():
            number, cell = facet["numbers"][name], cells[facet["facet"], name]
            kept = (number["value"], number["jackknife"]["low"], number["jackknife"]["high"])
            assert kept == (cell["value"], cell["jackknife_low"], cell["jackknife_high"])
            for one, again in zip(kept, (value, low, high), strict=True):
                assert one == (None if again is None else pytest.approx(again, abs=1e-9)), (facet["facet"], name)
            limits += low is not None
            if number["bootstrap"]["low"] is not None:
                assert number["bootstrap"]["low"] <= number["value"] <= number["bootstrap"]["high"]
    assert limits >= 10
    with database.reading() as session:
        live = report_choice(session, choose_reviewers(session, editor, project, people))
    told = replace(live, facets=tuple(replace(facet, notes=()) for facet in live.facets))
    assert read_snapshot(document["content"]) == told, "the kept page shows what the live one does"


@pytest.mark.parametrize("names", [("Ann", "Bob", "Cleo"), ("Ann", "Bob"), ("Bob", "Cleo")])
def test_the_page_and_the_export_give_the_same_numbers(database, project, names):
    with database.reading() as session:
        everybody = choose_reviewers(session, OPERATOR, project, []).reviewers
        people = [reviewer.uid for reviewer in everybody if reviewer.name in names]
        report = report_choice(session, choose_reviewers(session, OPERATOR, project, people))
    stream = BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, OPERATOR, project), stream)
    expected = recompute(stream.getvalue().decode().split("\n")[:-1], people)
    limits = 0
    for row in report.facets:
        for name, (value, low, high) in expected[row.facet].items():
            shown = getattr(row, name)
            assert shown.value == (None if value is None else pytest.approx(value, abs=1e-9)), (row.facet, name)
            interval = row.intervals[name]
            assert (interval.low, interval.high) == (
                (None, None) if low is None else (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
            ), (row.facet, name)
            limits += low is not None
    assert len(report.facets) == len(expected)
    assert limits >= 10
