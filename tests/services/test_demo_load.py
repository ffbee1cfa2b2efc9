"""The demo desk in a database: complete, once, with people who cannot sign in and passes that differ."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from annotator.core.agreement.patterns import Facet
from annotator.core.errors import Forbidden
from annotator.core.permissions import Actor
from annotator.core.records import ReviewState, Role
from annotator.demo.dataset import DATASET_UID, PROJECT_NAME, list_records
from annotator.demo.desk import load_desk
from annotator.demo.load import load_demo
from annotator.services.agreement import choose_reviewers, report_choice
from annotator.services.datasets import export_records
from annotator.services.links import LinkPurpose, make_link
from annotator.storage.queries.sessions import load_actor
from annotator.storage.tables import Account, Article, ArticleText, Audit, Membership, Project, Review
from annotator.storage.transactions import Database
from tests import make


@pytest.fixture
def editor(database: Database, now: datetime) -> Actor:
    """An administrator who loaded the demo desk, with the roles that this gave them."""
    with database.writing() as session:
        admin = make.account(session, "Admin", is_admin=True)
        actor = make.actor(session, admin)
    load_demo(database, actor, now=now)
    with database.reading() as session:
        return load_actor(session, actor.account_id, actor.uid, actor.name, is_admin=True)


def test_the_demo_has_six_articles_with_three_finished_passes_and_one_without(
    database: Database, editor: Actor
) -> None:
    with database.reading() as session:
        assert session.scalars(select(Project.name)).all() == [PROJECT_NAME]
        rows = session.execute(
            select(Article.title, Article.published, func.count(Review.id))
            .join(ArticleText, ArticleText.article_id == Article.id)
            .outerjoin(Review, (Review.text_id == ArticleText.id) & (Review.state == ReviewState.FINISHED))
            .group_by(Article.id)
        ).all()
    assert sorted(passes for _, _, passes in rows) == [0, 3, 3, 3, 3, 3, 3]
    assert all(published for _, published, _ in rows)
    assert [title for title, _, passes in rows if not passes] == [
        "Cape Farrar mine told regulator of brine leak nine days late, letters show"
    ]


def test_loading_again_changes_nothing(database: Database, editor: Actor, now: datetime) -> None:
    tables = (Project, Account, Membership, Article, Review, Audit)

    def counts() -> list[int | None]:
        with database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = counts()
    assert load_demo(database, editor, now=now) is None
    assert counts() == before


def test_a_renamed_demo_is_not_loaded_a_second_time(database: Database, editor: Actor, now: datetime) -> None:
    with database.writing() as session:
        session.scalars(select(Project)).one().name = "Our own name"
    assert load_demo(database, editor, now=now) is None


def test_the_one_who_loads_the_demo_becomes_its_editor(database: Database, editor: Actor) -> None:
    assert list(editor.roles.values()) == [Role.EDITOR]


def test_only_an_administrator_can_load_the_demo(database: Database, now: datetime) -> None:
    with database.writing() as session:
        somebody = make.actor(session, make.account(session))
    with pytest.raises(Forbidden):
        load_demo(database, somebody, now=now)


def test_the_people_of_the_demo_cannot_sign_in(database: Database, editor: Actor, now: datetime) -> None:
    with database.reading() as session:
        people = session.scalars(select(Account).where(Account.uid != editor.uid)).all()
    assert sorted(person.name for person in people) == ["Ines Marlow", "Priya Okafor", "Tomas Behr"]
    for person in people:
        assert (person.login, person.password_hash, person.can_sign_in) == (None, None, False)
        for purpose in LinkPurpose:
            with database.writing() as session, pytest.raises(Forbidden):
                make_link(session, editor, person.uid, purpose, hours=1, now=now)


def test_the_reviewers_of_the_demo_really_differ(database: Database, editor: Actor) -> None:
    with database.reading() as session:
        choice = choose_reviewers(session, editor, DATASET_UID, [])
        report = report_choice(session, choice)
    assert len(report.reviewers) == 3
    alphas = {row.facet: row.alpha.value for row in report.facets}
    assert set(alphas) == set(Facet)
    for facet, alpha in alphas.items():
        assert alpha is not None
        assert 0.4 < alpha < 0.95, facet


def test_the_demo_exports_the_very_records_that_it_was_loaded_from(database: Database, editor: Actor) -> None:
    with database.reading() as session:
        exported = list(export_records(session, editor, DATASET_UID))
    assert exported == list(list_records(load_desk()))
