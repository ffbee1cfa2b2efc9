"""The sentences behind a kept agreement report, as they were when it was kept.

A finished pass never changes (who revises gets a copy), nor does a cut, and the document names both; so what it counted
is there as long as its passes are. Rows of texts on which nothing happened since are read, the others are counted again
from the passes of then.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from annotator.core.agreement.packing import PackedText, Person, Sight
from annotator.core.agreement.reported_json import reported_to_json
from annotator.core.agreement.snapshot_read import read_snapshot
from annotator.core.agreement.then import counts_alike, reported_alike
from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.agreement import Choice, Filters, Reviewer, report_choice
from annotator.services.agreement_counts import pack_passes
from annotator.services.agreement_reports import KIND
from annotator.services.reported_agreement import report_choice_reported
from annotator.services.reports import KeptReport, read_report
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_texts as kept_texts
from annotator.storage.queries import agreement_then as then_queries
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.agreement_texts import KeptRow, ReportedRow

#: Texts that are counted again for one page: two seconds.
MOST_AGAIN = 300


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since a report was kept: of its `passes` how many are `gone` with their articles, on how many
    articles its people tagged again or the cut is another one. `is_alike`: every count of the document is found again.
    """

    passes: int
    gone: int
    changed: int
    is_alike: bool


@dataclass(frozen=True, slots=True)
class Then:
    """A kept report with whom and what it compared, as it was then."""

    kept: KeptReport
    choice: Choice
    since: Since


def choose_then(
    session: Session, actor: Actor | None, report_uid: str, reviewer_uids: Sequence[str] = (),
    groups: Mapping[str, str] | None = None,
) -> Then:  # fmt: skip
    """Take up what a kept report compared: all of it, or these of its people, or one of its groups, which `groups`
    names by the dimension that tells them apart.

    Raises as `read_report`, NotFound for another kind of report and for people who are not in it, and Conflict where
    more has changed since than can be counted again at once.
    """
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, which the server's start does without

    read = _Reading(session, actor, report_uid, reviewer_uids)
    rows = read.rows()
    whole = replace(read.choice(), texts=Chosen(KeptTexts.of(rows), read.keys(), read.sight))
    is_alike = counts_alike(report_choice(session, whole), read_snapshot(read.kept.content))
    group = (groups or {}).get(read.by)
    part = [row for row in rows if group in (None, row[1])]
    texts = Chosen(KeptTexts.of(part), read.keys(reviewer_uids), read.sight)
    return Then(read.kept, replace(read.choice(reviewer_uids), texts=texts), read.since(is_alike=is_alike))


def choose_reported_then(session: Session, actor: Actor | None, report_uid: str) -> Then:
    """The same of what is reported of all its people and articles."""
    from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, as above

    read = _Reading(session, actor, report_uid, ())
    rows = read.reported_rows()
    texts = Chosen(KeptTexts.of_people(rows), read.keys(), read.sight)
    whole = replace(read.choice(), texts=texts, reported=tuple(rows))
    told = reported_to_json(report_choice_reported(session, whole, now=read.kept.head.as_of))
    is_alike = reported_alike(told, read.content.get("reported", {}))
    return Then(read.kept, whole, read.since(is_alike=is_alike))


class _Reading:
    """What is read of a kept report's passes and of what happened on their texts since."""

    def __init__(
        self, session: Session, actor: Actor | None, report_uid: str, reviewer_uids: Sequence[str]
    ) -> None:
        self._session, self.kept = session, read_report(session, actor, report_uid)
        self._person, self.head = permit(actor, Permission.SIGNED_IN), self.kept.head
        content: Any = self.kept.content  # Any: JSON that core/agreement/snapshot.py made
        self.content: Mapping[str, Any] = content
        is_agreement = self.head.kind == KIND
        self._names: dict[str, str] = (
            {one["uid"]: one["name"] for one in self.content["reviewers"]} if is_agreement else {}
        )
        if not is_agreement or set(reviewer_uids) - set(self._names):
            raise NotFound("There is no such number.")
        self.by = str(self.content.get("by") or Filters().by)
        self.sight = Sight(str(self.kept.filters.get("suggestions", Sight.ANY.value)))
        self._accounts = then_queries.find_accounts(session, uids=self._names)
        self.passes = then_queries.list_named_passes(
            session, project_id=self.head.project_id, uids=self.kept.reviews
        )
        self.cuts = then_queries.list_cuts_then(session, project_id=self.head.project_id, at=self.head.as_of)
        self.changed = self._list_changed()
        if len(self.changed) > MOST_AGAIN:
            raise Conflict(
                f"On {len(self.changed)} of its articles something was tagged or cut since this report was kept, more "
                "than can be counted again for a page. The JSON document names its reviews, texts and cuts.",
                code="too_much_since",
            )

    def since(self, *, is_alike: bool) -> Since:
        """What happened since."""
        named = len(self.kept.reviews)
        return Since(named, named - len(self.passes), len(self.changed), is_alike)

    def keys(self, reviewer_uids: Sequence[str] = ()) -> tuple[str, ...]:
        """The keys of these people in kept counts, in the document's order; of all where none is named."""
        return tuple(str(self._accounts[uid]) for uid in self._names if not reviewer_uids or uid in reviewer_uids)

    def choice(self, reviewer_uids: Sequence[str] = ()) -> Choice:
        """Whom it compared, without texts."""
        from annotator.core.agreement.kept import Chosen, KeptTexts  # numpy, as above

        done = Counter(one.account_id for one in self.passes)
        people = tuple(
            Reviewer(self._accounts[uid], uid, name, done[self._accounts[uid]],
                     is_chosen=not reviewer_uids or uid in reviewer_uids)
            for uid, name in self._names.items()
        )  # fmt: skip
        return Choice(
            self.head.project_id, self.head.project_uid, self.head.project_name, people, frozenset(),
            Filters(self.sight, {}, self.by), Chosen(KeptTexts.of(()), (), self.sight), person=self._person,
            passes=self.passes, cuts=self.cuts,
        )  # fmt: skip

    def _list_changed(self) -> frozenset[int]:
        """The texts on which the passes of these people, or the cut, are others by now."""
        then, now = _by_text(self.passes), defaultdict[int, set[int]](set)
        people = set(self._accounts.values())
        for one in queries.list_project_passes(self._session, project_id=self.head.project_id, hidden=()):
            if one.account_id in people and self.sight.admits(Person(str(one.account_id), one.saw_suggestions)):
                now[one.text_id].add(one.review_id)
        return frozenset(text_id for text_id in then if then[text_id] != now[text_id] or text_id in self.cuts)

    def rows(self) -> list[KeptRow]:
        """The rows of its texts as they were."""
        rows = kept_texts.load_kept(
            self._session, project_id=self.head.project_id, hidden=(), by=self.by, filters={}, in_pairs=True
        )
        labels, again = self._labels(rows), self._count_again()
        return [
            (row[0], labels[row[0]], *row[2:])
            if (packed := again.get(row[0])) is None
            else (
                row[0], labels[row[0]], packed.people, packed.own_tags, packed.layout, packed.patterns, packed.pairs
            )
            for row in rows
            if row[0] in labels
        ]  # fmt: skip

    def reported_rows(self) -> list[ReportedRow]:
        """The same of what is reported."""
        rows = kept_texts.load_reported(
            self._session, project_id=self.head.project_id, hidden=(), by=self.by, filters={}
        )
        labels, again = self._labels(rows), self._count_again()
        return [
            (row[0], labels[row[0]], *row[2:])
            if (packed := again.get(row[0])) is None
            else (row[0], labels[row[0]], packed.people, packed.own_tags, packed.layout, row[5], packed.reported)
            for row in rows
            if row[0] in labels
        ]

    def _count_again(self) -> Mapping[int, PackedText]:
        return pack_passes(self._session, [one for one in self.passes if one.text_id in self.changed], self.cuts)

    def _labels(self, rows: Sequence[KeptRow] | Sequence[ReportedRow]) -> Mapping[int, str]:
        """The texts of its passes and what they are told apart by: months as they were then, else what articles say
        today.
        """
        texts = {one.text_id for one in self.passes}
        if self.by != "period":
            return {row[0]: row[1] for row in rows if row[0] in texts}
        months = then_queries.list_months_then(
            self._session, project_id=self.head.project_id, at=self.head.as_of
        )
        return {text_id: months.get(text_id, "") for text_id in texts}


def _by_text(passes: Collection[CountingPass]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one in passes:
        found.setdefault(one.text_id, set()).add(one.review_id)
    return found
