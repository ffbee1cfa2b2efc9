"""What goes along with a removed source is said where it can be seen, with the way back; else nothing is."""

import re
from dataclasses import replace

import pytest

from annotator.core.actions import ActionKind, Change
from annotator.core.records import Claim
from annotator.web.gone_words import say_what_went_along
from tests.web.test_past_words import HX, Desk, plain


@pytest.fixture
def desk(database, now, signed_in) -> Desk:
    return Desk(database, now, signed_in)


def seen(desk: Desk, path: str) -> str:
    """What the notice of an act shows, its button included."""
    answer = desk.client.post(f"/reviews/{desk.uid}{path}", headers=HX)
    assert answer.status_code == 200, answer.text
    notice = re.search(r'<p class="notice">(.*?)</p>', answer.text, re.S)
    return plain(notice[1]) if notice else ""


def claim_at(desk: Desk, ordinal: int) -> Claim:
    uid = desk.claim(ordinal)
    return next(claim for claim in desk.reading().claims if claim.uid == uid)


def test_a_last_mention_takes_its_card_and_frees_the_claim_and_the_page_says_so(desk):
    before = desk.reading()
    said = seen(desk, f"/annotations/{desk.mention('Mayor Lind')}/delete")
    assert said == (
        "“Mayor Lind” is no source any more. Its card went with it: nothing else mentions it. "
        "The claim does not rest on it any more: it is own voice now. "
        "The claim is on the whole sentence now. z undo"
    )
    after = desk.reading()
    claim = claim_at(desk, 5)
    assert (after.quote(claim.span), claim.sources) == ("Mayor Lind denied it.", ())
    assert desk.cards.mayor not in {card.uid for card in after.sources}
    # The button's form is the page's own, and brings all of it back.
    page = desk.client.get(f"/reviews/{desk.uid}").text
    assert re.search(rf'<form id="undoing" method="post" action="/reviews/{desk.uid}/undo"', page)
    assert seen(desk, "/undo") == ""
    again = desk.reading()
    for was, now_is in ((before.claims, again.claims), (before.attributions, again.attributions)):
        assert [(one.uid, one.span) for one in now_is] == [(one.uid, one.span) for one in was]
    assert [card.uid for card in again.sources] == [card.uid for card in before.sources]
    assert [claim.sources for claim in again.claims] == [claim.sources for claim in before.claims]


def test_a_mention_whose_card_has_others_keeps_its_card(desk):
    said = seen(desk, f"/annotations/{desk.mention('The officials')}/delete")
    assert "“The officials” is no source any more. The claim does not rest on it any more: it is own voice now." in said
    assert "Its card" not in said
    assert desk.cards.officials in {card.uid for card in desk.reading().sources}


def test_a_claim_that_falls_back_to_another_source_says_to_which(desk):
    said = seen(desk, f"/annotations/{desk.mention('two officials')}/delete")
    assert "it rests on the Coast Wire now" in said
    assert [link.source_uid for link in claim_at(desk, 1).sources] == [desk.cards.wire]


def test_words_that_are_not_the_whole_sentence_are_quoted(desk):
    reading = desk.reading()
    claim, uid = claim_at(desk, 5), desk.mention("Mayor Lind")
    mention = next(one for one in reading.attributions if one.uid == uid)
    changes = (Change(mention, None), Change(claim, replace(claim, start=claim.start - 5)))
    with desk.client.application.test_request_context():
        said = say_what_went_along(reading, ActionKind.REMOVE_ANNOTATION, changes)
    assert said == "“Mayor Lind” is no source any more. The claim is on these words now: “Lind denied it”."


def test_a_card_that_is_removed_says_how_many_claims_it_leaves(desk):
    said = seen(desk, f"/sources/{desk.cards.officials}/delete")
    assert said.startswith("The card is gone. 3 claims do not rest on it any more.")


def test_what_takes_nothing_along_shows_nothing(desk):
    assert seen(desk, f"/annotations/{desk.claim(3)}/delete") == ""
    assert seen(desk, f"/annotations/{desk.claim(5)}/delete") == ""
    assert seen(desk, f"/annotations/{desk.mention('the Coast Wire')}/delete") == ""


def test_without_a_script_the_next_page_says_so(desk):
    mention = desk.mention("Mayor Lind")
    answer = desk.client.post(f"/reviews/{desk.uid}/annotations/{mention}/delete")
    assert answer.status_code == 303
    page = plain(desk.client.get(answer.location).text)
    assert "“Mayor Lind” is no source any more. Its card went with it" in page


def test_a_repeated_request_says_nothing_that_it_does_not_know(desk):
    path, values = f"/annotations/{desk.mention('Mayor Lind')}/delete", {"request_key": "again-1"}
    first, second = (desk.client.post(f"/reviews/{desk.uid}{path}", data=values, headers=HX) for _ in range(2))
    assert 'class="notice"' in first.text
    assert second.status_code == 200
    assert 'class="notice"' not in second.text
