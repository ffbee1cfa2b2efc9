"""What every page passes and carries."""

from annotator.web.guards import CSP
from tests import make


def test_the_health_check_answers_without_a_person(visitor):
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_every_answer_carries_the_headers(visitor):
    for address in ("/healthz", "/nowhere"):
        headers = visitor.get(address).headers
        assert headers["Content-Security-Policy"] == CSP
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_comes_as_its_reader_chose_and_nothing_else_gets_onto_it(visitor):
    visitor.set_cookie("annotator-reading", "theme=dark&textSize=large&contrast=less&constructor=x&focus=%22%3E&theme=")
    assert '<html lang="en" dir="ltr" data-theme="dark" data-text-size="large">' in visitor.get("/sign-in").text
    visitor.delete_cookie("annotator-reading")
    assert '<html lang="en" dir="ltr">' in visitor.get("/sign-in").text


def test_a_foreign_host_is_refused(visitor):
    assert visitor.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_a_form_sent_from_another_site_is_refused(visitor):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = visitor.post("/sign-out", headers=headers)
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (403, "csrf")


def test_the_session_is_known_by_its_cookie_and_dead_once_its_row_is_gone(app, database, signed_in):
    with database.writing() as session:
        account = make.account(session, "Ada")
    client = signed_in(account)
    with client:
        client.get("/nowhere")
        from annotator.web.sessions import current_actor

        assert current_actor().name == "Ada"
    with database.writing() as session:
        from annotator.storage.queries.sessions import delete_login_sessions_of

        delete_login_sessions_of(session, account.id)
    with client:
        client.get("/nowhere")
        assert current_actor() is None
