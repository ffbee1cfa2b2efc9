"""Later texts: added by editors alone, started with one's own tags, reported on by the newest finished reading."""

import csv
import io

import pytest
from sqlalchemy import func, select

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, NotFound
from annotator.core.mentions import CardFields, Phrase
from annotator.core.permissions import ROUTES
from annotator.core.records import CutArticle, Identity, Number, Role, SourceType
from annotator.core.text import hash_of
from annotator.formats.text import read_text
from annotator.services import annotations as tagging
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.articles import ArticleExists
from annotator.services.reviews import finish_review, open_review, start_review
from annotator.services.sourcing import article_report
from annotator.services.text_differences import compare_texts
from annotator.services.versions import add_text, show_carried, start_carried
from annotator.storage.tables import ArticleText, Audit, Review
from annotator.web import uploads
from annotator.web.import_forms import write_cut
from tests import make

LATER = make.TEXT.replace("Some 400 people", "Some 520 people").replace("two officials", "chief Ana Ruiz")
LATER += "Later, more was said.\n"


def cut_of(text):
    return CutArticle(text, read_text(text).facts, make.plain_cut(text))


@pytest.fixture
def desk(database, now, signed_in):
    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.article = make.article(session, project, title="Harbour fire")
        accounts = {name: make.member(session, project, role, name.title()) for name, role in
                    (("ada", Role.REVIEWER), ("ben", Role.REVIEWER), ("edi", Role.EDITOR), ("rea", Role.READER))}
        desk.actors = {name: make.actor(session, account) for name, account in accounts.items()}
        desk.first = {name: tagged(session, desk.actors[name], desk.article.uid, now) for name in ("ada", "ben")}
    desk.clients = {name: signed_in(account) for name, account in accounts.items()}
    desk.url = f"/articles/{desk.article.uid}"
    desk.database, desk.now = database, now
    return desk


def tagged(session, actor, article_uid, now):
    uid = start_review(session, actor, article_uid, now=now)
    text = make.TEXT
    start = text.index("two officials")
    draft = MentionDraft(
        "", Phrase(start, start + 13, "two officials"),
        fields=CardFields(SourceType.GROUP, Identity.UNNAMED, number=Number.TWO),
    )  # fmt: skip
    tagging.add_mention(session, actor, uid, draft, stamp=Stamp(), now=now)
    tagging.answer(session, actor, uid, Request(1, Verb.FACT), stamp=Stamp(), now=now)
    at = text.index("Some 400 people")
    tagging.add_figure(session, actor, uid, "", Phrase(at, at + 15, "Some 400 people"), stamp=Stamp(), now=now)
    tagging.answer_rest(session, actor, uid, Verb.NOTHING, stamp=Stamp(), now=now)
    finish_review(session, actor, uid, now=now)
    return uid


def later(desk, text=LATER):
    with desk.database.writing() as session:
        return add_text(session, desk.actors["edi"], desk.article.uid, cut_of(text), now=desk.now)


def finish(session, desk, name, uid):
    tagging.answer_rest(session, desk.actors[name], uid, Verb.NOTHING, stamp=Stamp(), now=desk.now)
    finish_review(session, desk.actors[name], uid, now=desk.now)


def test_a_later_text_gets_the_next_number_and_starts_no_review(desk):
    with desk.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Review))
    assert later(desk) == 2
    with desk.database.reading() as session:
        texts = session.scalars(select(ArticleText).order_by(ArticleText.number)).all()
        assert [(text.number, text.body) for text in texts] == [(1, make.TEXT), (2, LATER)]
        assert session.scalar(select(func.count()).select_from(Review)) == before
        noted = session.scalars(select(Audit).where(Audit.kind == "article:text")).one()
        assert noted.detail == {"article": desk.article.uid, "text": texts[1].uid, "number": 2}
    with pytest.raises(ArticleExists):
        later(desk)


def test_an_editor_adds_a_text_by_the_pages_of_an_import(desk):
    edi = desk.clients["edi"]
    assert "Add a later text" in edi.get(desk.url).text
    assert "Paste the article" in edi.get(f"{desk.url}/texts").text
    shown = edi.post(f"{desk.url}/texts/preview", data={"text": LATER})
    assert shown.status_code == 200
    assert "Store the later text" in shown.text
    assert 'name="title"' not in shown.text
    assert edi.post(f"{desk.url}/texts/preview", data={"text": ""}).status_code == 422
    body = read_text(LATER)
    form = {"text": body.text, "sha256": hash_of(body.text), "cut": write_cut(body.sentences)}
    opened = edi.post(f"{desk.url}/texts/preview", data={**form, "act": "open:1"})
    assert opened.status_code == 200
    assert edi.post(f"{desk.url}/texts", data=form).headers["Location"] == desk.url
    again = edi.post(f"{desk.url}/texts", data=form)
    assert again.status_code == 409
    assert "in the project already" in again.text
    page = edi.get(desk.url).text
    assert "text 2" in page
    assert "Earlier texts" in page


def test_a_file_that_is_no_later_text_is_refused_as_an_import_is(desk, monkeypatch):
    edi = desk.clients["edi"]
    wrong = edi.post(f"{desk.url}/texts/preview", data={"file": (io.BytesIO(b"%PDF-1.7"), "later.txt")})
    assert (wrong.status_code, wrong.headers["X-Error-Code"]) == (415, "not_text")
    assert "Add a later text" in wrong.text
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 1000)
    large = edi.post(f"{desk.url}/texts/preview", data={"text": "x" * 2000})
    assert (large.status_code, large.headers["X-Error-Code"]) == (413, "request_entity_too_large")
    assert "Add a later text" in large.text
    assert "at most 500,000 characters" in large.text


def test_a_pass_begins_with_what_its_person_tagged_before_in_one_action(desk):
    later(desk)
    ada = desk.clients["ada"]
    assert "Begin with what you tagged before" in ada.get(desk.url).text
    answer = ada.post(f"{desk.url}/reviews/carried")
    uid = answer.headers["Location"].split("/")[2]
    page = ada.get(f"/reviews/{uid}/carried").text
    for place in (f"/reviews/{uid}", f"/reviews/{uid}/history"):
        assert f'href="/reviews/{uid}/carried"' in ada.get(place).text
    assert "/carried" not in ada.get(f"/reviews/{desk.first['ada']}").text
    assert "two officials" in page
    assert "Some 400 people" in page
    assert "the words were changed" in page
    with desk.database.reading() as session:
        opened = open_review(session, desk.actors["ada"], uid)
        assert {check.outcome for check in opened.reading.checks}
        assert opened.may_tag
        shown = show_carried(session, desk.actors["ada"], uid)
        assert shown.earlier.uid == desk.first["ada"]
        for old, new in zip(shown.carried.reading.records, opened.reading.records, strict=True):
            assert old.uid == new.uid
    with pytest.raises(Conflict), desk.database.writing() as session:
        start_carried(session, desk.actors["ada"], desk.article.uid, now=desk.now)
    with desk.database.writing() as session:
        assert tagging.undo(session, desk.actors["ada"], uid, stamp=Stamp(), now=desk.now).reading.records == ()
    with desk.database.writing() as session:
        assert tagging.redo(session, desk.actors["ada"], uid, stamp=Stamp(), now=desk.now).reading.records


def test_whoever_finished_nothing_has_nothing_to_begin_with(desk):
    later(desk)
    with pytest.raises(NotFound), desk.database.writing() as session:
        start_carried(session, desk.actors["edi"], desk.article.uid, now=desk.now)
    assert "Begin with what" not in desk.clients["edi"].get(desk.url).text


def test_the_earlier_text_is_reported_on_until_a_reading_of_the_later_is_finished(desk):
    first = desk.clients["ada"].get(f"{desk.url}/report").text
    later(desk)
    page = desk.clients["ada"].get(f"{desk.url}/report").text
    assert "This is the report of text 1" in page
    assert "two officials" in first
    assert "two officials" in page
    assert "Sourcing report" in desk.clients["ada"].get(desk.url).text
    assert "strip" in desk.clients["rea"].get(desk.url).text
    with desk.database.writing() as session:
        uid = start_carried(session, desk.actors["ada"], desk.article.uid, now=desk.now)
        finish(session, desk, "ada", uid)
    with desk.database.reading() as session:
        report = article_report(session, desk.actors["ada"], desk.article.uid, None, now=desk.now)
        assert (report.article.text_number, report.chosen.uid) == (2, uid)
        old = article_report(session, desk.actors["ada"], desk.article.uid, desk.first["ada"], now=desk.now)
        assert (old.article.text_number, old.newest_number) == (1, 2)


def test_the_sourcing_difference_says_what_changed_and_whose_readings_it_rests_on(desk):
    later(desk)
    assert "both texts need a finished reading" in desk.clients["ada"].get(f"{desk.url}/versions").text
    assert desk.clients["ada"].get(f"{desk.url}/versions/json").status_code == 404
    with desk.database.writing() as session:
        uid = start_carried(session, desk.actors["ada"], desk.article.uid, now=desk.now)
        named = CardFields(SourceType.PERSON, Identity.NAMED)
        for words, card in (("chief Ana Ruiz", named), ("Some 520 people", None)):
            at = LATER.index(words)
            phrase = Phrase(at, at + len(words), words)
            if card:
                draft = MentionDraft("", phrase, fields=card)
                tagging.add_mention(session, desk.actors["ada"], uid, draft, stamp=Stamp(), now=desk.now)
            else:
                tagging.add_figure(session, desk.actors["ada"], uid, "", phrase, stamp=Stamp(), now=desk.now)
        finish(session, desk, "ada", uid)
    page = desk.clients["ada"].get(f"{desk.url}/versions").text
    assert "Rests on the readings of Ada" in page
    assert "Ben" not in page
    document = desk.clients["ada"].get(f"{desk.url}/versions/json").json
    news = {(row["news"], row["before"], row["after"]) for row in document["changes"]}
    assert ("source_named", "two officials", "chief Ana Ruiz") in news
    assert ("figure_revised", "Some 400 people", "Some 520 people") in news
    table = desk.clients["ada"].get(f"{desk.url}/versions/csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["news"] for row in rows] == [row["news"] for row in document["changes"]]
    assert desk.clients["ada"].get(f"{desk.url}/versions/exe").status_code == 404
    assert desk.clients["ada"].get(f"{desk.url}/versions?first=7").status_code == 404


def test_who_is_tagging_one_text_sees_others_readings_of_none(desk):
    """An editor who reviews: Ben's finished reading of the first text is closed while the second is in hand."""
    later(desk)
    edi = desk.clients["edi"]
    assert edi.get(f"/reviews/{desk.first['ben']}").status_code == 200
    with desk.database.writing() as session:
        start_review(session, desk.actors["edi"], desk.article.uid, now=desk.now)
    assert edi.get(f"/reviews/{desk.first['ben']}").status_code == 404
    assert edi.get(f"{desk.url}/report?review={desk.first['ben']}").status_code == 404
    for page in (edi.get(f"{desk.url}/report").text, edi.get(f"{desk.url}/versions").text, edi.get(desk.url).text):
        assert "Ben" not in page
    with desk.database.reading() as session:
        assert compare_texts(session, desk.actors["edi"], desk.article.uid, None, None, now=desk.now).bases is None
    assert desk.clients["ada"].get(f"/reviews/{desk.first['ben']}/carried").status_code == 404


def test_adding_a_text_is_for_who_imports():
    rules = ("/articles/<article_uid>/texts", "/articles/<article_uid>/texts/preview")
    needed = {permission.value for (_, rule), permission in ROUTES.items() if rule in rules}
    assert needed == {"import_articles"}
