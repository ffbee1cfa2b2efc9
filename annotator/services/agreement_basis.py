"""What a kept agreement report was counted from: written beside it when it is kept, and found again from its passes for
reports of earlier versions, and after a version that counts otherwise.

A finished pass never changes (who revises gets a copy), nor does a cut, and the document names both; so what it counted
can be counted again as long as its passes are there. Outlets and rounds of articles have no history: a report of which
only the document is there gets those of today, and says so where its groups are not found again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from annotator.core.agreement.filters import Filters
from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.packing import PackedText, Person, Sight, write_people
from annotator.core.agreement.reported_json import reported_to_json
from annotator.core.agreement.snapshot_read import read_snapshot
from annotator.core.agreement.then import counts_alike, reported_alike
from annotator.core.errors import Conflict
from annotator.core.reports import Basis
from annotator.services import agreement_counts, agreement_then, reports
from annotator.services.agreement import Choice, report_choice
from annotator.services.reported_agreement import report_choice_reported
from annotator.services.reports import KeptReport
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries import agreement_then as then_queries
from annotator.storage.queries import report_bases
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.policies import list_policies
from annotator.storage.queries.report_bases import BasisRow
from annotator.storage.queries.reports import list_without_basis

KIND = "agreement"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that goes into a basis: its row, what it is told apart by, its passes, and its totals where they count."""

    row: BasisRow
    label: str
    passes: tuple[CountingPass, ...]
    totals: bytes | None = None


def take_basis(session: Session, choice: Choice, passes: Sequence[CountingPass]) -> Basis:
    """What a choice is counted from; `passes` are all that count in the project, of whomever. Raises Conflict where
    somebody finished a review while this was read.
    """
    kept = choice.texts.kept
    rows = {row.text_id: row for row in report_bases.load_basis_rows(session, project_id=choice.project_id)}
    by_text = queries.group_by_text(passes)
    is_whole = not any(kept.in_pairs)
    found = []
    for place, (text_id, people) in enumerate(zip(kept.texts, choice.texts.finished_by.tolist(), strict=True)):
        if not people:
            continue
        row, there = rows.get(text_id), by_text.get(text_id, ())
        if row is None or row.patterns != kept.patterns[place] or row.people != _people(there):
            raise Conflict("A review was finished while this report was made. Keep it again.", code="moved")
        found.append(_Text(row, kept.labels[place], there, kept.comparisons[place] if is_whole else None))
    policies = list_policies(session, choice.project_id)
    return _write(found, policy=policies[0].policy.number if policies else 0)


def count_again(session: Session, report_uid: str) -> Basis:
    """Find again what a report was counted from, whose basis is missing or of an earlier version. Raises Conflict for
    a report that is not as it was kept.
    """
    kept = reports.take_up(session, report_uid)
    basis = _find_again(session, kept)
    return replace(basis, is_alike=_is_alike(session, kept, basis))


def keep_basis(session: Session, report_uid: str, basis: Basis) -> None:
    """Put what was found again beside its report."""
    report_bases.add_basis(session, reports.take_up(session, report_uid).head.id, basis)


def list_uncounted_reports(session: Session) -> tuple[str, ...]:
    """The kept reports without a basis that can be read."""
    return list_without_basis(session, kind=KIND)


def _people(passes: Sequence[CountingPass]) -> str:
    return write_people(Person(str(one.account_id), one.saw_suggestions) for one in passes)


def _write(texts: Sequence[_Text], *, policy: int) -> Basis:
    from annotator.core.agreement.basis import TextThen, write_column, write_texts  # numpy, as in agreement.py

    then = [
        TextThen(
            one.row.text_id, one.label, one.row.people, one.row.own_tags, one.row.segmentation_id,
            tuple(made.review_id for made in one.passes), one.row.outlets, one.row.day,
        )
        for one in texts
    ]  # fmt: skip
    # A row that an older version made has its patterns alone, and so it was counted.
    fresh = [one.row.layout == LAYOUT for one in texts]
    totals = [one.totals for one in texts if one.totals is not None]
    return Basis(
        LAYOUT, policy, write_texts(then),
        patterns=write_column([one.row.patterns for one in texts]),
        totals=write_column(totals) if len(totals) == len(texts) else b"",
        pairs=write_column([one.row.pairs if is_so else b"" for one, is_so in zip(texts, fresh, strict=True)]),
        reported=write_column([one.row.reported if is_so else b"" for one, is_so in zip(texts, fresh, strict=True)]),
    )  # fmt: skip


def _find_again(session: Session, kept: KeptReport) -> Basis:
    """What the passes that a document names give: rows of texts on which nothing happened since are read, others are
    counted again.
    """
    head = kept.head
    content: Any = kept.content  # Any: JSON that core/agreement/snapshot.py made
    accounts = then_queries.find_accounts(session, uids=[one["uid"] for one in content["reviewers"]])
    sight = Sight(str(kept.filters.get("suggestions", Sight.ANY.value)))
    passes = then_queries.list_named_passes(session, project_id=head.project_id, uids=kept.reviews)
    every = queries.group_by_text(queries.list_project_passes(session, project_id=head.project_id, hidden=()))
    cuts = then_queries.list_cuts_then(session, project_id=head.project_id, at=head.as_of)
    people = set(accounts.values())
    named = queries.group_by_text(passes)
    changed = {
        text_id
        for text_id, there in named.items()
        if text_id in cuts or _ids(there) != _ids(_chosen(every.get(text_id, ()), people, sight))
    }
    again = _pack(session, [one for one in passes if one.text_id in changed], cuts)
    labels = _labels(session, kept, named)
    texts = []
    for row in report_bases.load_basis_rows(session, project_id=head.project_id):
        if row.text_id not in named:
            continue
        label = labels.get(row.text_id, "")
        if row.text_id not in changed:
            texts.append(_Text(row, label, every[row.text_id]))
            continue
        cut = cuts.get(row.text_id, row.segmentation_id)
        texts.append(_Text(_with_counts(row, again[row.text_id], cut), label, named[row.text_id]))
    policies = [one.policy.number for one in list_policies(session, head.project_id) if one.made_at <= head.as_of]
    return _write(texts, policy=max(policies, default=0))


def _pack(session: Session, passes: Sequence[CountingPass], cuts: Mapping[int, int]) -> Mapping[int, PackedText]:
    """What these passes give, by text, some texts at a time."""
    by_text = list(queries.group_by_text(passes).values())
    found: dict[int, PackedText] = {}
    for start in range(0, len(by_text), agreement_counts.TEXTS_AT_ONCE):
        some = by_text[start : start + agreement_counts.TEXTS_AT_ONCE]
        found |= agreement_counts.pack_passes(session, [one for of_text in some for one in of_text], cuts)
    return found


def _ids(passes: Collection[CountingPass]) -> set[int]:
    return {one.review_id for one in passes}


def _chosen(passes: Collection[CountingPass], people: Collection[int], sight: Sight) -> list[CountingPass]:
    return [
        one
        for one in passes
        if one.account_id in people and sight.admits(Person(str(one.account_id), one.saw_suggestions))
    ]


def _with_counts(row: BasisRow, packed: PackedText, segmentation_id: int) -> BasisRow:
    return replace(
        row, people=packed.people, own_tags=packed.own_tags, layout=packed.layout, patterns=packed.patterns,
        pairs=packed.pairs, reported=packed.reported, segmentation_id=segmentation_id,
    )  # fmt: skip


def _labels(session: Session, kept: KeptReport, texts: Collection[int]) -> Mapping[int, str]:
    """What texts are told apart by: months as they were then, else what articles say today."""
    by = str(kept.content.get("by") or Filters().by)
    project_id = kept.head.project_id
    if by == "period":
        return then_queries.list_months_then(session, project_id=project_id, at=kept.head.as_of)
    rows = kept_texts.load_kept(session, project_id=project_id, hidden=(), by=by, filters={}, in_pairs=False)
    return {row[0]: row[1] for row in rows if row[0] in texts}


def _is_alike(session: Session, kept: KeptReport, basis: Basis) -> bool:
    """Say whether every number of the document is found again in a basis."""
    content: Any = kept.content  # Any: as above
    counted = report_choice(session, agreement_then.open_counts(session, kept, basis=basis).choice)
    choice = agreement_then.open_reported(session, kept, basis=basis).choice
    told = reported_to_json(report_choice_reported(session, choice, now=kept.head.as_of))
    return counts_alike(counted, read_snapshot(content)) and (
        "reported" not in content or reported_alike(told, content["reported"])
    )
