"""The sentences behind a number of the agreement report, and one of them as each reviewer read it.

Every list says how much it holds, which is the number that was asked for: it is found in the same kept counts, and the
sentences of a page of articles in the readings that these were made of. Whoever has a `Choice` may see them, with who
said what: it has no text of which its person is not told that now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from annotator.core.agreement.asked import (
    Answered,
    Asked,
    Compared,
    Differing,
    Traced,
    trace_answers,
    trace_comparisons,
)
from annotator.core.agreement.differences import Matter, find_differences
from annotator.core.agreement.packing import MOST_COMPARED, Person
from annotator.core.errors import NotFound
from annotator.core.records import Reading, Sentence
from annotator.core.scheme import Tag
from annotator.services.agreement import Choice, Reviewer, load_own_tags
from annotator.services.agreement_counts import read_passes
from annotator.storage.queries import agreement as queries
from annotator.storage.queries.agreement import CountingPass, TextHead

ARTICLES_A_PAGE = 10
#: Of an article that is gone.
NO_HEAD = TextHead(0, "", "", "")


@dataclass(frozen=True, slots=True)
class ListedSentence:
    """A sentence with its words, what the chosen reviewers differ in on it, and what of it was asked for (None in lists
    of differences). Who said something is named by account.
    """

    sentence: Sentence
    words: str
    matters: tuple[Matter, ...]
    traced: Traced | None = None


class Since(StrEnum):
    """What happened to an article since what is listed of it was counted."""

    NOTHING = ""
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ListedText:
    """An article with its sentences, those that differ first and the heaviest of them before others. `body` counts all
    its sentences, `n` is what it adds to the list's; `compares` where two or more of the chosen finished it. Of one
    that is gone there is no more than `n`.
    """

    head: TextHead
    body: int
    n: int
    compares: bool
    sentences: tuple[ListedSentence, ...]
    since: Since = Since.NOTHING


@dataclass(frozen=True, slots=True)
class SentencesList:
    """One page of a list of `n` over so many articles; pages count from 1."""

    texts: tuple[ListedText, ...]
    page: int
    pages: int
    articles: int
    n: int


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


def list_sentences(session: Session, choice: Choice, asked: Asked | None = None, *, page: int) -> SentencesList:
    """What stands behind a number, without one all differences: the articles with the heaviest first, `ARTICLES_A_PAGE`
    a page.
    """
    from annotator.core.agreement.behind import find_behind  # numpy, which the server's start does without

    wanted = asked or Differing()
    behind = find_behind(choice.texts, wanted)
    pages = max(1, -(-len(behind.texts) // ARTICLES_A_PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * ARTICLES_A_PAGE
    shown = dict(zip(behind.texts, behind.counts, strict=True))
    shown = {text_id: shown[text_id] for text_id in behind.texts[first : first + ARTICLES_A_PAGE]}
    reader = _Reader(session, choice, tuple(shown))
    heads = queries.list_text_heads(session, text_ids=shown)
    since = list_since(session, choice, tuple(shown))
    texts = (
        ListedText(NO_HEAD, 0, n, compares=False, sentences=(), since=Since.GONE)
        if since[text_id] is Since.GONE
        else replace(_list_text(heads[text_id], n, reader.read(text_id, wanted), wanted), since=since[text_id])
        for text_id, n in shown.items()
        # A row that has to be counted again may name a text that fewer have finished by now.
        if since[text_id] is Since.GONE or reader.readings.get(text_id)
    )
    return SentencesList(tuple(texts), page, pages, len(behind.texts), behind.n)


def list_since(session: Session, choice: Choice, text_ids: Sequence[int]) -> Mapping[int, Since]:
    """What happened to these texts since the choice was counted; nothing to those of a choice of what counts now."""
    if choice.record is None or not text_ids:
        return dict.fromkeys(text_ids, Since.NOTHING)
    there = {one.text_id for one in choice.record.passes(session, text_ids)}
    changed = choice.record.changed(session, text_ids)
    return {
        text_id: Since.GONE if text_id not in there else Since.CHANGED if text_id in changed else Since.NOTHING
        for text_id in text_ids
    }


@dataclass(frozen=True, slots=True)
class _Read:
    """The chosen readings of one text by account, and what was traced in them by sentence; None where nothing was."""

    readings: Mapping[int, Reading]
    traced: Mapping[int, Traced] | None


class _Reader:
    """The readings of some texts, with what tracing an answer takes."""

    def __init__(self, session: Session, choice: Choice, text_ids: Sequence[int]) -> None:
        chosen = {reviewer.account_id for reviewer in choice.chosen}
        every: tuple[CountingPass, ...] = ()
        if text_ids and choice.record is not None:
            every = choice.record.passes(session, text_ids)
        elif text_ids:
            every = queries.list_passes_of_texts(session, text_ids=text_ids)
        self.every = queries.group_by_text(every)
        counted = [
            item
            for item in every
            if item.account_id in chosen
            and choice.filters.sight.admits(Person(str(item.account_id), item.saw_suggestions))
        ]
        cuts = choice.record.cuts(text_ids) if choice.record is not None else {}
        self.readings = read_passes(session, counted, cuts) if counted else {}
        self._session = session

    @cached_property
    def own_tags(self) -> Mapping[int, frozenset[str]]:
        """The desk's own tags that each pass could use, by review."""
        reviews = [one.review_id for passes in self.every.values() for one in passes]
        return queries.list_own_tags(self._session, review_ids=reviews)

    def read(self, text_id: int, asked: Asked) -> _Read:
        """One text's readings, and what was asked for in them."""
        readings, passes = self.readings[text_id], self.every[text_id]
        match asked:
            case Answered():
                tags = {str(one.account_id): self.own_tags[one.review_id] for one in passes}
                return _Read(readings, trace_answers(asked, _by_key(readings, passes), tags))
            case Compared():
                compared = sorted(passes, key=lambda one: one.account_id)[:MOST_COMPARED]
                tags_of_all = sorted({key for one in passes for key in self.own_tags[one.review_id]})
                return _Read(readings, trace_comparisons(asked, _by_key(readings, compared), tags_of_all))
            case _:
                return _Read(readings, None)


def _by_key(readings: Mapping[int, Reading], passes: Sequence[CountingPass]) -> dict[str, Reading]:
    """The chosen readings in the order of these passes, as kept counts name their people."""
    return {str(one.account_id): readings[one.account_id] for one in passes if one.account_id in readings}


def _list_text(head: TextHead, n: int, read: _Read, asked: Asked) -> ListedText:
    reading = next(iter(read.readings.values()))
    by_ordinal = {sentence.ordinal: sentence for sentence in reading.sentences}
    found = find_differences({str(account_id): one for account_id, one in read.readings.items()})
    matters = {item.ordinal: item.matters for item in found}
    traced = read.traced
    if traced is not None:
        order = sorted(traced, key=lambda ordinal: (not traced[ordinal].differs, *_weight(matters, ordinal)))
    else:
        wanted = set(asked.matters) if isinstance(asked, Differing) else set()
        order = [item.ordinal for item in found if not wanted or wanted & set(item.matters)]
    return ListedText(
        head,
        sum(sentence.is_body for sentence in reading.sentences),
        n,
        len(read.readings) > 1,
        tuple(
            ListedSentence(
                by_ordinal[ordinal], reading.quote(by_ordinal[ordinal].span), matters.get(ordinal, ()),
                traced[ordinal] if traced is not None else None,
            )
            for ordinal in order
        ),
    )  # fmt: skip


def _weight(matters: Mapping[int, tuple[Matter, ...]], ordinal: int) -> tuple[int, int]:
    """How heavy a sentence is: by the heaviest that readers differ in on it, then in the order of the text."""
    return matters[ordinal][0].rank if matters.get(ordinal) else len(Matter), ordinal


def read_chosen(session: Session, choice: Choice, text_ids: Sequence[int]) -> Mapping[int, Mapping[int, Reading]]:
    """The readings of the chosen reviewers by text and account, where their pass counts."""
    return _Reader(session, choice, text_ids).readings


def load_side_by_side(session: Session, choice: Choice, *, text_uid: str, ordinal: int) -> SideBySide:
    """One sentence of a text as each of the chosen reviewers read it.

    Raises NotFound when the text is not the project's, the sentence not the text's, or fewer than two of the
    chosen reviewers finished it.
    """
    head = queries.find_text_in_project(session, project_id=choice.project_id, text_uid=text_uid)
    reader = _Reader(session, choice, [head.text_id] if head is not None else ())
    readings = reader.readings.get(head.text_id, {}) if head is not None else {}
    if head is None or head.text_id in choice.hidden or len(readings) < 2:
        raise NotFound("At least two of the chosen reviewers must have finished this article.")
    found = find_differences({str(account_id): reading for account_id, reading in readings.items()})
    sentence = next((s for s in next(iter(readings.values())).sentences if s.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound("This article has no such sentence.")
    differing = sorted(item.ordinal for item in found)
    return SideBySide(
        head,
        sentence,
        next((item.matters for item in found if item.ordinal == ordinal), ()),
        tuple(Side(choice.reviewer(account_id), reading) for account_id, reading in readings.items()),
        load_own_tags(session, choice),
        max((other for other in differing if other < ordinal), default=None),
        min((other for other in differing if other > ordinal), default=None),
    )
