"""What waits for a person in their projects: questions for an answer, answers to be read, proposed cuts, gold reviews
that are begun and not finished.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor, Permission
from annotator.services.questions import list_unsettled
from annotator.storage.queries.questions import list_called_in
from annotator.storage.queries.reviews import list_unfinished_golds
from annotator.storage.queries.segmentations import list_answered_to, list_open_of_projects


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a project: `questions` for an answer by an editor, else threads with `news` for the person, and how
    many of them `call` the person in by name, of which the oldest is gone to;
    `proposals` about cuts; `adjudications` to finish; and `answered`: the person's own proposals in a pass in hand,
    with an answer that they have not gone on after. `question_uid`, `article_uid`, `adjudication` (an article and the
    number of its text) and `answer` (a review, a sentence and the proposal) are where the oldest of each stands.
    """

    questions: int = 0
    news: int = 0
    call: int = 0
    proposals: int = 0
    question_uid: str = ""
    article_uid: str = ""
    adjudications: int = 0
    adjudication: tuple[str, int] = ("", 0)
    answered: int = 0
    answer: tuple[str, int, str] = ("", 0, "")


NOTHING_WAITS = Waiting()


def list_waiting(session: Session, person: Actor, project_ids: Collection[int]) -> dict[str, Waiting]:
    """What waits for the person, by the uids of the projects in which something does."""
    asked: dict[str, list[str]] = {}
    answers: set[str] = set()
    unsettled = list_unsettled(session, person, project_ids)
    called_in = list_called_in(session, person.account_id, [row.id for row in unsettled])
    calls: dict[str, list[str]] = {}
    for row in unsettled:
        asked.setdefault(row.project_uid, []).append(row.uid)
        if row.id in called_in:
            calls.setdefault(row.project_uid, []).append(row.uid)
        if person.may(Permission.ANSWER_QUESTIONS, row.project_id):
            answers.add(row.project_uid)
    proposed: dict[str, list[str]] = {}
    cuts = [project_id for project_id in project_ids if person.may(Permission.CUT_TEXTS, project_id)]
    for project_uid, article_uid in (
        list_open_of_projects(session, cuts, but_in_hand_of=person.account_id) if cuts else ()
    ):
        proposed.setdefault(project_uid, []).append(article_uid)
    begun: dict[str, list[tuple[str, int]]] = {}
    settles = [project_id for project_id in project_ids if person.may(Permission.ADJUDICATE, project_id)]
    for project_uid, article_uid, number in (
        list_unfinished_golds(session, settles, but_in_hand_of=person.account_id) if settles else ()
    ):
        begun.setdefault(project_uid, []).append((article_uid, number))
    answered: dict[str, list[tuple[str, int, str]]] = {}
    tags = [project_id for project_id in project_ids if person.may(Permission.TAG, project_id)]
    for project_uid, review_uid, uid, ordinal in list_answered_to(session, person.account_id, tags) if tags else ():
        answered.setdefault(project_uid, []).append((review_uid, ordinal, uid))
    return {
        uid: Waiting(
            questions=len(asked.get(uid, ())) if uid in answers else 0,
            news=0 if uid in answers else len(asked.get(uid, ())),
            proposals=len(proposed.get(uid, ())),
            question_uid=(calls.get(uid) or asked[uid])[-1] if uid in asked else "",
            call=len(calls.get(uid, ())),
            article_uid=proposed[uid][0] if uid in proposed else "",
            adjudications=len(begun.get(uid, ())),
            adjudication=begun[uid][0] if uid in begun else ("", 0),
            answered=len(answered.get(uid, ())),
            answer=answered[uid][0] if uid in answered else ("", 0, ""),
        )
        for uid in asked.keys() | proposed.keys() | begun.keys() | answered.keys()
    }
