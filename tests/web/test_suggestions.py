"""Ghosts over HTTP: shown on the page, answered by real forms, small answers, off by default."""

import gzip
import re

import pytest
from sqlalchemy import event

from annotator.core.records import Role
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.forms import hidden_of

HX = {"HX-Request": "true"}
CITING = 1


@pytest.fixture
def desk(database, signed_in):
    """A reviewer's browser at a pass that was started by the button of the article's page."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        article = make.article(session, project)
        desk.text, desk.project = article.text, project.uid
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        desk.editor = make.member(session, project, Role.EDITOR, "Edi")
    desk.client, desk.signed_in = signed_in(ada), signed_in
    desk.address = desk.client.post(f"/articles/{article.uid}/reviews").location

    def answer(hx=True, **values):
        return desk.client.post(f"{desk.address}/suggestions", data=values, headers=HX if hx else {})

    def reading():
        with database.reading() as session:
            return load_reading(session, find_review(session, desk.address.rsplit("/", 1)[1]).id)

    desk.answer, desk.reading = answer, reading
    return desk


def all_of(html, ordinal=CITING):
    sentence = re.search(rf'<section[^>]* id="s{ordinal}".*?</section>', html, re.S)[0]
    return " ".join(re.findall(r'id="gh-(\w+)"', sentence))


def test_one_button_alone_names_the_key_that_takes_what_is_shown(desk):
    html = desk.client.get(f"{desk.address}?at={CITING}").text
    assert f'id="take-{CITING}"' in html
    buttons = re.findall(r"<(button|a)\b([^>]*)>(.*?)</\1>", html, re.S)
    naming = [words for _, _, words in buttons if "<kbd>Space</kbd>" in words]
    assert len(naming) == 1
    assert "accept and go on" in naming[0]


def test_the_page_shows_ghosts_with_their_reason_and_the_words_stay_the_text(desk):
    html = desk.client.get(desk.address).text
    assert 'class="ghost"' in html
    assert "“Citing” + number + “officials”" in html.replace("&#34;", '"')
    found = re.search(rf'<p class="words" id="w{CITING}"[^>]*>(.*?)</p>', html, re.S)
    words = re.sub(r"<[^>]+>", "", found[1])
    assert words
    assert words in desk.text
    assert "ghost-source" in found[1]
    # The source of its claim is called as this sentence calls it, not as the headline does.
    assert re.search(r"claim\? fact → <q[^>]*>two officials with knowledge of the inquiry</q>", html)
    assert desk.reading().records == ()


def test_what_is_only_suggested_counts_nowhere(desk):
    html = desk.client.get(desk.address).text
    assert re.search(r'id="progress".{0,200}>0 of 4<', html, re.S)
    assert 'data-state="tagged"' not in html
    assert desk.reading().records == ()


def test_all_of_a_sentence_is_taken_by_one_small_answer(desk):
    items = all_of(desk.client.get(desk.address).text)
    answer = desk.answer(ordinal=CITING, accept=items)
    assert answer.status_code == 200
    assert len(answer.data) <= 6_000  # three tags at once, and the first list of cards
    assert "csrf_token" not in answer.text
    desk.client.post(f"{desk.address}/undo", headers=HX)
    packed, values = HX | {"Accept-Encoding": "gzip"}, {"ordinal": CITING, "accept": items}
    sent = desk.client.post(f"{desk.address}/suggestions", data=values, headers=packed)
    assert (sent.headers["Content-Encoding"], gzip.decompress(sent.data)[:2]) == ("gzip", b"<p")
    assert len(sent.data) <= 2_500
    assert f'id="s{CITING}"' in answer.text
    assert 'class="ghost"' not in answer.text
    assert len(desk.reading().attributions) == 2


def test_taking_whole_sentences_stays_small_however_many_cards_there_are(database, signed_in):
    sides = (
        ("two", "crew"), ("three", "captain"), ("four", "cook"), ("five", "pilot"), ("six", "owner"), ("seven", "port"),
    )  # fmt: skip
    lines = [f"Citing {n} officials, the Coast Wire said that the {who} had lost some 400 crowns." for n, who in sides]
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        article = make.article(session, project, "Ferries sink\n\n" + "\n\n".join(lines) + "\n")
        ada = make.member(session, project, Role.REVIEWER, "Ada")
    client = signed_in(ada)
    address = client.post(f"/articles/{article.uid}/reviews").location
    html, sizes = client.get(address).text, []
    seen = re.search(r'id="progress" data-seen="(\w*)"', html)[1]
    for ordinal in range(1, 7):
        values = {"ordinal": ordinal, "accept": all_of(html, ordinal), "seen": seen}
        answer = client.post(f"{address}/suggestions", data=values, headers=HX | {"X-Shown": seen})
        seen = re.search(r'id="progress" data-seen="(\w*)"', answer.text)[1]
        sizes.append(len(answer.data))
    assert max(sizes) <= 6_000  # each with a claim, two sources with their cards, and a figure
    values = {"verb": "star", "seen": seen}
    starred = client.post(f"{address}/sentences/1", data=values, headers=HX | {"X-Shown": seen})
    assert len(starred.data) <= 5_000
    assert len(client.post(f"{address}/sentences/1", data=values, headers=HX).data) > 9_000  # with all the cards


def test_a_ghost_that_is_gone_is_refused_in_words(desk):
    items = all_of(desk.client.get(desk.address).text)
    desk.answer(ordinal=CITING, accept=items)
    answer = desk.answer(ordinal=CITING, accept=items)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "ghost_gone")
    assert desk.answer(ordinal=CITING).status_code == 409
    assert desk.answer(ordinal=CITING, reject="x' m99 \x00").status_code == 409


def test_the_page_tells_once_what_came_onto_it(desk):
    items = all_of(desk.client.get(f"{desk.address}?at={CITING}").text)
    take = rf'id="take-{CITING}"[^>]* data-tells'
    assert re.search(take, desk.client.get(f"{desk.address}?at={CITING}").text)
    for client, status in ((desk.signed_in(desk.editor), 404), (desk.client, 204), (desk.client, 204)):
        assert client.post(f"{desk.address}/suggestions/shown", data={"accept": items}).status_code == status
        told = not re.search(take, desk.client.get(f"{desk.address}?at={CITING}").text)
        assert told is (status == 204)
    assert desk.client.post(f"{desk.address}/suggestions/shown", data={"accept": "x' m99 \x00"}).status_code == 204


def test_without_a_script_the_buttons_work_and_lead_back_to_the_sentence(desk):
    item = all_of(desk.client.get(desk.address).text).split()[0]
    answer = desk.answer(hx=False, ordinal=CITING, reject=item)
    assert (answer.status_code, answer.location) == (303, f"{desk.address}?at={CITING}#s{CITING}")
    assert f'id="gh-{item}"' not in desk.client.get(desk.address).text


def test_a_sentence_with_its_ghosts_is_a_small_answer(desk):
    item = all_of(desk.client.get(desk.address).text).split()[0]
    answer = desk.answer(ordinal=CITING, reject=item)
    assert "Rejected a suggestion. Sentence " in answer.text
    assert 'class="ghost"' in answer.text
    assert len(answer.data) <= 6_000


def test_a_further_sentence_with_three_ghosts_keeps_its_budget_of_bytes(database, signed_in):
    line = "Some {n} boats crossed the bay on day {n}, two officials with knowledge of it said."
    sizes = []
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        texts = ["Crossings rise\n\n" + "\n\n".join(line.format(n=n + 101) for n in range(count)) for count in (5, 45)]
        articles = [make.article(session, project, text + "\n").uid for text in texts]
        account = make.member(session, project, Role.REVIEWER)
    client = signed_in(account)
    for uid in articles:
        page = client.get(client.post(f"/articles/{uid}/reviews").location).text
        assert page.count('class="ghost"') >= 15
        assert page.count('name="reject"') <= 2, "the first sentence's, and what all others get theirs from"
        sizes.append(len(page.encode()))
    assert (sizes[1] - sizes[0]) / 40 <= 1_900


def test_a_save_with_ghosts_keeps_its_budget_of_statements(desk, database):
    html = desk.client.get(desk.address).text
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    for act, values in (("sentences/2", {"verb": "fact"}), ("suggestions", {"accept": all_of(html)})):
        statements.clear()
        assert desk.client.post(f"{desk.address}/{act}", data=values, headers=HX).status_code == 200
        plain = [words for words in statements if not words.startswith(("PRAGMA", "BEGIN", "SET"))]
        assert len(plain) <= 16, act


def test_every_form_of_the_first_page_has_its_token_for_a_browser_without_script(desk):
    desk.answer(ordinal=CITING, accept=all_of(desk.client.get(desk.address).text).split()[0])
    forms = re.findall(r'<form[^>]*method="post".*?</form>', desk.client.get(desk.address).text, re.S)
    assert len(forms) > 5
    assert all('name="csrf_token"' in form for form in forms)


def test_the_editor_shows_them_or_not_on_the_settings_page(desk):
    editor = desk.signed_in(desk.editor)
    address = f"/projects/{desk.project}/settings"
    html = editor.get(address).text
    assert re.search(r'name="shows_suggestions"[^>]* checked|checked[^>]* name="shows_suggestions"', html)
    version = re.search(r'id="suggestions-version"[^>]* value="(\d+)"', html)[1]
    assert editor.post(f"{address}/suggestions", data={"version": version}).status_code == 303
    assert not re.search(r'name="shows_suggestions"[^>]* checked|checked[^>]* name="shows_suggestions"',
                         editor.get(address).text)  # fmt: skip
    assert editor.post(f"{address}/suggestions", data={"version": version}).status_code == 409
    assert desk.client.post(f"{address}/suggestions", data={"version": "2"}).status_code == 403


def adjusting(desk, tag):
    """The form that adjusts the first ghost of a tag, as its values and its page without a script."""
    html = desk.client.get(desk.address).text
    item = next(item for item in all_of(html).split() if item[0] == tag)
    address = f"{desk.address}/suggestions/{item}"
    return address, hidden_of(desk.client.get(address, headers=HX).text), desk.client.get(address).text


def test_adjusting_a_source_shows_its_card_filled_and_takes_it_in_one_action(desk, database):
    address, values, page = adjusting(desk, "m")
    assert "Back to the sentence" in page
    assert re.search(r'value="unnamed"[^>]* checked', page)
    assert desk.reading().records == ()
    answer = desk.client.post(address, headers=HX, data={
        **values, "identity": "unnamed", "type": "person", "number": "2", "knowledge": "claimed",
    })  # fmt: skip
    assert answer.status_code == 200
    assert "claimed" in [card.knowledge for card in desk.reading().sources]
    desk.client.post(f"{desk.address}/undo", headers=HX)
    assert desk.reading().records == ()
    assert 'class="ghost"' in desk.client.get(desk.address).text


def test_adjusting_a_claim_changes_its_flags_and_what_it_rests_on(desk):
    address, values, page = adjusting(desk, "c")
    assert re.search(r'name="proposed" value="\d+"[^>]* checked', page)
    refused = desk.client.post(address, data=values, headers=HX)
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (422, "no_flag")
    desk.client.post(address, data={**values, "flag": ["opinion", "prediction"]}, headers=HX)
    (claim,) = desk.reading().claims
    assert ({flag.value for flag in claim.flags}, claim.sources) == ({"opinion", "prediction"}, ())


def test_the_form_of_a_ghost_that_is_gone_says_so(desk):
    address, *_ = adjusting(desk, "c")
    desk.answer(ordinal=CITING, accept=all_of(desk.client.get(desk.address).text))
    answer = desk.client.get(address, headers=HX)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "ghost_gone")


def test_the_history_says_which_suggestion_was_rejected_and_leads_to_it(desk):
    item = all_of(desk.client.get(desk.address).text).split()[0]
    desk.answer(ordinal=CITING, reject=item)

    def past():
        rows = re.findall(r'<li id="past-.*?</li>', desk.client.get(f"{desk.address}/history").text, re.S)
        return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

    html = desk.client.get(f"{desk.address}/history").text
    assert f'href="{desk.address}?at={CITING}#s{CITING}"' in html
    assert "rejected a suggestion" in past()[0]
    assert f"sentence {CITING + 1}" in past()[0]
    words = re.search(r"rejected a suggestion (.*?) sentence", past()[0])[1]
    assert words.rstrip("…") in desk.text
    assert words
    desk.client.post(f"{desk.address}/undo", headers=HX)
    assert f"undid: rejected a suggestion {words} sentence {CITING + 1}" in past()[0]
