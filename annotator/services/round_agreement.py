"""Agreement of a round before its release, and after: with each person's revision in the place of what it revises."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.filters import Filters
from annotator.core.agreement.packing import Sight
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor
from annotator.core.records import ReviewState, Scope
from annotator.core.rounds import When, is_after_release
from annotator.core.scheme import Tag, own_by_key
from annotator.core.scheme_json import scheme_from_json
from annotator.services.agreement import Choice, Record, Reviewer
from annotator.services.agreement_counts import pack_passes
from annotator.services.rounds import RoundView, show_round
from annotator.storage.queries import rounds as queries
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.rounds import RoundPass

if TYPE_CHECKING:
    from annotator.core.agreement.kept import Chosen
    from annotator.core.agreement.report import AgreementReport


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A round's two reports; `after` is None before anybody finished a revision. `revised` counts those."""

    before: "AgreementReport | None"
    after: "AgreementReport | None"
    revised: int
    own_tags: Mapping[str, Tag]


def compare_round(session: Session, actor: Actor | None, round_uid: str) -> tuple[RoundView, BeforeAfter | None]:
    """The round, and its agreement where the person may see it: who reads reports at once, the people of a released
    calibration too; nobody who is tagging one of its texts. Computed anew: a round is a few articles.
    """
    view = show_round(session, actor, round_uid)
    if not view.compares:
        return view, None
    first, last = _passes(session, view)
    revised = sum(last[key] is not one for key, one in first.items())
    stored = latest_scheme(session, view.round.project_id)
    return view, BeforeAfter(
        _report(_choose(session, actor, view, first.values())),
        _report(_choose(session, actor, view, last.values())) if revised else None,
        revised,
        own_by_key(scheme_from_json(stored.body)) if stored else {},
    )


def choose_round(
    session: Session, actor: Actor | None, round_uid: str, when: When, reviewer_uids: Sequence[str] = ()
) -> tuple[RoundView, Choice]:
    """One of the two comparisons of a round as whom and what to compare, all of its people where none is named: for
    its whole report, and the sentences behind its numbers. Raises NotFound where the person may not see it, and where
    there is none.
    """
    view = show_round(session, actor, round_uid)
    if view.compares:
        first, last = _passes(session, view)
        if when is When.BEFORE or last != first:
            passes = (first if when is When.BEFORE else last).values()
            choice = _choose(session, actor, view, passes, frozenset(reviewer_uids))
            if choice.texts.shared:
                return view, choice
    raise NotFound("This round has no such comparison for you now.")


def report_round(choice: Choice) -> "AgreementReport":
    """All four questions of one of its comparisons, without groups."""
    from annotator.core.agreement.project_report import report_project  # numpy, which the server's start does without

    return report_project(choice.texts, tuple(reviewer.uid for reviewer in choice.chosen))


def _passes(
    session: Session, view: RoundView
) -> tuple[dict[tuple[int, int], RoundPass], dict[tuple[int, int], RoundPass]]:
    """Of each text and person the last pass that was finished blind, and the last finished one."""
    found = view.round
    finished = [
        one
        for one in queries.list_round_passes(session, found.id)
        if one.state is ReviewState.FINISHED and one.scope is Scope.FULL and one.text_id not in view.without_numbers
    ]
    blind = [
        one
        for one in finished
        if not is_after_release(
            started_at=one.started_at, is_revision=one.revises_id is not None, released_at=found.released_at
        )
    ]
    return _last(blind), _last(finished)


def _last(passes: Sequence[RoundPass]) -> dict[tuple[int, int], RoundPass]:
    """Of each text and person the last of these passes, which are oldest first."""
    return {(one.text_id, one.account_id): one for one in passes}


def _report(choice: Choice) -> "AgreementReport | None":
    """The report on these passes; None where no two people finished one article."""
    return report_round(choice) if choice.texts.shared else None


def _choose(
    session: Session, actor: Actor | None, view: RoundView, passes: Iterable[RoundPass],
    wanted: frozenset[str] = frozenset(),
) -> Choice:  # fmt: skip
    counting = tuple(
        CountingPass(one.review_id, one.text_id, one.account_id, 0, one.saw_suggestions, one.finished_at)
        for one in passes
    )
    done = Counter(one.account_id for one in counting)
    reviewers = tuple(
        Reviewer(one.account_id, one.uid, one.name, done[one.account_id], not wanted or one.uid in wanted)
        for one in view.people
        if one.account_id in done
    )
    found = view.round
    return Choice(
        found.project_id, found.project_uid, found.project_name, reviewers, frozenset(), Filters(),
        _count(session, counting, tuple(str(one.account_id) for one in reviewers if one.is_chosen)),
        person=actor, record=Record(counting),
    )  # fmt: skip


def _count(session: Session, passes: Sequence[CountingPass], people: tuple[str, ...]) -> "Chosen":
    """The passes counted and compared, as the kept rows of texts are."""
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, as above

    rows = [
        (text_id, "", packed.people, packed.own_tags, packed.layout, packed.patterns, packed.pairs)
        for text_id, packed in pack_passes(session, passes).items()
    ]
    return Chosen(KeptTexts.of(rows), people, Sight.ANY)
