"""What holds of all bad requests: the same answer for what is another's and what is not there, one act a request."""

import pytest

from tests.crawl import mask
from tests.forms import multipart
from tests.state import digest
from tests.web.bad_world import World, build_world

HUGE, ENDLESS = str(2**70), "9" * 5000


@pytest.fixture
def world(database, tmp_path) -> World:
    return build_world(database, tmp_path)


PLACES = [
    ("/articles/{}", "other_article"),
    ("/articles/{}/report", "other_article"),
    ("/projects/{}", "other_project"),
    ("/projects/{}/scheme", "other_project"),
    ("/projects/{}/people", "other_project"),
    ("/projects/{}/settings", "other_project"),
    ("/projects/{}/import", "other_project"),
    ("/projects/{}/agreement", "other_project"),
    ("/projects/{}/export", "other_project"),
    ("/projects/{}/export/jsonl", "other_project"),
    ("/reviews/{}", "other_review"),
    ("/reviews/{}/sentences/1", "other_review"),
    ("/reviews/{}/mention?ordinal=1", "other_review"),
    ("POST /reviews/{}/sentences/1", "other_review"),
    ("POST /reviews/{}/undo", "other_review"),
    ("POST /reviews/{}/finish", "other_review"),
    ("POST /reviews/{}/reopen", "other_review"),
    ("POST /articles/{}/reviews", "other_article"),
    ("POST /projects/{}/import/preview", "other_project"),
    ("POST /projects/{}/articles", "other_project"),
    ("POST /projects/{}/dataset", "other_project"),
    ("POST /projects/{}/people", "other_project"),
    ("POST /projects/{}/settings", "other_project"),
]


@pytest.mark.parametrize("hx", [False, True], ids=["page", "piece"])
def test_another_project_s_id_is_answered_as_one_that_does_not_exist(world, hx) -> None:
    before = digest(world.database)
    headers = {"HX-Request": "true"} if hx else {}
    for place, which in PLACES:
        method, path = place.split(" ") if " " in place else ("GET", place)
        body = {"verb": "fact", "name": "X", "version": "1", "login": "x", "role": "reader"}
        there, nowhere = (
            world.edi.open(path.format(uid), method=method, data=body if method == "POST" else None, headers=headers)
            for uid in (world.uids[which], "0" * 32)
        )
        assert (there.status_code, nowhere.status_code) == (404, 404), place
        assert mask(there) == mask(nowhere), place
    assert digest(world.database) == before


def test_what_is_too_large_for_everybody_says_so_to_strangers_too(world) -> None:
    for path in ("import/preview", "articles", "dataset"):
        address = f"/projects/{world.uids['other_project']}/{path}"
        body = multipart({"file": ("a.txt", b"x" * 40_000_000)})
        assert world.edi.post(address, **body).status_code in (404, 413), path
        assert world.visitor.post(address, **body).status_code == 401, path


def test_a_replayed_request_is_answered_alike_and_done_once(world) -> None:
    start = world.where("Some 400 people")
    acts = [
        ("/sentences/3", {"verb": "opinion"}),
        ("/annotations", {"tag": "figure", "start": start, "stop": start + 15, "quote": "Some 400 people"}),
        ("/mentions", {"start": 0, "stop": 7, "quote": "Harbour", "type": "outlet", "identity": "named"}),
        (f"/sources/{world.uids['card']}", {"identity": "named", "type": "organisation"}),
        (f"/annotations/{world.uids['mention']}/delete", {}),
        ("/undo", {}),
        ("/rest", {"verb": "nothing"}),
    ]
    for number, (path, values) in enumerate(acts):
        world.hx = True
        first = world.act(path, **values, request_key=f"key-{number}")
        after = digest(world.database)
        second = world.act(path, **values, request_key=f"key-{number}")
        assert (first.status_code, second.status_code) == (200, 200), path
        assert digest(world.database) == after, path
    for path in ("/finish", "/reopen"):
        first, after = world.act(path), digest(world.database)
        second = world.act(path)
        assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"]
        assert digest(world.database) == after, path


def test_an_error_nobody_foresaw_shows_a_reference_and_no_insides(world, monkeypatch, caplog) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the harbour fire was set")

    monkeypatch.setattr("annotator.services.annotations.perform", fail)
    before = digest(world.database)
    for hx in (False, True):
        world.hx = hx
        answer = world.act("/sentences/1", verb="fact")
        page = answer.get_data(as_text=True)
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (500, "internal")
        assert "RuntimeError" not in page
        assert "harbour fire" not in page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert digest(world.database) == before
    assert "unforeseen RuntimeError" in caplog.text


def test_forwarding_headers_are_nobody_s_word(world) -> None:
    answer = world.root.post(
        "/people", data={"name": "Mia", "login": "mia"},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
    )  # fmt: skip
    assert answer.location == "/people"
    page = world.root.get("/people").get_data(as_text=True)
    assert "/links/" in page
    assert "evil.example" not in page


def test_conditional_and_partial_requests_get_the_whole_page(world) -> None:
    headers = {"If-None-Match": "*", "If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT", "Range": "bytes=0-1"}
    for path in ("/account", f"/projects/{world.uids['project']}", f"/articles/{world.uids['article']}"):
        answer = world.ada.get(path, headers=headers)
        assert answer.status_code == 200
        assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(answer.headers.keys())


@pytest.mark.parametrize(
    "path", ["//people", "/people;/x", "/../people", "/people.", "/People", "/people//", "/./people", "/people "]
)
def test_no_spelling_of_an_address_gets_past_the_guard(world, path) -> None:
    account = f"/people/{world.uids['eve']}"
    assert account in world.root.get("/people").text
    answer = world.ada.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (301, 308, 403, 404), answer.get_data(as_text=True)[:200]
    assert account not in answer.text


def test_odd_page_numbers_give_a_page(world) -> None:
    for number in ("0", "-5", HUGE, ENDLESS, "x", "1.5", "١", ""):
        assert world.ada.get(f"/projects/{world.uids['project']}?page={number}").status_code == 200
        assert world.ada.get(f"/reviews/{world.uids['review']}?at={number}").status_code == 200
