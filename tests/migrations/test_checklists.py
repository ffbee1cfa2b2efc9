"""Revision 0020, with data: what was done about findings survives the answers' table coming and going."""

from sqlalchemy import func, select

from annotator.core.records import Role
from annotator.core.sourcing.checklist import Answer, ChecklistItem
from annotator.core.sourcing.states import FindingState
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.checklists import add_answer, list_answers
from annotator.storage.queries.policies import add_step, list_steps
from annotator.storage.tables import ArticleText
from tests import make


def test_steps_survive_and_answers_are_kept_again_afterwards(database):
    def answer():
        with database.writing() as session:
            add_answer(
                session, text_id, ChecklistItem.APPROVED, 1, Answer.NO, note="", made_by_id=editor_id, now=make.NOW
            )

    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        editor_id = make.member(session, project, Role.EDITOR).id
        text_id = session.scalars(select(ArticleText.id).where(ArticleText.article_id == article.id)).one()
        add_step(
            session, text_id, "figures:0-3", 1, FindingState.FIXED, reason="", words="No source.", rules=["SR16"],
            made_by_id=editor_id, now=make.NOW,
        )  # fmt: skip
    answer()
    downgrade(database.engine, "0019")
    upgrade(database.engine)
    with database.reading() as session:
        assert list(list_steps(session, text_id)) == ["figures:0-3"]
        assert list_answers(session, text_id) == {}
        assert session.scalar(select(func.count()).select_from(ArticleText)) == 1
    answer()
    with database.reading() as session:
        assert list_answers(session, text_id)[ChecklistItem.APPROVED][0].answer is Answer.NO
