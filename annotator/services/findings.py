"""Acting on the findings of an article: the next step of one, all open ones asked at once, and signing off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.reports import Draft
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.checklist import checklist_to_json
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.report import SourcingReport
from annotator.core.sourcing.states import (
    FindingState,
    StateRow,
    check_step,
    is_proposed_flag,
    place_of_finding,
    place_of_flag,
    state_of_word,
)
from annotator.services import reports
from annotator.services.audit import record
from annotator.services.sourcing import ArticleReport, article_report, document_of_report
from annotator.storage.queries import policies as queries
from annotator.storage.queries.reviews import lock_text

#: The kind under which signed reports are kept.
KIND = "sourcing"


class StepMoved(Conflict):
    """Somebody took a step meanwhile; `stored` is the finding's last step now."""

    def __init__(self, stored: StateRow) -> None:
        super().__init__(
            f"{stored.by} set this finding to “{stored.state.value.replace('_', ' ')}” meanwhile"
            + (f": {stored.reason}" if stored.reason else "")
            + ". Nothing was overwritten; look at it and take your step again if it still holds.",
            code="finding_moved",
        )
        self.stored = stored


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a step is about: a finding, or a flag that no finding gathers."""

    words: str
    rules: Sequence[str]
    proposed: bool
    question: str = ""


def take_step(
    session: Session, actor: Actor | None, article_uid: str, review_uid: str, place: str, word: str, *,
    reason: str, after: int, now: datetime,
) -> None:  # fmt: skip
    """Set a finding of the report on this review to the state of that word; `after` is the number of the step the
    person saw, 0 where there was none.

    Raises NotFound where the report has no such finding, Invalid for a step that cannot be taken, StepMoved where
    somebody was first.
    """
    result = permit_acting(session, actor, article_uid, review_uid, now=now)
    person = permit(actor, Permission.SIGNED_IN)
    assert result.report is not None  # permit_acting
    subject = _subjects(result.report).get(place)
    if subject is None:
        raise NotFound("The report says this no longer. Open it again.")
    state = state_of_word(word)
    stands = state_of(result.steps, place)
    said = check_step(state, reason, proposed=subject.proposed, stands=stands)
    _store(session, person, result, place, subject, state, said, after, now=now)


def ask_all(
    session: Session, actor: Actor | None, article_uid: str, review_uid: str, *, now: datetime
) -> tuple[str, ...]:
    """Return the article to its author: every open finding becomes asked. The questions, in the report's order."""
    result = permit_acting(session, actor, article_uid, review_uid, now=now)
    person = permit(actor, Permission.SIGNED_IN)
    assert result.report is not None  # permit_acting
    asked = []
    for finding in open_findings(result):
        place = place_of_finding(finding)
        subject = _of_finding(finding)
        after = len(result.steps.get(place, ()))
        _store(session, person, result, place, subject, FindingState.ASKED, "", after, now=now)
        asked.append(finding.question)
    return tuple(asked)


def open_findings(result: ArticleReport) -> tuple[Finding, ...]:
    """The findings about which an author can be asked now: open, or proposed and confirmed."""
    if result.report is None:
        return ()
    return tuple(
        finding
        for finding in result.report.findings
        if state_of(result.steps, place_of_finding(finding))
        in ((FindingState.CONFIRMED,) if finding.is_proposed else (FindingState.OPEN, FindingState.CONFIRMED))
    )


def state_of(steps: Mapping[str, Sequence[StateRow]], place: str) -> FindingState:
    """Where a finding stands."""
    taken = steps.get(place, ())
    return taken[-1].state if taken else FindingState.OPEN


def sign_off(session: Session, actor: Actor | None, article_uid: str, review_uid: str, *, now: datetime) -> str:
    """Keep the report as it stands, with the states of its findings, and sign it; the kept report's uid.

    From then on no policy, scheme, text or tag changes what it says.
    """
    result = permit_acting(session, actor, article_uid, review_uid, now=now)
    document = document_of_report(result)
    chosen = result.chosen
    assert document is not None  # permit_acting
    assert chosen is not None  # permit_acting
    draft = Draft(
        kind=KIND,
        title=result.article.facts.title[:180],
        content={**document, "states": states_to_json(result), "checklist": checklist_to_json(result.answers)},  # type: ignore[dict-item]  # JSON all through
        versions=reports.versions_of(session, result.article.project_id, [chosen.review_id]),
        reviews=(chosen.uid,),
        filters={"article": result.article.uid},
    )
    uid = reports.keep(session, actor, result.article.project_uid, draft, now=now)
    reports.sign(session, actor, uid, now=now)
    return uid


def states_to_json(result: ArticleReport) -> list[dict[str, object]]:
    """The state of each finding and of each acted-on flag, as the kept document holds them."""
    if result.report is None:
        return []
    return [
        {
            "place": place, "words": subject.words, "rules": list(subject.rules),
            "state": taken[-1].state.value if taken else FindingState.OPEN.value,
            "reason": taken[-1].reason if taken else "",
            "by": taken[-1].by if taken else "",
            "at": taken[-1].at.isoformat(timespec="seconds") if taken else "",
        }
        for place, subject in _subjects(result.report).items()
        if (taken := result.steps.get(place, ())) or ("@" in place and not place.startswith("SR"))
    ]  # fmt: skip


def permit_acting(
    session: Session, actor: Actor | None, article_uid: str, review_uid: str, *, now: datetime
) -> ArticleReport:
    """The report of an article on a review, for an editor who acts on it. Raises NotFound, Forbidden."""
    result = article_report(session, actor, article_uid, review_uid, now=now)
    permit(actor, Permission.MANAGE_PROJECT, result.article.project_id)
    if result.report is None or not result.may_act:
        raise NotFound("There is no report of this article that you can act on now.")
    return result


def _store(
    session: Session, person: Actor, result: ArticleReport, place: str, subject: _Subject, state: FindingState,
    reason: str, after: int, *, now: datetime,
) -> None:  # fmt: skip
    lock_text(session, result.article.text_id)
    taken = queries.list_steps(session, result.article.text_id).get(place, ())
    if len(taken) != after:
        raise StepMoved(taken[-1])
    queries.add_step(
        session, result.article.text_id, place, after + 1, state, reason=reason, words=subject.words,
        rules=subject.rules, made_by_id=person.account_id, now=now,
    )  # fmt: skip
    detail = {"article": result.article.uid, "place": place, "state": state.value, "number": after + 1}
    record(session, "finding:step", person.uid, detail, now=now)


def _subjects(report: SourcingReport) -> dict[str, _Subject]:
    """What can be acted on, by place: the findings, then the flags that no finding gathers."""
    found = {place_of_finding(finding): _of_finding(finding) for finding in report.findings}
    for flag in report.rest:
        found.setdefault(place_of_flag(flag), _of_flag(flag))
    return found


def _of_finding(finding: Finding) -> _Subject:
    return _Subject(finding.sentence, finding.rules, finding.is_proposed, finding.question)


def _of_flag(flag: Flag) -> _Subject:
    return _Subject(flag.words, (flag.rule,), is_proposed_flag(flag))
