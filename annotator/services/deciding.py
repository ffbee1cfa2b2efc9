"""Deciding what finished passes differ in, upon what services/adjudication.py opened, and finishing the gold review.

Written through `perform` like every act on a review. What changed since it was opened is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, apply_changes
from annotator.core.adjudication import Aspect, Item, LinedUp, Option
from annotator.core.annotations import Act
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.gold import settle, unused_cards
from annotator.core.overruling import note_by_hand, only_news
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.picking import Pick, pick_parts
from annotator.core.records import Reading, ReviewState
from annotator.core.reviews import find_open_points
from annotator.core.rulings import (
    Choice,
    Decision,
    Settling,
    Standing,
    Why,
    mark_of_all,
    readings_in_words,
    ruling_in_words,
    settle_items,
    written_anew,
)
from annotator.services.acts import Done, Stamp, Step, perform
from annotator.services.adjudication import Adjudication, settle_now
from annotator.services.annotations import redo, undo
from annotator.services.gold import find_gold, list_passes, note_gold, origins_now
from annotator.services.retraining import train_again_when_due
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.actions import latest_action
from annotator.storage.queries.readings import load_content
from annotator.storage.queries.reviews import (
    ReviewHead,
    find_review,
    list_text_reviews,
    lock_review,
    lock_text,
    set_state,
)

_LONGEST_SECTION = 64


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an editor says about one item: the answer by its digest, parts by aspect and digest, and why.

    `digest` is the item's as the page showed it, `upon` the mark of the decision and of the edit that it showed.
    """

    item: str
    digest: str
    choice: Choice
    why: Why | None
    option: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    upon: str = ""


class Unsettled(Invalid):
    """A gold review that cannot be finished yet: differences to settle, agreed items to accept, open points."""

    code = "unsettled"


def accept_agreed(
    session: Session, actor: Actor | None, opened: Adjudication, *, shown: str, stamp: Stamp, now: datetime
) -> Done:
    """Accept everything that the rules settle: one act. `shown` is the mark of what the page offered.

    Raises Conflict (`decided`) where that is not what there is to accept now.
    """
    settlings = opened.acceptable
    picks = [(settling.item, _pick_of(settling.item.agreed)) for settling in settlings]
    decisions = [
        _decision(opened, actor, settling.item, Choice.TAKE, settling.item.agreed, {}, now) for settling in settlings
    ]

    def check(now_standing: tuple[Settling, ...]) -> None:
        if mark_of_all(settling for settling in now_standing if settling.may_be_accepted) != shown:
            raise _decided("What can be accepted has changed since this page was shown. Look again, then accept.")

    return _write(session, actor, opened, ActionKind.ACCEPT_AGREED, picks, decisions, check, stamp=stamp, now=now)


def decide(
    session: Session, actor: Actor | None, opened: Adjudication, ruling: Ruling, *, stamp: Stamp, now: datetime
) -> Done:
    """Settle one item: an answer, parts of several, something written anew, or that nothing is there.

    Raises Invalid without a reason (field `why`), for an answer that is none, for parts that do not fit, and
    (`tagged`) for how a sentence without a tag is answered where the gold has one; Conflict
    (`readings_changed`) where the readings say something else by now, and (`decided`) where another decision about
    it was made, or the gold edited there by hand, since the page was shown: nobody overrules what they have not seen.
    """
    settling = next((settling for settling in opened.settlings if settling.item.key == ruling.item), None)
    if settling is None or settling.item.digest != ruling.digest:
        words = "The readings say something else by now. Look again, then decide."
        raise Conflict(words, code="readings_changed")
    if ruling.why is None:
        words = "Say why the readings differ, then choose."
        raise Invalid(words, code="no_reason", fields={"why": words})
    item = settling.item
    option, pick = _chosen(item, ruling)
    picks = [] if ruling.choice is Choice.WRITE else [(item, pick)]
    section = ruling.section if ruling.section in {section.anchor for section in opened.sections} else ""
    decision = replace(
        _decision(opened, actor, item, ruling.choice, option, pick.parts, now),
        why=ruling.why, section=section[:_LONGEST_SECTION], rule=None,
    )  # fmt: skip

    def check(now_standing: tuple[Settling, ...]) -> None:
        there = next(settling for settling in now_standing if settling.item.key == item.key)
        if there.mark != ruling.upon:
            words = "This was decided meanwhile, or edited by hand. Nothing was overruled: look at both, then decide."
            raise _decided(words)
        if there.is_tagged and ruling.choice is not Choice.WRITE:
            words = "This sentence is tagged in the gold review. Write another to keep that, or untag it there."
            raise Invalid(words, code="tagged")

    return _write(session, actor, opened, ActionKind.DECIDE, picks, [decision], check, stamp=stamp, now=now)


def undo_decision(
    session: Session, actor: Actor | None, opened: Adjudication, *, last: str, stamp: Stamp, now: datetime
) -> Done:
    """Take the last act in the gold review back, with what was decided by it; `last`: the one that the page showed."""
    return undo(session, actor, _gold(opened).uid, stamp=stamp, now=now, last=last)


def redo_decision(
    session: Session, actor: Actor | None, opened: Adjudication, *, last: str, stamp: Stamp, now: datetime
) -> Done:
    """Do again what was taken back last, with what was decided by it."""
    return redo(session, actor, _gold(opened).uid, stamp=stamp, now=now, last=last)


def finish_adjudication(
    session: Session, actor: Actor | None, opened: Adjudication, *, last: str, now: datetime
) -> None:
    """Finish the gold: from now on reports rest on it and its rulings are precedents. Cards without use go first.

    `last` is the uid of the last act that the page knew of: nobody finishes what they have not seen. Raises Conflict
    (`acted_since`) after another, Unsettled where something is left to settle. Finishing a finished one again changes
    nothing.
    """
    gold = find_review(session, _gold(opened).uid)
    if gold is None:
        raise NotFound
    person = permit(actor, Permission.ADJUDICATE, gold.project_id)
    lock_text(session, gold.text_id)
    gold = lock_review(session, gold)
    if gold.state is ReviewState.FINISHED:
        return
    _check_same(session, opened)
    if latest_action(session, gold.id) != last:
        words = "Something was done in the gold review since this page was shown. Look at it first, then finish."
        raise Conflict(words, code="acted_since")
    # Once more under the lock: a decision may have been taken back since the page was opened.
    now_standing = _settle_now(session, opened, gold)
    if left := sum(settling.standing is not Standing.SETTLED for settling in now_standing):
        items = "1 item is" if left == 1 else f"{left} items are"
        raise Unsettled(f"{items} not settled yet. Accept what is agreed and decide the differences.")
    unused = unused_cards(load_content(session, gold))
    if unused:
        act = Act(ActionKind.REMOVE_SOURCE, unused)
        perform(session, actor, gold.uid, lambda _s, _r, _reading: Step(act), stamp=Stamp(), now=now)
    if points := find_open_points(load_content(session, gold)):
        things, them = ("1 thing is", "it") if len(points) == 1 else (f"{len(points)} things are", "them")
        raise Unsettled(f"{things} open in the gold review itself. Open it and answer {them}.")
    set_state(session, gold.id, gold.version, ReviewState.FINISHED, finished_at=now)
    reviews = list_text_reviews(session, [gold.text_id])
    note_gold(session, person, gold.id, gold.uid, ActionKind.FINISH_REVIEW, reviews, now)
    train_again_when_due(session, gold.project_id, now=now)


def _settle_now(session: Session, opened: Adjudication, gold: ReviewHead) -> tuple[Settling, ...]:
    """The items with the decisions that stand now, under the gold review's lock."""
    return settle_items(opened.lined, queries.load_decisions(session, gold.id)) if opened.lined else ()


def _decided(words: str) -> Conflict:
    return Conflict(words, code="decided")


def _write(
    session: Session, actor: Actor | None, opened: Adjudication, kind: ActionKind,
    picks: Sequence[tuple[Item, Pick]], decisions: Sequence[Decision],
    check: Callable[[tuple[Settling, ...]], None], *, stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Write an act. `check` is given what stands under the lock and refuses what the page did not show."""
    gold, lined = _gold(opened), opened.lined
    assert lined is not None
    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        _check_same(session, opened)
        standing, known = queries.load_record(session, review.id)
        check(settle_now(lined, standing, reading, known, opened.passes))
        now_standing = (*standing, *decisions)
        settled = {
            settling.item.key
            for settling in settle_items(lined, now_standing)
            if settling.standing is Standing.SETTLED
            and settling.decision is not None
            and settling.decision.choice is not Choice.WRITE
        }
        made = settle(
            lined, reading, origins_now(known, opened.passes), picks, settled=settled, mint=lambda: uuid4().hex
        )
        person = permit(actor, Permission.SIGNED_IN)
        after = settle_items(lined, now_standing, apply_changes(reading, made.changes))
        denied = [
            replace(one, by=person.uid, independent=opened.independent, at=now)
            for one in _answers_denied(lined, after, picks)
        ]
        review_ids = {head.uid: head.id for head in opened.passes} | {review.uid: review.id}
        from_readings = {origin.gold_uid for origin in made.origins}
        # A sentence that is checked because nothing is left in it comes from no reading.
        new = [change for change in made.changes if change.before is None and change.uid not in from_readings]
        origins = (
            *only_news(made.origins, (one.origin for one in known)), *note_by_hand(new, (), review.uid),
        )  # fmt: skip

        def beside(action_id: int) -> None:
            queries.add_decisions(
                session, review.id, (*decisions, *denied), account_ids={person.uid: person.account_id},
                action_id=action_id,
            )  # fmt: skip
            queries.add_origins(session, review.id, origins, review_ids=review_ids, action_id=action_id)

        return Step(Act(kind, made.changes), beside=beside)

    return perform(session, actor, gold.uid, compute, stamp=stamp, now=now, is_edit=False)


def _answers_denied(
    lined: LinedUp, after: Sequence[Settling], picks: Sequence[tuple[Item, Pick]]
) -> tuple[Decision, ...]:
    """What an act decides beside its own: how sentences that it tagged are answered, where that was decided so far."""
    touched = {item.ordinal for item, _ in picks}
    return tuple(
        written_anew(lined, settling.decision, settling.item)
        for settling in after
        if settling.is_contradicted and settling.decision is not None and settling.item.ordinal in touched
    )


def _check_same(session: Session, opened: Adjudication) -> None:
    """Refuse what was opened upon other passes or another cut than are there now."""
    reviews = list_text_reviews(session, [opened.article.text_id])
    gold = find_gold(reviews)
    if (
        gold is None
        or opened.gold is None
        or (gold.uid, gold.segmentation_id) != (opened.gold.uid, opened.gold.segmentation_id)
        or [head.uid for head in list_passes(reviews)] != [head.uid for head in opened.passes]
    ):
        words = "A reading was finished meanwhile. Look again, then decide."
        raise Conflict(words, code="readings_changed")


def _decision(
    opened: Adjudication, actor: Actor | None, item: Item, choice: Choice, option: Option | None,
    parts: Mapping[Aspect, Option], now: datetime,
) -> Decision:  # fmt: skip
    """The decision about an item; what the readings said is kept where they differ."""
    assert opened.lined is not None
    taken = {"all": option.by} if option and choice in (Choice.TAKE, Choice.PARTS) else {}
    taken |= {aspect.value: other.by for aspect, other in parts.items()}
    differ = len(item.options) > 1
    return Decision(
        item=item.key,
        tag=item.tag,
        span=item.span,
        digest=item.digest,
        choice=choice,
        rule=item.rule,
        taken=taken,
        readings=readings_in_words(opened.lined, item) if differ else {},
        ruling=None if choice is Choice.WRITE else ruling_in_words(opened.lined, option, parts),
        by=permit(actor, Permission.SIGNED_IN).uid,
        independent=opened.independent,
        at=now,
    )


def _chosen(item: Item, ruling: Ruling) -> tuple[Option | None, Pick]:
    """The answer as it is recorded, and what is written of it."""
    match ruling.choice:
        case Choice.NONE | Choice.WRITE:
            return None, Pick(None)
        case Choice.TAKE:
            option = _option(item, ruling.option)
            return option, Pick(option)
        case Choice.PARTS:
            known = {aspect.value: aspect for aspect in item.parts}
            pick = pick_parts(item, {known[name]: value for name, value in ruling.parts.items() if name in known})
            return pick.option, pick


def _option(item: Item, digest: str) -> Option:
    option = item.option(digest)
    if option is None:
        raise Invalid("There is no such answer to choose. Look again.", code="no_option")
    return option


def _pick_of(option: Option | None) -> Pick:
    return Pick(option if option and option.records else None)


def _gold(opened: Adjudication) -> ReviewHead:
    if opened.gold is None:
        raise NotFound
    return opened.gold
