"""What the doctor finds in what is stored: each damage that was sown, and nothing in healthy work."""

import pytest
from sqlalchemy import select, text, update

from annotator.core.annotations import Request, Verb
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import Identity, Number, Role, SourceType
from annotator.core.text import hash_of
from annotator.services import annotations as tagging
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.reviews import start_review
from annotator.services.soundness import find_unlike_history, find_unsound
from annotator.storage.queries.cuts import forget_cuts
from annotator.storage.tables import ArticleText, Project
from tests import make


@pytest.fixture
def damaged(database, now):
    """Run statements on a desk where an article was tagged; give what is found then. The desk is healthy before."""
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada = make.actor(session, make.member(session, project, Role.REVIEWER))
        review = start_review(session, ada, article.uid, now=now)
        project_uid = project.uid
    start = article.text.index("two officials")
    mention = MentionDraft(
        make.uid(), Phrase(start, start + 13, "two officials"), (),
        fields=CardFields(SourceType.PERSON, Identity.UNNAMED, Number.TWO),
    )  # fmt: skip
    for act in (
        lambda session: tagging.add_mention(session, ada, review, mention, stamp=Stamp(), now=now),
        lambda session: tagging.answer(session, ada, review, Request(1, Verb.FACT), stamp=Stamp(), now=now),
        lambda session: tagging.answer(session, ada, review, Request(2, Verb.OPINION), stamp=Stamp(), now=now),
        lambda session: tagging.answer(session, ada, review, Request(3, Verb.FACT), stamp=Stamp(), now=now),
        lambda session: tagging.undo(session, ada, review, stamp=Stamp(), now=now),
    ):
        with database.writing() as session:
            act(session)

    def find() -> list[str]:
        with database.reading() as session:
            forget_cuts(session)
            sound = list(find_unsound(session, project_uid))
        with database.reading() as session:
            return [*sound, *find_unlike_history(session)]

    def run(*statements: str) -> list[str]:
        assert find() == []
        with database.writing() as session:
            for statement in statements:
                session.execute(text(statement))
        return find()

    run.database, run.find = database, find
    return run


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE article_text SET body = body || 'x'", "SHA-256 differs"),
        ("UPDATE article_text SET sha256 = 'ab'", "SHA-256 differs"),
        ("UPDATE sentence SET start = start - 9 WHERE ordinal = 2", "overlap"),
        ("UPDATE sentence SET stop = 99999 WHERE ordinal = 5", "outside its text"),
        ("DELETE FROM sentence_words WHERE ordinal = 1; DELETE FROM sentence WHERE ordinal = 1", "without gaps"),
        ("UPDATE annotation SET stop = 99999 WHERE tag = 'attribution'", "outside its text"),
        ("UPDATE annotation SET tag = 'nonsense' WHERE tag = 'claim' AND start > 100", "cannot be read"),
        ("UPDATE review SET uid = 'XYZ'", "cannot be read"),
        ("UPDATE article SET published_on = 'soon'", "published_on"),
        ("UPDATE source SET relayed_by_uid = uid", "in a circle"),
        ("UPDATE annotation SET starred = true WHERE tag = 'attribution'", "1 different"),
        ("UPDATE annotation SET start = start + 1 WHERE tag = 'attribution'", "1 different"),
        ("UPDATE source SET number = '1'", "1 different"),
        ("DELETE FROM annotation WHERE tag = 'claim' AND start > 100", "1 gone"),
        ("UPDATE change SET after = before", "there though deleted"),
        ("UPDATE annotation SET attributes = '{\"flags\": [\"zzz\"]}' WHERE tag = 'claim'", "cannot be read"),
    ],
)
def test_each_damage_is_found(damaged, statement: str, words: str) -> None:
    found = damaged(*statement.split("; "))
    assert any(words in line for line in found), found


def test_a_text_that_is_not_canonical_is_found_though_its_hash_is_right(damaged) -> None:
    assert damaged() == []
    with damaged.database.writing() as session:
        body = session.scalar(select(ArticleText.body)) + "\r\n"
        session.execute(update(ArticleText).values(body=body, sha256=hash_of(body)))
    assert any("canonical form" in line for line in damaged.find())


def test_no_line_holds_words_of_an_article(damaged) -> None:
    found = damaged("UPDATE article_text SET sha256 = 'ab'", "UPDATE annotation SET starred = true")
    assert len(found) == 2
    assert not any(word in line for line in found for word in ("fire", "officials", "Coast"))


def test_one_article_is_one_line_however_much_hangs_on_it(damaged) -> None:
    found = damaged("UPDATE article_text SET sha256 = 'ab'")
    assert len(found) == 1


def test_a_project_without_articles_is_sound(database) -> None:
    with database.writing() as session:
        uid = make.project(session).uid
    with database.reading() as session:
        assert list(find_unsound(session, uid)) == []
        assert session.scalar(select(Project.uid)) == uid
