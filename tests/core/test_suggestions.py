"""What the rules propose for whole articles: cards by the indefinite and definite rule, relays, reasons, claims."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import appositions
from annotator.core.appositions import is_finite
from annotator.core.kinds import cut_article
from annotator.core.records import Flag, Identity, Kind, Knowledge, Number, Reason, Sentence, SourceType, Who
from annotator.core.sentences import sentence_spans
from annotator.core.suggestions import suggest, suggest_in_parts
from annotator.demo.desk import load_desk
from tests.shared import load_shared, read_shared

EXPECTED = json.loads((Path(__file__).parents[1] / "fixtures" / "demo_trap_expected.json").read_text(encoding="utf-8"))


def proposed(text, own=()):
    sentences = [Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1)]
    return suggest(text, sentences, own)


def mentions(text, own=()):
    """Each mention as its words and the number of its card."""
    return [(text[m.span.start : m.span.stop], m.card) for m in proposed(text, own).mentions]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("A source said yes. A source said no.", [0, 1]),
        ("Two officials said yes. The officials said no. They said maybe.", [0, 0, 0]),
        ("Two officials said yes. An official said no. The official said maybe.", [0, 1, 1]),
        ("Two officials said yes. The official said no.", [0, 1]),
        ("An aide said yes. Another aide said no.", [0, 1]),
        ("Mayor Maria Lopez said yes. Lopez said no. She said maybe.", [0, 0, 0]),
        ("Maria Lopez, the mayor of Bergen, said yes. The mayor said no.", [0, 0]),
        ("The North Atlantic Treaty Organization said yes. NATO said no.", [0, 0]),
        ("The interior ministry said yes. The ministry said no.", [0, 0]),
        ("Harbour News reported a leak. The newspaper said it was large. The report said more.", [0, 0, 0]),
        ("Three people familiar with the talks said yes. One of the people said no.", [0, 1]),
        ("It is understood that she left. It is believed that he left.", [0, 1]),
        ("A spokesman for the port said yes. The spokesman said no.", [0, 0]),
    ],
)
def test_an_indefinite_phrase_opens_a_card_and_a_definite_one_reuses_it(text, cards):
    assert [card for _, card in mentions(text)] == cards


def test_what_the_articles_own_outlet_understands_has_a_missing_source():
    text = "The Ledger understands that she will go. The Guardian understands that she will stay."
    found = proposed(text, ("The Ledger",))
    identities = [found.cards[mention.card].reading.identity for mention in found.mentions]
    assert identities == [Identity.MISSING, Identity.NAMED]
    assert [claim.cards for claim in found.claims] == [(0,), (1,)]


@pytest.mark.parametrize("sign", ["😀", "🚧 🚧", "👷🏽\u200d♀️", "❤️"])
def test_pictures_between_a_source_and_its_cue_mean_nothing(sign):
    text = f"The mayor {sign} said the bridge was shut. “Stay away” {sign} said a driver."
    assert [words for words, _ in mentions(text)] == ["The mayor", "a driver"]
    assert text[slice(*proposed(text).claims[0].span)] == "the bridge was shut"


@pytest.mark.parametrize(
    ("said", "note", "reason"),
    [
        ("Two people", "The people spoke on condition of anonymity as they feared for their jobs", Reason.SPECIFIC),
        ("A banker", "The banker asked not to be named because the talks are private", Reason.FORMULA),
        ("A nurse", "She spoke on condition of anonymity", Reason.NONE),
        ("Three officials", "All three requested anonymity because they were not allowed to brief", Reason.FORMULA),
    ],
)
def test_a_sentence_that_only_tells_why_a_source_is_unnamed_is_no_claim_and_answers_its_card(said, note, reason):
    found = proposed(f"{said} told of a row. {note}.")
    assert [card.reading.reason for card in found.cards] == [reason]
    assert len(found.claims) == len(found.mentions) == 1


def test_the_articles_own_outlet_is_no_source_and_no_relay_under_any_name():
    text = "An official told Agence Nord that the port was shut. The official told AN that it would open."
    assert [words for words, _ in mentions(text, ("Agence Nord News", "Agence Nord", "AN"))] == [
        "An official",
        "The official",
    ]
    assert all(card.relayed_by is None for card in proposed(text, ("Agence Nord", "AN")).cards)


@pytest.mark.parametrize(
    "text",
    [
        "Citing two officials, Reuters reported that the port was shut.",
        "Two officials told Reuters that the port was shut.",
        "Reuters quoted two officials as saying that the port was shut.",
        "The port was shut, two officials told Reuters.",
    ],
)
def test_an_outlet_beside_the_source_it_cites_relays_it_and_the_claim_rests_on_the_source(text):
    found = proposed(text)
    official = next(card for card in found.cards if card.reading.identity is Identity.UNNAMED)
    outlet = next(card for card in found.cards if card.reading.type is SourceType.OUTLET)
    assert official.relayed_by == outlet.key
    assert [claim.cards for claim in found.claims] == [(official.key,)]


def test_who_reported_it_first_does_not_relay_those_who_confirm_it() -> None:
    text = "Two people briefed on the matter confirmed the plan, which was first reported by Axios."
    people, outlet = proposed(text).cards
    assert outlet.reading.type is SourceType.OUTLET
    assert people.relayed_by is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Two aides said yes. The weather was fine. The aides spoke on condition of anonymity because they were not "
         "authorised to speak.", Reason.FORMULA),
        ("Two aides said yes. They asked not to be named because they feared losing their jobs.", Reason.SPECIFIC),
        ("Two aides said yes. They asked that their names be withheld for fear of reprisals.", Reason.SPECIFIC),
        ("Two aides said yes, asking not to be identified because the talks are private.", Reason.FORMULA),
        ("Two aides said yes on condition of anonymity.", Reason.NONE),
        ("Two aides said yes. The mayor was afraid of reprisals.", Reason.NONE),
    ],
)  # fmt: skip
def test_why_a_source_is_unnamed_is_read_anywhere_in_the_article(text, reason):
    aides = next(card for card in proposed(text).cards if card.reading.identity is Identity.UNNAMED)
    assert aides.reading.reason is reason


def test_one_of_several_is_a_card_of_its_own_that_knows_what_they_know():
    text = "Three people with knowledge of the talks told Reuters yes. “No,” one of the people said."
    whole, _, one = proposed(text).cards
    assert (whole.reading.number, one.reading.number) == (Number.THREE_OR_MORE, Number.ONE)
    assert one.reading.knowledge is Knowledge.CLAIMED
    assert one.relayed_by == whole.relayed_by


@pytest.mark.parametrize("two", ["Two of them", "Two of them, who asked not to be named,"])
def test_some_of_them_know_what_they_know(two):
    text = f"Three people with knowledge of the talks said yes. {two} said the deal was off."
    whole, some = proposed(text).cards
    assert (whole.reading.number, some.reading.number) == (Number.THREE_OR_MORE, Number.TWO)
    assert some.reading.identity is Identity.UNNAMED
    assert some.reading.knowledge is Knowledge.CLAIMED


@pytest.mark.parametrize(
    "described",
    ["briefed by the ministry", "familiar with the talks", "involved in the talks", "angered by the delay", "aged 40"],
)
def test_a_description_without_a_verb_of_its_own_belongs_to_the_source(described):
    text = f"A banker, {described}, cautioned that nothing had been signed."
    [mention] = proposed(text).mentions
    assert text[slice(*mention.span)] == f"A banker, {described}"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Men left, according to a relief group that works there and two drivers who escaped.",
         ["a relief group that works there", "two drivers who escaped"]),
        ("A group that monitors the war said 40 died.", ["A group that monitors the war"]),
        ("Officials told the group that workers had left.", ["Officials"]),
        ("The paper, citing no sources, said the road was shut.", ["The paper"]),
        ("It failed, according to two ex-aides and emails between staff.", ["two ex-aides", "emails between staff"]),
        ("It failed, according to drafts seen by The Courier and interviews with five people involved.",
         ["drafts seen by The Courier", "five people involved"]),
        ("That was denied by two cabinet members in text messages.", ["two cabinet members"]),
        ("The station cited no source.", ["The station"]),
        ("The ministry said no. A video it said was false showed the raid.", ["The ministry", "it"]),
    ],
)  # fmt: skip
def test_what_describes_a_source_is_its_own_and_what_is_none_is_left(text, sources):
    assert [text[slice(*mention.span)] for mention in proposed(text).mentions] == sources


def test_telling_of_ones_own_acts_is_direct_knowledge():
    text = "A junior engineer said he was asked to sign a certificate. A clerk said the door was locked."
    assert [card.reading.knowledge for card in proposed(text).cards] == [Knowledge.DIRECT, Knowledge.NONE]


def test_a_quotation_that_runs_on_keeps_its_speaker():
    text = "“The pump is gone,” one villager said. “It was new. It will not come back.” The road is shut."
    found = proposed(text)
    assert [claim.cards for claim in found.claims] == [(0,), (0,), (0,), ()]
    assert [claim.is_carried for claim in found.claims] == [False, True, True, False]


def test_a_speaker_who_comes_after_the_quotation_speaks_all_of_it():
    text = "“The pump is gone. It was new and it is gone,” one villager said."
    assert [claim.cards for claim in proposed(text).claims] == [(0,), (0,)]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("The bridge was closed on Monday.", {Flag.FACT}),
        ("The bridge will close on Monday.", {Flag.PREDICTION}),
        ("The repair could cost 40 million crowns.", {Flag.FACT, Flag.PREDICTION}),
        ("A strike would be a disaster for the islands.", {Flag.OPINION}),
        ("The minister should resign.", {Flag.OPINION}),
        ("The delay was a disgrace, and the ministry has said nothing since.", {Flag.FACT, Flag.OPINION}),
    ],
)
def test_a_claim_is_flagged_by_its_words(text, flags):
    assert [claim.flags for claim in proposed(text).claims] == [flags]


def test_what_the_newsroom_sets_against_a_source_is_a_claim_of_its_own():
    text = "The ministry said on Friday that the road was closed, but fresh tracks were visible the next morning."
    told, seen = proposed(text).claims
    assert (text[told.span.start : told.span.stop], told.cards) == ("the road was closed", (0,))
    assert (text[seen.span.start : seen.span.stop], seen.cards) == ("fresh tracks were visible the next morning", ())


@pytest.mark.parametrize(
    "text", ["Who held the keys?", "Sign up for the newsletter.", "The ministry declined to comment.", "Hello there."]
)
def test_questions_pointers_and_refusals_are_no_claims(text):
    assert proposed(text).claims == ()


def test_a_number_of_sources_is_the_cards_and_no_figure():
    found = proposed("Two other officials confirmed his account. Three ships sank, two officials said.")
    assert len(found.figures) == 1
    assert found.figures[0].reading.unit == "ships"


def test_every_suggestion_says_why_and_how_sure():
    article = next(article for article in load_desk() if article.slug == "border-talks")
    found = suggest(article.cut.text, article.cut.sentences)
    for one in (*found.mentions, *found.claims, *found.figures):
        assert one.reason
        assert 0 < one.score <= 1
    two = next(one for one in found.mentions if article.cut.text[one.span.start :].startswith("two officials"))
    assert two.reason == "“Citing” + number + “officials”"


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("The mayor said it was late. The town was dark.", Identity.UNNAMED),
        ("Mayor Ivo Rell opened the bridge. The mayor said it was late.", Identity.NAMED),
        ("Ivo Rell, the mayor, opened the bridge. The mayor said it was late.", Identity.NAMED),
        ("Finance Minister Ada Obi left early. The defence minister said it was late.", Identity.UNNAMED),
        ("Mayor Ivo Rell opened the bridge. A mayor said it was late.", Identity.UNNAMED),
    ],
)
def test_a_definite_post_is_named_where_the_article_names_it_anywhere(text, identity):
    found = suggest(text, cut_article(text))
    assert [card.reading.identity for card in found.cards] == [identity]


@pytest.mark.parametrize(
    ("text", "knowledge"),
    [
        ("A guard said he had been told to leave.", Knowledge.DIRECT),
        ("Her lawyer said he had been told to leave.", Knowledge.NONE),
        ("Two guards said he had been told to leave.", Knowledge.NONE),
        ("“They knew,” a surveyor said. “I wrote it down in the report.”", Knowledge.DIRECT),
        ("“They knew,” a surveyor said. “It stood in the report.”", Knowledge.NONE),
        ("A worker who repaired the lift said the cable was frayed.", Knowledge.DIRECT),
        ("A worker who asked to stay unnamed said the cable was frayed.", Knowledge.NONE),
    ],
)
def test_who_tells_of_what_they_did_themselves_knows_directly(text, knowledge):
    found = suggest(text, cut_article(text))
    assert [card.reading.knowledge for card in found.cards] == [knowledge]


def test_the_demo_article_with_the_samples_traps_comes_out_as_its_reviewer_tagged_it():
    article = next(article for article in load_desk() if article.slug == EXPECTED["article"])
    found = suggest(article.cut.text, article.cut.sentences)
    wanted = {(one["start"], one["stop"]): one["source"] for one in EXPECTED["attributions"]}
    ours = {tuple(one.span): one.card for one in found.mentions}
    assert ours.keys() == wanted.keys()
    assert len(set(zip(ours.values(), (wanted[span] for span in ours), strict=True))) == len(set(wanted.values()))
    unnamed = [card for card in found.cards if card.reading.identity is Identity.UNNAMED]
    outlet = next(card.key for card in found.cards if card.reading.type is SourceType.OUTLET)
    assert [card.relayed_by for card in unnamed] == [outlet] * 3
    assert [card.reading.number for card in unnamed] == [Number.TWO, Number.TWO, Number.ONE]
    assert [card.reading.reason for card in unnamed] == [Reason.NONE, Reason.SPECIFIC, Reason.FORMULA]


def test_all_four_unnamed_sources_of_the_sample_come_out_with_their_relay():
    text, reference = read_shared("sample/article.txt"), load_shared("sample/reference.json")
    found = suggest(text, cut_article(text))
    assert {tuple(one.span) for one in found.mentions} == {tuple(one["span"]) for one in reference["attributions"]}
    outlet, *unnamed, ministry = found.cards
    assert (outlet.reading.type, ministry.reading.type) == (SourceType.OUTLET, SourceType.ORGANISATION)
    assert [(card.reading.number, card.reading.who, card.reading.knowledge, card.relayed_by) for card in unnamed] == [
        (Number.PLURAL, Who.NONE, Knowledge.CLAIMED, outlet.key),
        (Number.TWO, Who.NONE, Knowledge.NONE, outlet.key),
        (Number.ONE, Who.BOTH, Knowledge.NONE, outlet.key),
        (Number.ONE, Who.NONE, Knowledge.NONE, outlet.key),
    ]
    tagged = {tuple(one["span"]): one for one in reference["claims"]}
    same = [claim for claim in found.claims if tuple(claim.span) in tagged]
    words = {"F": Flag.FACT, "P": Flag.PREDICTION, "O": Flag.OPINION}
    assert len(same) == len(found.claims) == len(tagged)
    for claim in same:
        assert claim.flags == {words[flag] for flag in tagged[tuple(claim.span)]["flags"]}
        assert [f"S{key + 1}" for key in claim.cards] == tagged[tuple(claim.span)]["sources"]


WORDS = st.sampled_from(
    ["said ", "a source ", "the official ", "“", "” ", '"', "Reuters ", "citing ", "told ", "they ", ", ", ". ", "\n",
     "two ", "5,200 ", "reportedly ", "not authorised to speak ", "one of the ", "🙂 ", "שלום ", "will "]
)  # fmt: skip


@given(st.lists(WORDS, max_size=60).map("".join))
def test_whatever_the_words_suggestions_lie_in_sentences_in_order_and_point_to_cards(text):
    found = proposed(text)
    keys = [card.key for card in found.cards]
    assert keys == list(range(len(keys)))
    assert all(card.relayed_by is None or card.relayed_by in keys for card in found.cards)
    spans = sentence_spans(text)
    for group in (found.mentions, found.claims, found.figures):
        assert [one.span for one in group] == sorted(one.span for one in group)
        assert all(any(span.contains(one.span) for span in spans) for one in group)
        assert all(one.span.start < one.span.stop for one in group)
    assert {one.card for one in found.mentions} == set(keys)
    assert all(key in keys for claim in found.claims for key in claim.cards)


@pytest.mark.parametrize("unit", ["A source said no. ", "“I had said. ", "Citing two sources, Reuters said ", "They "])
def test_hostile_text_ends(unit):
    proposed((unit * 20_000)[:60_000])


@pytest.mark.parametrize("unit", ["told ", "the said ", "by told "])
def test_so_many_words_are_looked_at_before_each_verb_and_no_more(unit, monkeypatch):
    looked_at = []

    def counting(words, at):
        looked_at.append(at)
        return is_finite(words, at)

    monkeypatch.setattr(appositions, "is_finite", counting)
    verbs = 1_900 // len(unit)
    proposed(unit * verbs)
    assert 0 < len(looked_at) <= 64 * verbs, "a verb among verbs looks back over one clause, not over all of them"


def test_a_text_of_one_part_is_proposed_for_as_a_whole():
    article = load_desk()[0]
    text, sentences = article.cut.text, article.cut.sentences
    ((span, found),) = suggest_in_parts(text, sentences)
    assert (span.start, span.stop) == (0, sentences[-1].stop)
    assert found == suggest(text, sentences)


@pytest.mark.parametrize("part", [1, 80, 400])
def test_parts_end_with_a_paragraph_and_lose_no_figure_or_mention(part):
    text = "".join(
        f"Two officials from port {at} told Reuters that {at + 11} ships sank. The officials named nobody.\n\n"
        for at in range(30)
    )
    sentences = [Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1)]
    whole = suggest(text, sentences)
    parts = list(suggest_in_parts(text, sentences, part=part))
    assert len(parts) > 4
    assert all(text[span.stop] == "\n" for span, _ in parts)
    assert [figure for _, found in parts for figure in found.figures] == list(whole.figures)
    assert [mention.span for _, found in parts for mention in found.mentions] == [m.span for m in whole.mentions]
    readings = lambda found: [found.cards[mention.card].reading for mention in found.mentions]  # noqa: E731
    assert [reading for _, found in parts for reading in readings(found)] == readings(whole)


def test_a_later_part_goes_back_to_the_cards_of_an_earlier_one():
    text = "Citing two officials, Reuters reported that it sank.\nAn aide wept.\nThe officials said 40 drowned.\n"
    sentences = [Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1)]
    *_, (_, last) = suggest_in_parts(text, sentences, part=1)
    card = last.cards[last.mentions[0].card]
    assert (card.reading.number, card.reading.who, card.words[0]) == (Number.TWO, Who.ROLE, "two officials")
    assert card.relayed_by is not None
    assert last.cards[card.relayed_by].words == ("Reuters",)


def test_a_card_that_comes_again_and_again_keeps_few_of_its_words():
    text = "".join(f"Two officials said yes. The officials who saw ship {at} said no.\n" for at in range(60))
    assert max(len(card.words) for card in proposed(text).cards) <= 20
