"""The page of a project's claim model over HTTP: what is missing, training with its job, numbers, the switch, order."""

import re
from html import unescape

import pytest
from sqlalchemy import delete, select

from annotator.core.records import Role
from annotator.services import jobs
from annotator.storage.tables import ClaimModel, MeasuredClaims, Project, Suggestion
from annotator.suggest import training
from tests import make
from tests.fixtures import claim_desk

pytestmark = pytest.mark.skipif(not training.can_train(), reason="scikit-learn is not installed (requirements/dev.txt)")


@pytest.fixture
def desk(database, now, signed_in):
    """Twelve finished articles, two new ones; an editor and a reviewer."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        edi = make.member(session, project, Role.EDITOR, "Edi")
        claim_desk.fill(session, project, ada)
        desk.fresh = claim_desk.article(session, project, "Skog")
        desk.plain = make.article(session, project, "Fire at Vell\n\nIt burned. Nobody knew. Who asked?")
        desk.url, desk.project_id = f"/projects/{project.uid}", project.id
    desk.edi, desk.ada = signed_in(edi), signed_in(ada)
    desk.page = lambda who=desk.edi: who.get(f"{desk.url}/claim-model")

    def train():
        answer = desk.edi.post(f"{desk.url}/claim-model/train")
        jobs.run_waiting(database, now=lambda: now)
        return answer

    def use(words):
        with database.reading() as session:
            version = session.scalar(select(Project.version))
        return desk.edi.post(f"{desk.url}/claim-model/use", data={"claims": words, "version": version})

    desk.train, desk.use = train, use
    return desk


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split()).replace(" ,", ",")


def test_an_editor_trains_reads_the_numbers_and_switches_it_on(desk, database):
    before = words(desk.page())
    assert "There is no model yet" in before
    assert "Train a model" in before
    assert desk.train().status_code == 303
    page = desk.page()
    told = words(page)
    assert "Model 1 · 12 articles, 60 judged sentences, 36 of them claims" in told
    assert "does better than the cues alone" in told
    assert re.search(r"precision 1\.00 1\.00 to 1\.00 0\.60 0\.60 to 0\.60 \+0\.40", told)
    assert_numbers_open(desk, page.text)
    assert re.search(r'id="claims-cues"[^>]* checked', page.text)
    assert desk.use("model").status_code == 303
    assert re.search(r'id="claims-model"[^>]* checked', desk.page().text)
    assert desk.ada.post(f"/articles/{desk.fresh.uid}/reviews").status_code == 303
    with database.reading() as session:
        assert session.execute(select(Suggestion.suggester, Suggestion.version)).all() == [("learned", 1)]


def assert_numbers_open(desk, page):
    """Every number leads to the sentences that it counts: as many as make it."""
    found = re.findall(r'href="([^"]*claim-model/sentences[^"]*)">([^<]+)</a>(?:<br>|</td>)', page)
    links = {unescape(url): number for url, number in found}
    assert len(links) == 15
    told = {}
    for url, number in links.items():
        listed = desk.edi.get(url).text
        n = int(re.search(r'data-n="(\d+)"', listed)[1])
        wrong = len(re.findall(r">(?:missed|false alarm)<", listed))
        told[tuple(re.findall(r"=(\w+)", url))] = number, n, wrong
    # 36 of 60 are claims; the model is right about all of them, the cues propose all sentences.
    assert told["model", "precision"] == ("1.00", 36, 0)
    assert told["cues", "precision"] == ("0.60", 60, 24)
    assert told["cues", "recall"] == ("1.00", 36, 0)
    assert told["difference", "f1"][1:] == (24, 24)
    assert told["difference", "recall"][1] == 0
    assert told["model", "auc"][1] == 60
    assert desk.edi.get(f"{desk.url}/claim-model/sentences?side=cues&of=auc&page=2").text.count('class="words"') == 10
    for query in ("side=nobody&of=auc", "side=model&of=luck", ""):
        assert desk.edi.get(f"{desk.url}/claim-model/sentences?{query}").status_code == 404


def test_a_reviewer_sees_neither_page_nor_order(desk):
    desk.train()
    assert desk.ada.get(f"{desk.url}/claim-model/sentences?side=model&of=auc").status_code == 403
    assert desk.page(desk.ada).status_code == 403
    assert desk.ada.post(f"{desk.url}/claim-model/train").status_code == 403
    assert desk.ada.post(f"{desk.url}/claim-model/use", data={"claims": "model"}).status_code == 403
    assert "least sure" not in desk.ada.get(desk.url).text
    plain, asked = (desk.ada.get(f"{desk.url}{order}").text for order in ("", "?order=unsure"))
    assert titles(plain) == titles(asked)


def titles(text):
    return re.findall(r'<h2><a href="/articles/(\w+)"', text)


def test_an_editor_may_have_what_the_model_is_least_sure_of_first(desk, database):
    assert "least sure" not in desk.edi.get(desk.url).text
    desk.train()
    page = desk.edi.get(f"{desk.url}?order=unsure").text
    assert 'aria-current="true">claim model least sure first' in page
    listed = re.findall(r'<li><a class="link" href="/articles/(\w+)"', desk.page().text)
    assert titles(page)[:2] == listed
    assert set(listed) == {desk.fresh.uid, desk.plain.uid}
    desk.edi.post(f"/articles/{listed[0]}/reviews")
    assert listed[0] not in re.findall(r'<li><a class="link" href="/articles/(\w+)"', desk.page().text)


def test_a_damaged_model_is_told_of_and_cannot_be_switched_on(desk, database):
    desk.train()
    with database.writing() as session:
        session.scalars(select(ClaimModel)).one().body = b"nothing"
    page = desk.page()
    assert "damaged or was altered" in page.text
    assert re.search(r'id="claims-model"[^>]* disabled', page.text)
    assert desk.use("model").status_code == 409


def test_a_model_of_an_earlier_version_opens_nothing_and_says_so_where_its_numbers_are(desk, database):
    desk.train()
    assert "These numbers open no sentences" not in desk.page().text
    with database.writing() as session:
        session.execute(delete(MeasuredClaims))
    page = desk.page().text
    [said] = re.findall(r'<p id="unopened">.*?</p>', page)
    assert "These numbers open no sentences" in said
    assert 'href="#training"' in said
    assert "Train again" in page[page.index('id="training"') :]
    assert "claim-model/sentences" not in page


def test_without_the_extra_the_page_says_how_to_install_it(desk, monkeypatch):
    monkeypatch.setattr("annotator.services.claim_models.can_train", lambda: False)
    page = desk.page()
    assert "pip install &#39;annotator[learn]&#39;" in page.text or "pip install 'annotator[learn]'" in page.text
    assert "Train a model" not in page.text
    assert desk.edi.post(f"{desk.url}/claim-model/train").status_code == 409


def test_too_few_articles_are_told_before_anybody_tries(database, signed_in):
    with database.writing() as session:
        project = make.project(session)
        edi = make.member(session, project, Role.EDITOR)
        claim_desk.fill(session, project, edi, claim_desk.TOWNS[:2])
        url = f"/projects/{project.uid}/claim-model"
    page = words(signed_in(edi).get(url))
    assert "at least 10 articles; there are 2" in page
    assert "Train a model" not in page


def test_a_job_in_hand_shows_how_far_it_is_and_can_be_cancelled(desk):
    desk.edi.post(f"{desk.url}/claim-model/train")
    page = desk.page().text
    assert "Training the claim model" in page
    assert "Train a model" not in page
    [cancel] = set(re.findall(r'action="(/jobs/\w+/cancel)"', page))
    assert desk.edi.post(cancel).status_code == 303
    assert "Train a model" in desk.page().text
