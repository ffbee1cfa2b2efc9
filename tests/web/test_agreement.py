"""The agreement pages: what they show, to whom, and from which address."""

import csv
import io
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from annotator.core.actions import Change
from annotator.core.agreement.filters import values_of, values_to_json
from annotator.core.agreement.kept import Chosen, KeptTexts
from annotator.core.agreement.kept_comparisons import read_comparisons
from annotator.core.agreement.packing import Sight
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Flag,
    Identity,
    Outcome,
    Reading,
    ReviewState,
    Role,
    SourceCard,
    SourceLink,
    SourceType,
)
from annotator.core.rounds import ArticleRole, RoundKind
from annotator.core.sourcing.policy import FIRST_POLICY, Policy
from annotator.services import agreement
from annotator.services.agreement_counts import record_answers
from annotator.storage.queries.agreement_texts import load_kept
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.policies import add_policy
from annotator.storage.tables import Account, Article, Membership, Project, Review, Round, RoundArticle
from annotator.storage.transactions import Database
from tests import make

FACT = frozenset({Flag.FACT})


@dataclass
class Desk:
    """A project with its people, and the address of its agreement page."""

    database: Database
    project_uid: str
    project_id: int
    editor: Account
    people: list[Account]
    articles: list[make.StoredArticle]

    @property
    def url(self) -> str:
        return f"/projects/{self.project_uid}/agreement"

    @property
    def sentences(self) -> str:
        return f"{self.url}/sentences"

    def difference(self, ordinal: int, article: int = 0) -> str:
        return f"{self.url}/differences/{self.articles[article].text_uid}/{ordinal}"

    def finish(
        self, who: int, answers: str, article: int = 0, *, identity: Identity | None = None, shown: bool = False
    ) -> None:
        """A finished pass: y a claim, n nothing to tag; with an identity, the first claim rests on a mention."""
        at = self.articles[article]
        body = [sentence for sentence in at.sentences if sentence.is_body]
        records: list = []
        sources: tuple[SourceLink, ...] = ()
        if identity is not None:
            card = SourceCard(make.uid(), SourceType.PERSON, identity, confirmed=True, position=1)
            start = at.text.index("two officials")
            records += [card, Attribution(make.uid(), start, start + len("two officials"), card.uid)]
            sources = (SourceLink(card.uid),)
        for number, (sentence, answer) in enumerate(zip(body, answers, strict=True)):
            if answer == "y":
                rests_on = sources if number == 0 else ()
                records.append(Claim(make.uid(), sentence.start, sentence.stop, FACT, rests_on))
            else:
                records.append(Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING))
        with self.database.writing() as session:
            review = make.review(
                session, at, self.people[who], state=ReviewState.FINISHED, finished_at=make.NOW, suggestions_shown=shown
            )
            changes = [Change(None, record) for record in records]
            write_changes(session, review.id, changes, Reading(at.text, at.sentences))
            record_answers(session, text_id=at.text_id)

    def start(self, who: int, article: int = 0) -> None:
        with self.database.writing() as session:
            make.review(session, self.articles[article], self.people[who])


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR, "Edith")
        people = [make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob", "Cleo <b>")]
        articles = [make.article(session, project), make.article(session, project, title="Second <i>article</i>")]
        return Desk(database, project.uid, project.id, editor, people, articles)


@pytest.fixture
def client(desk: Desk, signed_in) -> FlaskClient:
    return signed_in(desk.editor)


def row_of(html: str, facet: str) -> list[str]:
    """The cells of one facet's row, as words."""
    [body] = re.findall(rf'<tbody id="facet-{facet}">\s*<tr[^>]*>(.*?)</tr>', html, re.DOTALL)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", body, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def words_of(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"<[^>]+>", "", html)


def several(desk, articles: int) -> None:
    """Ann and Bob finish that many articles: they differ in every third."""
    with desk.database.writing() as session:
        project = session.get(Project, desk.project_id)
        desk.articles += [make.article(session, project, title=f"No. {n}") for n in range(articles - 2)]
    for number in range(articles):
        desk.finish(0, "yyn" if number % 3 == 0 else "yny", number)
        desk.finish(1, "ynn" if number % 3 == 0 else "yny", number)


def test_under_five_articles_the_page_says_that_there_is_no_interval(desk, client):
    several(desk, 4)
    html = client.get(desk.url).text
    assert 'class="interval"' not in html
    assert "No intervals: they take five articles judged by two or more, and there are 4." in html


def test_each_number_stands_with_its_interval_drawn_on_one_scale(desk, client):
    several(desk, 6)
    html = client.get(desk.url).text
    alpha = row_of(html, "claim")[8]
    # n = 36, 22 yes, 14 no, D = 2: 1 - 35 x 2 / 308; left out one at a time, two thirds of the time .7214 and so on
    assert alpha.startswith("0.77 ")
    low, high = re.fullmatch(r"0\.77 (-?[\d.]+) to ([\d.]+)", alpha).groups()
    assert float(low) < 0.77 < float(high)
    [body] = re.findall(r'<tbody id="facet-claim">.*?</tbody>', html, re.DOTALL)
    assert f'<path class="range alpha" d="M{100 * float(low):.0f}'[:-2] in body
    assert body.count('class="range') == 2
    assert "Few articles: intervals of 6 articles" in html
    assert "Under each number its 95 % interval over these articles." in html


def test_articles_without_a_disagreement_have_no_interval_but_a_bound(desk, client):
    several(desk, 2)
    with desk.database.writing() as session:
        project = session.get(Project, desk.project_id)
        desk.articles += [make.article(session, project) for _ in range(12)]
    for number in range(2, 14):
        for who in (0, 2):
            desk.finish(who, "yny", number)
    cleo = desk.people[2].uid
    html = client.get(f"{desk.url}?reviewer={desk.people[0].uid}&reviewer={cleo}").text
    assert "No disagreement in 12 articles, so no interval: with 95 % confidence at most 25 % of all articles" in html


def test_two_reviewers_see_every_number(desk, client):
    desk.finish(0, "yyn")
    desk.finish(1, "ynn")
    html = client.get(desk.url).text
    # tag, sentences, yes of Ann and Bob, prevalence, raw, positive, kappa, alpha, AC1
    # a=1 b=1 c=0 d=1: kappa (2/3 - 4/9) / (5/9) = .4; alpha 1 - 5 x 1 / (3 x 3); AC1 (2/3 - 1/2) / (1/2)
    assert row_of(html, "claim")[:10] == ["Claim", "3", "2", "1", "50%", "67%", "67%", "0.40", "0.44", "0.33"]
    assert "1 article, 3 sentences judged by two or more" in words_of(html)
    assert "Few sentences: 3 judged" in html


def test_an_undefined_number_says_why(desk, client):
    desk.finish(0, "yyn")
    desk.finish(1, "ynn")
    html = client.get(desk.url).text
    figure = row_of(html, "figure")
    assert figure[5:10] == ["100%", "undefined", "undefined", "undefined", "1.00"]
    assert "Positive agreement, kappa, alpha: undefined, nobody used the tag." in html
    assert "nan" not in html.lower().replace("annotator", "")


def test_three_reviewers_get_pairs_instead_of_a_kappa(desk, client):
    for who, answers in enumerate(("yyn", "ynn", "yyn")):
        desk.finish(who, answers)
    html = client.get(desk.url).text
    assert len(row_of(html, "claim")) == 11
    assert "Two by two" in html
    pair = f"{desk.url}?reviewer={desk.people[0].uid}&amp;reviewer={desk.people[1].uid}"
    assert f'href="{pair}"' in html


def test_the_address_chooses_the_reviewers(desk, client):
    for who, answers in enumerate(("yyn", "yyn", "nnn")):
        desk.finish(who, answers)
    html = client.get(desk.url, query_string={"reviewer": [desk.people[0].uid, desk.people[1].uid]}).text
    assert row_of(html, "claim")[7] == "1.00"
    assert len(re.findall(r'name="reviewer"[^>]*checked', html)) == 2


def test_the_differing_sentences_lead_to_both_readings(desk, client):
    desk.finish(0, "yyn", identity=Identity.UNNAMED)
    desk.finish(1, "ynn", identity=Identity.NAMED)
    html = client.get(desk.sentences).text
    links = re.findall(r'href="([^"]*/differences/[^"]*)"', html)
    body = [sentence.ordinal for sentence in desk.articles[0].sentences if sentence.is_body]
    assert links == [desk.difference(body[0]), desk.difference(body[1])]
    assert "identity of a source" in html
    side = client.get(links[0]).text
    assert "Ann" in side
    assert "Bob" in side
    assert 'class="ink claim attribution-unnamed"' in side
    assert 'class="ink claim attribution-named"' in side
    assert f"Sentence {body[0] + 1}." in side  # numbered from 1, as on the annotation page
    assert "They differ in:" in side
    assert f'rel="next" href="{links[1]}"' in side
    assert "nothing to tag" in client.get(links[1]).text


def test_a_difference_keeps_the_chosen_reviewers(desk, client):
    for who, answers in enumerate(("yyn", "ynn", "yyn")):
        desk.finish(who, answers)
    chosen = {"reviewer": [desk.people[0].uid, desk.people[1].uid]}
    [link] = re.findall(r'href="([^"]*/differences/[^"]*)"', client.get(desk.sentences, query_string=chosen).text)
    side = client.get(link.replace("&amp;", "&")).text
    assert "Cleo" not in side
    assert f"reviewer={desk.people[0].uid}&amp;reviewer={desk.people[1].uid}" in side


def test_an_unfinished_review_is_left_out_and_told(desk, client):
    desk.finish(0, "yyn")
    desk.finish(1, "yyn")
    desk.start(2)
    html = client.get(desk.url).text
    assert "1 review not finished" in html
    assert len(re.findall('name="reviewer"', html)) == 2


def test_an_article_that_one_finished_is_told(desk, client):
    desk.finish(0, "yyn")
    desk.finish(1, "yyn")
    desk.finish(0, "yyn", article=1)
    assert "1 article that only one of them finished" in client.get(desk.url).text


def test_empty_states_say_what_to_do_first(desk, client):
    assert "Nothing is finished yet" in client.get(desk.url).text
    desk.finish(0, "yyn")
    assert "One reviewer has finished, and agreement needs two" in client.get(desk.url).text
    desk.finish(1, "yyn", article=1)
    assert "They have no article in common" in client.get(desk.url).text
    alone = client.get(desk.url, query_string={"reviewer": desk.people[0].uid})
    assert "Choose at least two reviewers" in alone.text


def test_a_choice_that_leaves_nothing_says_so_and_leads_on(desk, client):
    """The only article of an outlet is a calibration; nobody saw suggestions."""
    several(desk, 3)
    with desk.database.writing() as session:
        session.get(Article, desk.articles[1].id).outlet = "Bay Courier"
        row = Round(
            uid=make.uid(), project_id=desk.project_id, number=1, name="Dry run", kind=RoundKind.CALIBRATION,
            opened_at=make.NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(RoundArticle(article_id=desk.articles[1].id, round_id=row.id, role=ArticleRole.OVERLAP))
    people = "".join(f"&reviewer={person.uid}" for person in desk.people[:2])
    for query, practice in (("?outlet=Bay+Courier", 1), (f"?outlet=Bay+Courier{people}", 1), ("?suggestions=shown", 0)):
        html = client.get(desk.url + query).text
        assert "Nothing of what you chose was finished by two reviewers" in html
        assert "Nothing is finished yet" not in html
        assert len(re.findall(r'name="reviewer"[^>]*checked', html)) == 2
        assert 'name="outlet"' in html
        [section] = re.findall(r'<section class="empty">.*?</section>', html, re.DOTALL)
        urls = [unescape(url) for url in re.findall(r'href="([^"]*)"', section)]
        assert urls[-1] == desk.url
        assert "2 articles, 6 sentences" in words_of(client.get(urls[-1]).text)
        assert ("1 article of it is left out" in section) is bool(practice)
        assert ["1 article, 3 sentences" in words_of(client.get(url).text) for url in urls[:-1]] == [True] * practice


def test_names_titles_and_words_are_escaped(desk, client):
    for who, answers in ((0, "yyn"), (2, "nnn")):
        desk.finish(who, answers, article=1)
    html = client.get(desk.url).text
    assert "Cleo &lt;b&gt;" in html
    html = client.get(desk.sentences).text
    assert "Second &lt;i&gt;article&lt;/i&gt;" in html
    assert "<i>article" not in html


@pytest.mark.parametrize(
    ("role", "status"), [(Role.EDITOR, 200), (Role.READER, 200), (Role.REVIEWER, 403), (None, 404)]
)
def test_only_readers_of_reports_see_it(desk, signed_in, role, status):
    desk.finish(0, "yyn")
    desk.finish(1, "ynn")
    with desk.database.writing() as session:
        person = make.account(session, "Person")
        if role is not None:
            session.add(Membership(project_id=desk.project_id, account_id=person.id, role=role, created_at=make.NOW))
    browser = signed_in(person)
    body = [sentence.ordinal for sentence in desk.articles[0].sentences if sentence.is_body]
    assert browser.get(desk.url).status_code == status
    assert browser.get(desk.sentences).status_code == status
    assert browser.get(f"{desk.url}/file/csv").status_code == status
    assert browser.get(desk.difference(body[1])).status_code == status


def test_a_visitor_is_asked_to_sign_in(desk, visitor):
    assert visitor.get(desk.url).status_code in {302, 303, 401}


@pytest.mark.parametrize(
    "tail", ["?reviewer=nobody", "/file/xlsx", "/differences/nothing/1", "/differences/{text}/999"]
)
def test_addresses_that_lead_nowhere_are_not_found(desk, client, tail):
    desk.finish(0, "yyn")
    desk.finish(1, "yyn")
    response = client.get(desk.url + tail.format(text=desk.articles[0].text_uid))
    assert response.status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "99999999999999999999", "x", ""])
def test_odd_page_numbers_give_a_page(desk, client, page):
    desk.finish(0, "yyn")
    desk.finish(1, "ynn")
    assert client.get(desk.sentences, query_string={"page": page}).status_code == 200


def test_every_later_number_says_how_many_were_compared_and_opens_its_sentences(desk, client):
    """Ann and Bob mark the same words and call them unnamed and named; Cleo goes with Ann."""
    for who, identity in enumerate((Identity.UNNAMED, Identity.NAMED, Identity.UNNAMED)):
        desk.finish(who, "yyn", identity=identity)
    html = client.get(desk.url).text
    assert "identity of the source" in html
    [url] = set(re.findall(r'href="([^"]*/sentences[?]matter=identity)"', html))
    listed = client.get(url).text
    assert listed.count("/differences/") == 1
    assert "identity of a source" in listed
    pair = {"reviewer": [desk.people[0].uid, desk.people[2].uid]}
    assert "No sentences" in client.get(desk.sentences, query_string=pair | {"matter": "identity"}).text
    between = client.get(desk.url, query_string={"reviewer": [desk.people[0].uid, desk.people[1].uid]}).text
    [table] = re.findall(r"<table class=\"table\"><caption>identity of the source.*?</table>", between, re.DOTALL)
    assert "rows Ann, columns Bob" in table
    cells = [int(n) for n in re.findall(r"<td class=\"num\">(?:<b>)?(?:<a[^>]*>)?(\d+)", table)]
    assert cells == [0] * 8 + [1] + [0] * 7  # Ann unnamed (third row), Bob named (first column)


def test_passes_with_and_without_suggestions_are_compared_apart(desk, client):
    for who, answers in enumerate(("yyn", "yyn", "nnn")):
        desk.finish(who, answers, shown=who < 2)
    assert row_of(client.get(f"{desk.url}?suggestions=shown").text, "claim")[1:4] == ["3", "2", "2"]
    assert "Nothing of what you chose was finished by two" in client.get(f"{desk.url}?suggestions=hidden").text


@pytest.mark.parametrize("sight", [Sight.HIDDEN, Sight.SHOWN])
def test_comparisons_are_read_added_up_where_a_sight_leaves_nobody_out_and_say_the_same(desk, sight):
    for who, article, shown in ((0, 0, True), (1, 0, False), (2, 0, False), (0, 1, True), (1, 1, True)):
        desk.finish(who, "yyn" if who else "yny", article, identity=Identity.NAMED, shown=shown)
    keys = tuple(str(person.id) for person in desk.people)
    with desk.database.reading() as session:
        apart, wanted = (
            read_comparisons(Chosen(KeptTexts.of(rows, in_pairs=in_pairs), keys, sight))
            for in_pairs in (sight, True)
            for rows in (load_kept(session, project_id=desk.project_id, hidden=(), by="period", filters={},
                                   in_pairs=in_pairs),)
        )  # fmt: skip
    assert (apart == wanted).all()
    assert apart.any()


def test_outlets_and_months_narrow_the_page_and_tell_articles_apart(desk, client):
    several(desk, 2)
    with desk.database.writing() as session:
        session.get(Article, desk.articles[1].id).outlet = "Bay Courier"
    html = client.get(f"{desk.url}?by=outlet").text
    assert re.findall(r"<bdi>(Bay Courier|Northern Post)</bdi></a></th>", html) == ["Bay Courier", "Northern Post"]
    one = client.get(f"{desk.url}?outlet=Bay+Courier").text
    assert "1 article, 3 sentences" in words_of(one)
    assert "1 article, 3 sentences" not in words_of(client.get(f"{desk.url}?period=2026-03").text)
    assert client.get(f"{desk.url}?period=1999-01").status_code == 200


@pytest.mark.parametrize("query", ["by=color", "suggestions=seen", "practice=yes", "by=period&suggestions=ANY"])
@pytest.mark.parametrize("page", ["", "/sentences", "/reported", "/file/json"])
def test_a_choice_that_there_is_not_is_refused_and_never_taken_for_all(desk, client, page, query):
    several(desk, 1)
    answer = client.get(f"{desk.url}{page}?{query}")
    assert answer.status_code == 404
    assert "no such choice" in answer.text
    plain = client.get(f"{desk.url}{page}?by=&suggestions=&practice=")
    assert plain.status_code == 200


def test_any_values_of_any_dimension_are_chosen_together_said_and_kept(desk, client):
    """Four articles of three outlets: of two of these, then of these two and three articles."""
    several(desk, 4)
    with desk.database.writing() as session:
        for article, outlet in zip(desk.articles, ("Bay", "Bay", "Vell", "Wold"), strict=True):
            session.get(Article, article.id).outlet = outlet
    uids = [article.text_uid for article in desk.articles]
    for query, articles, checked, told in (
        ("?outlet=Bay&outlet=Vell", 3, {"Bay", "Vell"}, "Chosen: outlet “Bay” or “Vell”."),
        ("?outlet=Vell&outlet=Bay&article={0}&article={2}&article={3}", 2, {"Bay", "Vell", uids[0], uids[2], uids[3]},
         "“No. 0”"),
        ("?outlet=Bay&outlet=Nowhere", 2, {"Bay", "Nowhere"}, "No finished article here has this outlet: Nowhere."),
        ("?period=2026-03&period=1999-01&outlet=Wold", 1, {"2026-03", "1999-01", "Wold"},
         "Chosen: month “1999-01” or “2026-03”; outlet “Wold”."),
    ):  # fmt: skip
        address = query.format(*uids)
        html = client.get(desk.url + address).text
        assert f"{articles} article{'s' * (articles > 1)}, {3 * articles} sentences" in words_of(html)
        boxes = re.findall(r'name="(?:outlet|period|article)" value="([^"]*)" checked', html)
        assert (set(boxes), len(boxes)) == (checked, len(checked))
        assert told in words_of(html)
        assert client.get(f"{desk.url}/file/json{address}").json["articles"] == articles
        assert f"{articles} article" in words_of(client.get(f"{desk.url}/reported{address}").text)
        kept = client.post(f"{desk.url}/keep{address}", data={"title": "Some"})
        document = client.get(f"{kept.location}/report.json").json
        assert document["content"]["articles"] == articles
        asked = values_to_json(values_of(parse_qs(address[1:])))
        assert asked.items() <= document["filters"].items()
    restricted = "The numbers are restricted to period “1999-01” or “2026-03” and outlet “Wold”."
    assert restricted in document["content"]["methods"]


def test_of_many_articles_some_are_chosen_in_the_table_that_tells_them_apart(desk, client, monkeypatch):
    several(desk, 3)
    monkeypatch.setattr(agreement, "MOST_ARTICLES", 2)
    html = client.get(f"{desk.url}?by=article").text
    rows = re.findall(r'<input type="checkbox" form="choice" name="article" value="([^"]*)"', html)
    assert sorted(rows) == sorted(article.text_uid for article in desk.articles)
    assert "Compare these articles" in html
    some = client.get(f"{desk.url}?by=article&article={rows[0]}&article={rows[2]}").text
    assert "2 articles, 6 sentences" in words_of(some)
    assert 'form="choice" name="article"' not in some, "they are in the form now, to be taken away"


def test_titles_of_another_project_are_not_told(desk, client):
    several(desk, 2)
    with desk.database.writing() as session:
        other = make.article(session, make.project(session, "Elsewhere"), title="Their secret")
    html = client.get(f"{desk.url}?article={other.text_uid}&article={desk.articles[0].text_uid}").text
    assert "Their secret" not in html
    assert f"has this article: {other.text_uid}" in html


def test_the_files_hold_the_numbers_of_the_page(desk, client):
    several(desk, 6)
    page, body = client.get(desk.url).text, client.get(f"{desk.url}/file/json").json
    claim = next(facet for facet in body["facets"] if facet["facet"] == "claim")
    assert f"{claim['alpha']['value']:.2f}" == row_of(page, "claim")[8].split()[0]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{desk.url}/file/csv").data.decode("utf-8-sig"))))
    found = {(r["facet"], r["coefficient"]): r for r in rows if r["question"] == "found" and not r["group"]}
    alpha, undefined = found["claim", "alpha"], found["figure", "alpha"]
    assert float(alpha["value"]) == claim["alpha"]["value"]
    assert float(alpha["low"]) == claim["alpha"]["interval"]["low"]
    assert (alpha["n"], alpha["articles"], alpha["method"]) == ("18", "6", "jackknife")
    assert (undefined["value"], undefined["reason"]) == ("", "never_used")


def test_what_is_reported_is_compared_rule_by_rule_with_its_articles(desk, client):
    """With Ann the officials are unnamed and nothing is told of them; with Bob they are named."""
    desk.finish(0, "yyn", identity=Identity.UNNAMED)
    desk.finish(1, "yyn", identity=Identity.NAMED)
    html = client.get(f"{desk.url}/reported").text
    rules = html[: html.index('<details class="further">')]
    [cells] = re.findall(r'<th scope="row">SR08 .*?</tr>|<th scope="row">SR11 .*?</tr>', rules, re.DOTALL)
    assert [int(n) for n in re.findall(r'<td class="num">(\d+)</td>', re.sub("</?a[^>]*>", "", cells))][:3] == [1, 1, 0]
    listed = client.get(f"{desk.url}/reported?rule=SR11").text
    assert f'href="/articles/{desk.articles[0].uid}/report"' in listed
    assert "1 article" in html
    assert "policy in force: All rules." in html
    told = client.get(f"{desk.url}/reported/file/json").json
    rows = list(csv.DictReader(io.StringIO(client.get(f"{desk.url}/reported/file/csv").data.decode("utf-8-sig"))))
    kept = {(row["rule"], row["number"], row["reviewer"]): row["value"] for row in rows}
    for rule in told["rules"]:
        assert int(kept[rule["rule"], "some_raise", ""]) == rule["some_raise"] > 0
        assert kept[rule["rule"], "raised_by", "Ann"] == str(rule["raised_by"][desk.people[0].uid])
        alpha = rule["numbers"]["alpha"]["value"]
        assert kept[rule["rule"], "alpha", ""] == ("" if alpha is None else str(alpha))
    assert {"SR11", "SR08"} & {rule["rule"] for rule in told["rules"]}
    assert client.get(f"{desk.url}/reported/file/xml").status_code == 404


def test_what_is_reported_follows_the_policy_in_force(desk, client):
    """It switches a rule off, and counts from a day on: an article of an earlier day keeps the policy before it."""
    desk.finish(0, "yyn", identity=Identity.UNNAMED)
    desk.finish(1, "yyn", identity=Identity.NAMED)
    rules = {rule_id: severity for rule_id, severity in FIRST_POLICY.rules.items() if rule_id != "SR11"}
    for number, valid_from in enumerate(("2999-01-01", ""), start=1):
        policy = Policy("Ours", rules=rules, valid_from=valid_from, number=number)
        with desk.database.writing() as session:
            project = session.scalars(select(Project)).one()
            add_policy(session, project.id, policy, made_by_id=desk.people[0].id, now=make.NOW)
        html = client.get(f"{desk.url}/reported").text
        in_force = "“Ours”, version 2" if number == 2 else "All rules"
        assert f"policy in force: {in_force}." in html
        assert ('<th scope="row">SR11' in html) is (number == 1)
    assert "Switched off by the policy: SR11." in " ".join(html.split())


def test_a_flag_says_in_how_many_taggings_it_is_raised_to_those_who_may_see_them(desk, client, signed_in):
    for who, identity in enumerate((Identity.UNNAMED, Identity.NAMED, Identity.UNNAMED)):
        desk.finish(who, "yyn", identity=identity)
    address = f"/articles/{desk.articles[0].uid}/report"
    with desk.database.reading() as session:
        first = session.scalars(select(Review.uid).order_by(Review.id)).first()
    html = client.get(f"{address}?review={first}").text
    assert "in 2 of 3 taggings" in html
    assert "in 3 of 3 taggings" in html
    own = signed_in(desk.people[0]).get(address).text
    assert "taggings" not in own
