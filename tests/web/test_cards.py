"""Putting source cards in order over HTTP: each one undoable act, with its refusals in words."""

import re

import pytest

from annotator.core.cards import NEVER_MERGE
from annotator.core.records import Number, Role, SourceLink, SourceType
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.fixtures.cards_desk import TEXT, fill_review

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a review with cards."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, TEXT)
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        actor = make.actor(session, ada)
        desk.uid = start_review(session, actor, article.uid, now=now)
        desk.cards = fill_review(session, actor, desk.uid)
    desk.client, desk.address = signed_in(ada), f"/reviews/{desk.uid}"

    def reading():
        with database.reading() as session:
            return load_reading(session, find_review(session, desk.uid).id)

    desk.reading = reading
    desk.get = lambda path: desk.client.get(desk.address + path, headers=HX)
    desk.post = lambda path, **values: desk.client.post(desk.address + path, data=values, headers=HX)
    return desk


def plain(reading):
    """A reading without the versions of its rows, which only ever grow."""
    return [re.sub(r"version=\d+", "", repr(record)) for record in reading.records]


def claims(reading):
    homes = {sentence.ordinal: sentence for sentence in reading.sentences}
    return {n: claim for n, home in homes.items() for claim in reading.claims if home.start <= claim.start < home.stop}


def test_two_unnamed_sources_are_merged_after_a_word_and_undo_parts_them_again(desk):
    before, cards = desk.reading(), desk.cards
    refused = desk.post(f"/sources/{cards.source}/merge", into=cards.officials)
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (409, "two_unnamed")
    assert NEVER_MERGE in refused.text
    assert desk.reading() == before
    done = desk.post(f"/sources/{cards.source}/merge", into=cards.officials, agreed="y", focus=cards.source, version=1)
    assert done.status_code == 200, done.text
    after = desk.reading()
    assert [card.uid for card in after.sources] == [cards.wire, cards.officials, cards.mayor]
    assert claims(after)[4].sources == (SourceLink(cards.officials, is_direct=True),)
    assert "direct" in done.text
    assert desk.post("/undo").status_code == 200
    assert plain(desk.reading()) == plain(before)
    assert desk.post("/redo").status_code == 200
    assert plain(desk.reading()) == plain(after)


def test_the_panel_warns_before_two_unnamed_are_merged_and_leaves_out_what_cannot_be(desk):
    html = desk.get(f"/sources/{desk.cards.source}/panel").text
    assert "Never merge two indefinite unnamed sources" in html
    assert html.count('name="agreed"') == 1, "only for the other unnamed card"
    assert f'value="{desk.cards.mayor}"' in html
    html = desk.get(f"/sources/{desk.cards.officials}/panel").text
    assert f'value="{desk.cards.wire}"' not in html, "the outlet that relayed it"


def test_a_relay_in_a_circle_is_refused(desk):
    answer = desk.post(f"/sources/{desk.cards.officials}/merge", into=desk.cards.wire)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, "relay")


def test_a_card_is_split_by_its_mentions_and_its_claims_follow_or_are_asked_for(desk):
    before, cards = desk.reading(), desk.cards
    definite = next(m for m in before.attributions if before.quote(m.span) == "The officials")
    html = desk.get(f"/sources/{cards.officials}/panel").text
    assert html.count('name="mention"') == 2
    assert re.findall(r'name="claim" value="(\w+)"', html) == [claims(before)[3].uid], "only what the text leaves open"
    new = make.uid()
    answer = desk.client.post(
        f"{desk.address}/sources/{cards.officials}/split", headers=HX,
        data={"mention": [definite.uid], "claim": [claims(before)[3].uid], "uid": new},
    )  # fmt: skip
    assert answer.status_code == 200
    after = desk.reading()
    assert [claims(after)[n].sources[0].source_uid for n in (1, 2, 3)] == [cards.officials, new, new]
    desk.post("/undo")
    assert plain(desk.reading()) == plain(before)


def test_a_split_without_a_choice_is_refused_in_words(desk):
    answer = desk.post(f"/sources/{desk.cards.officials}/split")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, "no_mention")
    assert "Choose the mentions" in answer.text


def test_a_mention_moves_and_its_claim_follows(desk):
    reading = desk.reading()
    mention = next(m for m in reading.attributions if reading.quote(m.span) == "One source")
    html = desk.get(f"/choice?focus={mention.uid}").text
    assert f'value="{desk.cards.mayor}"' in html
    assert f'value="{desk.cards.source}"' not in html
    assert desk.post(f"/annotations/{mention.uid}", card=desk.cards.mayor).status_code == 200
    assert claims(desk.reading())[4].sources == (SourceLink(desk.cards.mayor),)
    assert desk.cards.source not in {card.uid for card in desk.reading().sources}


def test_one_claim_says_that_it_came_direct_and_the_report_believes_it(desk):
    claim = claims(desk.reading())[2]
    html = desk.get(f"/choice?focus={claim.uid}").text
    assert 'value="direct"' in html
    assert re.search(r'value="card"[^>]*aria-pressed="true"', html)
    answer = desk.post(f"/annotations/{claim.uid}/way", card=desk.cards.officials, way="direct")
    assert answer.status_code == 200
    assert claims(desk.reading())[2].sources == (SourceLink(desk.cards.officials, is_direct=True),)
    assert "→" in answer.text
    desk.post(f"/annotations/{claim.uid}/way", card=desk.cards.officials, way="card")
    assert claims(desk.reading())[2].sources == (SourceLink(desk.cards.officials),)
    wrong = desk.post(f"/annotations/{claim.uid}/way", card=desk.cards.officials, way=desk.cards.mayor)
    assert (wrong.status_code, wrong.headers["X-Error-Code"]) == (422, "relay")
    gone = desk.post(f"/annotations/{claim.uid}/way", card=desk.cards.mayor, way="direct")
    assert gone.status_code == 404


def test_the_page_draws_the_chain_and_warns_in_words(desk):
    html = desk.client.get(desk.address).text
    assert re.search(r"2 → 1 <bdi>the Coast Wire</bdi> → this article", html)
    assert html.count("Rests on one unnamed person alone.") == 2, "as title and as name of the icon, at one sentence"
    assert "one unnamed person alone" in html
    assert "Nothing in the text mentions this card." not in html
    mention = next(m for m in desk.reading().attributions if m.source_uid == desk.cards.mayor)
    answer = desk.post(f"/annotations/{mention.uid}/delete")
    assert "Nothing in the text mentions this card." not in answer.text, "a card without any use goes"
    desk.post("/sentences/5", verb=f"link:{desk.cards.source}")
    other = next(m for m in desk.reading().attributions if m.source_uid == desk.cards.source)
    desk.post("/sentences/4", verb="own_voice")
    assert "Nothing in the text mentions this card." in desk.post(f"/annotations/{other.uid}/delete").text


def test_an_unnamed_body_saved_as_its_form_stands_counts_nobody_and_people_once_they_are_counted(desk):
    address = f"/sources/{desk.cards.source}"
    said = {"type": "organisation", "identity": "unnamed", "knowledge": "none", "reason": "none"}

    def saved(number):
        card = next(card for card in desk.reading().sources if card.uid == desk.cards.source)
        assert desk.post(address, version=card.version, number=number, **said).status_code == 200
        card = next(card for card in desk.reading().sources if card.uid == desk.cards.source)
        return card.type, card.number

    assert saved("") == (SourceType.ORGANISATION, None)
    form = desk.get(address).text
    assert re.search(r'name="type" value="organisation"[^>]* checked', form)
    assert '<option value="" selected>' in form
    assert saved("2") == (SourceType.PERSON, Number.TWO)
    assert '<option value="" selected>' not in desk.get(address).text


@pytest.mark.parametrize("path", ["/sources/{}/panel", "/choice?focus={}", "/correct?focus={}"])
def test_what_is_gone_is_not_found(desk, path):
    assert desk.get(path.format("f" * 32)).status_code == 404


def test_without_a_script_the_panel_s_address_leads_to_the_page(desk):
    assert desk.client.get(f"{desk.address}/sources/{desk.cards.officials}/panel").status_code == 303


def test_a_star_goes_to_the_mention_or_figure_in_focus_and_else_to_the_claim(desk):
    mention = next(m for m in desk.reading().attributions if m.source_uid == desk.cards.source)
    answer = desk.post("/sentences/4", verb="star", focus=mention.uid)
    assert answer.status_code == 200
    assert "worth checking" in answer.text
    assert [m.uid for m in desk.reading().attributions if m.starred] == [mention.uid]
    assert not any(claim.starred for claim in desk.reading().claims)
    desk.post("/sentences/4", verb="star", focus=mention.uid)
    desk.post("/sentences/4", verb="star")
    assert not any(m.starred for m in desk.reading().attributions)
    assert [claim.starred for claim in desk.reading().claims].count(True) == 1
    desk.post("/undo")
    assert not any(claim.starred for claim in desk.reading().claims)


class CardList:
    """The list of cards as a page has it, changed by answers as htmx changes it."""

    def __init__(self, desk):
        self.desk = desk
        self.seen, self.items = self.read(desk.client.get(desk.address).text)

    @staticmethod
    def read(html):
        seen = re.search(r'id="progress" data-seen="(\w*)"', html)[1]
        html = html.replace(' aria-pressed="false"', "")  # the script's own affair
        return seen, dict(re.findall(r'(?s)<li class="source" id="card-(\w+)"(?: hx-swap-oob="true")?(.*?</li>)', html))

    def act(self, path, **values):
        """Send an act as the page does; give the length of the answer and whether it held the whole list."""
        data = {"seen": self.seen, "ordinal": 1, **values}
        answer = self.desk.client.post(self.desk.address + path, data=data, headers=HX | {"X-Shown": self.seen})
        assert answer.status_code == 200, answer.text
        is_whole = 'id="cards"' in answer.text
        self.seen, news = self.read(answer.text)
        assert is_whole or all((uid in self.items) is (f'id="card-{uid}" hx-swap-oob' in answer.text) for uid in news)
        self.items = news if is_whole else self.items | news
        return len(answer.data), is_whole

    def is_as_stored(self):
        """Say whether the page shows what a new page would."""
        return list(self.items.items()) == list(self.read(self.desk.client.get(self.desk.address).text)[1].items())


def test_an_answer_holds_the_cards_that_changed_and_no_others(desk):
    page, reading = CardList(desk), desk.reading()
    before = len(page.items)
    assert before > 2
    card = next(card for card in reading.sources if card.uid == desk.cards.officials)
    place = reading.text.index("quay")
    mention = {"start": place, "stop": place + 2, "quote": reading.text[place : place + 2], "identity": "named"}
    _, is_whole = page.act("/sentences/1", verb="star")
    assert not is_whole
    assert page.is_as_stored()
    for path, values in (
        ("/sentences/1", {"verb": f"link:{card.uid}"}),
        ("/sentences/1", {"verb": "own_voice"}),
        ("/undo", {}),
        ("/undo", {}),
        ("/mentions", mention),
        (f"/sources/{card.uid}", {"identity": "unnamed", "number": "3+", "role": "y"}),
        ("/undo", {}),
        ("/redo", {}),
    ):
        _, is_whole = page.act(path, **values)
        assert not is_whole, path
        assert page.is_as_stored(), path
    # What takes a card away sends the list; what a page does not say of itself is not taken for granted.
    page.act("/undo")
    _, is_whole = page.act("/undo")
    assert is_whole
    assert page.is_as_stored()
    assert 'id="cards"' in desk.post("/sentences/1", verb="star", seen=page.seen).text
