"""Passes of a round measured against gold. Editors see it once a pass is finished; its person in training once they
have finished, else with the release. There is no order of people in it but that of their names, unless the project
ranks them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.gold_scores import GoldScore, score_against_gold
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewState, Scope
from annotator.core.rounds import ArticleRole, may_see_score, number_places
from annotator.services.rounds import RoundView
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import rounds as queries
from annotator.storage.queries.readings import load_readings
from annotator.storage.queries.rounds import RoundPass


@dataclass(frozen=True, slots=True)
class ScoredPass:
    """A person's first finished pass over an article, measured."""

    review_uid: str
    article_uid: str
    title: str
    account_id: int
    name: str
    score: GoldScore


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person passed on all articles of the round that they finished; `left` counts those they have not."""

    account_id: int
    name: str
    passed: bool
    left: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person in the order of the F1 of their attributions over all articles; no place without a score."""

    place: int | None
    name: str
    articles: int
    score: float | None


@dataclass(frozen=True, slots=True)
class RoundScores:
    """What the person may see of a round's scores. `ranking` is empty unless the project ranks people, and for all
    but its editors.
    """

    passes: tuple[ScoredPass, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    ranking: tuple[Ranked, ...] = ()


def score_round(session: Session, actor: Actor | None, view: RoundView) -> RoundScores:
    """Measure the passes that the person may see measured; `view` is the round as they see it."""
    person = permit(actor, Permission.SIGNED_IN)
    measured = [item.article for item in view.articles if item.article.role is not ArticleRole.OVERLAP]
    if not measured:
        return RoundScores()
    hidden = hidden_texts(session, person, view.round.project_id)
    articles = {one.text_id: one for one in measured if one.text_id not in hidden}
    golds = queries.list_golds(session, articles)
    first = [
        one
        for one in _first_finished(queries.list_round_passes(session, view.round.id))
        if one.text_id in golds
        and may_see_score(
            view.round.kind, view.round.state, is_own=one.account_id == person.account_id, is_editor=view.is_editor
        )
    ]
    readings = load_readings(session, [*(one.review_id for one in first), *golds.values()]) if first else {}
    names = {one.account_id: one.name for one in queries.list_round_people(session, view.round.id)}
    passes = tuple(
        ScoredPass(
            one.uid, articles[one.text_id].article_uid, articles[one.text_id].title, one.account_id,
            names[one.account_id],
            score_against_gold(readings[one.review_id], readings[golds[one.text_id]]),
        )
        for one in sorted(first, key=lambda one: (one.text_id, names[one.account_id].casefold()))
    )  # fmt: skip
    ranks = view.round.ranks_people and view.is_editor
    return RoundScores(
        passes, _verdicts(view.round.pass_mark, passes, len(measured)), _ranking(passes) if ranks else ()
    )


def _first_finished(passes: Sequence[RoundPass]) -> list[RoundPass]:
    """Of each text and person the first finished pass: what they did before they were told anything."""
    found: dict[tuple[int, int], RoundPass] = {}
    for one in passes:
        if one.state is ReviewState.FINISHED and one.scope is Scope.FULL:
            found.setdefault((one.text_id, one.account_id), one)
    return list(found.values())


def _by_person(passes: Sequence[ScoredPass]) -> dict[int, list[ScoredPass]]:
    found: dict[int, list[ScoredPass]] = {}
    for one in passes:
        found.setdefault(one.account_id, []).append(one)
    return found


def _verdicts(mark: int | None, passes: Sequence[ScoredPass], articles: int) -> tuple[Verdict, ...]:
    if mark is None:
        return ()
    found = [
        Verdict(account_id, theirs[0].name, _together(theirs).passes(mark), articles - len(theirs))
        for account_id, theirs in _by_person(passes).items()
    ]
    return tuple(sorted(found, key=lambda verdict: verdict.name.casefold()))


def _ranking(passes: Sequence[ScoredPass]) -> tuple[Ranked, ...]:
    people = list(_by_person(passes).values())
    scores = [_together(theirs).attributions.f1 for theirs in people]
    found = [
        Ranked(place, theirs[0].name, len(theirs), score)
        for place, theirs, score in zip(number_places(scores), people, scores, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.place or len(found) + 1, one.name.casefold())))


def _together(passes: Sequence[ScoredPass]) -> GoldScore:
    return sum((one.score for one in passes), GoldScore())
