"""The later questions, groups and what is reported, computed a second time from the export, as for the first question.

The product is not used below `expected`: extents, types, links, B-cubed, outlets, a rule and a share.
"""

import json
import math
import random
from collections import Counter
from io import BytesIO
from itertools import combinations, permutations

import pytest

from annotator.core.actions import Change
from annotator.core.records import (
    Attribution,
    Bound,
    Claim,
    Figure,
    Flag,
    Identity,
    Measure,
    Reading,
    ReviewState,
    Role,
    SourceCard,
    SourceLink,
    SourceType,
)
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import Filters
from annotator.services.agreement_counts import record_answers
from annotator.services.agreement_reports import draft_report
from annotator.services.datasets import export_records
from annotator.services.projects import find_project
from annotator.storage.queries.changes import write_changes
from tests import make
from tests.services.test_agreement_recomputed import NUMBERS, T, answers_to, articles_of, with_limits

IDENTITIES = 4
OUTLETS = ("Northern Post", "Bay Courier")


def expected(lines, people):
    """Name -> value with its limits, of what the kept report calls so."""
    articles = list(articles_of(lines, people))
    found = {}
    for tag, rows in (("claim", "claims"), ("attribution", "attributions"), ("figure", "figures")):
        found[tag, "exact", "alike"] = limits(f1, [spans_of(article, rows) for article in articles])
    flags = [values_of(article, "claims", lambda row, _: "fact" in row["flags"]) for article in articles]
    identities = [values_of(article, "attributions", identity_of) for article in articles]
    for name, number in (("alike", same), ("alpha", alpha), ("ac1", ac1)):
        found["claim", "fact", name] = limits(lambda parts, of=number: of(parts, 2), flags)
        found["attribution", "identity", name] = limits(lambda parts, of=number: of(parts, IDENTITIES), identities)
    cards = [b_cubed(article) for article in articles]
    found["attribution", "cards", "precision"] = limits(lambda parts: mean_of(parts, 0), cards)
    found["attribution", "cards", "recall"] = limits(lambda parts: mean_of(parts, 1), cards)
    found["attribution", "cards", "alike"] = limits(b_cubed_f1, cards)
    rules = [[{uid: raises_sr14(article, review) for uid, review in article[2].items()}] for article in articles]
    for name in ("positive", "alpha", "ac1"):
        found["reported", "SR14", name] = with_limits(NUMBERS[name], rules, people)
    shares = [[share for review in article[2].values() if (share := attributed(article, review)) is not None]
              for article in articles]  # fmt: skip
    shares = [values for values in shares if len(values) > 1]
    found["reported", "attributed", "apart"] = limits(apart, shares)
    found["reported", "attributed", "alpha"] = limits(interval_alpha, shares)
    return found, [(article[0], answers_to("claim", article, people)) for article in articles]


def limits(number, articles):
    there = [article for article in articles if article]
    value = number(there)
    left = [number([*there[:place], *there[place + 1 :]]) for place in range(len(there))]
    if value is None or len(left) < 5 or None in left:
        return value, None, None
    mean = sum(left) / len(left)
    error = math.sqrt((len(left) - 1) / len(left) * sum((x - mean) ** 2 for x in left))
    return value, value - T[len(left) - 1] * error, value + T[len(left) - 1] * error


def by_sentence(article, review, rows):
    """The one stretch of this kind in each body sentence."""
    return {s["start"]: row for s in article[1] for row in review[rows] if s["start"] <= row["start"] < s["stop"]}


def both_of(article, rows):
    """Per pair of people and sentence the stretches of both, and their reviews."""
    for one, other in combinations(article[2].values(), 2):
        first, second = by_sentence(article, one, rows), by_sentence(article, other, rows)
        for place in sorted(first.keys() & second.keys()):
            yield first[place], second[place], one, other


def spans_of(article, rows):
    return [(a["start"], a["stop"]) == (b["start"], b["stop"]) for a, b, _, _ in both_of(article, rows)]


def f1(parts):
    cells = [cell for part in parts for cell in part]
    return 2 * sum(cells) / (2 * len(cells)) if cells else None


def values_of(article, rows, value):
    return [(value(a, one), value(b, other)) for a, b, one, other in both_of(article, rows)]


def identity_of(row, review):
    return next(card["identity"] for card in review["sources"] if card["uid"] == row["source_uid"])


def same(parts, _):
    pairs = [pair for part in parts for pair in part]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def alpha(parts, _):
    pairs = [pair for part in parts for pair in part]
    values = Counter(value for pair in pairs for value in pair)
    n = sum(values.values())
    by_chance = sum(a * b for a, b in permutations(values.values(), 2)) / (n * (n - 1)) if n else 0
    return 1 - (1 - same(parts, _)) / by_chance if by_chance else None


def ac1(parts, kinds):
    pairs = [pair for part in parts for pair in part]
    shares = [n / (2 * len(pairs)) for n in Counter(value for pair in pairs for value in pair).values()]
    by_chance = sum(p * (1 - p) for p in shares) / (kinds - 1)
    return (same(parts, kinds) - by_chance) / (1 - by_chance)


def b_cubed(article):
    """Precision and recall of each mention that both of a pair marked."""
    found = []
    for one, other in combinations(article[2].values(), 2):
        first, second = by_sentence(article, one, "attributions"), by_sentence(article, other, "attributions")
        places = first.keys() & second.keys()
        groups = {place: (first[place]["source_uid"], second[place]["source_uid"]) for place in places}
        for mine in groups.values():
            alike = sum(theirs == mine for theirs in groups.values())
            found.append([alike / sum(theirs[side] == mine[side] for theirs in groups.values()) for side in (0, 1)])
    return found


def mean_of(parts, side):
    cells = [cell[side] for part in parts for cell in part]
    return sum(cells) / len(cells) if cells else None


def b_cubed_f1(parts):
    precision, recall = mean_of(parts, 0), mean_of(parts, 1)
    return 2 * precision * recall / (precision + recall) if precision else None


def body_claims(article, review):
    return list(by_sentence(article, review, "claims").values())


def raises_sr14(article, review):
    return any("fact" in row["flags"] and not row["sources"] for row in body_claims(article, review))


def attributed(article, review):
    claims = body_claims(article, review)
    return sum(bool(row["sources"]) for row in claims) / len(claims) if claims else None


def apart(parts):
    pairs = [abs(a - b) for values in parts for a, b in combinations(values, 2)]
    return sum(pairs) / len(pairs) if pairs else None


def interval_alpha(parts):
    n, every = sum(map(len, parts)), [value for values in parts for value in values]
    within = sum(sum((a - b) ** 2 for a, b in permutations(values, 2)) / (len(values) - 1) for values in parts) / n
    across = sum((a - b) ** 2 for a, b in permutations(every, 2)) / (n * (n - 1))
    return 1 - within / across if across else None


def tagging(chance, article, person):
    """One person's tags: at most one claim, mention and figure a sentence, at slightly different edges."""
    cards = [
        SourceCard(make.uid(), SourceType.PERSON, chance.choice((Identity.NAMED, Identity.NAMED, Identity.UNNAMED)),
                   confirmed=True, position=place)
        for place in range(2)
    ]  # fmt: skip
    found = []
    for sentence in article.sentences:
        if not sentence.is_body:
            continue
        start, mention = sentence.start, None
        if chance.random() < 0.6:
            mention = Attribution(make.uid(), start, start + chance.choice((9, 10)), chance.choice(cards).uid)
            found.append(mention)
        if chance.random() < 0.8:
            links = (SourceLink(mention.source_uid),) if mention is not None and chance.random() < 0.7 else ()
            flags = frozenset({chance.choice((Flag.FACT, Flag.FACT, Flag.OPINION))})
            found.append(Claim(make.uid(), start, sentence.stop - chance.choice((0, 0, 5)), flags, links))
        if chance.random() < 0.5:
            stop = start + chance.choice((24, 28))
            found.append(Figure(make.uid(), start + 13, stop, None, None, Bound.EXACT, Measure.COUNT))
    used = {row.source_uid for row in found if isinstance(row, Attribution)}
    return [*(card for card in cards if card.uid in used), *found]


TEXT = "Fire\n\n" + " ".join(f"Officials{n} toldreporters thathundreds ofpeoplefled{n}." for n in range(6)) + "\n"


@pytest.fixture
def project(database):
    """Eleven articles of two outlets that three people tagged at random."""
    chance = random.Random(3)
    with database.writing() as session:
        project = make.project(session)
        people = [make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob", "Cleo")]
        for number in range(11):
            article = make.article(session, project, TEXT, outlet=OUTLETS[number % 2])
            for person in people:
                review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
                records = [Change(None, record) for record in tagging(chance, article, person)]
                write_changes(session, review.id, records, Reading(article.text, article.sentences))
            session.flush()
            record_answers(session, text_id=article.text_id)
        return project.uid


def test_the_later_questions_groups_and_what_is_reported_follow_from_the_export(database, project):
    with database.writing() as session:
        editor = make.actor(session, make.member(session, find_project(session, project), Role.EDITOR))
    with database.reading() as session:
        draft = draft_report(session, editor, project, [], Filters(by="outlet"), "All of it", now=make.NOW)
    stream = BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, OPERATOR, project), stream)
    lines = stream.getvalue().decode().split("\n")[:-1]
    content = json.loads(json.dumps(draft.content))
    people = [reviewer["uid"] for reviewer in content["reviewers"]]
    again, claims = expected(lines, people)
    told = {
        (item["facet"], item["item"], name): (number, "jackknife")
        for item in content["items"] for name, number in item["numbers"].items()
    } | {
        ("reported", one.get("rule") or one["share"], name): (number, "interval")
        for kind in ("rules", "shares") for one in content["reported"][kind] for name, number in one["numbers"].items()
    }  # fmt: skip
    with_interval = 0
    for place, (value, low, high) in again.items():
        number, key = told[place]
        kept = (number["value"], number[key]["low"], number[key]["high"])
        for one, other in zip(kept, (value, low, high), strict=True):
            assert one == (None if other is None else pytest.approx(other, abs=1e-9)), place
        with_interval += low is not None
    assert with_interval >= 12
    outlets = {uid: outlet for line in lines for uid, outlet in outlet_of(json.loads(line))}
    assert [group["label"] for group in content["groups"]] == sorted(OUTLETS)
    uids = list(outlets)
    for group in content["groups"]:
        units = [answers for uid, (_, answers) in zip(uids, claims, strict=True) if outlets[uid] == group["label"]]
        number = group["facets"][0]["numbers"]["alpha"]
        kept = (number["value"], number["jackknife"]["low"], number["jackknife"]["high"])
        assert kept == tuple(
            None if again is None else pytest.approx(again, abs=1e-9)
            for again in with_limits(NUMBERS["alpha"], units, people)
        )


def outlet_of(line):
    if line["record"] == "article":
        yield line["uid"], line["outlet"]
