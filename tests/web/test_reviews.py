"""The annotation page over HTTP: pieces for a script, whole pages without one, and every refusal loses nothing."""

import gzip
import re
from decimal import Decimal

import pytest
from sqlalchemy import event, func, select

from annotator.core.records import Role, Scope
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.tables import Account, Article, Project, Review
from annotator.web.review_pages import direction_of
from tests import make

HX = {"HX-Request": "true"}
MOVED = 2


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a started review."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.article = make.article(session, project)
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        desk.uid = start_review(session, make.actor(session, ada), desk.article.uid, now=now)
    desk.client = signed_in(ada)
    desk.address = f"/reviews/{desk.uid}"

    def post(path, *, hx=True, **values):
        return desk.client.post(f"{desk.address}{path}", data=values, headers=HX if hx else {})

    def reading():
        with database.reading() as session:
            return load_reading(session, find_review(session, desk.uid).id)

    desk.post, desk.reading = post, reading
    return desk


def span(desk, words):
    start = desk.article.text.index(words)
    return {"start": start, "stop": start + len(words), "quote": words}


def words_of(html, ordinal):
    """The text of a sentence as a browser would read it out of the page."""
    found = re.search(rf'<p class="words" id="w{ordinal}"[^>]*>(.*?)</p>', html, re.S)
    return re.sub(r"<[^>]+>", "", found.group(1))


@pytest.mark.parametrize(("text", "direction"), [
    ("Coast Wire: השריפה בנמל הוצתה, אומרים גורמים", "rtl"),
    ("حريق في ميناء فيل كان متعمدا (Reuters)", "rtl"),
    ("בית, the Hebrew word for a house, stands over the door.", "ltr"),
    ("2026: 40 %", "ltr"),
])  # fmt: skip
def test_a_text_runs_as_most_of_its_letters_do(text, direction):
    assert direction_of(text) == direction


def test_each_sentence_s_words_are_exactly_the_stored_ones(desk):
    desk.post(f"/sentences/{MOVED}", verb="fact")
    desk.post("/annotations", tag="figure", **span(desk, "Some 400 people"))
    html = desk.client.get(desk.address).text
    for sentence in desk.article.sentences:
        assert words_of(html, sentence.ordinal) == desk.article.text[sentence.start : sentence.stop]


def test_the_page_is_compressed_for_a_browser_and_says_the_same(desk):
    plain = desk.client.get(desk.address)
    small = desk.client.get(desk.address, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 3 < len(plain.data)


def test_an_act_is_answered_with_the_sentence_and_not_the_article(desk):
    answer = desk.post(f"/sentences/{MOVED}", verb="fact")
    assert answer.status_code == 200
    assert set(re.findall(r'<section[^>]* id="s(\d+)"', answer.text)) == {str(MOVED)}
    swapped = re.findall(r' id="([a-z0-9-]+)"[^>]*hx-swap-oob', answer.text)
    assert {"progress", "cards", "strip-words", f"bar-{MOVED}"} <= set(swapped)
    assert [name for name in swapped if name.startswith("bar-")] == [f"bar-{MOVED}"]
    assert len(answer.data) < 6_000


def test_without_a_script_an_act_leads_back_to_the_sentence(desk):
    answer = desk.post(f"/sentences/{MOVED}", hx=False, verb="fact")
    assert (answer.status_code, answer.location) == (303, f"{desk.address}?at={MOVED}#s{MOVED}")
    answer = desk.post("/sentences/1", hx=False, verb="nothing")
    assert answer.location == f"{desk.address}?at=2#s2"
    assert len(desk.reading().checks) == 1


def test_page_and_save_keep_their_budgets_of_statements(desk, database):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def count():
        plain = [words for words in statements if not words.startswith(("PRAGMA", "BEGIN", "SET"))]
        statements.clear()
        return len(plain)

    desk.client.get(desk.address)
    assert count() <= 10
    desk.post(f"/sentences/{MOVED}", verb="fact")
    assert count() <= 16


def test_a_mention_with_its_card_is_one_request(desk):
    answer = desk.post(
        "/mentions", type="person", identity="unnamed", number="2", role="1", knowledge="claimed",
        cue_start=36, cue_stop=42, **span(desk, "two officials with knowledge of the inquiry"),
    )  # fmt: skip
    assert answer.status_code == 200
    (card,) = desk.reading().sources
    assert (card.identity, card.number, card.who, card.knowledge) == ("unnamed", "2", "role", "claimed")
    assert desk.reading().attributions[0].cues


def test_the_phrase_around_the_caret_is_offered_with_its_cue(desk):
    caret = desk.article.text.index("officials with")
    html = desk.client.get(f"{desk.address}/mention?ordinal=1&caret={caret}", headers=HX).text
    start = desk.article.text.index("two officials")
    assert re.search(rf'name="start"[^>]*value="{start}"', html)
    assert 'name="cue_start"' in html


def test_a_figure_without_a_selection_snaps_to_the_phrase_around_the_caret(desk):
    answer = desk.post("/annotations", tag="figure", ordinal=MOVED, caret=desk.article.text.index("400"))
    assert answer.status_code == 200
    figure = desk.reading().figures[0]
    assert desk.reading().quote(figure.span) == "Some 400 people"


def test_a_bound_is_changed_with_one_field_of_a_form_that_is_fetched_when_it_is_opened(desk):
    answer = desk.post("/annotations", tag="figure", **span(desk, "Some 400 people"))
    assert "at least" not in answer.text
    uid = desk.reading().figures[0].uid
    page = desk.client.get(desk.address).text
    assert f'<button form="correct" name="focus" value="{uid}"' in page
    address = re.search(r'<form id="correct" method="get" action="([^"]+)"', page)[1]
    for headers, whole in ((HX, False), ({}, True)):
        form = desk.client.get(f"{address}?focus={uid}", headers=headers).text
        assert ("</html>" in form) is whole
        assert f'action="{desk.address}/annotations/{uid}"' in form
        assert re.search(r'aria-pressed="true">.*?about', form)
        assert 'name="version" value="1"' in form
    assert desk.post(f"/annotations/{uid}", bound="at_least", version=1).status_code == 200
    assert desk.reading().figures[0].bound == "at_least"


def test_a_number_with_a_comma_before_tenths_is_asked_about_and_not_stored_as_ten_times_as_much(desk):
    assert desk.post("/annotations", tag="figure", **span(desk, "Some 400 people")).status_code == 200
    before = desk.reading().figures[0]
    refused = desk.post(f"/annotations/{before.uid}", low="2,5", version=1)
    assert refused.status_code == 422
    assert "with a point before parts" in refused.text
    assert desk.reading().figures[0] == before
    assert desk.post(f"/annotations/{before.uid}", low="2.5", version=1).status_code == 200
    assert desk.reading().figures[0].low == Decimal("2.5")


BAD = [
    ("unknown verb", "/sentences/2", {"verb": "dance"}, 422, "unknown_verb"),
    ("no verb", "/sentences/2", {}, 422, "bad_form"),
    ("no such sentence", "/sentences/77", {"verb": "fact"}, 404, "not_found"),
    ("no claim yet", "/sentences/2", {"verb": "star"}, 422, "no_claim"),
    ("no such card", "/sentences/2", {"verb": "link:" + "0" * 32}, 404, "no_card"),
    ("quote differs", "/annotations", {"tag": "figure", "start": 0, "stop": 7, "quote": "Harbor!"}, 409,
     "quote_mismatch"),
    ("outside", "/annotations", {"tag": "figure", "start": 0, "stop": 99999, "quote": "x"}, 422, None),
    ("turned round", "/annotations", {"tag": "figure", "start": 9, "stop": 3, "quote": "x"}, 422, None),
    ("no number", "/annotations", {"tag": "figure", "start": "1e999", "stop": "x", "quote": "x"}, 422, "bad_form"),
    ("unknown tag", "/annotations", {"tag": "mood", "start": 0, "stop": 7, "quote": "Harbour"}, 422, "unknown_tag"),
    ("unknown identity", "/mentions", {"start": 0, "stop": 7, "quote": "Harbour", "identity": "ghost"}, 422,
     "bad_form"),
    ("NUL key", "/sentences/2", {"verb": "fact", "request_key": "a\0b"}, 422, "bad_request_key"),
    ("gone annotation", "/annotations/" + "1" * 32 + "/delete", {}, 404, "not_found"),
    ("stale version", "/annotations/" + "1" * 32, {"bound": "about", "version": 3}, 409, "stale"),
    ("nothing to undo", "/undo", {}, 422, "nothing_to_undo"),
    ("unfinished", "/finish", {}, 422, "unfinished"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "values", "status", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_request_gets_its_answer_and_changes_nothing(desk, path, values, status, code):
    before = desk.reading()
    for hx in (True, False):
        answer = desk.post(path, hx=hx, **values)
        assert answer.status_code == status, answer.text[-2000:]
        assert code is None or answer.headers["X-Error-Code"] == code
    assert desk.reading() == before


def test_a_replayed_request_is_answered_and_done_once(desk):
    for _ in range(2):
        assert desk.post(f"/sentences/{MOVED}", verb="fact", request_key="again").status_code == 200
    assert len(desk.reading().claims) == 1
    answer = desk.post(f"/sentences/{MOVED}", verb="opinion", request_key="again")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "key_reused")


def test_another_project_s_ids_are_not_found(desk, database, signed_in):
    with database.writing() as session:
        other = make.project(session, "Other")
        stranger = make.member(session, other, Role.EDITOR, "Eve")
    client = signed_in(stranger)
    for address in (desk.address, f"/articles/{desk.article.uid}", f"/articles/{desk.article.uid}/report"):
        assert client.get(address).status_code == 404
    assert client.post(f"{desk.address}/sentences/1", data={"verb": "fact"}).status_code == 404
    assert client.post(f"/articles/{desk.article.uid}/reviews").status_code == 404


def test_finishing_lists_what_is_open_and_then_leads_to_the_list(desk):
    answer = desk.post("/finish")
    assert answer.status_code == 422
    for ordinal in range(4):
        assert f"s{ordinal}" in answer.text
    desk.post("/rest", verb="nothing")
    answer = desk.post("/finish")
    assert answer.headers["HX-Redirect"].startswith("/projects/")
    answer = desk.post("/reopen")
    assert answer.headers["HX-Redirect"].startswith("/reviews/")
    assert desk.address not in answer.headers["HX-Redirect"]


def test_finishing_leads_to_the_next_pass_in_hand_and_says_what_is_finished(database, desk, now):
    with database.writing() as session:
        project = session.get(Project, session.get(Article, desk.article.id).project_id)
        ada = session.scalars(select(Account).where(Account.name == "Ada")).one()
        other, _untouched = (make.article(session, project, f"Number {n}\n\nIt rained.\n") for n in (1, 2))
        following = start_review(session, make.actor(session, ada), other.uid, now=now)
    desk.post("/rest", verb="nothing")
    answer = desk.post("/finish")
    assert answer.headers["HX-Redirect"] == f"/reviews/{following}"
    assert "Finished: " in desk.client.get(f"/reviews/{following}").text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Review)) == 2


def test_a_signed_out_act_is_401_for_a_script_and_keeps_the_address_for_a_page(desk, visitor):
    assert visitor.post(f"{desk.address}/sentences/1", data={"verb": "fact"}, headers=HX).status_code == 401
    answer = visitor.get(f"{desk.address}?at=3")
    assert answer.status_code == 303
    assert "next=%2Freviews%2F" in answer.location


def test_a_right_to_left_article_is_shown_from_right_to_left(database, now, signed_in):
    text = "قال مسؤولان مطلعان\n\nقال مسؤولان إن نحو 400 شخص نُقلوا.\n"
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, text)
        project.pass_scope = Scope.SOURCING_ONLY
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        uid = start_review(session, make.actor(session, ada), article.uid, now=now)
    html = signed_in(ada).get(f"/reviews/{uid}").text
    assert re.search(r'<article id="text"[^>]*dir="rtl"', html)
    assert 'sourcing-only" lang="en" dir="ltr"' in html, "what the page says in it runs its own way"
    refused = signed_in(ada).post(f"/reviews/{uid}/finish").text
    assert 'open-points" lang="en" dir="ltr"' in refused
    assert words_of(html, 1) == text[article.sentences[1].start : article.sentences[1].stop]
