"""One's own feedback: what was decided where one's passes and others' differed, after their release; where a pass was
not among those that the gold was made of, what the gold says instead. Nobody else's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotator.core.homes import homes_of
from annotator.core.lessons import Beside, put_beside, say_gold
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Scope
from annotator.core.rulings import Choice, Decision, Why
from annotator.core.scheme import Scheme
from annotator.services.lessons import find_decision
from annotator.services.projects import ProjectFacts, show_scheme
from annotator.services.visibility import hidden_texts
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.decisions import Feedback, decisions_for_reviewer, load_decisions
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.rounds import OwnPass, list_golds, list_own_released

#: Articles a page: each takes a few statements.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """One decision about what the person said, with the sentence that it is about. `said.final` is what the gold says,
    also where an editor wrote it anew.
    """

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
    """The person's own feedback in a project, the newest passes first: of passes whose round was released or is a
    training, or that are of none, and not of texts that they are tagging again. Raises NotFound, Forbidden.
    """
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_scheme(session, person, project_uid, Permission.TAG)
    own = list_own_released(session, project_uid, person.account_id)
    hidden = hidden_texts(session, person, own[0].project_id) if own else frozenset()
    by_text: dict[int, list[OwnPass]] = defaultdict(list)
    for one in own:
        if one.text_id not in hidden:
            by_text[one.text_id].append(one)
    pages = max(1, -(-len(by_text) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = list(by_text.values())[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    golds = list_golds(session, {passes[0].text_id for passes in shown})
    texts = [FeedbackText(passes[0], _items(session, passes, golds, tag, why)) for passes in shown]
    return FeedbackView(facts.project, facts.scheme, tuple(text for text in texts if text.items), page, pages)


def _items(
    session: Session, passes: Sequence[OwnPass], golds: Mapping[int, int], tag: str, why: Why | None
) -> tuple[FeedbackItem, ...]:
    """What is told of a person's passes over one text, the last first. A decision is about the pass that was the last
    when it was made; it tells what the person said then.
    """
    own = passes[0]
    if own.text_id not in golds:
        return ()
    gold_id = golds[own.text_id]
    readings = load_newest_readings(session, [own.review_id, gold_id])
    said = decisions_for_reviewer(session, *(one.review_uid for one in passes))
    if said:
        gold = readings[gold_id]
        found = [
            replace(one, final=say_gold(gold, one.tag, one.span)) if one.final is None else one for one in said
        ]
    else:
        besides = put_beside(
            readings[own.review_id], readings[gold_id], sourcing_only=own.scope is Scope.SOURCING_ONLY
        )
        decisions = load_decisions(session, gold_id)
        found = [_as_feedback(one, find_decision(decisions, one)) for one in besides if not one.is_same]
    homes = homes_of(load_sentences(session, own.segmentation_id))
    items = []
    for one in found:
        if (not tag or one.tag == tag) and (why is None or one.why is why):
            home = homes.of(one.span.start)
            span = home.span if home else one.span
            items.append(FeedbackItem(" ".join(own.body[span.start : span.stop].split()), one))
    return tuple(items)


def _as_feedback(one: Beside, decision: Decision | None) -> Feedback:
    """What the gold says otherwise than a pass that it was not made of, with why readings differed there then."""
    why, section = (decision.why, decision.section) if decision else (None, "")
    return Feedback("", one.tag, one.span, one.mine, one.gold, Choice.TAKE, None, why, section, None)
