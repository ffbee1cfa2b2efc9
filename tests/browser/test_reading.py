"""Reading and selecting: what is selected is what is stored, in every script; finding, focus and size."""

import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select

from annotator.core.records import Kind, Role, Sentence
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Review
from tests import make
from tests.browser.test_pages import findings

pytestmark = pytest.mark.browser
ARTICLES = Path(__file__).parents[1] / "fixtures" / "articles"


def cut(text):
    """One sentence a full stop, one paragraph a line."""
    sentences, start = [], 0
    for line in text.split("\n"):
        stop = start + len(line)
        begin = start
        for place in range(start, stop):
            if text[place] == "." and (place + 1 == stop or text[place + 1] == " "):
                sentences.append(Sentence(len(sentences), begin, place + 1, Kind.BODY))
                begin = place + 2
        if begin < stop:
            kind = Kind.BODY if sentences else Kind.HEADLINE
            sentences.append(Sentence(len(sentences), begin, stop, kind))
        start = stop + 1
    return sentences


class Desk:
    """A reviewer with one article of any text."""

    def __init__(self, served):
        self.served = served

    def open(self, text, *, sentences=None, at=None, now=make.NOW, **context):
        with self.served.database.writing() as session:
            project = make.project(session, make.uid())
            article = make.article(session, project, text, sentences=sentences or cut(text))
            account = make.member(session, project, Role.REVIEWER)
            self.review = start_review(session, make.actor(session, account), article.uid, now=now)
        page = self.served.page(account, **context)
        self.url = f"{self.served.address}/reviews/{self.review}"
        page.goto(self.url + (f"?at={at}" if at is not None else ""))
        page.wait_for_selector(".sentence[aria-current]")
        return page

    def figures(self):
        with self.served.database.reading() as session:
            review_id = session.scalar(select(Review.id).where(Review.uid == self.review))
            reading = load_reading(session, review_id)
            return [reading.quote(figure.span) for figure in reading.figures]


@pytest.fixture
def desk(served):
    return Desk(served)


#: The box of the letter at a place of a sentence's words, in UTF-16 units as the browser counts.
BOX = """([ordinal, from, to]) => {
  const root = document.querySelector(`#w${ordinal}`), range = document.createRange();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let before = 0; walker.nextNode(); before += walker.currentNode.nodeValue.length) {
    const node = walker.currentNode, length = node.nodeValue.length;
    if (from >= before && from < before + length) range.setStart(node, from - before);
    if (to > before && to <= before + length) range.setEnd(node, to - before);
  }
  const box = range.getBoundingClientRect();
  return [box.left, box.right, box.top + box.height / 2];
}"""


def letters(words):
    """The first and the last letter with the marks and joiners that belong to them, as (start, stop)."""
    joins = [
        place for place in range(1, len(words))
        if unicodedata.combining(words[place]) or "\u200d" in words[place - 1 : place + 1]
    ]  # fmt: skip
    starts = [place for place in range(len(words)) if place not in joins]
    flags = [place for place in starts if "\U0001f1e6" <= words[place] <= "\U0001f1ff"]
    starts = [place for place in starts if place not in flags[1::2]]
    return (0, [*starts, len(words)][1]), (starts[-1], len(words))


def drag(page, ordinal, words):
    """Select words with the mouse, from the leading edge of their first letter to the far edge of their last."""
    page.evaluate("ordinal => document.getElementById(`s${ordinal}`).scrollIntoView({block: 'center'})", ordinal)
    whole = page.text_content(f"#w{ordinal}")
    at = whole.index(words)
    points = []
    for (start, stop), is_last in zip(letters(words), (False, True), strict=True):
        units = [len(whole[: at + place].encode("utf-16-le")) // 2 for place in (start, stop)]
        left, right, middle = page.evaluate(BOX, [ordinal, *units])
        runs_left = unicodedata.bidirectional(words[start]) in ("R", "AL")
        inside = max(1, (right - left) / 4)  # as a hand aims: on the letter, not on the line between two directions
        points.append((right - inside if runs_left != is_last else left + inside, middle))
    (x, y), (to_x, to_y) = points
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


LATIN = "The 👩‍👩‍👧 family saw 40 boats 🇱🇧 by the cafe\u0301 of 𝒳town, they said. Then 7 left."
ARABIC = (ARTICLES / "arabic.txt").read_text(encoding="utf-8")
HEBREW = (ARTICLES / "hebrew.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "ordinal", "words"),
    [
        (LATIN, 0, "40 boats"),
        (LATIN, 0, "👩‍👩‍👧 family saw 40"),
        (LATIN, 0, "boats 🇱🇧 by"),
        (LATIN, 0, "the cafe\u0301"),
        (LATIN, 0, "of 𝒳town"),
        (ARABIC, 2, "نحو 400 شخص"),
        (ARABIC, 1, "مسؤولان مطلعان"),
        (ARABIC, 2, "ونُقل"),
        (HEBREW, 2, "כ-400 בני אדם"),
        (HEBREW, 1, "שני גורמים"),
        (HEBREW, 2, "עיריית וֶל"),
    ],
)
def test_words_selected_with_the_mouse_are_the_words_stored(desk, wait_saved, text, ordinal, words):
    page = desk.open(text)
    drag(page, ordinal, words)
    assert page.evaluate("String(getSelection())") == words
    page.keyboard.press("g")
    wait_saved(page)
    assert desk.figures() == [words]


@pytest.mark.parametrize(
    ("text", "ordinal", "words", "onward"),
    [
        (LATIN, 0, "The 👩‍👩‍👧 family", "ArrowRight"),
        (ARABIC, 1, "قال مسؤولان مطلعان", "ArrowLeft"),
        (HEBREW, 1, "שני גורמים המעורים", "ArrowLeft"),
    ],
)
def test_words_selected_by_key_follow_the_direction_one_sees(desk, wait_saved, text, ordinal, words, onward):
    page = desk.open(text, at=ordinal)
    for _ in range(3):
        page.keyboard.press(f"Shift+{onward}")
    assert page.evaluate("String(getSelection())").strip() == words
    page.keyboard.press("g")
    wait_saved(page)
    assert desk.figures() == [words]


@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_a_right_to_left_article_has_its_numbers_on_the_right(desk, text):
    page = desk.open(text, at=1)
    number, words = (page.locator(f"#s1 > {part}").bounding_box()["x"] for part in (".number", ".words"))
    assert number > words
    page.keyboard.press("f")
    page.wait_for_selector("#s1[data-state=tagged]")
    rows = page.locator("#s1 > .tags")
    assert rows.evaluate("rows => [getComputedStyle(rows).direction, rows.lang]") == ["ltr", "en"]
    assert findings(page) == []


RUNNING = "Fire\n\n“We were told to wait. Nobody came. So we left,” she said. It was over."


def test_a_quotation_that_runs_on_has_a_rule_beside_it(desk):
    sentences = [Sentence(0, 0, 4, Kind.HEADLINE)]
    for words in ("“We were told to wait.", "Nobody came.", "So we left,” she said.", "It was over."):
        start = RUNNING.index(words)
        sentences.append(Sentence(len(sentences), start, start + len(words), Kind.BODY))
    page = desk.open(RUNNING, sentences=sentences)
    assert page.eval_on_selector_all("[data-runs-on]", "all => all.map(one => one.id)") == ["s2", "s3"]


def test_on_paper_nothing_tells_where_the_reader_stood(desk):
    page = desk.open(RUNNING, at=1)
    page.wait_for_selector("#s1:focus")
    page.wait_for_function("CSS.highlights.get('caret').size === 1")
    drawn = """([id, part]) => {
        const style = getComputedStyle(document.getElementById(id), part);
        return [style.content, style.color, style.fontWeight, style.backgroundColor, style.textDecorationLine];
    }"""
    parts = ("n{n}", "::before"), ("n{n}", None), ("s{n}", "::before"), ("w{n}", "::highlight(caret)")

    def looks(n):
        return [page.evaluate(drawn, [name.format(n=n), part]) for name, part in parts]

    screen = looks(1)
    assert all(one != other for one, other in zip(screen[:3], looks(2)[:3], strict=True))
    page.emulate_media(media="print")
    printed, other = looks(1), looks(2)
    assert [printed[at][0] for at in (0, 2)] == [other[at][0] for at in (0, 2)] == ["none", "none"]
    assert printed[1] == other[1]
    _content, _color, _weight, ground, line = printed[3]
    assert (ground, line) == ("rgba(0, 0, 0, 0)", "none") != tuple(screen[3][3:])


LONG = "Fire\n\n" + "\n\n".join(f"The boat number {n} left. It came back." for n in range(1, 30))


def test_find_walks_through_the_hits_and_goes_back_to_where_one_was(desk):
    page = desk.open(LONG, at=3)
    before = page.evaluate("[scrollY, document.activeElement.id, document.getElementById('w5').childNodes.length]")
    page.keyboard.press("/")
    page.wait_for_selector("#find[data-open]")
    page.keyboard.type("NUMBER 2")
    assert page.text_content("#find-count") == "1 of 11"
    page.keyboard.press("Enter")
    assert page.text_content("#find-count") == "2 of 11"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    assert page.text_content("#find-count") == "11 of 11"
    assert page.evaluate("CSS.highlights.get('find').size") == 11
    assert findings(page) == []
    page.keyboard.press("Escape")
    after = "[scrollY, document.activeElement.id, document.getElementById('w5').childNodes.length]"
    assert page.evaluate(after) == before
    assert page.evaluate("CSS.highlights.get('find').size") == 0
    page.keyboard.press("ArrowDown")  # the keys of the page are back
    assert page.get_attribute(".sentence[aria-current]", "id") == "s4"


def test_one_can_stay_where_something_was_found(desk):
    page = desk.open(LONG, at=3)
    page.keyboard.press("/")
    page.wait_for_selector("#find[data-open]")
    page.keyboard.type("number 21 left")
    page.keyboard.press("Control+Enter")
    assert "number 21" in page.text_content(".sentence[aria-current] .words")
    assert not page.is_visible("#find")


def test_find_says_what_is_not_there_and_takes_signs_as_they_are(desk):
    page = desk.open(LONG)
    page.keyboard.press("/")
    page.wait_for_selector("#find[data-open]")
    page.keyboard.type("left. (")
    assert page.text_content("#find-count") == "not there"
    page.fill("#find-words", "left.")
    assert page.text_content("#find-count") == "1 of 29"


def test_find_works_without_a_script(desk):
    page = desk.open(LONG)
    context = desk.served.browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(desk.url)
    plain.fill("#find-words", "number 12")
    plain.press("#find-words", "Enter")
    assert "find=number+12" in plain.url
    assert plain.text_content("#find-count") == "1 sentence"
    assert "number 12" in plain.text_content(".sentence[aria-current] .words")


def test_size_ground_contrast_and_focus_are_kept_and_there_before_the_first_paint(desk):
    page = desk.open(LONG, at=5)
    size = "parseFloat(getComputedStyle(document.querySelector('.words')).fontSize)"
    usual = page.evaluate(size)
    page.click("#reading-menu > summary")
    page.click("[data-choose=textSize][data-step='1']")
    page.click("[data-choose=contrast]")
    page.click("[data-choose=focus]")
    assert page.get_attribute("[data-choose=focus]", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#reading-menu:not([open]) > summary')")
    page.keyboard.press("Enter")
    page.click("#progress")
    assert page.locator(".menu[open]").count() == 0
    assert page.evaluate(size) > usual
    quiet = page.evaluate("getComputedStyle(document.querySelector('#s9 .words')).color")
    assert quiet != page.evaluate("getComputedStyle(document.querySelector('#s5 .words')).color")
    assert findings(page) == []
    page.reload()
    assert page.evaluate("({...document.documentElement.dataset})") == {
        "textSize": "large", "contrast": "more", "focus": "on", "script": "on",
    }  # fmt: skip
    page.click("#reading-menu > summary")
    page.click("[data-choose=textSize][data-step='-1']")
    page.click("[data-choose=textSize][data-step='-1']")
    assert page.evaluate(size) < usual


@pytest.mark.parametrize("size", ["", "small", "large", "larger"])
def test_a_line_has_66_to_70_characters_in_every_size(desk, size):
    words = "The officials said that the fire was set and that nobody was hurt in it at all " * 8
    page = desk.open(f"Fire\n\n{words}", viewport={"width": 1600, "height": 900})
    page.evaluate("size => { document.documentElement.dataset.textSize = size }", size)
    lines = page.evaluate("""() => {
      const node = document.createTreeWalker(document.querySelector("#w1"), NodeFilter.SHOW_TEXT).nextNode();
      const range = document.createRange(), counts = {};
      for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at); range.setEnd(node, at + 1);
        const top = Math.round(range.getBoundingClientRect().top);
        counts[top] = (counts[top] || 0) + 1;
      }
      return Object.values(counts).slice(0, -1);
    }""")
    assert 62 <= sum(lines) / len(lines) <= 72
