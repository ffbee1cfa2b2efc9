"""Every route, method and role against the one permission table, and what a refused request changes: nothing."""

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.permissions import ADMIN_GRANTS, GRANTS, ROUTES, Permission
from annotator.core.records import Role
from annotator.core.reports import Draft, Versions
from annotator.services import annotations as tagging
from annotator.services import jobs, reports
from annotator.services.annotations import Stamp
from annotator.services.reviews import start_review
from annotator.services.rounds import Plan, create_round
from tests import make
from tests.fixtures.own_tags import scheme_with_own_tags
from tests.state import digest

#: A body that every form of a review understands, so that nothing but the permission refuses it.
BODY = {"verb": "fact", "start": "0", "stop": "7", "quote": "Harbour", "tag": "figure", "request_key": "k",
        "act": "join", "number": "1", "sentence_start": "0", "sentence_stop": "7"}

NO_VERSIONS = Versions((), (), "0")

SUBJECTS = ("visitor", "stranger", "elsewhere", "reader", "reviewer", "editor", "admin")

#: Routes where a role that holds the permission still does not get at *another person's* review: blindness.
OWN_REVIEW_ONLY = ("/reviews/<review_uid>",)


def routes(app):
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule.rule


def test_every_route_has_a_row_and_every_row_a_route(app):
    assert set(routes(app)) == set(ROUTES)


def test_every_permission_is_granted_to_somebody():
    assert set(GRANTS) | {Permission.ANYONE, Permission.SIGNED_IN, Permission.ADMINISTER} == set(Permission)
    assert set(GRANTS) >= ADMIN_GRANTS


@pytest.fixture
def world(database, now, signed_in, visitor, monkeypatch):
    """A project with an article and a started review; one browser for each subject."""
    monkeypatch.setitem(jobs.KINDS, "wait", jobs.JobKind(Permission.READ_REPORTS, ""))
    with database.writing() as session:
        project = make.project(session, scheme=scheme_with_own_tags())
        other = make.project(session, "Other Desk")
        article = make.article(session, project)
        accounts = {role.value: make.member(session, project, role) for role in Role}
        accounts["stranger"] = make.account(session, "Stranger")
        accounts["admin"] = make.account(session, "Root", is_admin=True)
        accounts["elsewhere"] = make.member(session, other, Role.EDITOR, "Elsewhere")
        tagger = make.member(session, project, Role.REVIEWER, "Tagger")
        actor = make.actor(session, tagger)
        review_uid = start_review(session, actor, article.uid, now=now)
        focus = tagging.answer(session, actor, review_uid, Request(2, Verb.FACT), stamp=Stamp(), now=now).focus
        editor = make.actor(session, accounts["editor"])
        report_uid = reports.keep(session, editor, project.uid, Draft("none", "None", {}, NO_VERSIONS), now=now)
        people = [tagger.uid, accounts["reviewer"].uid]
        plan = Plan("First", "production", [make.article(session, project).uid], people)
        round_uid = create_round(session, editor, project.uid, plan, now=now)
        job_uid = jobs.ask(session, editor, project.uid, "wait", {}, now=now)
    clients = {name: signed_in(account) for name, account in accounts.items()}
    values = {
        "project_uid": project.uid,
        "article_uid": article.uid,
        "review_uid": review_uid,
        "annotation_uid": focus,
        "source_uid": "0" * 32,
        "action_uid": "0" * 32,
        "text_uid": article.text_uid,
        "proposal_uid": "0" * 32,
        "ordinal": 1,
        "account_uid": tagger.uid,
        "change": "disable",
        "step": "agreed",
        "tag_key": "loaded",
        "tag_change": "retire",
        "number": 1,
        "format_name": "jsonl",
        "suffix": "json",
        "token": "x" * 43,
        "digest": "0" * 16,
        "path": "app.css",
        "name": "app.css",
        "question_uid": "0" * 32,
        "reply_uid": "0" * 32,
        "item": "c0",
        "report_uid": report_uid,
        "job_uid": job_uid,
        "round_uid": round_uid,
    }
    return {"visitor": visitor, **clients}, values


def fill(rule, values):
    parts = []
    for part in rule.split("/"):
        if part.startswith("<"):
            part = str(values[part.strip("<>").rpartition(":")[2]])
        parts.append(part)
    return "/".join(parts)


def expected(permission, subject):
    """The statuses that the table says a subject may get: None for "whatever the route answers"."""
    if permission is Permission.ANYONE:
        return None
    if subject == "visitor":
        return {303, 401}
    if permission is Permission.SIGNED_IN:
        return None
    if permission is Permission.ADMINISTER:
        return None if subject == "admin" else {403}
    if subject == "admin":
        return None if permission in ADMIN_GRANTS else {404}
    if subject in ("stranger", "elsewhere"):
        return {404}
    return None if Role(subject) in GRANTS[permission] else {403, 404}


def test_each_subject_gets_what_the_table_says(app, database, world):
    clients, values = world
    wrong = []
    before = digest(database)
    for (method, rule), permission in ROUTES.items():
        if rule == "/sign-out":
            continue  # signs the test's own browsers out; tests/web/test_accounts.py has it
        for subject in SUBJECTS:
            statuses = expected(permission, subject)
            if statuses is None:
                continue
            answer = clients[subject].open(fill(rule, values), method=method, data=BODY if method == "POST" else None)
            if answer.status_code not in statuses:
                wrong.append((method, rule, subject, answer.status_code))
            if answer.status_code == 303 and "/sign-in" not in answer.location:
                wrong.append((method, rule, subject, answer.location))
    assert wrong == []
    assert digest(database) == before


def test_nobody_gets_at_another_s_review_in_hand_whatever_their_role(database, world):
    clients, values = world
    before = digest(database)
    for (method, rule), _ in ROUTES.items():
        if rule.startswith(OWN_REVIEW_ONLY):
            for subject in ("reader", "reviewer", "editor"):
                body = BODY if method == "POST" else None
                answer = clients[subject].open(fill(rule, values), method=method, data=body)
                assert answer.status_code in (403, 404, 422), (method, rule, subject, answer.status_code)
    assert digest(database) == before


#: Parts of addresses that lead nowhere in the sample desk: nothing is adjudicated, released or finished there.
NOTHING_THERE = {
    "<text_uid>", "<source_uid>", "<suffix>", "report.csv", "lesson", "explanations", "differences",
}  # fmt: skip
NOTHING_COMPARED = (
    "/rounds/<round_uid>/agreement", "/rounds/<round_uid>/scores", "/reports/<report_uid>/sentences",
    "/reports/<report_uid>/reported", "/projects/<project_uid>/claim-model/sentences",
)  # fmt: skip


def test_those_who_hold_the_permission_get_in(database, world):
    clients, values = world
    for (method, rule), permission in ROUTES.items():
        if method != "GET" or permission not in GRANTS or rule.startswith(OWN_REVIEW_ONLY):
            continue
        for role in GRANTS[permission]:
            answer = clients[role.value].get(fill(rule, values))
            # 404: the sample ids of cards and differences lead nowhere, and nothing is finished to report.
            assert answer.status_code in (200, 303, 404), (rule, role, answer.status_code, answer.text[:300])
            if not NOTHING_THERE & set(rule.split("/")) and not rule.startswith(NOTHING_COMPARED):
                assert answer.status_code == 200, (rule, role, answer.status_code)
