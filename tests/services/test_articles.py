"""Storing articles: once each, whole, and by editors alone."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from annotator.core.errors import Forbidden, Invalid, NotFound
from annotator.core.records import ArticleFacts, CutArticle, Role
from annotator.core.text import hash_of
from annotator.formats.text import read_text
from annotator.services.accounts import OPERATOR
from annotator.services.articles import ArticleExists, find_article_with, open_import, store_article
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.tables import Article, ArticleText, Audit, Segmentation
from tests import make

CUT = read_text("Ferry sinks off Viken\nsearch\n\nFerry sinks off Viken\n\nThe “Maid” sank. Nobody was hurt. 🚢\n")


@pytest.fixture
def project(database):
    with database.writing() as session:
        row = make.project(session)
        session.expunge(row)
    return row


def actor_of(session, project, role):
    return make.actor(session, make.member(session, project, role))


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_an_article_is_stored_with_its_text_its_cut_and_who_made_it(database, project, now):
    facts = ArticleFacts(" Ferry sinks ", outlet="Courier", outlet_aliases=("SC",), published_on="2025-05-15")
    with database.writing() as session:
        editor = actor_of(session, project, Role.EDITOR)
        uid = store_article(session, editor, project.uid, replace(CUT, facts=facts), now=now)
    with database.reading() as session:
        article = session.scalars(select(Article)).one()
        text = session.scalars(select(ArticleText)).one()
        cut = session.scalars(select(Segmentation)).one()
        assert (article.uid, article.title, article.outlet_aliases) == (uid, "Ferry sinks", ["SC"])
        assert (text.body, text.sha256, text.number) == (CUT.text, hash_of(CUT.text), 1)
        assert cut.made_by_id == editor.account_id
        assert load_sentences(session, cut.id) == CUT.sentences
        noted = session.scalars(select(Audit).where(Audit.kind == "article:import")).one()
        assert noted.detail == {"project": project.uid, "article": uid}


def test_the_same_text_is_not_stored_twice_in_a_project(database, project, now):
    with database.writing() as session:
        editor = actor_of(session, project, Role.EDITOR)
        uid = store_article(session, editor, project.uid, CUT, now=now)
    with pytest.raises(ArticleExists) as caught, database.writing() as session:
        store_article(session, editor, project.uid, replace(CUT, facts=ArticleFacts("Other")), now=now)
    assert caught.value.code == "article_exists"
    assert caught.value.there.article_uid == uid
    with database.reading() as session:
        assert find_article_with(session, editor, project.uid, hash_of(CUT.text)).article_uid == uid
        assert count(session, Article) == 1


def test_another_project_may_have_the_same_text(database, project, now):
    with database.writing() as session:
        other = make.project(session, "Other")
        store_article(session, OPERATOR, project.uid, CUT, now=now)
        editor = actor_of(session, other, Role.EDITOR)
        assert find_article_with(session, editor, other.uid, hash_of(CUT.text)) is None
        store_article(session, editor, other.uid, CUT, now=now)
        assert count(session, Article) == 2


def test_two_people_storing_the_same_text_at_once_store_it_once(database, project, now):
    outcomes = []
    barrier = threading.Barrier(2)

    def store():
        barrier.wait()
        try:
            with database.writing() as session:
                store_article(session, OPERATOR, project.uid, CUT, now=now)
            outcomes.append("stored")
        except ArticleExists:
            outcomes.append("here")

    threads = [threading.Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["here", "stored"]


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER])
def test_only_editors_bring_articles_in(database, project, now, role):
    with database.writing() as session:
        actor = actor_of(session, project, role)
        for use in (lambda: store_article(session, actor, project.uid, CUT, now=now),
                    lambda: open_import(session, actor, project.uid),
                    lambda: find_article_with(session, actor, project.uid, "x")):  # fmt: skip
            with pytest.raises(Forbidden):
                use()
        assert count(session, Article) == 0


def test_strangers_do_not_learn_that_the_project_exists(database, project, now):
    with database.writing() as session:
        stranger = actor_of(session, make.project(session, "Other"), Role.EDITOR)
        with pytest.raises(NotFound):
            store_article(session, stranger, project.uid, CUT, now=now)
        with pytest.raises(NotFound):
            store_article(session, stranger, make.uid(), CUT, now=now)


@pytest.mark.parametrize(
    "cut",
    [
        CutArticle(CUT.text, ArticleFacts(""), CUT.sentences),
        CutArticle(CUT.text, CUT.facts, CUT.sentences[:-1]),
        CutArticle("a\x00b", CUT.facts, CUT.sentences),
        CutArticle("", CUT.facts, ()),
    ],
)
def test_an_article_that_cannot_be_leaves_nothing_behind(database, project, now, cut):
    with pytest.raises(Invalid), database.writing() as session:
        store_article(session, OPERATOR, project.uid, cut, now=now)
    with database.reading() as session:
        assert count(session, Article) == count(session, ArticleText) == count(session, Audit) == 0
