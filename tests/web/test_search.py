"""The search page: the address is the question, results lead to their place, bad questions are answered in words."""

import html
import re

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services import marks
from annotator.services.annotations import Stamp
from annotator.services.reviews import start_review
from tests import make
from tests.fixtures.own_tags import scheme_with_own_tags


@pytest.fixture
def desk(database, now, signed_in):
    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        texts = [make.TEXT.replace("Harbour", name) for name in ("Harbour", "<i>")]
        desk.articles = [make.article(session, project, text) for text in texts]
        people = {role: make.member(session, project, role) for role in Role}
        actor = make.actor(session, people[Role.REVIEWER])
        desk.review = start_review(session, actor, desk.articles[0].uid, now=now)
        tagging.answer(session, actor, desk.review, Request(2, Verb.OPINION), stamp=Stamp(), now=now)
    desk.url = f"/projects/{project.uid}/search"
    desk.clients = {role.value: signed_in(account) for role, account in people.items()}
    return desk


def links(answer):
    return [html.unescape(link) for link in re.findall(r'class="search-hit" href="([^"]+)"', answer.text)]


def test_a_result_leads_into_one_s_own_pass_else_into_the_article(desk):
    first, second = desk.articles
    own = desk.clients["reviewer"].get(f"{desk.url}?q=people+moved")
    assert sorted(links(own)) == sorted([f"/reviews/{desk.review}?at=2#s2", f"/articles/{second.uid}#s2"])
    others = desk.clients["reader"].get(f"{desk.url}?q=people+moved")
    assert sorted(links(others)) == sorted([f"/articles/{first.uid}#s2", f"/articles/{second.uid}#s2"])
    for link in links(own):
        assert f'id="s{2}"' in desk.clients["reviewer"].get(link).text
    assert own.text.count("<mark>people</mark> were <mark>moved</mark>") == 2
    assert "2 sentences" in own.text


def test_what_was_asked_stays_in_the_form_and_in_the_pages_addresses(desk, database):
    with database.writing() as session:
        project = make.project(session, "Long")
        make.article(session, project, "\n".join(f"Flood number {n}." for n in range(45)), outlet="Coast & Wire")
        reader = make.member(session, project, Role.READER)
    answer = desk.clients["reader"].get(f"{desk.url}?q=flood")
    assert "No sentence has all of that" in answer.text
    with database.writing() as session:
        token = make.token(session, reader)
    client = desk.clients["reader"]
    client.set_cookie("annotator", token)
    asked = "q=%22flood+number%22&outlet=Coast+%26+Wire&order=oldest"
    answer = client.get(f"/projects/{project.uid}/search?{asked}&page=2&x=1")
    assert 'value="&#34;flood number&#34;"' in answer.text
    assert '<option value="Coast &amp; Wire" selected>' in answer.text
    assert '<option value="oldest" selected>' in answer.text
    later = html.unescape(re.search(r'rel="next" href="([^"]+)"', answer.text)[1])
    assert later.endswith(f"{asked}&page=3")
    assert len(links(client.get(later))) == 5


def test_what_is_asked_of_source_cards_stays_in_the_form(desk):
    asked = "who=role&knowledge=claimed&reason=none&way=relayed&relay=Coast+Wire"
    page = desk.clients["reviewer"].get(f"{desk.url}?{asked}").text
    for value in ("role", "claimed", "none", "relayed"):
        assert f'<option value="{value}" selected>' in page
    assert 'name="relay" value="Coast Wire"' in page
    assert "No sentence has all of that" in page


def test_nothing_asked_says_what_can_be_asked(desk):
    answer = desk.clients["reviewer"].get(desk.url)
    assert answer.status_code == 200
    assert "What are you looking for?" in answer.text
    assert "autofocus" in answer.text


def test_a_reviewer_finds_their_tags_and_a_reader_nothing_unfinished(desk):
    assert len(links(desk.clients["reviewer"].get(f"{desk.url}?tag=claim&flag=opinion"))) == 1
    assert len(links(desk.clients["reader"].get(f"{desk.url}?tag=claim&flag=opinion"))) == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=" + "x" * 10_000, "at most 1,000 characters"),
        ("q=" + "+".join(f"w{n}" for n in range(50)), "at most 20 words"),
        ("flag=guess", "This filter is unknown"),
        ("order=%3Bdrop", "This filter is unknown"),
        ("who=mother", "This filter is unknown"),
        ("way=by+post", "This filter is unknown"),
        ("since=yesterday", "Write dates like"),
        ("until=2026-99-99", "Write dates like"),
    ],
)
def test_a_question_that_cannot_be_read_is_answered_with_the_form(desk, query, words):
    answer = desk.clients["reviewer"].get(f"{desk.url}?{query}")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert answer.headers["X-Error-Code"] == "bad_search"


FOLD = re.compile(r'<details class="search-fold"( open)?><summary>(.*?)</summary>', re.S)


@pytest.mark.parametrize(
    ("query", "in_use"),
    [
        ("", ""), ("q=fire", ""), ("q=fire&order=outlet", ""), ("q=fire&tag=claim", "1 in use"),
        ("q=fire&tag=claim&identity=&since=2026-01-01&relay=Wire", "3 in use"), ("q=fire&from-strength=3", ""),
        ("q=fire&tag=loaded&from-strength=3&to-strength=9&is-aims=&has-plain=", "3 in use"),
        ("q=fire&tag=loaded&is-aims=body&is-aims=person", "2 in use"),
        ("q=fire&low=0&high=5,200&unit=ships&measure=count&type=group&number=3%2B", "6 in use"),
    ],
)  # fmt: skip
def test_the_fold_says_how_many_filters_are_in_use(desk, query, in_use):
    is_open, words = FOLD.search(desk.clients["reviewer"].get(f"{desk.url}?{query}").text).groups()
    assert not is_open
    assert re.findall(r"\d+ in use", words) == ([in_use] if in_use else [])


def test_what_is_wrong_in_a_filter_unfolds_them_and_keeps_all_of_them(desk):
    asked = "q=fire&flag=fact&identity=unnamed&relay=Wire&until=2026-05-31&order=oldest"
    page = desk.clients["reviewer"].get(f"{desk.url}?{asked}&since=yesterday").text
    assert FOLD.search(page)[1]
    for value in ("fact", "unnamed", "oldest"):
        assert f'<option value="{value}" selected>' in page
    assert 'name="relay" value="Wire"' in page
    assert 'name="until" value="2026-05-31"' in page
    assert 'aria-invalid="true"' not in page  # the words are right
    wrong = desk.clients["reviewer"].get(f"{desk.url}?q={'x' * 2000}&flag=fact").text
    assert not FOLD.search(wrong)[1]
    assert '<option value="fact" selected>' in wrong
    assert 'aria-invalid="true"' in wrong


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("low=2,5", "Write the number in digits"), ("high=many", "Write the number in digits"),
        ("low=9&high=3", "The largest value of the figure is below the smallest"),
        ("measure=weight", "This filter is unknown"), ("type=robot", "This filter is unknown"),
        ("number=4", "This filter is unknown"),
    ],
)
def test_what_cannot_be_asked_of_a_figure_or_a_card_is_refused_and_kept(desk, asked, words):
    answer = desk.clients["reviewer"].get(f"{desk.url}?{asked}&unit=ships&number=plural")
    page = answer.text
    assert (answer.status_code, words in page, bool(FOLD.search(page)[1])) == (422, True, True)
    assert 'name="unit" value="ships"' in page
    for name in ("low", "high"):
        if f"{name}=" in asked:
            value = asked.split(f"{name}=")[1].split("&")[0]
            assert f'name="{name}" value="{value}"' in page


def test_the_same_words_without_filters_are_one_link_away(desk):
    without = f'href="{desk.url}?q=people+moved"'
    client = desk.clients["reviewer"]
    assert without in client.get(f"{desk.url}?q=people+moved&tag=claim").text  # found
    assert without in client.get(f"{desk.url}?q=people+moved&tag=figure").text  # not found
    assert without not in client.get(f"{desk.url}?q=people+moved").text
    assert "without filters" not in client.get(f"{desk.url}?tag=claim").text


@pytest.mark.parametrize(
    "query",
    ["q=%22", "q=*", "q=NEAR(a,b)", "q=a:b", "q=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7", "q=%D8%AD%D8%B1%D9%8A%D9%82",
     "q=';--", "tag=%27", "outlet=%25", "page=-5&q=fire", "page=99999999999999999999&q=fire", "q=%3Cscript%3E"],
)  # fmt: skip
def test_odd_questions_are_answered(desk, query):
    for client in desk.clients.values():
        answer = client.get(f"{desk.url}?{query}")
        assert answer.status_code == 200, answer.text[-1500:]
        assert "<script>" not in answer.text.replace("<script src", "")


def test_words_of_the_text_are_never_markup(desk):
    answer = desk.clients["reader"].get(f"{desk.url}?q=officials+say")
    assert "&lt;i&gt; fire was set" in answer.text


@pytest.fixture
def loaded(database, now, signed_in):
    """A project with its own tag, marked in two sentences, and how its reviewer searches: the places found."""
    with database.writing() as session:
        project = make.project(session, scheme=scheme_with_own_tags())
        article = make.article(session, project)
        account = make.member(session, project, Role.REVIEWER)
        actor = make.actor(session, account)
        review = start_review(session, actor, article.uid, now=now)
        for ordinal, told in (
            (1, {"tone": ["praise"], "aims": ["person", "body"], "strength": ["9.5"], "plain": ["Calm WORD"]}),
            (2, {"tone": ["blame"], "aims": ["body"], "strength": ["10"], "quoted": ["yes"]}),
        ):
            uid = make.uid()
            place = (ordinal, -1)
            marks.add_mark(session, actor, review, uid, "loaded", place, stamp=Stamp(), now=now)
            marks.edit_mark(session, actor, review, uid, told, stamp=Stamp(), now=now)
    browser = signed_in(account)

    def find(query):
        answer = browser.get(f"/projects/{project.uid}/search?tag=loaded&{query}")
        assert answer.status_code == 200, answer.text
        return sorted(int(link.rpartition("#s")[2]) for link in links(answer))

    find.browser, find.url = browser, f"/projects/{project.uid}/search"
    return find


BY_TOLD = {
    "": [1, 2], "is-tone=praise": [1], "is-tone=blame": [2], "is-aims=body": [1, 2],
    "is-aims=body&is-aims=person": [1], "from-strength=9.6": [2], "to-strength=9.5": [1],
    "from-strength=9&to-strength=10": [1, 2], "has-plain=calm": [1], "has-plain=%25": [], "is-quoted=yes": [2],
    "is-tone=praise&from-strength=10": [], "from-plain=1": [], "is-nothing=x": [],
}  # fmt: skip


def test_a_desk_s_own_tag_is_found_by_what_is_told_of_it(loaded):
    assert {query: loaded(query) for query in BY_TOLD} == BY_TOLD


def test_the_fields_of_the_chosen_tag_stand_in_the_form_with_what_was_asked(loaded):
    page = loaded.browser.get(f"{loaded.url}?tag=loaded&is-aims=body&from-strength=9&has-plain=calm").text
    assert re.search(r'name="is-aims" value="body" checked', page)
    assert 'name="from-strength" value="9"' in page
    assert 'name="has-plain" value="calm"' in page
    assert "Aims at" not in loaded.browser.get(f"{loaded.url}?tag=claim").text
    for typed in ("ten", "2,5"):
        assert loaded.browser.get(f"{loaded.url}?tag=loaded&from-strength={typed}").status_code == 422
