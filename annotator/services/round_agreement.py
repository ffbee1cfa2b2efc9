"""Agreement of a round before its release, and after: with each person's revision in the place of what it revises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.packing import Sight, pack_text
from annotator.core.permissions import Actor
from annotator.core.records import ArticleFacts, ReviewState, Scope
from annotator.core.rounds import is_after_release
from annotator.core.scheme import Tag, own_by_key
from annotator.core.scheme_json import scheme_from_json
from annotator.services.agreement_counts import own_tags_of, read_passes
from annotator.services.rounds import RoundView, show_round
from annotator.storage.queries import rounds as queries
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.rounds import RoundPass, RoundRow

if TYPE_CHECKING:
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
    passes = [
        one
        for one in queries.list_round_passes(session, view.round.id)
        if one.state is ReviewState.FINISHED and one.scope is Scope.FULL
    ]
    first, last = _first(view.round, passes), _last(passes)
    revised = sum(last[key] is not one for key, one in first.items())
    stored = latest_scheme(session, view.round.project_id)
    return view, BeforeAfter(
        _report(session, view, first.values()),
        _report(session, view, last.values()) if revised else None,
        revised,
        own_by_key(scheme_from_json(stored.body)) if stored else {},
    )


def _last(passes: Sequence[RoundPass]) -> dict[tuple[int, int], RoundPass]:
    """Of each text and person the last finished pass; `passes` are oldest first."""
    return {(one.text_id, one.account_id): one for one in passes}


def _first(found: RoundRow, passes: Sequence[RoundPass]) -> dict[tuple[int, int], RoundPass]:
    """The same without what was revised after the release: as they were blind."""
    blind = [
        one
        for one in passes
        if not is_after_release(
            started_at=one.started_at, is_revision=one.revises_id is not None, released_at=found.released_at
        )
    ]
    return _last(blind)


def _report(session: Session, view: RoundView, passes: Iterable[RoundPass]) -> "AgreementReport | None":
    """The report on these passes; None where no two people finished one article."""
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, which the server's start does without
    from annotator.core.agreement.project_report import report_project

    counting = [
        CountingPass(one.review_id, one.text_id, one.account_id, 0, one.saw_suggestions, one.finished_at)
        for one in passes
    ]
    by_text: dict[int, list[CountingPass]] = defaultdict(list)
    for one in counting:
        by_text[one.text_id].append(one)
    readings = read_passes(session, counting) if counting else {}
    rows = []
    for text_id, there in sorted(by_text.items()):
        packed = pack_text(
            {str(account): reading for account, reading in readings[text_id].items()},
            own_tags_of(session, there),
            {str(one.account_id) for one in there if one.saw_suggestions},
            ArticleFacts(title=""),
        )
        rows.append((text_id, "", packed.people, packed.own_tags, packed.layout, packed.patterns, packed.pairs))
    kept = KeptTexts.of(rows)
    people = [person for person in view.people if any(one.account_id == person.account_id for one in counting)]
    chosen = Chosen(kept, tuple(str(person.account_id) for person in people), Sight.ANY)
    if not chosen.shared:
        return None
    return report_project(chosen, tuple(person.uid for person in people))
