"""The sentences behind a number of a project's claim model, as they were judged when it was measured."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.measured_claims import Counted, MeasuredSentence, Side, list_counted
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import measured_claims as queries
from annotator.storage.queries.claim_models import ModelHead, find_newest_model
from annotator.storage.queries.measured_claims import MeasuredText

SENTENCES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A sentence of the list with its words."""

    sentence: MeasuredSentence
    text: MeasuredText

    @property
    def words(self) -> str:
        """The sentence."""
        return self.text.body[self.sentence.start : self.sentence.stop]


@dataclass(frozen=True, slots=True)
class MeasuredList:
    """One page of the `n` sentences that a number counts, of which `wrong` are misses or false alarms of its side;
    `hidden`: articles that the person is tagging are left out.
    """

    project: ProjectFacts
    model: ModelHead
    n: int
    wrong: int
    hidden: bool
    sentences: tuple[ListedClaim, ...]
    page: int
    pages: int


def list_measured_claims(
    session: Session, actor: Actor | None, project_uid: str, side: Side, of: Counted, *, page: int
) -> MeasuredList:
    """What a number of the newest model counts. Raises NotFound where there is none or its sentences are not kept."""
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.MANAGE_PROJECT)
    project = find_project(session, project_uid)
    model = find_model(session, project.id)
    hidden = hidden_texts(session, person, project.id)
    found = list_counted(queries.list_measured(session, project.id, but=hidden), side, of)
    pages = max(1, -(-len(found) // SENTENCES_A_PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * SENTENCES_A_PAGE : page * SENTENCES_A_PAGE]
    texts = queries.load_texts(session, {one.text_id for one in shown})
    return MeasuredList(
        facts, model, len(found), sum(one.is_wrong(side) for one in found), bool(hidden),
        tuple(ListedClaim(one, texts[one.text_id]) for one in shown), page, pages,
    )  # fmt: skip


def find_model(session: Session, project_id: int) -> ModelHead:
    """The newest model, if the sentences that it was measured on are kept. Raises NotFound."""
    model = find_newest_model(session, project_id)
    if model is None or not queries.has_measured(session, model.id):
        raise NotFound("There is no such number.")
    return model
