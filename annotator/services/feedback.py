"""One's own feedback: what was decided where one's passes and others' differed, after their release. Nobody else's."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.homes import homes_of
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.rulings import Why
from annotator.core.scheme import Scheme
from annotator.services.projects import ProjectFacts, show_scheme
from annotator.services.visibility import hidden_texts
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.decisions import Feedback, decisions_for_reviewer
from annotator.storage.queries.rounds import OwnPass, list_own_released

#: Articles a page: each takes a few statements.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """One decision about what the person said, with the sentence that it is about."""

    sentence: str
    said: Feedback


@dataclass(frozen=True, slots=True)
class FeedbackText:
    """An article with what was decided about the person's pass over it."""

    article: OwnPass
    items: tuple[FeedbackItem, ...]


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """A page of the person's feedback; pages count from 1."""

    project: ProjectFacts
    scheme: Scheme
    texts: tuple[FeedbackText, ...]
    page: int
    pages: int


def list_feedback(
    session: Session, actor: Actor | None, project_uid: str, *, tag: str = "", why: Why | None = None, page: int = 1
) -> FeedbackView:
    """The person's own feedback in a project, the newest passes first: of passes whose round was released, or that
    are of none, and not of texts that they are tagging again. Raises NotFound, Forbidden.
    """
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_scheme(session, person, project_uid, Permission.TAG)
    own = list_own_released(session, project_uid, person.account_id)
    hidden = hidden_texts(session, person, own[0].project_id) if own else frozenset()
    seen = [one for one in own if one.text_id not in hidden]
    pages = max(1, -(-len(seen) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    texts = [
        FeedbackText(one, _items(session, one, tag, why)) for one in seen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    ]
    return FeedbackView(facts.project, facts.scheme, tuple(text for text in texts if text.items), page, pages)


def _items(session: Session, own: OwnPass, tag: str, why: Why | None) -> tuple[FeedbackItem, ...]:
    found = [
        said
        for said in decisions_for_reviewer(session, own.review_uid)
        if (not tag or said.tag == tag) and (why is None or said.why is why)
    ]
    if not found:
        return ()
    homes = homes_of(load_sentences(session, own.segmentation_id))
    items = []
    for said in found:
        home = homes.of(said.span.start)
        span = home.span if home else said.span
        items.append(FeedbackItem(" ".join(own.body[span.start : span.stop].split()), said))
    return tuple(items)
