"""Agreement between the finished passes of a project: kept counts, the report, the differing sentences.

Who may read reports may see all finished passes side by side; reviewers may not, and stay blind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from annotator.core.agreement.by_article import ArticleCounts
from annotator.core.agreement.differences import Matter, find_differences
from annotator.core.agreement.patterns import count_patterns
from annotator.core.agreement.report import AgreementReport, report_articles
from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, Sentence
from annotator.core.scheme import Tag, own_by_key
from annotator.core.scheme_json import scheme_from_json
from annotator.services.accounts import OPERATOR
from annotator.services.projects import find_project
from annotator.services.visibility import hidden_texts
from annotator.storage.queries import agreement as queries
from annotator.storage.queries.agreement import CountingPass, TextHead, UncountedPasses
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.readings import load_readings

ARTICLES_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person with at least one pass that counts."""

    account_id: int
    uid: str
    name: str
    passes: int
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """Whose passes of which project are compared. Made by `choose_reviewers`, which checks the permission.

    `texts` are those that at least two of the chosen reviewers finished, in the order of the articles. What the
    person is tagging themselves is `hidden` and counts nowhere: whoever edits and reviews is a reviewer first.
    """

    project_id: int
    project_uid: str
    project_name: str
    reviewers: tuple[Reviewer, ...]
    passes: tuple[CountingPass, ...]
    hidden: frozenset[int]

    @cached_property
    def chosen(self) -> tuple[Reviewer, ...]:
        """The reviewers who are compared."""
        return tuple(reviewer for reviewer in self.reviewers if reviewer.is_chosen)

    @cached_property
    def texts(self) -> Mapping[int, tuple[CountingPass, ...]]:
        """The chosen reviewers' passes over the texts that they share, by text id."""
        chosen = {reviewer.account_id for reviewer in self.chosen}
        grouped = queries.group_by_text(item for item in self.passes if item.account_id in chosen)
        return {text_id: passes for text_id, passes in grouped.items() if len(passes) > 1}

    @cached_property
    def texts_alone(self) -> int:
        """How many texts only one of the chosen reviewers finished."""
        chosen = {reviewer.account_id for reviewer in self.chosen}
        return len({item.text_id for item in self.passes if item.account_id in chosen}) - len(self.texts)

    def reviewer(self, account_id: int) -> Reviewer:
        """The reviewer with this account."""
        return next(reviewer for reviewer in self.reviewers if reviewer.account_id == account_id)


@dataclass(frozen=True, slots=True)
class DifferingSentence:
    """A sentence on which the chosen reviewers differ, with its words and what they differ in."""

    sentence: Sentence
    words: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class DifferingText:
    """An article with the sentences on which reviewers differ, the heaviest first; `body` counts all."""

    head: TextHead
    body: int
    sentences: tuple[DifferingSentence, ...]


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """One page of the list; pages count from 1."""

    texts: tuple[DifferingText, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Side:
    """One reviewer's reading of the text at hand."""

    reviewer: Reviewer
    reading: Reading


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One sentence as each reviewer read it, and the text's other differing sentences around it."""

    head: TextHead
    sentence: Sentence
    matters: tuple[Matter, ...]
    sides: tuple[Side, ...]
    own_tags: Mapping[str, Tag]
    previous: int | None
    following: int | None


def record_answers(session: Session, *, text_id: int) -> None:
    """Count the text's answer patterns anew. Called whenever a pass over it is finished or stops counting,
    and when its cut changes; costs a few milliseconds.
    """
    passes = queries.list_counting_passes(session, text_id=text_id)
    segmentation_id = queries.find_last_segmentation(session, text_id=text_id)
    readings = _read(session, passes)[text_id] if passes else {}
    queries.replace_counts(
        session,
        text_id=text_id,
        segmentation_id=segmentation_id,
        counts=count_patterns(
            {str(account_id): reading for account_id, reading in readings.items()}, _own_tags(session, passes)
        ),
    )


def _own_tags(session: Session, passes: Sequence[CountingPass]) -> dict[str, frozenset[str]]:
    """The desk's own tags that each person could use on the text, by account id."""
    keys = queries.list_own_tags(session, review_ids=[item.review_id for item in passes])
    return {str(item.account_id): keys[item.review_id] for item in passes}


def _read(session: Session, passes: Sequence[CountingPass]) -> dict[int, dict[int, Reading]]:
    """The readings of these passes by text and account, all on the newest cut of their text.

    A pass may have been made on an earlier cut; nothing in it moves, only the sentences are other ones.
    """
    newest = queries.find_last_segmentations(session, text_ids={item.text_id for item in passes})
    stale = {newest[item.text_id] for item in passes if item.segmentation_id != newest[item.text_id]}
    cuts = {segmentation_id: load_sentences(session, segmentation_id) for segmentation_id in stale}
    readings = load_readings(session, [item.review_id for item in passes])
    found: dict[int, dict[int, Reading]] = {}
    for item in passes:
        reading = readings[item.review_id]
        if newest[item.text_id] in cuts:
            reading = replace(reading, sentences=cuts[newest[item.text_id]])
        found.setdefault(item.text_id, {})[item.account_id] = reading
    return found


def choose_reviewers(session: Session, actor: Actor | None, project_uid: str, reviewer_uids: Sequence[str]) -> Choice:
    """Take up a project's agreement for these reviewers; for all who have a pass that counts if none is named.

    The command line's OPERATOR, who has the database itself, sees every project. Raises NotFound for a project
    that is not the actor's, and for a reviewer without such a pass in it.
    """
    project = find_project(session, project_uid)
    person = actor if actor is OPERATOR else permit(actor, Permission.READ_REPORTS, project.id)
    hidden = hidden_texts(session, person, project.id)
    passes = queries.list_project_passes(session, project_id=project.id, hidden=hidden)
    by_account: dict[int, int] = {}
    for item in passes:
        by_account[item.account_id] = by_account.get(item.account_id, 0) + 1
    names = queries.list_account_names(session, account_ids=by_account)
    wanted = set(reviewer_uids)
    if wanted - {uid for uid, _ in names.values()}:
        raise NotFound("One of these reviewers has no finished review in this project. Choose again.")
    reviewers = tuple(
        Reviewer(account_id, uid, name, by_account[account_id], not wanted or uid in wanted)
        for account_id, (uid, name) in names.items()
    )
    return Choice(project.id, project.uid, project.name, reviewers, passes, hidden)


def report_choice(session: Session, choice: Choice) -> AgreementReport:
    """The report on the chosen reviewers, who are named by their uids in it. Reads kept counts only."""
    return report_articles(load_counts(session, choice), [reviewer.uid for reviewer in choice.chosen])


def load_counts(session: Session, choice: Choice) -> ArticleCounts:
    """The kept counts of answer patterns of the chosen reviewers, who are named by their uids, article by article."""
    uids = {str(reviewer.account_id): reviewer.uid for reviewer in choice.chosen}
    counts = queries.load_counts(session, project_id=choice.project_id, hidden=choice.hidden)
    return counts.renamed(uids)


def load_own_tags(session: Session, choice: Choice) -> Mapping[str, Tag]:
    """The desk's own tags as the newest version of its scheme has them, by key."""
    stored = latest_scheme(session, choice.project_id)
    return own_by_key(scheme_from_json(stored.body)) if stored else {}


def list_uncounted(session: Session, choice: Choice) -> tuple[UncountedPasses, ...]:
    """The project's passes that do not count because they are not finished or asked for sourcing only."""
    return queries.list_uncounted_passes(session, project_id=choice.project_id, hidden=choice.hidden)


def list_differences(session: Session, choice: Choice, *, page: int) -> DifferencesPage:
    """The sentences on which the chosen reviewers differ, `ARTICLES_A_PAGE` articles a page."""
    text_ids = list(choice.texts)
    pages = max(1, -(-len(text_ids) // ARTICLES_A_PAGE))
    page = min(max(page, 1), pages)
    shown = text_ids[(page - 1) * ARTICLES_A_PAGE : page * ARTICLES_A_PAGE]
    readings = _read(session, [item for text_id in shown for item in choice.texts[text_id]]) if shown else {}
    heads = queries.list_text_heads(session, text_ids=shown)
    texts = (_differing_text(heads[text_id], readings[text_id]) for text_id in shown)
    return DifferencesPage(tuple(texts), page, pages)


def _differing_text(head: TextHead, readings: Mapping[int, Reading]) -> DifferingText:
    reading = next(iter(readings.values()))
    by_ordinal = {sentence.ordinal: sentence for sentence in reading.sentences}
    found = find_differences({str(account_id): reading for account_id, reading in readings.items()})
    return DifferingText(
        head,
        sum(sentence.is_body for sentence in reading.sentences),
        tuple(
            DifferingSentence(
                by_ordinal[item.ordinal], reading.quote(by_ordinal[item.ordinal].span), item.matters
            )
            for item in found
        ),
    )


def load_side_by_side(session: Session, choice: Choice, *, text_uid: str, ordinal: int) -> SideBySide:
    """One sentence of a text as each of the chosen reviewers read it.

    Raises NotFound when the text is not the project's, the sentence not the text's, or fewer than two of the
    chosen reviewers finished it.
    """
    head = queries.find_text_in_project(session, project_id=choice.project_id, text_uid=text_uid)
    if head is None or head.text_id not in choice.texts:
        raise NotFound("At least two of the chosen reviewers must have finished this article.")
    readings = _read(session, choice.texts[head.text_id])[head.text_id]
    text = _differing_text(head, readings)
    sentence = next((s for s in next(iter(readings.values())).sentences if s.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound("This article has no such sentence.")
    differing = sorted(item.sentence.ordinal for item in text.sentences)
    return SideBySide(
        head,
        sentence,
        next((item.matters for item in text.sentences if item.sentence.ordinal == ordinal), ()),
        tuple(Side(choice.reviewer(account_id), reading) for account_id, reading in readings.items()),
        load_own_tags(session, choice),
        max((other for other in differing if other < ordinal), default=None),
        min((other for other in differing if other > ordinal), default=None),
    )
