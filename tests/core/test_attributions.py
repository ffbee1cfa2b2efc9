"""Source phrases, what their words tell, and the extents of claims."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import attributions
from annotator.core.attributions import (
    AttributionPhrase,
    SourceReading,
    claim_extent,
    find_phrases,
    phrase_around,
    read_source,
    split_extents,
)
from annotator.core.errors import Invalid
from annotator.core.records import Identity, Knowledge, Number, Reason, SourceType, Span, Who
from tests.shared import load_shared, read_shared

#: sentence, its phrases as "cue | phrase", the claim's default words (None: not asked here)
SENTENCES = [
    ("On Tuesday, the port authority said that two ships had sunk.", ["said | the port authority"],
     "two ships had sunk"),
    ("Jane Doe, a spokeswoman for the ministry, said the ferry was safe.",
     ["said | Jane Doe, a spokeswoman for the ministry"], "the ferry was safe"),
    ("“We were told to wait,” said Maria Lopez, the mayor of Bergen, on Friday.",
     ["said | Maria Lopez, the mayor of Bergen"], "“We were told to wait,”"),
    ("Two people familiar with the matter told Reuters on condition of anonymity that the deal was off.",
     ["told | Two people familiar with the matter", " | Reuters"], "the deal was off"),
    ("The ferry sank, according to a senior official who was not authorised to speak publicly.",
     ["according to | a senior official who was not authorised to speak publicly"], "The ferry sank"),
    ("According to Jane Doe, the mayor will resign.", ["According to | Jane Doe"], "the mayor will resign"),
    ("A spokesman for the ministry did not immediately respond to a request for comment.", [],
     "A spokesman for the ministry did not immediately respond to a request for comment."),
    ("The minister was told that the bridge would fall.", [], "The minister was told that the bridge would fall."),
    ("Police and witnesses said 12 people died.", ["said | Police and witnesses"], "12 people died"),
    ("It is understood that a fresh inspection has been ordered.", [" | It is understood"],
     "a fresh inspection has been ordered"),
    ("The hospital has reportedly asked for a helicopter.", [" | reportedly"],
     "The hospital has reportedly asked for a helicopter"),
    ("A report by the Commission found that 40 percent of homes were damaged.", ["found | A report by the Commission"],
     "40 percent of homes were damaged"),
    ("Ferry strike: what officials said", [], "Ferry strike: what officials said"),
    ("Ferry sank after fire — officials", [" | officials"], "Ferry sank after fire"),
    ("Castellan close to buying Brightwater, sources say", ["say | sources"], "Castellan close to buying Brightwater"),
    ("State TV quoted an unnamed army commander as saying the base was hit.",
     ["quoted | State TV", "as saying | an unnamed army commander"], "the base was hit"),
    ("Citing three Western diplomats, the agency also reported late on Monday that talks had stalled.",
     ["Citing | three Western diplomats", "reported | the agency"], "talks had stalled"),
    ("The talks are off, according to Coast Wire, which in turn cited two officials.",
     ["according to | Coast Wire", "cited | two officials"], "The talks are off"),
    ("The bid was raised, according to Harbour News, citing people close to the talks.",
     ["according to | Harbour News", "citing | people close to the talks"], "The bid was raised"),
    ("The Daily Ledger, which quoted an aide, said the mayor knew.",
     ["said | The Daily Ledger", "quoted | an aide"], "the mayor knew"),
    ("The Ledger, citing sources it did not identify, said the sale was off.",
     ["said | The Ledger", "citing | sources it did not identify"], "the sale was off"),
    ("A union source put the figure nearer to one in three.", ["put | A union source"], None),
    ("A union leader put the figure of a lion on the lawn.", ["put | A union leader"], None),
    ("The strike will go on, the union said in a statement on Monday.", ["said | the union"], "The strike will go on"),
    ("Gen. Ali Reza, who commands the force, told state television the attack had failed.",
     ["told | Gen. Ali Reza, who commands the force"], "the attack had failed"),
    ("Mr Smith said Thursday he would quit.", ["said | Mr Smith"], "he would quit"),
    ("The deal, officials said, is off.", ["said | officials"], "The deal, officials said, is off"),
    ("“It is over,” one of the stewards said of the inquiry.", ["said | one of the stewards"], "“It is over,”"),
    ("The ministry has hinted it could close the port.", ["has hinted | The ministry"], "it could close the port"),
    ("He maintained close relations with the union.", [], "He maintained close relations with the union."),
    ("The fleet returned at the invitation of the government to help battle the Islamic State.", [],
     "The fleet returned at the invitation of the government to help battle the Islamic State."),
    ("The cabinet met in Washington, the officials said, and left for the U.S.", ["said | the officials"],
     "The cabinet met in Washington, the officials said, and left for the U.S."),
    ("“Officials said so,” it read on the wall.", [], "“Officials said so,” it read on the wall."),
    ("Port closed for a week, say brokers", ["say | brokers"], "Port closed for a week"),
    ("Rents doubled in a year, tenants in two towns say.", ["say | tenants in two towns"], "Rents doubled in a year"),
    ("One said the pier would close; another warned of delays.", ["said | One", "warned | another"],
     None),
    ("“Say thirty,” said another.", ["said | another"], "“Say thirty,”"),
    ("The tide was late, according to tables printed in May.", ["according to | tables printed in May"],
     "The tide was late"),
    ("A letter dated 9 May warned of leaks.", ["warned | A letter dated 9 May"], "of leaks"),
    ("The draft, parts of which were shown to reporters, calls for a wall.",
     ["calls for | The draft, parts of which were shown to reporters"], None),
    ("Three clerks, none of whom gave a name, said the safe was empty.",
     ["said | Three clerks, none of whom gave a name"], "the safe was empty"),
    ("A second diplomat was gloomier, saying the talks were over.", ["saying | A second diplomat"], None),
    ("The ferry’s captain played down the damage.", ["played down | The ferry’s captain"], None),
    ("The navy claims to have sunk two boats.", ["claims | The navy"], None),
    ("The coroner’s court heard on Monday that the brakes had failed.", ["heard | The coroner’s court"], None),
    ("The mayor called it a disgrace.", ["called | The mayor"], None),
    ("Economists had expected growth of 2 percent.", ["had expected | Economists"], None),
    ("Over the weekend the Harbour Post reported that two ships had sunk.", ["reported | the Harbour Post"], None),
    ("It has been suggested that the books were burnt.", [" | It has been suggested"], None),
    ("The wreck is thought to be a trawler.", [" | is thought to"], None),
    ("A spokeswoman for the port said it does not comment on rumours.", [], None),
    ("The aide insisted on anonymity.", [], None),
    ("The report says nothing about the pier.", [], None),
    ("The board defended the mayor’s record and left.", [], None),
    ("The case on which the court ruled was old.", [], None),
]  # fmt: skip


def phrases_of(sentence):
    return find_phrases(sentence, Span(0, len(sentence)))


@pytest.mark.parametrize(("sentence", "phrases", "claim"), SENTENCES, ids=[row[0][:40] for row in SENTENCES])
def test_a_sentence_gives_its_source_phrases_cues_and_claim(sentence, phrases, claim):
    found = phrases_of(sentence)
    shown = [f"{sentence[slice(*p.cue)] if p.cue else ''} | {sentence[slice(*p.span)]}" for p in found]
    assert sorted(shown) == sorted(phrases)
    assert claim in (None, sentence[slice(*claim_extent(sentence, Span(0, len(sentence)), found))])


def test_the_phrase_at_the_caret_is_taken_else_by_its_cue_else_the_nearest():
    sentence = "Citing two sources, Reuters reported on Tuesday that the port was shut."
    whole = Span(0, len(sentence))
    at = sentence.index
    assert phrase_around(sentence, whole, at("sources")).span == Span(7, 18)
    assert phrase_around(sentence, whole, 2).span == Span(7, 18)
    assert phrase_around(sentence, whole, at("reported") + 3).span == Span(20, 27)
    assert phrase_around(sentence, whole, at("was")).span == Span(20, 27)


def test_without_a_verb_that_the_rules_know_the_noun_phrase_at_the_caret_is_taken():
    sentence = "For the head of the union, Anna Berg, it is a lost year."
    whole = Span(0, len(sentence))
    assert phrase_around(sentence, whole, sentence.index("Berg")) == AttributionPhrase(Span(27, 36))
    assert phrase_around("It rained and rained.", Span(0, 21), 5) is None


def person(identity=Identity.UNNAMED, number=None, who=None, knowledge=None, reason=None):
    return SourceReading(SourceType.PERSON, identity, number, who, knowledge, reason)


def unnamed(number, who=Who.NONE, knowledge=Knowledge.NONE, reason=Reason.NONE):
    return person(Identity.UNNAMED, number, who, knowledge, reason)


NAMED = Identity.NAMED
READINGS = {
    "anonymous sources with knowledge of the matter": unnamed(Number.PLURAL, knowledge=Knowledge.CLAIMED),
    "two sources": unnamed(Number.TWO),
    "one source": unnamed(Number.ONE),
    "a source": unnamed(Number.ONE),
    "a pro-Iranian official": unnamed(Number.ONE, Who.BOTH),
    "three aid workers": unnamed(Number.THREE_OR_MORE, Who.ROLE),
    "four stewards who were on duty there": unnamed(Number.THREE_OR_MORE, Who.ROLE, Knowledge.DIRECT),
    "an unknown glazier": unnamed(Number.ONE, Who.ROLE),
    "two sources at the central bank": unnamed(Number.TWO, Who.SIDE),
    "officials with knowledge of the matter": unnamed(Number.PLURAL, Who.ROLE, Knowledge.CLAIMED),
    "Two people familiar with the company’s accounts": unnamed(Number.TWO, knowledge=Knowledge.CLAIMED),
    "a person close to the mediators": unnamed(Number.ONE, Who.SIDE, Knowledge.CLAIMED),
    "a source close to the talks": unnamed(Number.ONE, knowledge=Knowledge.CLAIMED),
    "a senior official who was not authorised to speak publicly": unnamed(Number.ONE, Who.ROLE, reason=Reason.FORMULA),
    "an aide who feared reprisals against her family": unnamed(Number.ONE, Who.ROLE, reason=Reason.SPECIFIC),
    "a former official who attended the meeting": unnamed(Number.ONE, Who.ROLE, Knowledge.DIRECT),
    "several military sources": unnamed(Number.PLURAL, Who.SIDE),
    "sources": unnamed(Number.PLURAL),
    "Two of them, who spoke on condition of anonymity": unnamed(Number.TWO),
    "One of those arrested": unnamed(Number.ONE),
    "Some of those present": unnamed(Number.PLURAL),
    "Most of them": unnamed(Number.PLURAL),
    "Neither of them": unnamed(Number.ONE),
    "Both": unnamed(Number.TWO),
    "one of the ex-aides": unnamed(Number.ONE, Who.ROLE),
    "government circles": unnamed(Number.PLURAL, Who.SIDE),
    "one of the stewards": unnamed(Number.ONE, Who.ROLE),
    "White House officials": unnamed(Number.PLURAL, Who.ROLE),
    "Western diplomats in Beirut": unnamed(Number.PLURAL, Who.ROLE),
    "a spokesman for the ministry": person(Identity.SPOKESPERSON),
    "the company’s spokeswoman": person(Identity.SPOKESPERSON),
    "Jane Doe, a spokeswoman for the ministry": person(NAMED),
    "ministry spokesman Tom Hale": person(NAMED),
    "A spokesman for the military, Lt. Col. Peter Hale": person(NAMED),
    "A manager at the operator, Delta Basin Energy": unnamed(Number.ONE, Who.ROLE),
    "Minister of Education Stefania Giannini": person(NAMED),
    "Residents contacted by phone": unnamed(Number.PLURAL),
    "A leaked internal letter seen by Sky News": SourceReading(SourceType.DOCUMENT, NAMED),
    "the city": SourceReading(SourceType.ORGANISATION, NAMED),
    "Health Minister Dr Joseph Nakaro": person(NAMED),
    "Maria Lopez, the mayor of Bergen": person(NAMED),
    "Mr Smith": person(NAMED),
    "Reuters": SourceReading(SourceType.OUTLET, NAMED),
    "the New York Times": SourceReading(SourceType.OUTLET, NAMED),
    "the agency": SourceReading(SourceType.OUTLET, NAMED),
    "A Telegram channel close to the rebels": SourceReading(SourceType.OUTLET, NAMED),
    "No 10": SourceReading(SourceType.ORGANISATION, NAMED),
    "Downing Street": SourceReading(SourceType.ORGANISATION, NAMED),
    "the group’s count": SourceReading(SourceType.DOCUMENT, NAMED),
    "state media": SourceReading(SourceType.OUTLET, NAMED),
    "report": SourceReading(SourceType.OUTLET, NAMED),
    "The Iraqi government": SourceReading(SourceType.ORGANISATION, NAMED),
    "the interior ministry": SourceReading(SourceType.ORGANISATION, NAMED),
    "The Ministry of Defence": SourceReading(SourceType.ORGANISATION, NAMED),
    "the union": SourceReading(SourceType.ORGANISATION, NAMED),
    "the review": SourceReading(SourceType.DOCUMENT, NAMED),
    "a police report": SourceReading(SourceType.DOCUMENT, NAMED),
    "reportedly": person(Identity.MISSING),
    "it is understood": person(Identity.MISSING),
    "he": person(None),
}


@pytest.mark.parametrize("words", READINGS)
def test_a_card_is_proposed_from_the_words_of_a_mention(words):
    assert read_source(words) == READINGS[words]


@pytest.mark.parametrize("caret", range(15, 30))
def test_a_claim_is_cut_at_the_caret_without_its_linking_words(caret):
    text = "it could close the port, although it has not yet done so."
    caret = text.index(",") + caret - 15
    if caret <= text.index(" it has") + 1:
        first, second = split_extents(text, Span(0, len(text)), caret)
        assert text[slice(*first)] == "it could close the port"
        assert text[slice(*second)] == "it has not yet done so"


def test_a_caret_inside_a_word_cuts_before_it():
    text = "“We wait,” and nobody sails."
    first, second = split_extents(text, Span(0, len(text)), text.index("nobody") + 3)
    assert (text[slice(*first)], text[slice(*second)]) == ("“We wait,”", "nobody sails")


@pytest.mark.parametrize("caret", [0, 1, 22, 99])
def test_a_cut_needs_words_on_both_sides(caret):
    with pytest.raises(Invalid) as caught:
        split_extents("and the ferry sank so.", Span(4, 22), caret)
    assert caught.value.code == "empty_part"


def test_a_full_stop_outside_quotation_marks_goes_and_an_abbreviations_stays():
    for sentence, claim in [
        ("He said he left the U.S.", "he left the U.S."),
        ("He said “it is over.”", "“it is over.”"),
        ("He said “it is over”.", "“it is over”"),
        ("He said it was … over ...", "it was … over ..."),
    ]:
        found = [AttributionPhrase(Span(0, 2), Span(3, 7))]
        assert sentence[slice(*claim_extent(sentence, Span(0, len(sentence)), found))] == claim


WORDS = st.lists(
    st.sampled_from(
        ["Citing", "two", "sources", ",", "Reuters", "reported", "said", "that", "the", "ministry", "“", "”", "on",
         "Tuesday", ".", "a", "spokesman", "for", "who", "according", "to", "as", "saying", "Jane", "Doe",
         "reportedly", "—", "report", ":", "not", "was", "of", "and", "but", "he", "officials", "with", "knowledge",
         "\u200b", "U.S.", "it", "is", "understood"]
    ),
    min_size=1, max_size=25,
).map(" ".join)  # fmt: skip


@given(WORDS, st.integers(0, 120))
def test_phrases_are_ordered_disjoint_and_inside_whatever_the_words(text, caret):
    whole = Span(0, len(text))
    found = find_phrases(text, whole)
    edge = 0
    for phrase in found:
        assert edge <= phrase.span.start < phrase.span.stop <= len(text)
        edge = phrase.span.stop
        assert phrase.cue is None or whole.contains(phrase.cue)
        read_source(text[slice(*phrase.span)])
    around = phrase_around(text, whole, min(caret, len(text)))
    assert around is None or whole.contains(around.span)
    claim = claim_extent(text, whole, found)
    assert whole.contains(claim)
    assert text[slice(*claim)].strip()


@given(WORDS, st.integers(0, 120))
def test_the_parts_of_a_cut_claim_are_apart_and_inside_it(text, caret):
    whole = Span(0, len(text))
    try:
        first, second = split_extents(text, whole, min(caret, len(text)))
    except Invalid:
        return
    assert 0 <= first.start < first.stop <= second.start < second.stop <= len(text)


@pytest.mark.parametrize("unit", ["said ", "“", ", ", "Reuters ", "on Tuesday ", "and ", "according to ",
                                  "brokers, say brokers, saying "])  # fmt: skip
def test_hostile_input_ends(unit):
    text = (unit * 2_000)[:6_000]
    found = find_phrases(text, Span(0, len(text)))
    claim_extent(text, Span(0, len(text)), found)
    phrase_around(text, Span(0, len(text)), 3_000)


@pytest.fixture(scope="module")
def sample():
    return read_shared("sample/article.txt"), load_shared("sample/reference.json")


def unit_of(reference, name):
    unit = next(unit for unit in reference["units"] if unit["id"] == name)
    return Span(unit["start"], unit["end"])


def test_every_reference_attribution_comes_from_every_caret_inside_it(sample):
    text, reference = sample
    for mention in reference["attributions"]:
        wanted = AttributionPhrase(Span(*mention["span"]), Span(*mention["cue"]) if "cue" in mention else None)
        for caret in range(wanted.span.start, wanted.span.stop + 1):
            assert phrase_around(text, unit_of(reference, mention["unit"]), caret) == wanted, mention["id"]


def test_nothing_else_in_the_sample_is_a_source_phrase(sample):
    text, reference = sample
    found = {
        tuple(phrase.span)
        for unit in reference["units"] if "dup_of" not in unit
        for phrase in find_phrases(text, unit_of(reference, unit["id"]))
    }  # fmt: skip
    assert found == {tuple(mention["span"]) for mention in reference["attributions"]}


def test_every_reference_claim_is_the_default_extent_or_its_cut(sample):
    text, reference = sample
    for claim in reference["claims"]:
        unit = unit_of(reference, claim["unit"])
        phrases = [
            AttributionPhrase(Span(*mention["span"]), Span(*mention["cue"]) if "cue" in mention else None)
            for mention in reference["attributions"] if mention["unit"] == claim["unit"]
        ]  # fmt: skip
        extent = claim_extent(text, unit, phrases)
        if claim["id"] in ("C15", "C16"):
            extent = split_extents(text, extent, text.index(", although") + 2)[claim["id"] == "C16"]
        assert extent == tuple(claim["span"]), claim["id"]


def test_a_dateline_is_never_a_source():
    for dateline in ("FARRAR BEACH — ", "NORTH VELL, March 3 (Coast Wire) - ", "LUND (Harbour News) – "):
        text = f"{dateline}The pier closed in May."
        assert phrase_around(text, Span(0, len(text)), 0) is None


def test_what_is_longer_than_any_sentence_is_looked_at_in_parts(monkeypatch):
    looked_at = []
    words_of = attributions.words_of
    monkeypatch.setattr(attributions, "words_of", lambda text, span: looked_at.append(span) or words_of(text, span))
    text = "the mayor said so and " * 1_000 + "x" * 5_000
    found = find_phrases(text, Span(0, len(text)))
    assert max(span.stop - span.start for span in looked_at) <= 2_000
    assert [span.start for span in looked_at[1:]] == [span.stop for span in looked_at[:-1]]
    assert len(found) > 900
    assert all(one.span.stop <= other.span.start for one, other in pairwise(found))
