"""Word documents as articles: words and kinds by style; what is hostile is refused, what is left out is said."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import Invalid, TooLarge
from annotator.core.records import Kind
from annotator.core.segmentations import check_cut
from annotator.formats import read_article
from annotator.formats.docx import read_docx
from annotator.formats.docx_package import open_docx
from tests.fixtures.word import TYPES, core, document, package, paragraph

STORY = (
    paragraph("Ferry crews walk out", "Titel"),
    paragraph("Union warns of tired deckhands. Nine islands wait.", "Unter"),
    paragraph("By Moira Tennick", "Autor"),
    paragraph("15 May 2025"),
    paragraph("The Maid of Orlay, tied up at Viken", "Haus"),
    paragraph("Crews walked out at midnight. “Nobody sleeps,” Dr. Hanne Roskild said."),
    paragraph("Night watch", "Kopf2"),
    paragraph("Some 1,400 passengers were left ashore."),
)


def units_of(cut):
    return [(unit.kind, cut.text[unit.start : unit.stop]) for unit in cut.sentences]


def body_of(*runs):
    """The words of a document of one paragraph of these runs."""
    return read_docx(package(paragraph("".join(runs)))).text.strip()


def run(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_styles_tell_the_kinds_and_the_text_tells_its_facts():
    cut = read_docx(package(*STORY))
    assert units_of(cut) == [
        (Kind.HEADLINE, "Ferry crews walk out"),
        (Kind.STANDFIRST, "Union warns of tired deckhands."),
        (Kind.STANDFIRST, "Nine islands wait."),
        (Kind.FURNITURE, "By Moira Tennick"),
        (Kind.FURNITURE, "15 May 2025"),
        (Kind.CAPTION, "The Maid of Orlay, tied up at Viken"),
        (Kind.BODY, "Crews walked out at midnight."),
        (Kind.BODY, "“Nobody sleeps,” Dr. Hanne Roskild said."),
        (Kind.FURNITURE, "Night watch"),
        (Kind.BODY, "Some 1,400 passengers were left ashore."),
    ]
    check_cut(cut.text, cut.sentences)
    facts = cut.facts
    assert (facts.title, facts.byline, facts.published_on, facts.language) == (
        "Ferry crews walk out", "Moira Tennick", "2025-05-15", "en-GB",
    )  # fmt: skip
    assert cut.notes == ()
    assert read_article("Ferry.DOCX", package(*STORY)) == cut


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next():
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    halves = f"{deleted}{run('The wall that fell')}</w:p>"
    assert read_docx(package(halves, paragraph(" was old."))).text.strip() == "The wall that fell was old."
    assert read_docx(package(paragraph("It fell."), halves)).text.strip() == "It fell.\n\nThe wall that fell"


def test_the_first_heading_is_the_headline_where_there_is_no_title():
    cut = read_docx(package(paragraph("Ferry sinks", "Kopf1"), paragraph("It sank."), paragraph("After", "Kopf1")))
    assert [unit.kind for unit in cut.sentences] == [Kind.HEADLINE, Kind.BODY, Kind.FURNITURE]


def test_a_document_without_styles_is_read_by_the_general_rules():
    plain = [paragraph("Ferry sinks off Viken", "Nowhere"), paragraph("It sank. Nobody was hurt.", "Ring")]
    cut = read_docx(package(*plain, parts={"word/styles.xml": "<x/>"}))
    assert [unit.kind for unit in cut.sentences] == [Kind.HEADLINE, Kind.BODY, Kind.BODY]


def test_date_and_author_come_from_the_properties_only_where_the_text_has_none():
    told = core(creator="Ada Roe", created="2026-03-01T10:00:00Z", title="A hidden title")
    cut = read_docx(package(*STORY, parts={"docProps/core.xml": told}))
    assert (cut.facts.byline, cut.facts.published_on, cut.notes) == ("Moira Tennick", "2025-05-15", ())
    bare = read_docx(package(STORY[0], STORY[5], parts={"docProps/core.xml": told}))
    assert (bare.facts.byline, bare.facts.published_on) == ("Ada Roe", "2026-03-01")
    assert bare.notes == ("Author and date from the file’s properties: check them.",)
    nobody = core(creator="Microsoft Office User", created="1601-01-01T00:00:00Z")
    facts = read_docx(package(STORY[0], STORY[5], parts={"docProps/core.xml": nobody})).facts
    assert (facts.byline, facts.published_on) == ("", "")


@pytest.mark.parametrize(
    ("runs", "words", "note"),
    [
        ((run("kept "), "<w:ins>", run("added"), "</w:ins>"), "kept added", ""),
        ((run("kept"), "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"), "kept", "1 tracked deletion was"),
        ((run("kept"), "<w:moveFrom>", run("gone"), "</w:moveFrom>"), "kept", "1 tracked deletion was"),
        ((run("kept"), run("gone", "<w:vanish/>")), "kept", "1 hidden passage was"),
        ((run("kept "), run("shown", '<w:vanish w:val="0"/>')), "kept shown", ""),
        ((run("kept"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), "kept", "1 footnote was"),
        ((run("kept"), '<w:r><w:commentReference w:id="1"/></w:r>'), "kept", "1 comment was"),
        (('<w:hyperlink>', run("linked"), "</w:hyperlink>"), "linked", ""),
        ((run("a"), "<w:r><w:tab/></w:r>", run("b\u00ad"), "<w:r><w:noBreakHyphen/></w:r>", run("c")), "a b\u2011c",
         ""),
        ((run("One"), "<w:r><w:br/></w:r>", run("Two")), "One\n\nTwo", ""),
        ((run("it ended."), "<w:r><w:br/></w:r>", run("iPhones sold")), "it ended.\n\niPhones sold", ""),
        ((run("the quay,"), '<w:r><w:br w:type="page"/></w:r>', run("when it fell")), "the quay, when it fell", ""),
        ((run("5"), '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>', run("C")), "5°C", ""),
        ((run("see"), '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'), "see", "1 symbol was"),
        (("<w:r><w:instrText>PAGE</w:instrText></w:r>", run("3 boats")), "3 boats", ""),
        ((run("say"), '<w:r><x:AlternateContent xmlns:x="urn:x"><x:Choice><w:txbxContent>',
          paragraph("boxed"), "</w:txbxContent></x:Choice><x:Fallback><w:txbxContent>", paragraph("boxed"),
          "</w:txbxContent></x:Fallback></x:AlternateContent></w:r>", run(" on")), "say on\n\nboxed", ""),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_read_and_what_is_left_out_is_said(runs, words, note):
    assert body_of(*runs) == words
    notes = " ".join(read_docx(package(paragraph("".join(runs)))).notes)
    assert (note in notes) if note else notes == ""


def test_page_headers_and_pictures_are_left_out_and_said():
    others = {"word/header1.xml": "<x/>", "word/media/a.png": b"", "word/media/b.png": b""}
    cut = read_docx(package(*STORY, parts=others))
    assert cut.notes == ("1 page header and 2 pictures were left out.",)


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
FILE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def encrypted():
    data = bytearray(package(*STORY))
    for at in range(len(data) - 4):
        if data[at : at + 4] in (b"PK\x03\x04", b"PK\x01\x02"):
            data[at + (6 if data[at + 2] == 3 else 8)] |= 1
    return bytes(data)


def broken():
    data = bytearray(package(*STORY, packing=zipfile.ZIP_STORED))
    at = data.index(b"Ferry crews")
    data[at] = 0x58
    return bytes(data)


def twice():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "WORD/document.xml"):
            archive.writestr(name, TYPES)
    return file.getvalue()


MACROS = TYPES.replace(
    "vnd.openxmlformats-officedocument.wordprocessingml.document", "vnd.ms-word.document.macroEnabled"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "zip_bad"),
        (b"PK\x03\x04", "zip_bad"),
        (b"<html>", "zip_bad"),
        (package(*STORY)[:400], "zip_bad"),
        (broken(), "zip_bad"),
        (twice(), "zip_bad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "zip_encrypted"),
        (encrypted(), "zip_encrypted"),
        (package(*STORY, parts={"word/vbaProject.bin": b"x"}), "docx_macros"),
        (package(*STORY, parts={"[Content_Types].xml": MACROS}), "docx_macros"),
        (package(*STORY, parts={"word/document.xml": LAUGHS}), "xml_doctype"),
        (package(*STORY, parts={"word/document.xml": FILE}), "xml_doctype"),
        (package(*STORY, parts={"word/styles.xml": LAUGHS.encode("utf-16")}), "xml_doctype"),
        (package(*STORY, parts={"docProps/core.xml": FILE}), "xml_doctype"),
        (package(*STORY, parts={"word/document.xml": "<a>"}), "xml_bad"),
        (package(*STORY, parts={"word/document.xml": "<a>&b;</a>"}), "xml_bad"),
        (package(*STORY, parts={"word/document.xml": "<a>" * 300 + "</a>" * 300}), "xml_bad"),
        (package(*STORY, parts={"word/document.xml": document()}), "no_article_text"),
        (package(*STORY, parts={"word/document.xml": "<a/>"}), "no_article_text"),
        (package(paragraph("…")), "no_article_text"),
    ],
)  # fmt: skip
def test_what_is_no_plain_word_document_is_refused_in_words(data, code):
    with pytest.raises(Invalid) as refusal:
        read_docx(data)
    assert refusal.value.code == code


def test_an_archive_without_a_text_part_is_no_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(Invalid, match="no text part"):
        open_docx(file.getvalue())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(10 * 2**20 + 1), "zip_too_large"),
        (package(paragraph("x" * (2 * 2**20))), "zip_too_large"),
        (package(*STORY, parts={f"word/{at}.xml": b"" for at in range(2_000)}), "zip_too_many"),
    ],
)
def test_bombs_are_stopped_while_they_are_unpacked(data, code):
    with pytest.raises(TooLarge) as refusal:
        read_docx(data)
    assert refusal.value.code == code


def test_an_article_has_the_length_of_any_other():
    words = " ".join(f"word{at * 7919 % 100_003}" for at in range(60_000))
    with pytest.raises(TooLarge, match="500,000"):
        read_docx(package(paragraph(words)))


XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@given(st.lists(st.tuples(XML_TEXT, st.sampled_from(["", "Titel", "Kopf1", "Unter", "Haus", "Kopf2"])), max_size=6))
@settings(max_examples=60)
def test_offsets_cover_every_word_of_every_paragraph(paragraphs):
    whole = package(paragraph("It sank. Nobody was hurt."), *(paragraph(escape(w) or " ", s) for w, s in paragraphs))
    cut = read_docx(whole)
    check_cut(cut.text, cut.sentences)
    shown = lambda text: [mark for mark in text if mark.isalnum()]  # noqa: E731
    assert shown(cut.text) == shown("It sank. Nobody was hurt." + "".join(words for words, _ in paragraphs))
