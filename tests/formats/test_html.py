"""Saved pages as articles: words in, nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.records import Kind
from annotator.core.segmentations import check_cut
from annotator.formats import read_article
from annotator.formats.blocks import MAX_BYTES
from annotator.formats.html import read_html

LINKED = json.dumps(
    {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "Hidden headline",
                "author": [{"@type": "Person", "name": "Moira Tennick"}, {"name": "Tom Hale"}],
                "publisher": {"@type": "Organization", "name": "Sound Courier"},
                "datePublished": "2025-05-15T06:10:00+01:00",
                "articleSection": "Islands",
            },
        ],
    }
)
LD = '<script type="application/ld+json">'
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Ferry crews walk out | Sound Courier</title>
<link rel="canonical" href="https://courier.example/islands/ferry">
<script type="application/ld+json">{LINKED}</script>
<script>alert(1)</script><script src="https://tracker.example/t.js"></script><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a></nav><header><p>Sound Courier</p></header>
<article><h1>Ferry crews walk&nbsp;out</h1>
<p class="article-standfirst">Union says deckhands are falling asleep. Nine islands wait.</p>
<div class="byline">By <a href="javascript:alert(2)">Moira Tennick</a></div>
<time datetime="2025-05-15">15 May 2025</time>
<figure><img src="https://pixel.example/p.gif" onerror="alert(3)" alt="alt words">
<figcaption>The Maid of Orlay tied up. Photograph: Piet Aldous</figcaption></figure>
<p>Ferry crews in the Orlay Isles walked out at <b>midnight</b>, cancelling <i>every</i> sailing to the isles.
Some 1,400 passengers were left ashore &amp;lt; nobody knows how many more are stuck on the islands.</p>
<div class="social-share"><p>Share this on everything</p></div>
<h2>Night watch</h2>
<p hx-get="/steal" onclick="alert(4)">“You are alone,” said Hanne Roskild.<br>“Sooner or later somebody goes over.”</p>
<p style="display: none">Hidden words.</p><aside><p>Related story</p></aside>
<iframe src="https://ads.example"></iframe><!-- a comment --><svg onload="alert(5)"><text>svg words</text></svg>
</article><footer>© Sound Courier</footer></body></html>"""


def units_of(cut):
    return [(unit.kind, cut.text[unit.start : unit.stop]) for unit in cut.sentences]


def test_a_page_becomes_plain_text_with_the_kinds_its_markup_tells():
    cut = read_html(PAGE.encode())
    assert units_of(cut) == [
        (Kind.HEADLINE, "Ferry crews walk\u00a0out"),
        (Kind.STANDFIRST, "Union says deckhands are falling asleep."),
        (Kind.STANDFIRST, "Nine islands wait."),
        (Kind.FURNITURE, "By Moira Tennick"),
        (Kind.FURNITURE, "15 May 2025"),
        (Kind.CAPTION, "The Maid of Orlay tied up. Photograph: Piet Aldous"),
        (Kind.BODY, "Ferry crews in the Orlay Isles walked out at midnight, cancelling every sailing to the isles."),
        (Kind.BODY, "Some 1,400 passengers were left ashore &lt; nobody knows how many more are stuck on the islands."),
        (Kind.FURNITURE, "Night watch"),
        (Kind.BODY, "“You are alone,” said Hanne Roskild."),
        (Kind.BODY, "“Sooner or later somebody goes over.”"),
    ]
    check_cut(cut.text, cut.sentences)


def test_nothing_that_could_run_or_load_survives():
    text = read_html(PAGE.encode()).text
    for trace in ("alert", "http", "javascript", "hx-", "<", ">", "svg words", "alt words", "Hidden words", "comment"):
        assert trace not in text.replace("&lt;", "")


def test_what_was_left_out_is_said():
    notes = " ".join(read_html(PAGE.encode()).notes)
    assert "2 scripts" in notes
    assert "1 frame" in notes
    assert "1 hidden passage" in notes


def test_the_facts_are_what_the_page_says_of_itself():
    facts = read_html(PAGE.encode()).facts
    assert facts.title == "Ferry crews walk out"
    assert (facts.outlet, facts.byline, facts.section) == ("Sound Courier", "Moira Tennick, Tom Hale", "Islands")
    assert (facts.published_on, facts.language) == ("2025-05-15", "en-GB")
    assert facts.url == "https://courier.example/islands/ferry"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:title" content="Ferry &quot;sinks&quot;">', "title", 'Ferry "sinks"'),
        ('<meta property="og:site_name" content="Courier">', "outlet", "Courier"),
        ('<meta property="article:published_time" content="2025-02-31">', "published_on", ""),
        ('<meta name="date" content="2025-02-28T10:00Z">', "published_on", "2025-02-28"),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", ""),
        ('<meta property="og:title" content="' + "x" * 3000 + '">', "title", "x" * 500),
        (LD + '{"@type": "NewsArticle", "headline": ["a"], "author": 5}</script>', "byline", ""),
        (LD + "[" * 100_000 + "</script>", "outlet", ""),
    ],
)
def test_facts_from_the_head_are_checked_where_they_are_taken(head, field, value):
    page = f"<html><head>{head}</head><body><p>The ship sank off Viken on Monday.</p></body></html>"
    assert getattr(read_html(page.encode()).facts, field) == value


def test_a_page_without_article_markup_is_read_too():
    words = "and the whole town came to see it leave the port"
    body = "".join(f"<p>The ferry sailed on day {number}, {words}.</p>" for number in range(6))
    page = f"<html><body><div id=top><a href=/>Home</a></div><div><h1>Ferry sails</h1>{body}</div></body></html>"
    cut = read_html(page.encode())
    assert cut.facts.title == "Ferry sails"
    assert sum(unit.kind is Kind.BODY for unit in cut.sentences) == 6


def test_a_mailed_page_laid_out_in_tables_keeps_all_its_words():
    told = "<h2>The mine</h2><p>Two managers told the paper that water had been rising for months.</p><p>It shut.</p>"
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in ("<h1>The Ledger</h1>", "<p>Good morning.</p>", told))
    cut = read_html(f"<html><body><table>{rows}</table></body></html>".encode())
    body = [cut.text[unit.start : unit.stop] for unit in cut.sentences if unit.kind is Kind.BODY]
    assert body == ["Good morning.", "Two managers told the paper that water had been rising for months.", "It shut."]


def test_a_page_without_any_names_has_its_first_line_as_title_and_the_outlet_behind_it():
    title = "Ferry sinks off Viken, nine missing"
    lines = (title, "The search went on in fog.", "Tuesday, 4 June 2024 | Dana Oke, Reporter")
    prose = "<div>Nine people are missing after a ferry sank, the coastguard said.</div>" * 3
    page = f"<title>{title} | The Echo</title><body>" + "".join(f"<div>{one}</div>" for one in lines)
    cut = read_html((page + prose + "</body>").encode())
    facts = cut.facts
    assert (facts.title, facts.outlet) == (title, "The Echo")
    assert (facts.byline, facts.published_on) == ("Dana Oke", "2024-06-04")
    assert [unit.kind for unit in cut.sentences][:3] == [Kind.HEADLINE, Kind.STANDFIRST, Kind.FURNITURE]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_unicode_pages_with_a_mark_are_read(encoding):
    assert "Zoë sank." in read_html("<p>Zoë sank.</p>".encode(encoding)).text


def test_an_encoding_is_taken_from_the_page_but_never_guessed():
    page = '<meta charset="windows-1252"><p>“Zoë” sank.</p>'
    cut = read_html(page.encode("cp1252"))
    assert cut.text.strip() == "“Zoë” sank."
    assert "windows-1252" in cut.notes[0]
    assert "UTF-8" in read_html('<meta charset="iso-8859-1"><p>“Zoë” sank.</p>'.encode()).notes[0]
    with pytest.raises(Invalid) as caught:
        read_html("<p>“Zoë” sank.</p>".encode("cp1252"))
    assert caught.value.code == "encoding_not_utf8"


@pytest.mark.parametrize("page", [b"<html></html>", b"<p> </p>", b"<script>1</script>", b"<p>&#8203;</p>"])
def test_a_page_without_words_is_refused(page):
    with pytest.raises(Invalid) as caught:
        read_html(page)
    assert caught.value.code in ("no_article_text", "text_empty")


def test_character_references_are_decoded_once_and_bad_ones_marked():
    text = read_html(b"<p>A &#x1F600; &#0; &#xD800; soft&shy;hyphen.</p>").text
    assert text.startswith("A 😀 \ufffd \ufffd softhyphen.")


def test_deeply_nested_and_endless_pages_are_read_or_refused():
    assert "deep" in read_html(("<div>" * 20_000 + "deep words here").encode()).text
    for page in (b"<b>" * 500_000 + b"x", b"x" * (MAX_BYTES + 1)):
        with pytest.raises(Invalid) as caught:
            read_html(page)
        assert caught.value.code == "html_too_complex"


MARKUP = [
    "<p>", "</p>", "<div>", "</div>", "<h1>", "<b>", "</b>", "The ship sank. ", "Nobody.", "<br>", "<script>",
    "</script>", "<article>", "</article>", "&amp;", "<!--", "-->", "<figcaption>", "search", "<li>", "\n",
]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(MARKUP), max_size=30).map("".join))
def test_any_markup_gives_a_whole_cut_or_a_refusal(page):
    try:
        cut = read_html(page.encode())
    except Invalid:
        return
    check_cut(cut.text, cut.sentences)


def test_the_reader_is_chosen_by_the_name():
    assert read_article("a.TXT", b"Ferry sinks\n\nIt sank.").facts.title == "Ferry sinks"
    assert read_article("a.htm", b"<h1>Ferry sinks</h1><p>It sank.</p>").facts.title == "Ferry sinks"
    with pytest.raises(Invalid) as caught:
        read_article("a.odt", b"PK")
    assert caught.value.code == "unsupported_media_type"


TEXT = "<p>The ferry sank off Viken on Monday evening. Nobody was hurt, the coast guard said.</p>"
LONG = TEXT + "<p>“We heard a bang,” said Hanne Roskild, who was on board. “Then it was quiet.”</p>"


@pytest.mark.parametrize(
    ("html", "kept", "left"),
    [
        (f"<article><h1>Ferry sinks</h1><div class=paywall>{LONG}</div></article>", "coast guard", ""),
        (f"<body class=newsletter-page><div class=newsletter-page><h1>Sinks</h1>{LONG}</div>", "coast guard", ""),
        (f"<article><h1>Ferry sinks</h1>{LONG}<div class=paywall>Only 1 crown</div></article>", "bang", "crown"),
        (f"<article><h1>Ferry sinks</h1>{LONG}<div class=comments>{LONG * 9} Shame!</div></article>", "bang", "Shame"),
        (f"<article><h1>Ferry sinks</h1>{LONG}<div class=subscribe-now>Half price</div></article>", "bang", "Half"),
        (f"<article><h1>Ferry sinks</h1>{LONG}<blockquote class=tweet>lol ok</blockquote></article>", "bang", "lol"),
        (f"<main><h1>Live: ferry sinks</h1><article>{TEXT}</article><article>{LONG}</article></main>", "Live", ""),
    ],
)
def test_a_box_that_holds_the_article_is_kept_whatever_it_is_called(html, kept, left):
    text = read_html(html.encode()).text
    assert kept in text
    assert not left or left not in text


@pytest.mark.parametrize(
    ("inside", "words", "kind"),
    [
        ("<ul><li>Union says nobody was hurt</li></ul>", "Union says nobody was hurt", Kind.STANDFIRST),
        ("<ul><li>Latest</li><li>Map</li></ul>", "Latest", Kind.FURNITURE),
        (LONG + "<blockquote>“We heard a bang”</blockquote>", "“We heard a bang”", Kind.FURNITURE),
        (LONG + "<blockquote>“I never saw the like,” he wrote.</blockquote>", "“I never saw", Kind.BODY),
        (LONG + "<p><b>What next</b></p>" + TEXT + "<p><b>Who knew of it</b></p>", "Who knew of it", Kind.FURNITURE),
        ("<p><b>Union says nobody was hurt at all</b></p>" + LONG, "Union says nobody", Kind.STANDFIRST),
        (LONG + "<p><a href=x>Why ferries keep sinking off the coast of Viken</a></p>", "Why ferries", Kind.FURNITURE),
        (LONG * 2 + "<h3>Comments (2)</h3><p>I saw it coming for years.</p>", "I saw it coming", Kind.FURNITURE),
        (LONG * 2 + "<p>Ida Roe is a reporter for the Courier.</p>", "Ida Roe is", Kind.FURNITURE),
        ("<p>Ida Roe is a reporter for the Courier.</p>" + LONG * 3, "Ida Roe is", Kind.BODY),
        (LONG + "<div><img><span>The harbour of Viken on Monday</span></div>", "The harbour of", Kind.CAPTION),
        (LONG + "<p class=imageCaption>The harbour of Viken on Monday.</p>", "The harbour of", Kind.CAPTION),
        ("<div><img><h2>Inside it</h2><p>Crews were tired, says the union.</p></div>" + LONG, "Crews", Kind.BODY),
        (LONG + "<address>Ida Roe Sea correspondent</address>", "Ida Roe Sea", Kind.FURNITURE),
        ("<h4 class=strapline>Nobody hurt as crew jumps</h4>" + LONG, "Nobody hurt as", Kind.STANDFIRST),
    ],
)
def test_places_and_names_in_a_page_tell_kinds(inside, words, kind):
    page = f"<article><h1>Ferry sinks off Viken</h1>{inside}{TEXT.replace('Monday', 'May 4')}</article>"
    cut = read_html(page.encode())
    found = [unit.kind for unit in cut.sentences if cut.text[unit.start : unit.stop].startswith(words)]
    assert found == [kind]
    check_cut(cut.text, cut.sentences)


GRAPH = {
    "@graph": [
        {"@type": "Article", "headline": "x", "author": [{"@id": "#a"}], "publisher": {"@id": "#p"}},
        {"@id": "#a", "name": ["Ida Roe"]},
        {"@id": "#p", "name": "Courier"},
    ]
}


@pytest.mark.parametrize(
    ("head", "body", "field", "value"),
    [
        (f"{LD}{json.dumps(GRAPH)}</script>", "", "byline", "Ida Roe"),
        (f"{LD}{json.dumps(GRAPH)}</script>", "", "outlet", "Courier"),
        (LD + '{"@type": "Article", "author": {"@id": {}}}</script>', "", "byline", ""),
        ('<meta name=byl content="By Ida Roe">', "", "byline", "Ida Roe"),
        ("", "<div class=author-box><b>Ida Roe</b><i>Sea correspondent</i></div>", "byline", "Ida Roe"),
        ("", "<span class=byline>By Ida van der Roe and Tom Hale in Viken</span>", "byline",
         "Ida van der Roe and Tom Hale"),
        ("", "<span class=byline>Our staff</span>", "byline", ""),
        ("", "<p>By Ida Roe</p>", "byline", "Ida Roe"),
        ("", "<time datetime=2026-03-04T10:00>today</time>", "published_on", "2026-03-04"),
        ("", "<p>4 March 2026</p>", "published_on", "2026-03-04"),
        ('<meta name=date content="4 March 2026">', "", "published_on", "2026-03-04"),
        ("<title>Ferry sinks | Sound Courier</title>", "", "outlet", "Sound Courier"),
        ("<title>Ferry sinks after a long night</title>", "", "outlet", ""),
    ],
)
def test_facts_are_found_where_pages_print_them(head, body, field, value):
    page = f"<html><head>{head}</head><body><article><h1>Ferry sinks</h1>{body}{LONG}</article></body></html>"
    assert getattr(read_html(page.encode()).facts, field) == value


@pytest.mark.parametrize(
    "html", ["<div class=paywall>x" * 3000, "<div><img>x" * 3000, "<b>x</b><p>" * 3000, "<p><b>“a b c d”</b>" * 3000]
)
def test_boxes_in_boxes_are_looked_at_a_few_times_only(html):
    assert read_html(f"<article><h1>A</h1>{LONG}{html}".encode()).sentences


def kinds_and_words(page: str) -> list[tuple[Kind, str]]:
    cut = read_html(page.encode())
    return [(unit.kind, cut.text[unit.start : unit.stop]) for unit in cut.sentences]


TOLD = "<p>The gates were opened two hours late, an engineer told the inquiry on Tuesday.<p>The operator said nothing."


@pytest.mark.parametrize(
    ("page", "headline"),
    [
        (f"<title>Dam gates opened late - Post</title><center><font size=6>Dam gates opened late</font></center>{TOLD}",
         "Dam gates opened late"),
        (f"<meta property='og:title' content='Dam gates opened late'><h3>Latest news here</h3>"
         f"<h2>Dam gates opened late</h2>{TOLD}", "Dam gates opened late"),
        (f"<table><tr><td>THE LEDGER</td></tr></table><h2>Dam gates opened late</h2>{TOLD}", "Dam gates opened late"),
        (f"<h1>Dam gates opened late{TOLD}", "Dam gates opened late"),
        (f"<title>x</title><h2>Night watch on dams</h2>{TOLD}", None),
    ],
    ids=["a line of the title", "a heading of the title", "no title at all", "never closed", "another title"],
)  # fmt: skip
def test_a_page_without_a_proper_first_heading_still_has_its_headline(page, headline):
    found = kinds_and_words(page)
    assert [words for kind, words in found if kind is Kind.HEADLINE] == ([headline] if headline else [])
    assert [words[:9] for kind, words in found if kind is Kind.BODY] == ["The gates", "The opera"]


def test_text_set_as_typed_keeps_its_paragraphs():
    page = (
        "<pre>\nHARBOUR FIRE KILLS THREE\n\n  ORTA, June 3 - It broke out in the harbour\nof Orta.\n\n"
        "  It was put out.\n</pre>"
    )
    assert kinds_and_words(page) == [
        (Kind.HEADLINE, "HARBOUR FIRE KILLS THREE"),
        (Kind.BODY, "ORTA, June 3 - It broke out in the harbour of Orta."),
        (Kind.BODY, "It was put out."),
    ]


def test_a_sentence_of_the_body_is_no_repeat_of_the_quotation_printed_large_before_it():
    page = (
        "<article><h1>Museum reopens</h1>"
        "<p>The museum reopened on Monday after four years of works on its old hall and roof.</p>"
        "<blockquote>“It is a miracle,” the director said.</blockquote>"
        "<p>“It is a miracle,” the director said. “We had no roof.”</p></article>"
    )
    cut = read_html(page.encode())
    words = "“It is a miracle,” the director said."
    said = [unit for unit in cut.sentences if cut.text[unit.start : unit.stop] == words]
    assert [(unit.kind, unit.duplicate_of) for unit in said] == [(Kind.FURNITURE, None), (Kind.BODY, None)]
