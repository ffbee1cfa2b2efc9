"""Unsent work loaded from a file: done once, by its owner or an editor for them, and never half."""

import io
import json

import pytest
from sqlalchemy import select

from annotator.core.records import Flag, Role
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.tables import Action, Audit, Membership
from tests import make
from tests.ledger import answered_keys, check_ledger
from tests.state import digest

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A started review with its reviewer's, another reviewer's and an editor's browser."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        desk.ada = make.member(session, project, Role.REVIEWER, "Ada")
        desk.editor = make.member(session, project, Role.EDITOR, "Edi")
        ben = make.member(session, project, Role.REVIEWER, "Ben")
        desk.uid = start_review(session, make.actor(session, desk.ada), article.uid, now=now)
        desk.id = find_review(session, desk.uid).id
    desk.browsers = {"ada": signed_in(desk.ada), "edi": signed_in(desk.editor), "ben": signed_in(ben)}
    desk.address, desk.database, desk.project = f"/reviews/{desk.uid}", database, f"/projects/{project.uid}"

    def load(content, who="ada"):
        data = {"file": (io.BytesIO(content if isinstance(content, bytes) else json.dumps(content).encode()), "r.json")}
        return desk.browsers[who].post(f"{desk.project if who == 'edi' else desk.address}/rescue", data=data)

    def reading():
        with database.reading() as session:
            check_ledger(session, desk.id)
            return load_reading(session, desk.id)

    desk.load, desk.reading = load, reading
    return desk


def act(desk, path="/sentences/2", key="key-1", **values):
    pairs = [[name, str(value)] for name, value in {"request_key": key, **values}.items()]
    return {"url": f"http://localhost{desk.address}{path}", "values": pairs, "at": "2026-03-02T09:30:00.000Z"}


def rescue(desk, *acts, **other):
    return {"format": "annotator-rescue", "number": 1, "review": desk.uid, "owner": desk.ada.uid,
            "acts": list(acts), **other}  # fmt: skip


def three(desk):
    return rescue(
        desk,
        act(desk, verb="fact", shown="untouched", key="key-1"),
        act(desk, verb="opinion", shown="untouched", key="key-2"),
        act(desk, "/sentences/3", verb="nothing", shown="untouched", key="key-3"),
    )


def test_every_act_is_done_in_order_and_reported(desk):
    answer = desk.load(three(desk))
    assert "3 done, 0 were there already, 0 refused." in answer.text
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT, Flag.OPINION}]
    assert len(desk.reading().checks) == 1


def test_what_had_arrived_is_counted_and_not_doubled(desk):
    values = dict(three(desk)["acts"][0]["values"])
    desk.browsers["ada"].post(f"{desk.address}/sentences/2", data=values, headers=HX)
    assert "2 done, 1 were there already, 0 refused." in desk.load(three(desk)).text
    assert "0 done, 3 were there already, 0 refused." in desk.load(three(desk)).text
    with desk.database.reading() as session:
        assert answered_keys(session) == ["key-1", "key-2", "key-3"]
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT, Flag.OPINION}]


def test_an_editor_loads_it_for_its_owner_whose_acts_they_stay_and_the_audit_says_so(desk):
    assert "3 done" in desk.load(three(desk), "edi").text
    with desk.database.reading() as session:
        actors = set(session.scalars(select(Action.actor_id).where(Action.request_key.is_not(None))))
        entry = session.scalars(select(Audit).where(Audit.kind == "review:rescue")).one()
    assert actors == {desk.ada.id}
    assert entry.actor_uid == desk.editor.uid
    assert entry.detail == {"review": desk.uid, "owner": desk.ada.uid, "acts": 3, "on_behalf": True}


def test_an_editor_sees_nothing_of_the_review(desk):
    desk.load(three(desk))
    page = desk.browsers["edi"].get(f"{desk.project}/rescue")
    for words in ("opinion", "Harbour", "Ada", desk.uid):
        assert words not in page.text
    assert "Ada" in desk.load(three(desk), "edi").text
    assert desk.browsers["edi"].get(f"{desk.address}/rescue").status_code == 404
    assert desk.browsers["edi"].get(desk.address).status_code == 404
    assert f"{desk.project}/rescue" in desk.browsers["edi"].get(f"{desk.project}/settings").text


def test_an_editor_loads_nothing_into_another_project_or_another_person_s_review(desk):
    before = digest(desk.database)
    for other in ({"owner": desk.editor.uid}, {"owner": "0" * 32}):
        assert desk.load(rescue(desk, act(desk, verb="fact"), **other), "edi").status_code == 422
    with desk.database.writing() as session:
        elsewhere = make.project(session, "Elsewhere")
        joined = {"project_id": elsewhere.id, "account_id": desk.editor.id, "role": Role.EDITOR}
        session.add(Membership(**joined, created_at=make.NOW))
        here, desk.project = desk.project, f"/projects/{elsewhere.uid}"
    assert desk.load(three(desk), "edi").status_code == 422
    desk.project = here
    assert desk.browsers["ada"].get(f"{here}/rescue").status_code == 403
    assert desk.reading().records == ()
    assert before != digest(desk.database), "the other project alone"


def test_another_reviewer_gets_nothing(desk):
    before = digest(desk.database)
    assert desk.browsers["ben"].get(f"{desk.address}/rescue").status_code == 404
    assert desk.load(three(desk), "ben").status_code == 404
    assert digest(desk.database) == before


def test_what_cannot_be_done_is_refused_with_its_reason_and_the_rest_is_done(desk):
    other = {"url": f"/reviews/{'0' * 32}/sentences/2", "values": [["request_key", "key-9"], ["verb", "fact"]]}
    answer = desk.load(rescue(
        desk,
        act(desk, verb="star", key="key-1"),
        act(desk, verb="fact", shown="nothing", key="key-2"),
        act(desk, "/finish", key="key-3"),
        act(desk, "/nowhere/at/all", key="key-4"),
        act(desk, verb="fact", key=""),
        other,
        act(desk, "/sentences/3", verb="fact", key="key-5"),
    ))  # fmt: skip
    assert "1 done, 0 were there already, 6 refused." in answer.text
    for words in ("no claim", "changed meanwhile", "no act of the annotation page", "another review", "no request key"):
        assert words in answer.text
    assert len(desk.reading().claims) == 1


def test_an_act_that_was_made_against_an_older_tag_is_refused(desk):
    desk.browsers["ada"].post(f"{desk.address}/sentences/2", data={"verb": "fact"}, headers=HX)
    (claim,) = desk.reading().claims
    for _ in range(2):
        desk.browsers["ada"].post(f"{desk.address}/sentences/2", data={"verb": "star"}, headers=HX)
    stale = [act(desk, verb="opinion", focus=claim.uid, version=1, key=f"key-{n}") for n in (1, 2)]
    assert "0 done, 0 were there already, 1 refused." in desk.load(rescue(desk, stale[0])).text
    assert desk.reading().claims[0].flags == {Flag.FACT}


DEEP = b'{"a":' * 40 + b"1" + b"}" * 40


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda desk: b"", "bad_json"),
        (lambda desk: b"\xff\xfe", "encoding_not_utf8"),
        (lambda desk: b"[1, 2]", "wrong_type"),
        (lambda desk: DEEP, "too_deep"),
        (lambda desk: b" " * 60_001, "rescue_too_large"),
        (lambda desk: {"format": "annotator-rescue", "number": 2}, "rescue_format"),
        (lambda desk: rescue(desk), "rescue_incomplete"),
        (lambda desk: rescue(desk, act(desk), owner="0" * 32), "rescue_owner"),
        (lambda desk: rescue(desk, {"url": f"/reviews/{'0' * 32}/sentences/1", "values": []}), "rescue_review"),
        (lambda desk: rescue(desk, act(desk), {"url": "/people", "values": []}), "rescue_act"),
        (lambda desk: rescue(desk, {"url": f"{desk.address}/sentences/1", "values": [["verb"]]}), "rescue_act"),
        (lambda desk: rescue(desk, *[{}] * 2001), "rescue_too_large"),
    ],
)
def test_a_bad_file_gets_words_and_changes_nothing(desk, change, code, monkeypatch):
    # A file of 10 MB would be spooled to disk by the test's own browser.
    monkeypatch.setattr("annotator.formats.rescue.MAX_BYTES", 60_000)
    before = digest(desk.database)
    answer = desk.load(change(desk))
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, code)
    assert 'role="alert"' in answer.text
    assert digest(desk.database) == before


def test_a_request_without_the_token_loads_nothing(desk, app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert desk.load(three(desk)).status_code == 403
    assert desk.reading().records == ()
