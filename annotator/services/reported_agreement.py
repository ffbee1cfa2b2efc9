"""Agreement on what the sourcing report says: of a project, and how many taggings raise each flag of one report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from annotator.core.agreement.reported import Raised, count_raised
from annotator.core.records import ArticleFacts, ReviewKind, Scope
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.policy import Policy
from annotator.core.sourcing.rules import raise_flags
from annotator.services.agreement import Choice
from annotator.services.policies import policies_of
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries.agreement import TextHead, list_text_heads
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import PassHead

if TYPE_CHECKING:
    from annotator.core.agreement.reported_report import ReportedAgreement

#: Articles listed of one rule.
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Reported:
    """The numbers, and the articles in which taggings differ on the rule asked for (the first `MOST_LISTED`)."""

    report: "ReportedAgreement"
    rule: str
    articles: tuple[TextHead, ...]


def compare_reported(session: Session, choice: Choice, rule: str, *, now: datetime) -> Reported:
    """Compare what the report says of the chosen reviewers' taggings, each article under the policy that is in force
    for it; `rule` may be empty.
    """
    report = report_choice_reported(session, choice, now=now)
    split = next((found.split for found in report.rules if found.rule == rule), ())[:MOST_LISTED]
    heads = list_text_heads(session, text_ids=split)
    return Reported(report, rule, tuple(heads[text_id] for text_id in split))


def report_choice_reported(session: Session, choice: Choice, *, now: datetime) -> "ReportedAgreement":
    """The numbers alone; reviewers are named by their uids in them."""
    from annotator.core.agreement.reported_report import report_reported  # numpy, which the start does without

    rows = kept_texts.load_reported(
        session, project_id=choice.project_id, hidden=choice.hidden, filters=choice.filters.values
    )
    keys = tuple(str(reviewer.account_id) for reviewer in choice.chosen)
    uids = tuple(reviewer.uid for reviewer in choice.chosen)
    policy_on = policies_of(session, choice.project_id, now=now)
    return report_reported(rows, keys, uids, choice.filters.sight, policy_on)


def count_taggings(
    session: Session, passes: Sequence[PassHead], facts: ArticleFacts, chosen: int, flags: Sequence[Flag],
    policy: Policy,
) -> Mapping[Flag, Raised]:  # fmt: skip
    """How many of the finished full passes among `passes` raise each of these flags, which the review `chosen` raises:
    how far a flag rests on who tagged. Empty for fewer than two; gold is no tagging. Who may see these passes is the
    caller's to know.
    """
    full = [p for p in passes if p.is_finished and p.kind is ReviewKind.PASS and p.scope is Scope.FULL]
    if len(full) < 2:
        return {}
    others = load_newest_readings(session, [head.review_id for head in full if head.review_id != chosen])
    raised = [
        policy.keep(raise_flags(Grounds(reading, facts), policy.thresholds)) for reading in others.values()
    ]
    raised += [tuple(flags)] * (len(full) - len(others))
    return {flag: count_raised(flag, raised) for flag in flags}
