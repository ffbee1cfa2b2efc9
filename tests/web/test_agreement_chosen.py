"""Of articles that are chosen one by one, those that are not compared are named with the reason."""

import re
from html import unescape

from annotator.core.rounds import ArticleRole, RoundKind
from annotator.storage.tables import Article, Project, Round, RoundArticle
from tests import make
from tests.web.test_agreement import client, desk, words_of

__all__ = ["client", "desk"]

PRACTICE = "it is a training or calibration article, which counts where these are asked for"
IN_HAND = "you are tagging it yourself"
WHY = (
    "",
    PRACTICE,
    "nobody has finished it",
    "only one of these reviewers finished it; it counts in the prevalence alone",
    "none of these reviewers finished it in a pass that is chosen",
    "it is of another month, outlet or round than those that are chosen",
    IN_HAND,
    "it was removed",
    IN_HAND,
)


def fill(desk):
    """Nine articles: the first is compared; each other has its reason not to be, the last one two."""
    with desk.database.writing() as session:
        project = session.get(Project, desk.project_id)
        desk.articles = [make.article(session, project, title=f"Story {n}") for n in range(len(WHY))]
        for number, article in enumerate(desk.articles):
            session.get(Article, article.id).outlet = "Bay Courier" if number == 5 else "Northern Post"
    for number, people in enumerate(((0, 1), (0, 1), (), (0,), (2,), (0, 1), (0, 1), (0, 1), (0, 1))):
        for who in people:
            desk.finish(who, "yyn" if who else "ynn", number)
    with desk.database.writing() as session:
        session.get(Article, desk.articles[7].id).published = False
        row = Round(
            uid=make.uid(), project_id=desk.project_id, number=1, name="Dry run", kind=RoundKind.CALIBRATION,
            opened_at=make.NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for number in (1, 8):
            session.add(
                RoundArticle(article_id=desk.articles[number].id, round_id=row.id, role=ArticleRole.OVERLAP)
            )
        for number in (6, 8):
            make.review(session, desk.articles[number], desk.editor)
    chosen = "&".join(f"article={article.text_uid}" for article in desk.articles)
    people = "".join(f"&reviewer={person.uid}" for person in desk.people[:2])
    return f"?{chosen}{people}&outlet=Northern+Post"


def told(html):
    """What is said of which article."""
    found = re.findall(r"Chosen, but not compared:(.*?)</ul>", html, re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
    return dict(unescape(words_of(line)).split(": ", 1) for line in lines)


def test_each_chosen_article_that_is_not_compared_has_its_reason(desk, client):
    query = fill(desk)
    wanted = {f"Story {n}": why for n, why in enumerate(WHY) if why}
    html = client.get(desk.url + query).text
    assert "1 article, 3 sentences" in words_of(html)
    assert told(html) == wanted
    kept = client.post(f"{desk.url}/keep{query}", data={"title": "Some"}).location
    then = {title: "whoever kept the report was tagging it" if why is IN_HAND else why for title, why in wanted.items()}
    assert told(client.get(kept).text) == then
    document = client.get(f"{kept}/report.json").json
    assert {one["title"]: one["why"] for one in document["content"]["not_compared"]}["Story 1"] == "practice"


def test_nothing_is_said_where_all_that_was_chosen_is_compared(desk, client):
    query = fill(desk)
    assert told(client.get(desk.url).text) == {}
    assert told(client.get(f"{desk.url}?article={desk.articles[0].text_uid}").text) == {}
    with_practice = told(client.get(f"{desk.url}{query}&practice=1").text)
    assert "Story 1" not in with_practice
    assert with_practice["Story 2"] == "nobody has finished it"


def test_where_nothing_chosen_is_compared_the_reason_stands_all_the_same(desk, client):
    fill(desk)
    html = client.get(f"{desk.url}?article={desk.articles[2].text_uid}").text
    assert "Nothing of what you chose was finished by two reviewers" in html
    assert told(html) == {"Story 2": "nobody has finished it"}


def test_an_article_of_another_project_is_not_named(desk, client):
    fill(desk)
    with desk.database.writing() as session:
        other = make.article(session, make.project(session, "Elsewhere"), title="Their secret")
    html = client.get(f"{desk.url}?article={other.text_uid}&article={desk.articles[1].text_uid}").text
    assert told(html) == {"Story 1": PRACTICE}
