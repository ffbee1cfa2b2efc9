"""Articles in by the browser: paste or file, look, correct, store. Nothing typed is ever lost."""

import html
import json
import re

import pytest
from sqlalchemy import func, select

from annotator.core.records import Kind, Role
from annotator.core.text import MAX_CODE_POINTS, hash_of
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.tables import Article, ArticleText, Segmentation
from annotator.web import uploads
from tests import make

ARTICLE = "Ferry sinks off Viken\nsearch\n\nFerry sinks off Viken\n\nThe “Maid” 🚢 sank. Nobody was hurt & saved.\n"
SENT = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def desk(database, signed_in):
    """A project's uid and its editor's browser."""
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR)
        uid = project.uid
    return uid, signed_in(editor)


def post(client, url, fields, **headers):
    # Put together by hand: the test client leaves the temporary file of a large form open.
    parts = []
    for name, value in fields.items():
        named, data = value if isinstance(value, tuple) else ("", value.encode())
        file = f'; filename="{named}"' if isinstance(value, tuple) else ""
        parts.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + data + b"\r\n")
    body = b"".join(parts) + b"--edge--\r\n"
    return client.post(
        url, data=body, content_type="multipart/form-data; boundary=edge", headers=SENT | headers
    )


def preview(desk, **fields):
    return post(desk[1], f"/projects/{desk[0]}/import/preview", fields)


def upload(desk, name, data, **fields):
    return preview(desk, **fields, file=(name, data))


def carried(response):
    """The fields of the preview form as a browser would send them back."""
    page = response.get_data(as_text=True).replace("\r\n", "\n")
    fields = dict(re.findall(r'<input(?=[^>]* name="(\w+)")[^>]* value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', page))
    fields = {name: html.unescape(value) for name, value in fields.items() if name != "csrf_token"}
    return fields | {"text": fields["text"].replace("\n", "\r\n")}


def store(desk, fields):
    return post(desk[1], f"/projects/{desk[0]}/articles", fields)


def act(desk, fields, what, **headers):
    return post(desk[1], f"/projects/{desk[0]}/import/preview", fields | {"act": what}, **headers)


def count(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article))


def kinds(response):
    return re.findall(r'class="unit-row (\w+)', response.get_data(as_text=True))


def test_pasted_words_are_shown_as_they_will_be_cut_and_nothing_is_stored(desk, database):
    response = preview(desk, text=ARTICLE.replace("\n", "\r\n"))
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert kinds(response) == ["headline", "furniture", "headline", "body", "body"]
    assert "repeats unit 1" in page
    assert "Nobody was hurt &amp; saved." in page
    assert "1 headline, 2 body sentences, 1 furniture line, 1 repeat, folded" in page
    assert carried(response)["title"] == "Ferry sinks off Viken"
    assert carried(response)["sha256"] == hash_of(ARTICLE)
    assert count(database) == 0


def test_the_previewed_article_is_stored_as_it_was_shown(desk, database):
    fields = carried(preview(desk, text=ARTICLE)) | {
        "title": "Ferry sinks", "outlet": "Sound Courier", "outlet_aliases": "the Courier, SC,", "language": "en-GB",
        "published_on": "2025-05-15", "url": "https://courier.example/ferry",
    }  # fmt: skip
    response = store(desk, fields)
    assert response.status_code == 303
    with database.reading() as session:
        article = session.scalars(select(Article)).one()
        assert response.headers["Location"].endswith(f"/articles/{article.uid}")
        assert (article.title, article.language) == ("Ferry sinks", "en-GB")
        assert article.outlet_aliases == ["the Courier", "SC"]
        assert session.scalars(select(ArticleText.body)).one() == ARTICLE
        units = load_sentences(session, session.scalars(select(Segmentation.id)).one())
        assert [unit.kind for unit in units] == [Kind.HEADLINE, Kind.FURNITURE, Kind.HEADLINE, Kind.BODY, Kind.BODY]
        assert units[2].duplicate_of == 0


@pytest.mark.parametrize(
    "text", ["\n\n  Ferry sinks\n\nIt sank.", "a\u2028b\x85c.\u200b", "<b>&amp;</b> {{ 7*7 }} %s.", "🚢 " * 300]
)
def test_every_text_comes_through_the_preview_unchanged(desk, database, text):
    response = store(desk, carried(preview(desk, text=text)))
    assert response.status_code == 303
    with database.reading() as session:
        assert session.scalars(select(ArticleText.body)).one() == text


def test_files_are_read_by_their_name(desk):
    text = upload(desk, "Ferry.TXT", b"\xef\xbb\xbf" + ARTICLE.encode())
    assert carried(text)["sha256"] == hash_of(ARTICLE)
    page = upload(desk, "ferry.html", b"<h1>Ferry sinks</h1><script>alert(1)</script><p>It sank.</p>")
    assert carried(page)["title"] == "Ferry sinks"
    assert "1 script was left out." in page.get_data(as_text=True)
    assert "alert(1)" not in page.get_data(as_text=True)
    stored = act(desk, carried(page), "close")
    assert "1 script was left out." in stored.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "data", "status", "code", "words"),
    [
        ("a.txt", b"", 422, "text_empty", "no visible text"),
        ("a.txt", "\u200b \n".encode(), 422, "text_empty", "no visible text"),
        ("a.txt", "“€”".encode("cp1252"), 422, "encoding_not_utf8", "not UTF-8"),
        ("a.txt", b"ab\x00cdefgh", 422, "text_bad_characters", "a NUL"),
        ("a.txt", b"%PDF-1.7", 415, "not_text", "a PDF"),
        ("a.odt", b"PK\x03\x04", 415, "unsupported_media_type", ".txt, .html, .htm, .docx"),
        ("a.jsonl", b"{}", 415, "unsupported_media_type", "into an empty project"),
        ("a.docx", b"PK\x03\x04", 422, "zip_bad", "no readable Word document"),
        ("a.txt", b"x" * (MAX_CODE_POINTS + 1), 413, "text_too_long", "500,001"),
        ("a.html", b"<p></p>", 422, "no_article_text", "no article text"),
    ],
)
def test_a_file_that_is_no_article_is_refused_on_its_form(desk, database, name, data, status, code, words):
    response = upload(desk, name, data)
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert response.headers["X-Error-Code"] == code
    assert words in html.unescape(page)
    assert 'aria-describedby="file-hint file-error"' in page
    assert count(database) == 0


def test_pasted_words_that_cannot_be_stored_stay_in_the_form(desk):
    response = preview(desk, text="fine words \x0c and one form feed")
    assert response.status_code == 422
    assert "fine words \x0c and one form feed" in response.get_data(as_text=True)
    assert "U+000C" in response.get_data(as_text=True)
    long = preview(desk, text="x" * (MAX_CODE_POINTS + 1))
    assert long.status_code == 413
    assert "x" * (MAX_CODE_POINTS + 1) in long.get_data(as_text=True)


def test_the_longest_article_can_be_stored(desk, database):
    text = "ж" * (MAX_CODE_POINTS - 1) + "."
    assert store(desk, carried(preview(desk, text=text))).status_code == 303
    assert count(database) == 1


def test_none_or_two_articles_at_once_are_refused(desk):
    assert "choose a file" in preview(desk, text="  ").get_data(as_text=True)
    both = upload(desk, "a.txt", b"It sank.", text="It floats.")
    assert both.status_code == 422
    assert "not both" in both.get_data(as_text=True)
    assert "It floats." in both.get_data(as_text=True)


def test_more_than_the_server_reads_is_said_in_words(desk, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 1000)
    response = preview(desk, text="x" * 2000)
    assert response.status_code == 413
    assert "at most 500,000 characters" in response.get_data(as_text=True)


def test_a_unit_is_opened_changed_split_and_joined(desk):
    fields = carried(preview(desk, text=ARTICLE)) | {"title": "Typed title"}
    opened = act(desk, fields, "open:3")
    assert 'aria-expanded="true"' in opened.get_data(as_text=True)
    assert carried(opened)["title"] == "Typed title"
    as_caption = act(desk, carried(opened), "kind:3:caption")
    assert kinds(as_caption)[3] == "caption"
    at = ARTICLE.index(" hurt")
    split = act(desk, carried(as_caption), f"split:4:{at}")
    assert kinds(split) == ["headline", "furniture", "headline", "caption", "body", "body"]
    joined = act(desk, carried(split), "join:4")
    assert kinds(joined) == kinds(as_caption)
    assert store(desk, carried(joined)).status_code == 303


def test_a_script_gets_only_the_piece(desk):
    fields = carried(preview(desk, text=ARTICLE))
    piece = act(desk, fields, "kind:3:caption", **{"HX-Request": "true"}).get_data(as_text=True)
    assert piece.lstrip().startswith('<section id="preview"')
    assert 'name="text"' not in piece
    assert 'name="cut"' in piece


@pytest.mark.parametrize(
    "what", ["kind:3:song", "kind:99:body", "split:3:0", "split:99:5", "join:4", "open:99", "x", "kind"]
)
def test_a_correction_that_cannot_be_made_changes_nothing(desk, what):
    fields = carried(preview(desk, text=ARTICLE)) | {"title": "Typed title"}
    response = act(desk, fields, what)
    assert response.status_code == 422
    assert carried(response)["cut"] == fields["cut"]
    assert carried(response)["title"] == "Typed title"
    assert act(desk, fields, what, **{"HX-Request": "true"}).status_code == 422


@pytest.mark.parametrize(
    ("cut", "status"),
    [("", 422), ("[", 422), ("[[0,5]]", 422), ('[[0,5,"b"]]', 422), ('[[true,5,"b"]]', 422), ('[["0",5,"b"]]', 422),
     ("[" * 5000, 422), ('{"a": 1}', 422), (json.dumps([[0, 10**30, "b"]]), 422), ('[[0,5,"x"]]', 422)],
)  # fmt: skip
def test_a_cut_that_is_none_is_refused(desk, database, cut, status):
    fields = carried(preview(desk, text=ARTICLE)) | {"cut": cut}
    assert store(desk, fields).status_code == status
    assert count(database) == 0


def test_a_text_that_was_not_previewed_is_refused(desk, database):
    fields = carried(preview(desk, text=ARTICLE))
    response = store(desk, fields | {"text": fields["text"].replace("sank", "swam")})
    assert response.status_code == 409
    assert response.headers["X-Error-Code"] == "text_changed"
    assert count(database) == 0


def test_facts_that_cannot_be_stored_come_back_with_everything_typed(desk, database):
    fields = carried(preview(desk, text=ARTICLE)) | {"published_on": "2025-02-31", "byline": "Ana Reyes", "title": ""}
    fields = carried(act(desk, fields, "kind:3:caption"))
    response = store(desk, fields)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "This is not a date." in page
    assert "Give the article a title." in page
    assert carried(response)["byline"] == "Ana Reyes"
    assert kinds(response)[3] == "caption"
    assert count(database) == 0


def test_the_same_text_twice_is_said_with_a_way_to_it(desk, database):
    first = carried(preview(desk, text=ARTICLE))
    place = store(desk, first).headers["Location"]
    again = preview(desk, text="\ufeff" + ARTICLE)
    assert f'href="{place}"' in again.get_data(as_text=True)
    assert "Store the article" not in again.get_data(as_text=True)
    late = store(desk, first | {"title": "Another title"})
    assert late.status_code == 409
    assert f'href="{place}"' in late.get_data(as_text=True)
    assert carried(late)["title"] == "Another title"
    assert count(database) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 403), (Role.READER, 403), (None, 404)])
def test_only_editors_of_the_project_get_in(desk, database, signed_in, role, status):
    with database.writing() as session:
        other = make.project(session, "Other")
        person = make.member(session, other, Role.EDITOR)
        if role:
            project = session.scalars(select(type(other)).where(type(other).uid == desk[0])).one()
            person = make.member(session, project, role)
    client = signed_in(person)
    assert client.get(f"/projects/{desk[0]}/import").status_code == status
    assert preview((desk[0], client), text=ARTICLE).status_code == status
    assert store((desk[0], client), carried(preview(desk, text=ARTICLE))).status_code == status
    assert store((desk[0], client), {"text": "nonsense"}).status_code == status
    assert count(database) == 0


def test_the_page_to_paste_on_names_the_command_for_many_files(desk):
    page = desk[1].get(f"/projects/{desk[0]}/import").get_data(as_text=True)
    assert "annotator import FILES" in page
    assert 'enctype="multipart/form-data"' in page
