"""Passes of a round measured against gold. Editors see it once a pass is finished; its person in training once they
have finished, else with the release. There is no order of people in it but that of their names, unless the project
ranks them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.gold_scores import (
    GoldScore,
    Measured,
    Part,
    Standing,
    measure_against_gold,
    score_against_gold,
)
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewState, Scope, Sentence
from annotator.core.rounds import ArticleRole, may_see_score, number_places
from annotator.services.rounds import RoundView, show_round
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import rounds as queries
from annotator.storage.queries.readings import load_readings
from annotator.storage.queries.rounds import RoundArticleRow, RoundPass, RoundRow

ARTICLES_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class ScoredPass:
    """A person's first finished pass over an article, measured."""

    review_uid: str
    article_uid: str
    title: str
    account_id: int
    account_uid: str
    name: str
    score: GoldScore


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person passed on all articles of the round that they finished, by the F1 of their attributions; `left`
    counts those they have not.
    """

    account_id: int
    account_uid: str
    name: str
    score: float | None
    passed: bool
    left: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person in the order of the F1 of their attributions over all articles; no place without a score."""

    place: int | None
    account_uid: str
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


@dataclass(frozen=True, slots=True)
class AskedScore:
    """A number of the scores: of which person, of what, in which article (empty: in all that they finished)."""

    account_uid: str
    part: Part
    article_uid: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ScoredThing:
    """One thing that a score counts, with its words."""

    measured: Measured
    words: str


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with what is counted there; `ordinal` is None for what is at home in no sentence of the cut."""

    ordinal: int | None
    words: str
    things: tuple[ScoredThing, ...]

    @property
    def costs(self) -> bool:
        """Say whether something in it is not as in the gold."""
        return any(thing.measured.standing is not Standing.SAME for thing in self.things)


@dataclass(frozen=True, slots=True)
class ListedPass:
    """A pass with the sentences behind its number, those that cost something first."""

    head: ScoredPass
    sentences: tuple[ScoredSentence, ...]


@dataclass(frozen=True, slots=True)
class BehindScore:
    """What a score counts, over so many `articles`; of these `ARTICLES_A_PAGE` a page. `left` are the articles of the
    round that the person has not finished.
    """

    round: RoundRow
    name: str
    score: GoldScore
    articles: int
    passes: tuple[ListedPass, ...]
    left: tuple[RoundArticleRow, ...]
    page: int
    pages: int


def score_round(session: Session, actor: Actor | None, view: RoundView) -> RoundScores:
    """Measure the passes that the person may see measured; `view` is the round as they see it."""
    found = _read_scored(session, actor, view)
    passes = tuple(one.head for one in found.passes)
    ranks = view.round.ranks_people and view.is_editor
    return RoundScores(
        passes, _verdicts(view.round.pass_mark, passes, found), _ranking(passes) if ranks else ()
    )


def show_behind_score(session: Session, actor: Actor | None, round_uid: str, asked: AskedScore) -> BehindScore:
    """What a score counts, sentence by sentence. Raises NotFound where the person may not see such a score."""
    view = show_round(session, actor, round_uid)
    found = _read_scored(session, actor, view)
    theirs = [one for one in found.passes if one.head.account_uid == asked.account_uid]
    those = [one for one in theirs if asked.article_uid in ("", one.head.article_uid)]
    if not those:
        raise NotFound("There is no such score for you now.")
    done = {one.head.article_uid for one in theirs}
    every = found.left_to(theirs[0].head.account_id)
    left = () if asked.article_uid else tuple(one for one in every if one.article_uid not in done)
    pages = -(-len(those) // ARTICLES_A_PAGE)
    page = min(max(asked.page, 1), pages)
    shown = those[(page - 1) * ARTICLES_A_PAGE : page * ARTICLES_A_PAGE]
    return BehindScore(
        view.round, theirs[0].head.name, together([one.head for one in those]), len(those),
        tuple(ListedPass(one.head, _list_sentences(one, asked.part)) for one in shown), left, page, pages,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scored:
    """A pass with what it was measured by."""

    head: ScoredPass
    reading: Reading
    gold: Reading


@dataclass(frozen=True, slots=True)
class _Found:
    """The passes that the person may see measured; the articles of the round with gold that they may see others on
    (`open`), and all of these, on which they know how far they are themselves.
    """

    passes: tuple[_Scored, ...] = ()
    open: tuple[RoundArticleRow, ...] = ()
    every: tuple[RoundArticleRow, ...] = ()
    asking: int = 0

    def left_to(self, account_id: int) -> tuple[RoundArticleRow, ...]:
        """The articles of which the person may know whether somebody finished them."""
        return self.every if account_id == self.asking else self.open


def _read_scored(session: Session, actor: Actor | None, view: RoundView) -> _Found:
    person = permit(actor, Permission.SIGNED_IN)
    measured = tuple(item.article for item in view.articles if item.article.role is not ArticleRole.OVERLAP)
    if not measured:
        return _Found()
    hidden = hidden_texts(session, person, view.round.project_id)
    # Where a finished gold is open again the same passes are measured that its editors see without names.
    hidden |= view.without_numbers
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
    people = {one.account_id: one for one in queries.list_round_people(session, view.round.id)}
    passes = []
    for one in sorted(first, key=lambda one: (one.text_id, people[one.account_id].name.casefold())):
        article, whose = articles[one.text_id], people[one.account_id]
        reading, gold = readings[one.review_id], readings[golds[one.text_id]]
        head = ScoredPass(
            one.uid, article.article_uid, article.title, one.account_id, whose.uid, whose.name,
            score_against_gold(reading, gold),
        )  # fmt: skip
        passes.append(_Scored(head, reading, gold))
    return _Found(tuple(passes), tuple(articles.values()), measured, person.account_id)


def _list_sentences(scored: _Scored, part: Part) -> tuple[ScoredSentence, ...]:
    """The sentences with something that is measured, those that cost something first."""
    by_sentence: dict[Sentence | None, list[ScoredThing]] = {}
    for one in measure_against_gold(scored.reading, scored.gold)[part]:
        there = by_sentence.setdefault(scored.gold.home_of(one.span.start), [])
        there.append(ScoredThing(one, scored.gold.quote(one.span)))
    found = (
        ScoredSentence(
            home.ordinal if home else None, scored.gold.quote(home.span) if home else things[0].words, tuple(things)
        )
        for home, things in by_sentence.items()
    )
    return tuple(sorted(found, key=lambda one: not one.costs))


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


def _verdicts(mark: int | None, passes: Sequence[ScoredPass], found: _Found) -> tuple[Verdict, ...]:
    if mark is None:
        return ()
    verdicts = [
        Verdict(
            account_id, theirs[0].account_uid, theirs[0].name, score.attributions.f1, score.passes(mark),
            len(found.left_to(account_id)) - len(theirs),
        )
        for account_id, theirs in _by_person(passes).items()
        for score in (together(theirs),)
    ]  # fmt: skip
    return tuple(sorted(verdicts, key=lambda verdict: verdict.name.casefold()))


def _ranking(passes: Sequence[ScoredPass]) -> tuple[Ranked, ...]:
    people = list(_by_person(passes).values())
    scores = [together(theirs).attributions.f1 for theirs in people]
    found = [
        Ranked(place, theirs[0].account_uid, theirs[0].name, len(theirs), score)
        for place, theirs, score in zip(number_places(scores), people, scores, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.place or len(found) + 1, one.name.casefold())))


def together(passes: Sequence[ScoredPass]) -> GoldScore:
    """The counts of several passes added up."""
    return sum((one.score for one in passes), GoldScore())
