"""A dataset that the version before offered and shown were told apart has written (revision 0027): it comes in whole,
and says of its passes what it said.
"""

import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from annotator.core.agreement.filters import Filters
from annotator.core.agreement.packing import Sight
from annotator.core.records import ReviewState
from annotator.formats import jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import choose_reviewers
from annotator.services.datasets import check_dataset, export_records, import_dataset
from annotator.services.reviews import open_review, reopen_review
from annotator.services.suggestions import note_shown
from annotator.storage.queries.suggestion_checks import find_wrong_answers
from annotator.storage.tables import Account, Review, SuggestionAnswer
from tests import make

#: Ada and Cyra began with suggestions, Ben without; Cyra has not finished.
DATA = (Path(__file__).parents[1] / "fixtures" / "dataset_of_0027.jsonl").read_bytes()


@pytest.fixture
def imported(database, now):
    with database.writing() as session:
        return import_dataset(session, OPERATOR, None, check_dataset(jsonl.read(io.BytesIO(DATA))), now=now).project_uid


def written(database, project_uid: str) -> bytes:
    stream = io.BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, OPERATOR, project_uid), stream)
    return stream.getvalue()


def test_it_comes_in_whole_and_says_of_each_pass_whether_suggestions_were_offered(database, imported):
    # All but what the manifest says in words about what no export holds.
    assert written(database, imported).split(b"\n")[1:] == DATA.split(b"\n")[1:]
    with database.reading() as session:
        rows = session.execute(
            select(Account.name, Review.suggestions_shown, Review.state)
            .join(Account, Account.id == Review.account_id)
            .order_by(Account.name)
        )
        assert [tuple(row) for row in rows] == [
            ("Ada", True, ReviewState.FINISHED), ("Ben", False, ReviewState.FINISHED),
            ("Cyra", True, ReviewState.STARTED),
        ]  # fmt: skip


def test_agreement_tells_its_passes_apart_as_before(database, imported):
    def names(sight: Sight) -> list[str]:
        with database.reading() as session:
            chosen = choose_reviewers(session, OPERATOR, imported, (), Filters(sight))
            return [one.name for one in chosen.reviewers]

    assert names(Sight.SHOWN) == ["Ada"]
    assert names(Sight.HIDDEN) == ["Ben"]


def test_no_answer_is_made_up_and_its_passes_go_on(database, imported):
    def actor_of(name: str):
        with database.reading() as session:
            return make.actor(session, session.scalars(select(Account).where(Account.name == name)).one())

    def uid_of(name: str) -> str:
        with database.reading() as session:
            mine = select(Review.uid).join(Account, Account.id == Review.account_id).where(Account.name == name)
            return session.scalars(mine).one()

    with database.writing() as session:
        finished = reopen_review(session, actor_of("Ada"), uid_of("Ada"), now=make.NOW)
    for name, uid in (("Ada", finished), ("Cyra", uid_of("Cyra"))):
        with database.reading() as session:
            opened = open_review(session, actor_of(name), uid)
        assert opened.head.suggestions_shown
        assert list(opened.ghosts.every()) == []
        # What such a page would tell is of nothing that was offered here.
        with database.writing() as session:
            note_shown(session, actor_of(name), uid, ["c0", "m0"], now=make.NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SuggestionAnswer)) == 0
        assert list(find_wrong_answers(session)) == []
