"""Four tables for spreadsheets and statistics: claims (a row for each claim-source pair), sources, figures, and
marks (annotations with tags of the desk's own).

UTF-8 with a byte-order mark (Excel reads CSV as a local 8-bit encoding without one), every cell quoted,
CRLF row ends (RFC 4180). A text cell that a spreadsheet could take for a formula gets an apostrophe in
front, and so does one that begins with an apostrophe: `unguard` takes exactly that one off again. Numbers
stay numbers. The tables are for reading; what goes back in is JSON Lines. See docs/formats.md.
"""

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, TextIO

from annotator.core.codec import decimal_text, told_to_json
from annotator.core.datasets import AccountRecord, ArticleRecord, Manifest, Record, ReviewRecord, reading_of
from annotator.core.records import Claim, Figure, Flag, Mark, Reading, SourceCard, SourceLink, Span
from annotator.core.sources import label_cards, mentions_of, relay_of

#: First characters that make a spreadsheet calculate (the wide ones in East Asian settings), or that
#: some programs strip before they look; and the guard itself, so that taking it off is exact.
_GUARDED = frozenset("=+-@\t\r\n'＝＋－＠")

#: Dates in the archive are constant: the same data give the same bytes.
_ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
_SPOOL_BYTES = 8 * 2**20

_HEAD = (
    "article_uid", "article_title", "outlet", "published_on", "text_number",
    "review_uid", "reviewer", "review_kind", "review_scope", "review_state", "scheme_number",
)  # fmt: skip
_CARD = ("source_type", "source_identity", "source_number", "who", "knowledge", "reason")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "claims": (
        *_HEAD, "sentence", "sentence_kind", "claim_uid", "start", "stop", "quote",
        "fact", "prediction", "opinion", "starred", "attack", "denial", "unsure",
        "source_uid", "source", *_CARD, "relayed_by_uid", "relayed_by",
    ),
    "sources": (
        *_HEAD, "source_uid", "card", "source", *_CARD, "distinct", "confirmed",
        "relayed_by_uid", "relayed_by", "mentions", "claims", "first_start", "first_stop", "first_quote",
    ),
    "figures": (
        *_HEAD, "sentence", "sentence_kind", "figure_uid", "start", "stop", "quote",
        "low", "high", "bound", "measure", "unit", "claim_uid", "source_uids", "starred", "unsure",
    ),
    "marks": (
        *_HEAD, "sentence", "sentence_kind", "mark_uid", "start", "stop", "quote",
        "tag", "attribute", "value", "starred", "unsure",
    ),
}  # fmt: skip

#: What these tables do not carry although the dataset does.
LEFT_OUT = (
    "the articles' texts and their sentences without claims or figures",
    "cues, and mentions of a source after its first",
    "checks: nothing to tag, declined to comment, not article text",
    "the scheme and the times of the reviews",
)


def guard(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _GUARDED and text else text


def unguard(cell: str) -> str:
    """The text that `guard` was given."""
    return cell.removeprefix("'")


def write_tables(
    records: Iterable[Record], *, claims: TextIO, sources: TextIO, figures: TextIO, marks: TextIO
) -> None:
    """Write the four tables at once; the streams must be opened with `newline=""`."""
    writers = {}
    for name, stream in (("claims", claims), ("sources", sources), ("figures", figures), ("marks", marks)):
        stream.write("\ufeff")
        writers[name] = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writers[name].writerow(COLUMNS[name])
    people: dict[str, str] = {}
    article: ArticleRecord | None = None
    for record in records:
        match record:
            case AccountRecord():
                people[record.uid] = record.name
            case ArticleRecord():
                article = record
            case ReviewRecord():
                if article is None or article.uid != record.article_uid:
                    raise ValueError("a review must directly follow its article")
                pass_ = _Pass.of(article, record, people.get(record.account_uid, ""))
                writers["claims"].writerows(row for claim in record.claims for row in pass_.claim_rows(claim))
                writers["sources"].writerows(pass_.source_row(card) for card in record.sources)
                writers["figures"].writerows(pass_.figure_row(figure) for figure in record.figures)
                writers["marks"].writerows(row for mark in record.marks for row in pass_.mark_rows(mark))


def write(records: Iterable[Record], stream: IO[bytes]) -> None:
    """Write a zip archive of claims.csv, sources.csv, figures.csv, marks.csv and manifest.json, the same bytes each
    time.
    """
    spools = {name: tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) for name in COLUMNS}  # noqa: SIM115 - closed below, all of them
    try:
        texts = {name: io.TextIOWrapper(spool, encoding="utf-8", newline="") for name, spool in spools.items()}
        seen: list[Manifest] = []
        write_tables(
            _noting(records, seen), claims=texts["claims"], sources=texts["sources"], figures=texts["figures"],
            marks=texts["marks"],
        )  # fmt: skip
        for text in texts.values():
            text.flush()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, spool in spools.items():
                spool.seek(0)
                with archive.open(_entry(f"{name}.csv"), "w", force_zip64=True) as target:
                    shutil.copyfileobj(spool, target)
            archive.writestr(_entry("manifest.json"), _manifest_json(seen[0] if seen else None))
    finally:
        for spool in spools.values():
            spool.close()


@dataclass(frozen=True, slots=True)
class _Pass:
    """One review with what all of its rows share."""

    reading: Reading
    head: tuple[str | int, ...]
    cards: Mapping[str, SourceCard]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, article: ArticleRecord, review: ReviewRecord, reviewer: str) -> "_Pass":
        """Gather what the review's rows share."""
        reading = reading_of(article, review)
        facts = article.facts
        head = (
            article.uid, guard(facts.title), guard(facts.outlet), facts.published_on, review.text_number,
            review.uid, guard(reviewer), review.kind.value, review.scope.value, review.state.value,
            review.scheme_number,
        )  # fmt: skip
        return cls(reading, head, {card.uid: card for card in review.sources}, label_cards(reading))

    def claim_rows(self, claim: Claim) -> list[list[str | int]]:
        """A row for each source of the claim; one row with empty source cells for the newsroom's own voice."""
        common: list[str | int] = [
            *self.head, *self._place(claim.uid, claim.span),
            *(int(flag in claim.flags) for flag in Flag),
            int(claim.starred), int(claim.attack), int(claim.denial), int(claim.unsure),
        ]  # fmt: skip
        if not claim.sources:
            return [[*common, *[""] * (len(COLUMNS["claims"]) - len(common))]]
        return [[*common, *self._link(link)] for link in claim.sources]

    def source_row(self, card: SourceCard) -> list[str | int]:
        """One card, with the place of its first mention."""
        mentions = mentions_of(card.uid, self.reading)
        first: list[str | int] = ["", "", ""]
        if mentions:
            first = [mentions[0].start, mentions[0].stop, guard(self.reading.quote(mentions[0].span))]
        claims = sum(any(link.source_uid == card.uid for link in claim.sources) for claim in self.reading.claims)
        return [
            *self.head, card.uid, card.position, self._label(card.uid), *_card_cells(card),
            int(card.distinct), int(card.confirmed), card.relayed_by_uid or "", self._label(card.relayed_by_uid),
            len(mentions), claims, *first,
        ]  # fmt: skip

    def figure_row(self, figure: Figure) -> list[str | int]:
        """One figure, with the cards that its claim rests on."""
        claim = next((claim for claim in self.reading.claims if claim.uid == figure.claim_uid), None)
        low, high = ("" if end is None else decimal_text(end) for end in (figure.low, figure.high))
        return [
            *self.head, *self._place(figure.uid, figure.span), low, high,
            figure.bound.value, figure.measure.value, guard(figure.unit), figure.claim_uid or "",
            " ".join(link.source_uid for link in claim.sources) if claim else "",
            int(figure.starred), int(figure.unsure),
        ]  # fmt: skip

    def mark_rows(self, mark: Mark) -> list[list[str | int]]:
        """A row for each thing that is told of the mark, several words apart by blanks; one row if nothing is."""
        common = [*self.head, *self._place(mark.uid, mark.span), mark.tag]
        flags = [int(mark.starred), int(mark.unsure)]
        told = told_to_json(mark.told) or {"": ""}
        values = {key: " ".join(value) if isinstance(value, list) else str(value) for key, value in told.items()}
        return [[*common, key, guard(value), *flags] for key, value in values.items()]

    def _place(self, uid: str, span: Span) -> list[str | int]:
        home = self.reading.home_of(span.start)
        where: list[str | int] = [home.ordinal, home.kind.value] if home else ["", ""]
        return [*where, uid, span.start, span.stop, guard(self.reading.quote(span))]

    def _link(self, link: SourceLink) -> list[str]:
        card = self.cards[link.source_uid]
        relay = relay_of(link, self.cards)
        return [card.uid, self._label(card.uid), *_card_cells(card), relay or "", self._label(relay)]

    def _label(self, uid: str | None) -> str:
        return "" if uid is None else guard(self.labels[uid])


def _card_cells(card: SourceCard) -> list[str]:
    answers = (card.identity, card.number, card.who, card.knowledge, card.reason)
    return [card.type.value, *("" if answer is None else answer.value for answer in answers)]


def _noting(records: Iterable[Record], seen: list[Manifest]) -> Iterable[Record]:
    for record in records:
        if isinstance(record, Manifest):
            seen.append(record)
        yield record


def _manifest_json(manifest: Manifest | None) -> str:
    return json.dumps(
        {
            "format": "annotator-tables",
            "version": 1,
            "dataset_uid": manifest.dataset_uid if manifest else None,
            "project_name": manifest.project_name if manifest else None,
            "offsets": "code points, stop exclusive",
            "formula_guard": "apostrophe",
            "left_out": list(LEFT_OUT),
        },
        ensure_ascii=False,
        indent=1,
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ARCHIVE_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
