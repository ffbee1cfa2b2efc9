"""Bad input, on both engines: a clear answer, the right status and code, what was typed still there, nothing changed.

The names of the rows are those of the team's catalogue of bad inputs where it has the input.
"""

import html
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from annotator.core.text import MAX_CODE_POINTS
from annotator.storage.transactions import Database
from tests.forms import multipart
from tests.state import digest, empty
from tests.web.bad_world import World, build_world

#: A number that no integer column holds, and one that Python itself refuses to read.
HUGE, ENDLESS = str(2**70), "9" * 5000
LONG = "x" * (MAX_CODE_POINTS + 1)


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad input: what is sent, and the answer it must get. `words` and `kept` must be on the page."""

    name: str
    send: Callable[[World], TestResponse]
    status: int
    code: str
    words: str = ""
    kept: str = ""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One desk on each engine for all rows: none of them changes it."""
    folder = tmp_path_factory.mktemp("bad")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "annotator.db")
        database = Database.open(f"sqlite:///{folder / 'annotator.db'}")
    else:
        database = request.getfixturevalue("postgres_database")
    yield build_world(database, folder)
    if request.param == "sqlite":
        database.close()
    else:
        empty(database)


TEXTS = [
    Bad("TXT-023 an empty file", lambda w: w.upload(b""), 422, "text_empty", "no visible text"),
    Bad("TXT-023 nothing pasted", lambda w: w.preview("  \n "), 422, "text_empty", "Paste the article"),
    Bad("TXT-023 only invisible characters", lambda w: w.preview("\u200b\n\u2060"), 422, "text_empty", "no visible"),
    Bad("a binary file", lambda w: w.upload(b"\x89PNG\r\n\x1a\n\x00\x01\x02"), 415, "not_text", "a picture"),
    Bad("a PDF called a text", lambda w: w.upload(b"%PDF-1.7\n%\xe2\xe3"), 415, "not_text", "a PDF"),
    Bad("a slide show", lambda w: w.upload(b"PK\x03\x04", "a.pptx"), 415, "unsupported_media_type", ".txt"),
    Bad("a damaged Word file", lambda w: w.upload(b"PK\x03\x04", "a.docx"), 422, "zip_bad", "paste the words"),
    Bad("TXT-025 one character too many, as a file", lambda w: w.upload(LONG.encode()), 413, "text_too_long",
        "500,001"),
    Bad("TXT-025 one character too many, pasted", lambda w: w.preview(LONG), 413, "text_too_long", "500,001",
        "x" * 1000),
    Bad("TXT-008 a NUL, as a file", lambda w: w.upload(b"a harbour\x00fire"), 422, "text_bad_characters",
        "Character 9 is a NUL"),
    Bad("TXT-008 a NUL, pasted", lambda w: w.preview("a harbour\x00fire"), 422, "text_bad_characters",
        "Character 9 is a NUL", "a harbour"),
    Bad("TXT-009 other control characters", lambda w: w.preview("a\x0cb\x1bc\x08"), 422, "text_bad_characters",
        "U+000C"),
    Bad("TXT-011 a non-character", lambda w: w.preview("a\uffffb"), 422, "text_bad_characters", "U+FFFF"),
    Bad("TXT-004 Windows-1252", lambda w: w.upload("It said\n“€”".encode("cp1252")), 422, "encoding_not_utf8",
        "Line 2, byte 0"),
    Bad("TXT-006 a file cut off in a character", lambda w: w.upload(b"abc\xe2\x82"), 422, "encoding_not_utf8",
        "middle of a character (byte 3)"),
    Bad("TXT-007 surrogates in UTF-8", lambda w: w.upload(b"\xed\xa0\xbd\xed\xb8\x80"), 422, "encoding_not_utf8",
        "not UTF-8"),
    Bad("TXT-003 UTF-16 without its mark", lambda w: w.upload("The fire.".encode("utf-16-le")), 422,
        "encoding_unknown", "Save it as UTF-8"),
    Bad("TXT-027 a form that is not UTF-8", lambda w: w.preview(b"a%ff%feb"), 400, "encoding_not_utf8", "not in UTF-8"),
    Bad("HTM-001 a page of scripts alone", lambda w: w.upload(b"<script>alert(1)</script>", "a.html"), 422,
        "no_article_text", "no article text"),
    Bad("both pasted and uploaded",
        lambda w: w.edi.post(f"/projects/{w.uids['project']}/import/preview",
                             **multipart({"text": "The fire.", "file": ("a.txt", b"The fire.")})),
        422, "two_articles", "not both", "The fire."),
    Bad("a text that was not previewed",
        lambda w: w.edi.post(f"/projects/{w.uids['project']}/articles", data={"text": "x", "sha256": "0"}),
        409, "text_changed"),
    Bad("TXT-024 a project's name of 100,000 characters",
        lambda w: w.root.post("/projects/new", data={"name": "x" * 100_000}), 422, "", "at most"),
    Bad("TXT-008 a project's name with a NUL", lambda w: w.root.post("/projects/new", data={"name": "a\0b"}), 422, "",
        "invisible characters"),
    Bad("TXT-008 a person's name with a NUL",
        lambda w: w.root.post("/people", data={"name": "a\0b", "login": "mia"}), 422, "", "invisible characters",
        'value="mia"'),
    Bad("AUT-019 a login of look-alikes",
        lambda w: w.root.post("/people", data={"name": "Mia", "login": "аdmin"}), 422, "", "login", 'value="Mia"'),
]  # fmt: skip

SPANS = [
    Bad("OFF-001 a start below zero", lambda w: w.mark(-1, 4, "Harb"), 422, "bad_offset"),
    Bad("OFF-002 a stop after the text", lambda w: w.mark(0, len(w.text) + 1, w.text), 422, "bad_offset"),
    Bad("OFF-003 an empty span", lambda w: w.mark(5, 5, ""), 422, "empty_span"),
    Bad("OFF-004 a span that runs backwards", lambda w: w.mark(9, 4, "our f"), 422, "bad_offset"),
    Bad("OFF-005 words that stand elsewhere", lambda w: w.mark(1, 8, "Harbour"), 409, "quote_mismatch"),
    Bad("OFF-005 a span without its words", lambda w: w.mark(0, 7, ""), 409, "quote_mismatch"),
    Bad("OFF-007 an offset in words", lambda w: w.mark("five", 9, "x"), 422, "bad_form"),
    Bad("OFF-007 half an offset", lambda w: w.mark("1.7", 9, "x"), 422, "bad_form"),
    Bad("OFF-007 true as an offset", lambda w: w.mark("true", 9, "x"), 422, "bad_form"),
    Bad("OFF-008 2 to the 70th", lambda w: w.mark(0, HUGE, "x"), 422, "bad_offset"),
    Bad("OFF-008 5,000 digits", lambda w: w.mark(0, ENDLESS, "x"), 422, "bad_form"),
    Bad("OFF-009 a mark over the end of its sentence", lambda w: w.mark(0, 60, w.text[:60]), 422, "span_crosses"),
    Bad("a mark of blanks", lambda w: w.mark(7, 8, " "), 422, "span_blank"),
    Bad("OFF-012 the same words twice",
        lambda w: w.act("/mentions", start=w.where("officials say"), stop=w.where("officials say") + 13,
                        quote="officials say", identity="named"), 409, "already_marked"),
    Bad("a quote with a NUL", lambda w: w.mark(0, 7, "Har\0our"), 409, "quote_mismatch"),
    Bad("a caret of 2 to the 70th", lambda w: w.act("/sentences/2", verb="cut", caret=HUGE), 422, "bad_form"),
    Bad("a caret outside the claim", lambda w: w.act("/sentences/2", verb="cut", caret=0), 422, "caret_outside"),
    Bad("a cue outside the text",
        lambda w: w.act("/mentions", start=0, stop=7, quote="Harbour", cue_start=9000, cue_stop=9002), 422,
        "bad_offset"),
    Bad("a selection outside the text, asked for",
        lambda w: w.ada.get(f"/reviews/{w.uids['review']}/mention?ordinal=1&start=0&stop={HUGE}",
                            headers={"HX-Request": "true"}), 422, "bad_offset"),
    Bad("a new uid that is none", lambda w: w.mark(0, 7, "Harbour", uid="x\0y"), 422, "bad_form"),
    Bad("a new uid of markup", lambda w: w.mark(0, 7, "Harbour", uid='"><b id="s1'), 422, "bad_form"),
    Bad("a uid that is taken", lambda w: w.mark(0, 7, "Harbour", uid=w.uids["claim"]), 409, "duplicate_uid"),
    Bad("a card's uid that is taken",
        lambda w: w.act("/mentions", start=0, stop=7, quote="Harbour", identity="named", card_uid=w.uids["card"]),
        409, "stale"),
    Bad("TAG-001 an unknown tag", lambda w: w.act("/annotations", tag="clam", start=0, stop=7, quote="Harbour"), 422,
        "unknown_tag"),
    Bad("TAG-001 an unknown verb", lambda w: w.act("/sentences/2", verb="clam"), 422, "unknown_verb"),
    Bad("TAG-001 an unknown value", lambda w: w.act(f"/sources/{w.uids['card']}", identity="ghost"), 422, "bad_form"),
    Bad("a card relayed by itself",
        lambda w: w.act(f"/sources/{w.uids['card']}", identity="unnamed", relayed_by=w.uids["card"]), 422, "relay"),
    Bad("a sentence that is not there", lambda w: w.act("/sentences/77", verb="fact"), 404, "not_found"),
    Bad("a check over tags", lambda w: w.act("/sentences/2", verb="nothing"), 409, "has_tags"),
]  # fmt: skip

STALE = [
    Bad("CON-003 a verb on an old version",
        lambda w: w.act("/sentences/2", verb="attack", focus=w.uids["claim"], version=1), 409, "stale"),
    Bad("CON-003 a card in an old version",
        lambda w: w.act(f"/sources/{w.uids['card']}", identity="named", focus=w.uids["card"], version=7), 409, "stale"),
    Bad("a version of 0", lambda w: w.act("/sentences/2", verb="star", focus=w.uids["claim"], version=0), 422,
        "bad_form"),
    Bad("a version of 2 to the 70th",
        lambda w: w.act("/sentences/2", verb="star", focus=w.uids["claim"], version=HUGE), 422, "bad_form"),
    Bad("an answer that the page showed otherwise", lambda w: w.act("/sentences/2", verb="fact", shown="untouched"),
        409, "stale"),
    Bad("a project's old version",
        lambda w: w.edi.post(f"/projects/{w.uids['project']}/settings", data={"name": "New", "version": 9}), 409,
        "stale"),
    Bad("CON-002 a request key used for something else",
        lambda w: w.act("/sentences/2", verb="opinion", request_key="used-"), 409, "key_reused"),
    Bad("a request key that is none", lambda w: w.act("/sentences/2", verb="fact", request_key="a b"), 422,
        "bad_request_key"),
    Bad("CON-005 something already deleted", lambda w: w.act(f"/annotations/{'1' * 32}/delete"), 404, "not_found"),
    Bad("CON-009 a tag in a finished review",
        lambda w: w.ada.post(f"/reviews/{w.uids['done_review']}/sentences/1", data={"verb": "fact"}), 409,
        "review_finished"),
    Bad("TAG-008 finishing too early", lambda w: w.act("/finish"), 422, "unfinished"),
    Bad("nothing to do again", lambda w: w.act("/redo"), 422, "nothing_to_redo"),
    Bad("AUT-018 the last administrator",
        lambda w: w.root.post(f"/people/{w.uids['root']}/not_admin"), 409, "last_admin"),
]  # fmt: skip

ELSEWHERE = [
    Bad("AZN-002 another's card", lambda w: w.act("/sentences/2", verb=f"link:{w.uids['other_card']}"), 404, "no_card"),
    Bad("AZN-002 a card of one's other review",
        lambda w: w.act("/mentions", start=0, stop=7, quote="Harbour", card=w.uids["done_card"]), 404, "no_card"),
    Bad("AZN-002 relayed by another's card",
        lambda w: w.act(f"/sources/{w.uids['card']}", identity="unnamed", relayed_by=w.uids["other_card"]), 422,
        "relay"),
    Bad("AZN-011 another's annotation", lambda w: w.act(f"/annotations/{w.uids['other_claim']}/delete"), 404,
        "not_found"),
    Bad("AZN-003 an annotation under another review",
        lambda w: w.act(f"/annotations/{w.uids['done_mention']}", card=w.uids["card"]), 404, "not_found"),
    Bad("AZN-003 a text under another project",
        lambda w: w.edi.get(f"/projects/{w.uids['project']}/agreement/differences/{w.uids['other_text']}/1"), 404,
        "not_found"),
    Bad("a member who is none",
        lambda w: w.edi.post(f"/projects/{w.uids['project']}/people/{w.uids['eve']}", data={"role": "reader"}), 404,
        "not_found"),
    Bad("a role that is none",
        lambda w: w.edi.post(f"/projects/{w.uids['project']}/people/{w.uids['ada']}", data={"role": "owner"}), 422,
        "bad_role"),
    Bad("a format that is none", lambda w: w.edi.get(f"/projects/{w.uids['project']}/export/exe"), 404, "not_found"),
]  # fmt: skip


def _sign_in(world: World, login: str, password: str) -> TestResponse:
    return world.visitor.post("/sign-in", data={"login": login, "password": password})


SIGN_IN = [
    Bad("TXT-008 a login with a NUL", lambda w: _sign_in(w, "a\0b", "x"), 401, ""),
    Bad("TXT-008 a password with a NUL", lambda w: _sign_in(w, "ada", "x\0" * 9), 401, ""),
    Bad("AUT-001 nobody's login", lambda w: _sign_in(w, "nobody", "nine slow barges home"), 401, ""),
    Bad("AUT-003 a password of 400,000 characters", lambda w: _sign_in(w, "ada", "x" * 400_000), 401, ""),
    Bad("AUT-003 no password", lambda w: _sign_in(w, "ada", ""), 401, ""),
    Bad("AUT-019 a login of 100,000 characters", lambda w: _sign_in(w, "x" * 100_000, "x"), 401, ""),
    Bad("TXT-034 a login of SQL", lambda w: _sign_in(w, "' OR 1=1; --", "x"), 401, ""),
]

HTTP = [
    Bad("HTP-001 2 to the 64th as an id", lambda w: w.ada.get(f"/articles/{2**64}"), 404, "not_found"),
    Bad("HTP-001 2 to the 64th as a sentence",
        lambda w: w.ada.get(f"/reviews/{w.uids['review']}/sentences/{2**64}"), 404, "not_found"),
    Bad("HTP-001 4,500 digits", lambda w: w.ada.get("/articles/" + "9" * 4500), 404, "not_found"),
    Bad("HTP-001 below zero", lambda w: w.ada.get("/articles/-1"), 404, "not_found"),
    Bad("HTP-001 a slash in an id", lambda w: w.ada.get("/articles/a%2Fb"), 404, "not_found"),
    Bad("HTP-001 a NUL in an id", lambda w: w.ada.get("/articles/a%00b"), 404, "not_found"),
    Bad("a NUL in a query", lambda w: w.edi.get(f"/projects/{w.uids['project']}/agreement?reviewer=a%00"), 404,
        "not_found"),
    Bad("a NUL to search for", lambda w: w.ada.get(f"/projects/{w.uids['project']}/search?q=a%00b"), 404, "not_found"),
    Bad("TXT-024 10,000 characters to search for",
        lambda w: w.ada.get(f"/projects/{w.uids['project']}/search?q={'%22' * 10_000}"), 422, "bad_search", "at most"),
    Bad("a filter that is none",
        lambda w: w.ada.get(f"/projects/{w.uids['project']}/search?q=fire&identity=ghost"), 422, "bad_search",
        "unknown", 'value="fire"'),
    Bad("another project's words",
        lambda w: w.ada.get(f"/projects/{w.uids['other_project']}/search?q=fire"), 404, "not_found"),
    Bad("HTP-002 a path that is not UTF-8", lambda w: _raw(w, "/articles/\xff"), 400, "encoding_not_utf8"),
    Bad("HTP-002 a query that is not UTF-8", lambda w: w.ada.get("/?q=%ff"), 400, "encoding_not_utf8"),
    Bad("HTP-003 a foreign host", lambda w: w.ada.get("/", headers={"Host": "evil.example"}), 400, "bad_host"),
    Bad("HTP-003 no host at all", lambda w: w.ada.get("/", headers={"Host": ""}), 400, "bad_host"),
    Bad("HTP-012 another origin", lambda w: w.ada.post("/account", headers={"Origin": "https://evil.example"}), 403,
        "csrf"),
    Bad("HTP-012 another site", lambda w: w.ada.post("/account", headers={"Sec-Fetch-Site": "cross-site"}), 403,
        "csrf"),
    Bad("JSN-014 a body of 3 MB", lambda w: w.ada.post("/account", data={"name": "x" * 3_000_000}), 413,
        "request_entity_too_large", "more than can be sent at once"),
    Bad("JSN-014 a body of 13 MB where articles come in", lambda w: w.upload(b"x" * 13_000_000), 413, "",
        "more than can be read at once"),
    Bad("HTP-008 a form of 300 parts", lambda w: w.edi.post("/account", **multipart({f"f{n}": "" for n in range(300)})),
        413, "request_entity_too_large"),
    Bad("HTP-010 a GET on a finishing address", lambda w: w.ada.get(f"/reviews/{w.uids['review']}/finish"), 405,
        "method_not_allowed", "Use the button"),
    Bad("HTP-010 a GET on a deleting address",
        lambda w: w.ada.get(f"/reviews/{w.uids['review']}/annotations/{w.uids['claim']}/delete"), 405,
        "method_not_allowed"),
    Bad("HTP-010 a PUT", lambda w: w.ada.put("/account"), 405, "method_not_allowed"),
    Bad("JSN-002 JSON where a form is needed",
        lambda w: w.ada.post(f"/reviews/{w.uids['review']}/sentences/2", json={"verb": "fact"}), 415,
        "unsupported_media_type"),
    Bad("JSN-002 text where a form is needed",
        lambda w: w.ada.post("/account", data="name=x", content_type="text/plain"), 415, "unsupported_media_type"),
    Bad("JSN-017 a form that is packed", lambda w: _packed(w, b"text=The+fire."), 415,
        "unsupported_media_type"),
    Bad("CSV-016 a form that broke off", lambda w: _broken_off(w), 400, "bad_request"),
    Bad("AUT-017 signing oneself up", lambda w: w.visitor.post("/register"), 404, "not_found"),
    Bad("HTM-010 an upload by its address", lambda w: w.ada.get("/uploads/a.html"), 404, "not_found"),
]  # fmt: skip

ROWS = TEXTS + SPANS + STALE + ELSEWHERE + SIGN_IN + HTTP


def _raw(world: World, path: str) -> TestResponse:
    """Ada asks for a path whose bytes are these characters' (the test client would encode them)."""
    return world.ada.get("/", environ_overrides={"PATH_INFO": path})


def _packed(world: World, body: bytes) -> TestResponse:
    """Edi pastes an article in a body that says it is compressed."""
    address = f"/projects/{world.uids['project']}/import/preview"
    kind = "application/x-www-form-urlencoded"
    return world.edi.post(address, data=body, content_type=kind, headers={"Content-Encoding": "gzip"})


def _broken_off(world: World) -> TestResponse:
    """Edi's pasted article ends before its announced length."""
    address = f"/projects/{world.uids['project']}/import/preview"
    return world.edi.post(address, data={"text": "The fire."}, environ_overrides={"CONTENT_LENGTH": "90000"})


@pytest.mark.parametrize("bad", ROWS, ids=[row.name for row in ROWS])
def test_bad_input_gets_a_clear_answer_and_changes_nothing(world, bad) -> None:
    audited = "audit" if bad in SIGN_IN else ""  # a refused sign-in is noted
    before = digest(world.database, but=audited)
    for hx in (False, True):
        world.hx = hx
        answer = bad.send(world)
        page = answer.get_data(as_text=True)
        assert answer.status_code == bad.status, page[-1500:]
        assert not bad.code or answer.headers.get("X-Error-Code") == bad.code
        assert bad.words in html.unescape(page), page[-1500:]
        assert bad.kept in page
        assert page.strip()
        for inside in ("Traceback", "sqlalchemy", "psycopg", "sqlite3", ".py"):
            assert inside not in page
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert digest(world.database, but=audited) == before


def test_the_names_of_the_rows_are_told_apart() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
