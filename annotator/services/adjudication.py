"""Adjudication: an editor lines up the finished passes over a text and settles what they differ in, in a gold review.

Opening reads and compares, outside of any write; what is decided upon it is written by services/deciding.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.adjudication import LinedUp
from annotator.core.guidelines import Section, read_sections
from annotator.core.lining_up import line_up
from annotator.core.overruling import mark_by_hand
from annotator.core.permissions import Actor
from annotator.core.records import Reading, ReviewKind, ReviewState, Scope, Sentence
from annotator.core.reviews import OpenPoint, find_open_points
from annotator.core.rulings import Decision, Settling, settle_items
from annotator.core.scheme import Tag
from annotator.core.scheme_json import scheme_from_json
from annotator.services.gold import (
    AdjudicatedText,
    find_gold,
    find_text,
    is_independent,
    list_adjudicated,
    list_passes,
    list_to_adjudicate,
    newest_sentences,
    of_text,
    origins_now,
)
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.actions import LastAct, find_last_act
from annotator.storage.queries.decisions import KnownOrigin
from annotator.storage.queries.projects import find_project, latest_scheme
from annotator.storage.queries.readings import load_content, load_readings
from annotator.storage.queries.reviews import ReviewHead
from annotator.storage.queries.sourcing import ArticleHead


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A text's finished passes lined up, with what was decided. `gold` is None before an editor begins.

    `independent`: who asks has no pass over the text. `lost` counts decisions whose item no reading has any more.
    `last` is the last act in the gold review, which undo would begin with. `texts` are those of the article that have
    something to settle, the one that is looked at among them.
    """

    article: ArticleHead
    gold: ReviewHead | None
    gold_reading: Reading | None
    passes: tuple[ReviewHead, ...]
    sentences: tuple[Sentence, ...]
    lined: LinedUp | None
    settlings: tuple[Settling, ...]
    origins: tuple[KnownOrigin, ...]
    independent: bool
    blind: bool
    sections: tuple[Section, ...] = ()
    own_tags: tuple[Tag, ...] = ()
    lost: int = 0
    open_points: tuple[OpenPoint, ...] = ()
    last: LastAct | None = None
    texts: tuple[AdjudicatedText, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Say whether the gold counts."""
        return self.gold is not None and self.gold.state is ReviewState.FINISHED

    @property
    def acceptable(self) -> tuple[Settling, ...]:
        """What the bulk would accept now."""
        return tuple(settling for settling in self.settlings if settling.may_be_accepted)

    @property
    def to_do(self) -> tuple[Settling, ...]:
        """What a person has to settle, in text order."""
        return tuple(settling for settling in self.settlings if settling.is_to_do)


def open_adjudication(
    session: Session, actor: Actor | None, article_uid: str, number: int | None = None
) -> Adjudication:
    """Line up the finished passes over an article's newest text, or over the one with this number.

    Raises NotFound for what is not the editor's to see, Conflict (`tagging_it`) while they are tagging a text of the
    article themselves: whoever edits and reviews is a reviewer first.
    """
    article, person = find_text(session, actor, article_uid, number)
    of_article = list_to_adjudicate(session, person, article)
    reviews = of_text(article, of_article)
    project = find_project(session, article.project_uid)
    scheme = latest_scheme(session, article.project_id)
    assert project is not None
    assert scheme is not None
    found = scheme_from_json(scheme.body)
    gold = find_gold(reviews)
    passes = list_passes(reviews)
    gold_reading = load_content(session, gold) if gold else None
    sentences = gold_reading.sentences if gold_reading else newest_sentences(session, article.text_id)
    readings = load_readings(session, [head.id for head in passes])
    lined = line_up(
        {head.uid: readings[head.id] for head in passes},
        sentences,
        sourcing_only={head.uid for head in passes if head.scope is Scope.SOURCING_ONLY},
        majority=project.adjudicates_by_majority,
    )
    decisions, origins = queries.load_record(session, gold.id) if gold else ((), ())
    settlings = settle_now(lined, decisions, gold_reading, origins, passes)
    kept = {settling.decision.item for settling in settlings if settling.decision}
    return Adjudication(
        article=article,
        gold=gold,
        gold_reading=gold_reading,
        passes=passes,
        sentences=sentences,
        lined=lined if passes else None,
        settlings=settlings,
        origins=origins,
        independent=is_independent(person, reviews),
        blind=project.adjudicates_blind,
        sections=tuple(section for section in read_sections(found.guideline) if section.anchor),
        own_tags=found.own_tags,
        lost=len({decision.item for decision in decisions if decision.rule is None} - kept),
        open_points=find_open_points(gold_reading) if gold_reading else (),
        last=find_last_act(session, gold.id) if gold else None,
        texts=list_adjudicated(of_article),
    )


def settle_now(
    lined: LinedUp, decisions: Sequence[Decision], gold: Reading | None, origins: Sequence[KnownOrigin],
    passes: Sequence[ReviewHead],
) -> tuple[Settling, ...]:  # fmt: skip
    """Where each item stands, by the decisions and origins that count and by what the gold holds."""
    if gold is None:
        return settle_items(lined, decisions)
    edited = {one.origin.gold_uid for one in origins if one.kind is ReviewKind.GOLD}
    by_hand = mark_by_hand(lined, gold, origins_now(origins, passes), edited)
    return settle_items(lined, decisions, gold, by_hand)
