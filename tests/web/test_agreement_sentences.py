"""Every number of the agreement page opens the sentences that it counts, and as many."""

import re
from html import unescape

import pytest

from annotator.core.records import Identity, Role
from annotator.core.rounds import ArticleRole, RoundKind
from annotator.storage.tables import Article, Project, Round, RoundArticle
from tests import make
from tests.web.test_agreement import Desk, client, desk, words_of

__all__ = ["client", "desk"]

_LINK = re.compile(r'<a[^>]*href="([^"]*/sentences[?][^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_CHOSEN = {"reviewer", "by", "outlet", "round", "period", "article", "practice"}
#: Two articles of two outlets, some of which are beside what is chosen elsewhere.
SOME = "?by=article&outlet=Bay+Courier&outlet=Northern+Post&round=Round+1&round=Round+2&article={a}&article={b}"
_AMOUNT = re.compile(r'id="amount" data-n="(\d+)"')


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Three articles of two outlets and two rounds, an article that Ann alone finished, and Aaron, who came last."""
    with desk.database.writing() as session:
        project = session.get(Project, desk.project_id)
        desk.people.append(make.member(session, project, Role.REVIEWER, "Aaron"))
        desk.articles += [make.article(session, project, title=f"No. {n}") for n in range(2)]
        session.get(Article, desk.articles[1].id).outlet = "Bay Courier"
        for number, articles in enumerate((desk.articles[:1], desk.articles[1:3]), start=1):
            row = Round(
                uid=make.uid(), project_id=project.id, number=number, name=f"Round {number}", kind=RoundKind.PRODUCTION,
                opened_at=make.NOW,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add_all(
                RoundArticle(article_id=article.id, round_id=row.id, role=ArticleRole.OVERLAP) for article in articles
            )
    unnamed, named = Identity.UNNAMED, Identity.NAMED
    for article, passes in enumerate(
        (
            {0: ("yyn", unnamed), 1: ("ynn", named), 3: ("yyn", named)},
            {0: ("yyy", unnamed), 1: ("yyn", unnamed), 3: ("yny", named)},
            {0: ("ynn", named), 3: ("ynn", named)},
            {0: ("yny", unnamed)},
        )
    ):
        for who, (answers, identity) in passes.items():
            desk.finish(who, answers, article, identity=identity)
    return desk


def filled(query: str, crowd: Desk) -> str:
    """A query with the uids of people and of the second and third article."""
    texts = [article.text_uid for article in crowd.articles]
    return query.format(*(person.uid for person in crowd.people), a=texts[1], b=texts[2])


def numbers_of(html: str) -> dict[str, set[str]]:
    """The words of the numbers that lead to sentences, by address."""
    found: dict[str, set[str]] = {}
    for url, words in _LINK.findall(html):
        found.setdefault(unescape(url), set()).add(words_of(words).strip())
    return found


def kind_of(url: str) -> str:
    """What is named in an address, without the choice of people and articles."""
    return " ".join(name for name in re.findall(r"[?&]([a-z]+)=", url) if name not in _CHOSEN)


def assert_opens(client, url: str, words: set[str]) -> None:
    """The address of a number lists as much as the number says."""
    html = client.get(url).text
    n = int(_AMOUNT.search(html)[1])
    counts = {int(found[1]) for word in words if (found := re.fullmatch(r"(?:of )?(\d+)(?: [a-z ]+)?", word))}
    assert counts <= {n}, (url, words, n)
    assert n > 0, url
    listed = re.findall(r'<span class="ordinal">', html)
    if "amount=articles" in url:
        assert html.count('class="differing"') == n, url
    elif "facet=" in url:
        assert len(listed) == n, url
    elif "compared=" in url and "before=" not in url:
        # One comparison is not said of a sentence.
        inside = [int(found) - 1 for found in re.findall(r">(?:\d+ of )?(\d+) (?:alike|compared|answers)</span>", html)]
        assert len(listed) + sum(inside) == n, url
    elif "before=" not in url:
        assert html.count('class="differing"') == n, url


def assert_warnings_lead_on(page: str) -> None:
    """A warning that gives numbers leads to what it counts."""
    warnings = re.findall(r'<(?:li|p) class="remark">(.*?)</(?:li|p)>', page, re.DOTALL)
    with_numbers = [one for one in warnings if re.search(r"\d", words_of(one))]
    assert with_numbers
    assert [one for one in with_numbers if "<a class" not in one] == []


@pytest.mark.parametrize("query", ["?by=round", "?by=outlet&reviewer={0}&reviewer={3}", SOME])
def test_every_number_opens_as_many_sentences_as_it_counts(crowd, client, query):
    page = client.get(crowd.url + filled(query, crowd)).text
    numbers = numbers_of(page)
    kinds = {"facet said", "facet said who", "facet said amount", "compared", "compared one other", "compared before",
             "compared answers", "compared amount", "item", "matter", "finished"}  # fmt: skip
    assert kinds <= {kind_of(url) for url in numbers}
    assert any(re.search("[?&](round|outlet)=", url) for url in numbers)
    assert_warnings_lead_on(page)
    if query == SOME:
        assert "finished=two" in " ".join(url for url, words in numbers.items() if "2 articles" in words)
    for url, words in numbers.items():
        assert_opens(client, url, words)


def test_every_number_of_what_is_reported_opens_its_articles_with_the_words(crowd, client):
    html = client.get(f"{crowd.url}/reported").text
    found = re.findall(r'<a[^>]*href="([^"]*/reported[?][^"]*)#articles"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert {kind_of(unescape(url)) for url, _ in found} == {"rule said", "rule said who", "share"}
    for url, words in {(unescape(url), words) for url, words in found}:
        listed = client.get(url).text
        n = int(_AMOUNT.search(listed)[1])
        if counted := re.fullmatch(r"(\d+)( articles?)?", words):
            assert int(counted[1]) == n, (url, words)
        assert n == len(re.findall(r'class="differing"', listed)) > 0, url
    split = client.get(f"{crowd.url}/reported?rule=SR11").text
    article = split[split.index('class="differing"') :]
    assert "raises it" in article
    assert "does not" in article
    assert "two officials" in words_of(article).lower()


def joint_row(html: str, pair: str, tag: str) -> list[tuple[str, str]]:
    """The cells of a tag's row in the table of what two said: the words and the address of each."""
    [table] = re.findall(r'<table[^>]*id="joint">.*?</table>', html, re.DOTALL)
    [body] = [one for one in re.findall(r"<tbody>.*?</tbody>", table, re.DOTALL) if pair in words_of(one)]
    [row] = [one for one in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if words_of(one).startswith(tag)]
    cells = re.findall(r'<td class="num">(.*?)</td>', row, re.DOTALL)
    return [(words_of(one), unescape((re.findall(r'href="([^"]*)"', one) or [""])[0])) for one in cells]


def test_what_both_said_one_alone_and_neither_open_just_those_sentences(crowd, client):
    """Aaron and Ann on three articles: what Bob said beside them changes nothing."""
    place = client.post(crowd.url + "/keep?by=round", data={"title": "Kept"}).location
    for page in (client.get(crowd.url).text, client.get(place).text):
        cells = joint_row(page, "Aaron · Ann", "Claim")
        # Ann said yyn, yyy, ynn and Aaron yyn, yny, ynn.
        assert [words for words, _ in cells] == ["9", "5", "0", "1", "3", "89%", "91%", "0.77"]
        wanted = {1: ["0 1", "0 2", "0"], 3: ["1"], 4: ["2", "1 2"]}
        for column, ordinals in wanted.items():
            listed = client.get(cells[column][1]).text
            of_each = re.findall(r'<section class="differing">(.*?)</section>', listed, re.DOTALL)
            found = [" ".join(str(int(n) - 2) for n in re.findall(r'"ordinal">(\d+)', one)) for one in of_each]
            assert sorted(found) == sorted(ordinals), column
        assert "Claim: Ann said yes, the other no" in words_of(client.get(cells[3][1]).text)
        assert "Claim: both said yes" in words_of(client.get(cells[1][1]).text)


def test_the_commonest_answer_opens_what_gave_it_and_all_answers_everything(crowd, client):
    """Of one comparison two answers: it is twice in the list of a value that both gave."""
    pair = f"?reviewer={crowd.people[0].uid}&reviewer={crowd.people[3].uid}"
    html = client.get(crowd.url + pair).text
    [row] = re.findall(r'<th scope="row"><b>Same type:</b> identity of the source</th>.*?</tr>', html, re.DOTALL)
    told = re.findall(r'href="([^"]*answers=[^"]*)"[^>]*>([^<]*)', row)
    # Ann: unnamed, unnamed, named. Aaron: named three times.
    assert [(kind_of(unescape(url)), words) for url, words in told] == [
        ("compared answers", "4"), ("compared answers", "of 6"),
    ]  # fmt: skip
    listed, every = (client.get(unescape(url)).text for url, _ in told)
    assert "the answers “named”" in words_of(listed)
    assert [int(_AMOUNT.search(one)[1]) for one in (listed, every)] == [4, 6]
    assert "2 answers" in listed[listed.index('class="differing"') :]
    assert listed.count('class="differing"') == 3


def test_a_confusion_table_keeps_who_said_what_whoever_came_first(crowd, client):
    """By name Aaron stands before Ann, by account after her."""
    html = client.get(f"{crowd.url}?reviewer={crowd.people[0].uid}&reviewer={crowd.people[3].uid}").text
    [table] = re.findall(r"<table class=\"table\"><caption>identity of the source.*?</table>", html, re.DOTALL)
    assert "rows Aaron, columns Ann" in table
    [row] = re.findall(r'<th scope="row">named</th>.*?</tr>', table, re.DOTALL)
    [url] = [unescape(url) for url in re.findall(r'href="([^"]*one=named&amp;other=unnamed)"', row)]
    listed = client.get(url).text
    assert "Ann said unnamed, Aaron named" in words_of(listed)
    assert int(_AMOUNT.search(listed)[1]) == 2


def test_sentences_of_an_article_in_hand_are_behind_no_number(crowd, client):
    """The editor tags the first article: nothing of it is listed, whatever is asked for."""
    with crowd.database.writing() as session:
        make.review(session, crowd.articles[0], crowd.editor)
    one_of_each = {kind_of(url): url for url in numbers_of(client.get(crowd.url).text)}
    assert len(one_of_each) > 5
    for url in one_of_each.values():
        assert crowd.articles[0].text_uid not in client.get(url).text


@pytest.mark.parametrize(
    "query", ["facet=nothing", "facet=claim&said=maybe", "facet=claim&said=yes&who=nobody", "compared=claim.nothing",
              "compared=claim.source&one=a&other=b", "item=own:gone.told", "facet=claim&said=only",
              "facet=claim&said=judged", "compared=claim.fact&answers=perhaps", "compared=claim.source&answers=every"],
)  # fmt: skip
def test_a_number_that_there_is_not_is_not_found(crowd, client, query):
    assert client.get(f"{crowd.sentences}?{query}").status_code == 404
