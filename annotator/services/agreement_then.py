"""The numbers of a kept agreement report with what they counted, as it was when it was kept.

All is read from the basis beside the document (services/agreement_basis.py); texts and finished passes, which never
change, give the sentences.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from annotator.core.agreement.filters import Filters, Values
from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.packing import Person, Sight
from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor
from annotator.core.records import ArticleFacts
from annotator.core.reports import Basis
from annotator.services.agreement import Choice, Record, Reviewer
from annotator.services.reports import KeptReport, read_report
from annotator.storage.queries import agreement as queries
from annotator.storage.queries import agreement_then as then_queries
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.queries.report_bases import find_columns

if TYPE_CHECKING:
    from annotator.core.agreement.basis import TextsThen
    from annotator.core.agreement.kept import KeptTexts


@dataclass(frozen=True, slots=True)
class Then:
    """A kept report with whom and what it compared, as it was then. `is_alike`: every number of the document is found
    again.
    """

    kept: KeptReport
    choice: Choice
    is_alike: bool


def choose_then(
    session: Session, actor: Actor | None, report_uid: str, reviewer_uids: Sequence[str] = (),
    groups: Values | None = None,
) -> Then:  # fmt: skip
    """Take up what a kept report compared: all of it, or these of its people, or some of its groups, which
    `groups` names by the dimension that tells them apart.

    Raises as `read_report`, NotFound for another kind of report and for people who are not in it, and Conflict while it
    has not been counted again after a new version came.
    """
    kept = read_report(session, actor, report_uid)
    return open_counts(session, kept, actor, reviewer_uids, groups)


def choose_reported_then(session: Session, actor: Actor | None, report_uid: str) -> Then:
    """The same of what is reported of all its people and articles."""
    return open_reported(session, read_report(session, actor, report_uid), actor)


def open_counts(
    session: Session, kept: KeptReport, actor: Actor | None = None, reviewer_uids: Sequence[str] = (),
    groups: Values | None = None, *, basis: Basis | None = None,
) -> Then:  # fmt: skip
    """As `choose_then`, for who may read the report; with a basis that is not beside it yet, where it is given."""
    from annotator.core.agreement.basis import read_column  # numpy, which the server's start does without

    opened = _Opened(session, kept, actor, reviewer_uids, basis)
    comparisons, in_pairs = b"", True
    if not reviewer_uids:
        comparisons = opened.read("totals")
        in_pairs = not comparisons
    patterns, comparisons = opened.read("patterns"), comparisons or opened.read("pairs")
    return opened.then(
        opened.texts.counted(
            read_column(patterns), read_column(comparisons), (groups or {}).get(opened.by), in_pairs=in_pairs
        )
    )


def open_reported(
    session: Session, kept: KeptReport, actor: Actor | None = None, *, basis: Basis | None = None
) -> Then:
    """The same of `choose_reported_then`."""
    from annotator.core.agreement.basis import read_column  # numpy, as above

    opened = _Opened(session, kept, actor, (), basis)
    texts, kinds = opened.texts, opened.texts.kinds
    told = read_column(opened.read("reported"))
    rows = tuple(
        (text_id, label, *kinds[kind], LAYOUT, day, one)
        for text_id, label, kind, day, one in zip(
            texts.texts, texts.labels, texts.kind.tolist(), texts.days, told, strict=True
        )
        if one
    )
    then = opened.then(texts.without_counts())
    return replace(then, choice=replace(then.choice, reported=rows))


class _Opened:
    """A kept report with the people and texts of its basis; its columns are read as they are asked for."""

    def __init__(
        self, session: Session, kept: KeptReport, actor: Actor | None, reviewer_uids: Sequence[str],
        basis: Basis | None,
    ) -> None:  # fmt: skip
        from annotator.core.agreement.basis import read_texts  # numpy, as above

        self._session, self._kept, self._person, self._basis = session, kept, actor, basis
        content: Any = kept.content  # Any: JSON that core/agreement/snapshot.py made
        self._names: dict[str, str] = {one["uid"]: one["name"] for one in content.get("reviewers", ())}
        if not self._names or set(reviewer_uids) - set(self._names):
            raise NotFound("There is no such number.")
        self._wanted = tuple(reviewer_uids)
        self.by = str(content.get("by") or Filters().by)
        self._sight = Sight(str(kept.filters.get("suggestions", Sight.ANY.value)))
        texts, self._is_alike, policy = self._columns("texts", "is_alike", "policy")
        self.texts = read_texts(texts)
        self._record = _Record(kept, self.texts, policy)

    def read(self, name: str) -> bytes:
        """One column of counts."""
        found: bytes = self._columns(name)[0]
        return found

    # Any: columns of many types.
    def _columns(self, *names: str) -> tuple[Any, ...]:
        if self._basis is not None:
            return tuple(getattr(self._basis, name) for name in names)
        found = find_columns(self._session, self._kept.head.id, *names)
        if found is None:
            raise Conflict(
                "What this report counted has not been counted again since a new version came. Whoever runs the desk "
                "does that with: annotator db recount",
                code="no_basis",
            )
        return found

    def then(self, counted: "KeptTexts") -> Then:
        """Whom and what it compared, with these counts."""
        from annotator.core.agreement.kept import Chosen  # numpy, as above

        head, accounts = self._kept.head, then_queries.find_accounts(self._session, uids=self._names)
        done = counted.passes(self._sight)
        people = tuple(
            Reviewer(accounts[uid], uid, name, done[str(accounts[uid])], not self._wanted or uid in self._wanted)
            for uid, name in self._names.items()
        )
        keys = tuple(str(one.account_id) for one in people if one.is_chosen)
        choice = Choice(
            head.project_id, head.project_uid, head.project_name, people, frozenset(),
            Filters(self._sight, {}, self.by), Chosen(counted, keys, self._sight), person=self._person,
            record=self._record,
        )  # fmt: skip
        return Then(self._kept, choice, self._is_alike)


class _Record(Record):
    """The passes, cuts, outlets and days of a kept report."""

    def __init__(self, kept: KeptReport, texts: "TextsThen", policy: int) -> None:
        super().__init__(())
        content: Any = kept.content  # Any: as above
        self._head, self._texts, self._policy = kept.head, texts, policy
        self._sight = Sight(str(kept.filters.get("suggestions", Sight.ANY.value)))
        self._uids = [one["uid"] for one in content["reviewers"]]

    @property
    def policy(self) -> int | None:
        return self._policy

    def passes(self, session: Session, text_ids: Collection[int]) -> tuple[CountingPass, ...]:
        wanted = self._counted(text_ids)
        return then_queries.list_passes(
            session, project_id=self._head.project_id, review_ids=wanted, at=self._head.as_of
        )

    def _counted(self, text_ids: Collection[int]) -> frozenset[int]:
        there = (text_id for text_id in text_ids if text_id in self._texts.places)
        return frozenset(review_id for text_id in there for review_id in self._texts.reviews_of(text_id))

    def cuts(self, text_ids: Collection[int]) -> Mapping[int, int]:
        there = (text_id for text_id in text_ids if text_id in self._texts.places)
        return {text_id: self._texts.segmentation_of(text_id) for text_id in there}

    def changed(self, session: Session, text_ids: Collection[int]) -> frozenset[int]:
        people = set(then_queries.find_accounts(session, uids=self._uids).values())
        cuts = self.cuts(text_ids)
        newest = queries.find_last_segmentations(session, text_ids=cuts)
        counted = self._counted(cuts)
        moved = {
            one.text_id
            for one in queries.list_passes_of_texts(session, text_ids=cuts)
            if one.review_id not in counted
            and one.account_id in people
            and self._sight.admits(Person(str(one.account_id), one.saw_suggestions))
        }
        return frozenset(text_id for text_id, cut in cuts.items() if text_id in moved or newest.get(text_id) != cut)

    def facts(self, text_id: int, now: ArticleFacts) -> ArticleFacts:
        outlet, *others = self._texts.outlets_of(text_id)
        return replace(
            now, outlet=outlet, outlet_aliases=tuple(others), published_on=self._texts.day_of(text_id)
        )
