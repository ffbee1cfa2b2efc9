"""The demo desk's files: that they read, that they are strict, and that the trap article is cut as by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.records import (
    ArticleFacts,
    CutArticle,
    Flag,
    Identity,
    Kind,
    Outcome,
    Reading,
    Sentence,
    Span,
)
from annotator.core.text import hash_of
from annotator.demo.desk import DemoArticle, load_desk, read_facts
from annotator.demo.passes import find_words, read_pass, uid_of

TRAP = "border-talks"
EXPECTED = json.loads((Path(__file__).parents[1] / "fixtures" / "demo_trap_expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def desk() -> dict[str, DemoArticle]:
    return {article.slug: article for article in load_desk()}


def reference_of(desk: dict[str, DemoArticle]) -> Reading:
    return next(p.reading for p in desk[TRAP].passes if p.reviewer == EXPECTED["reviewer"])


def test_six_of_the_seven_articles_have_three_finished_passes_and_one_waits(desk: dict[str, DemoArticle]) -> None:
    waiting = [slug for slug, article in desk.items() if not article.passes]
    assert len(desk) == 7
    assert waiting == ["coastal-mine"]
    for article in desk.values():
        if article.passes:
            assert [p.reviewer for p in article.passes] == ["Ines Marlow", "Priya Okafor", "Tomas Behr"]


def test_articles_have_twelve_to_twenty_two_body_sentences(desk: dict[str, DemoArticle]) -> None:
    for article in desk.values():
        assert 12 <= sum(sentence.is_body for sentence in article.cut.sentences) <= 22, article.slug


def test_the_title_in_the_facts_is_the_first_headline_of_the_text(desk: dict[str, DemoArticle]) -> None:
    for article in desk.values():
        headline = next(sentence for sentence in article.cut.sentences if sentence.kind is Kind.HEADLINE)
        assert article.cut.text[headline.start : headline.stop] == article.cut.facts.title


def test_loading_twice_gives_equal_articles_with_the_same_uids(desk: dict[str, DemoArticle]) -> None:
    assert {article.slug: article for article in load_desk()} == desk


def test_no_two_records_of_the_desk_share_a_uid(desk: dict[str, DemoArticle]) -> None:
    uids = [
        record.uid
        for article in desk.values()
        for p in article.passes
        for records in (
            p.reading.claims, p.reading.attributions, p.reading.figures, p.reading.sources, p.reading.checks
        )
        for record in records
    ]
    assert len(set(uids)) == len(uids)
    assert all(len(uid) == 32 for uid in uids)


def test_the_trap_article_is_the_text_that_was_worked_by_hand(desk: dict[str, DemoArticle]) -> None:
    text = desk[TRAP].cut.text
    assert (len(text), len(text.encode()), hash_of(text)) == (
        EXPECTED["code_points"], EXPECTED["bytes"], EXPECTED["sha256"]
    )


def test_the_trap_article_is_cut_into_the_units_of_the_worked_example(desk: dict[str, DemoArticle]) -> None:
    sentences = desk[TRAP].cut.sentences
    index = {sentence.ordinal: place for place, sentence in enumerate(sentences)}
    cut = [
        (s.start, s.stop, s.kind.value, None if s.duplicate_of is None else index[s.duplicate_of]) for s in sentences
    ]
    assert cut == [(u["start"], u["stop"], u["kind"], u["duplicate_of"]) for u in EXPECTED["units"]]


def test_the_reference_pass_on_the_trap_article_is_the_worked_one(desk: dict[str, DemoArticle]) -> None:
    reading = reference_of(desk)

    def uid(local_id: str) -> str:
        return uid_of(TRAP, EXPECTED["reviewer"], local_id)

    assert [(c.uid, c.start, c.stop, c.flags, [link.source_uid for link in c.sources]) for c in reading.claims] == [
        (uid(c["id"]), c["start"], c["stop"], {Flag(flag) for flag in c["flags"]}, [uid(s) for s in c["sources"]])
        for c in EXPECTED["claims"]
    ]
    assert [(a.uid, a.start, a.stop, a.source_uid, reading.quote(a.span)) for a in reading.attributions] == [
        (uid(a["id"]), a["start"], a["stop"], uid(a["source"]), a["words"]) for a in EXPECTED["attributions"]
    ]
    assert [(f.uid, f.start, f.stop, str(f.low), f.bound.value, f.claim_uid) for f in reading.figures] == [
        (uid(f["id"]), f["start"], f["stop"], f["value"], f["bound"], uid(f["claim"])) for f in EXPECTED["figures"]
    ]


def test_facts_are_strict_about_dates_and_fields() -> None:
    facts = {
        "title": "Title", "outlet": "Paper", "outlet_aliases": [], "section": "", "byline": "",
        "published_on": "2025-04-07", "language": "en",
    }
    assert read_facts(facts) == ArticleFacts("Title", "Paper", published_on="2025-04-07")
    for wrong in ({"published_on": "7 April"}, {"outlet_aliases": [1]}, {"mood": "grim"}):
        with pytest.raises(Invalid):
            read_facts({**facts, **wrong})


# --- the pass format ------------------------------------------------------------------------------------

TEXT = "Harbour shut\n\nThe port is shut, two pilots said. “It is shut,” one said. Nobody minds."
UNITS = ("Harbour shut", "The port is shut, two pilots said.", "“It is shut,” one said.", "Nobody minds.")
CUT = CutArticle(
    TEXT,
    ArticleFacts("Harbour shut"),
    tuple(
        Sentence(ordinal, TEXT.index(words), TEXT.index(words) + len(words), Kind.BODY)
        for ordinal, words in enumerate(UNITS, start=1)
    ),
)


def pass_data() -> dict[str, Any]:
    unnamed = {"who": "role", "knowledge": "none", "reason": "none"}
    return {
        "reviewer": "Ada",
        "sources": [
            {"id": "S1", "type": "person", "identity": "unnamed", "number": "2", **unnamed},
            {"id": "S2", "type": "person", "identity": "unnamed", "number": "1", **unnamed},
        ],
        "sentences": [
            {"starts": "Harbour", "claims": [{"words": "whole", "flags": ["fact"]}]},
            {
                "starts": "The port",
                "attributions": [{"words": "two pilots", "cue": "said", "source": "S1"}],
                "claims": [{"words": "The port … shut", "flags": ["fact"], "sources": ["S1"], "starred": True}],
            },
            {
                "starts": "“It is",
                "attributions": [{"words": "one", "source": "S2"}],
                "claims": [{"words": "It is shut", "flags": ["opinion", "fact"], "sources": ["S2"]}],
                "unsure": True,
            },
            {"starts": "Nobody", "check": "nothing", "unsure": True},
        ],
    }


def test_a_pass_becomes_a_reading_over_the_text() -> None:
    reading = read_pass("harbour", CUT, pass_data()).reading
    assert [reading.quote(claim.span) for claim in reading.claims] == [
        "Harbour shut", "The port is shut", "It is shut"
    ]
    assert [claim.unsure for claim in reading.claims] == [False, False, True]
    assert [claim.starred for claim in reading.claims] == [False, True, False]
    assert [reading.quote(cue) for a in reading.attributions for cue in a.cues] == ["said"]
    assert [card.identity for card in reading.sources] == [Identity.UNNAMED] * 2
    assert all(card.confirmed for card in reading.sources)
    assert [card.position for card in reading.sources] == [1, 2]
    assert [(check.outcome, check.unsure) for check in reading.checks] == [(Outcome.NOTHING, True)]


def test_a_uid_depends_on_article_reviewer_and_record() -> None:
    places = [("a", "x", "C01"), ("b", "x", "C01"), ("a", "y", "C01"), ("a", "x", "A01")]
    assert len({uid_of(*place) for place in places}) == 4
    assert uid_of("a", "x", "C01") == uid_of("a", "x", "C01")


def _break(path: str, value: object) -> dict[str, Any]:
    """The good pass with one value replaced, removed (None at a list's end) or added."""
    data = pass_data()
    *steps, last = path.split("/")
    place: Any = data
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    if isinstance(place, list):
        if value is None:
            del place[int(last)]
        else:
            place.insert(int(last), value)
    else:
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("sentences/0/starts", "Harbor", "0 sentences start with"),
        ("sentences/1/claims/0/words", "The port is open", "not in it"),
        ("sentences/1/claims/0/words", "por", "not in it"),
        ("sentences/1/claims/0/words", "", "no words"),
        ("sentences/2/claims/0/words", "s", "not in it"),
        ("sentences/1/claims/0/nth", 2, "only 1 times"),
        ("sentences/1/claims/0/flags", [], "at least one"),
        ("sentences/1/claims/0/flags", ["rumour"], "at least one"),
        ("sentences/1/claims/0/sources", ["S9"], "no source card S9"),
        ("sentences/1/attributions/0/source", "S9", "no source card S9"),
        ("sentences/1/attributions/0/source", "S2", "mentions the source card S1"),
        ("sentences/1/attributions/0/cue", "pilots", "beside its attribution"),
        ("sentences/1/mood", "grim", "unknown field"),
        ("sentences/1/check", "nothing", "not both"),
        ("sentences/3/check", None, "tags or a check"),
        ("sentences/3/check", "shrug", "one of nothing"),
        ("sentences/3", None, "leaves out"),
        ("sentences/0", {"starts": "Nobody", "check": "nothing"}, "out of the text's order"),
        ("sentences/3", {"starts": "“It is", "check": "nothing"}, "out of the text's order"),
        ("sources/0/identity", None, "identity"),
        ("sources/0/who", None, "needs number"),
        ("sources/0/number", None, "needs number"),
        ("sources/0/identity", "named", "is not unnamed"),
        ("sources/0/relayed_by", "S2", "not an outlet"),
        ("sources/0/id", "S2", "same id"),
        ("sources/0/name", "Bo", "unknown field"),
        ("sentences/1/claims/1", {"words": "port", "flags": ["fact"]}, "overlap"),
        (
            "sentences/1/figures",
            [{"words": "two pilots", "value": "2", "bound": "range", "measure": "count"}],
            "both value and high",
        ),
        (
            "sentences/1/figures",
            [{"words": "two pilots", "value": "2", "bound": "exact", "measure": "count", "claim": 1}],
            "no claim 1",
        ),
    ],
)
def test_a_pass_that_leaves_anything_to_guess_is_refused(path: str, value: object, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_pass("harbour", CUT, _break(path, value))
    assert said in refused.value.message


def test_an_error_says_in_which_sentence_it_is() -> None:
    with pytest.raises(Invalid, match="sentence “The port”: “closed” is not in it"):
        read_pass("harbour", CUT, _break("sentences/1/claims/0/words", "closed"))


def test_words_that_occur_twice_need_to_say_which() -> None:
    with pytest.raises(Invalid, match="2 times"):
        find_words("one and one", "one")
    assert find_words("one and one", "one", nth=2) == Span(8, 11)


@given(st.lists(st.sampled_from(["ferry", "no", "17", "“so,”", "port’s"]), min_size=1, max_size=8), st.data())
def test_words_are_found_where_they_stand(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    wanted = " ".join(words[first : last + 1])
    start = len(" ".join(words[:first])) + (1 if first else 0)
    starts = [place for place in range(len(text)) if text.startswith(wanted, place)]
    assert find_words(text, wanted, nth=starts.index(start) + 1) == Span(start, start + len(wanted))
