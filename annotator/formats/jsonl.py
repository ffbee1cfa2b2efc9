"""Datasets as JSON Lines: one record a line, full fidelity, the same bytes for the same data.

Every span is written in code points together with its words and a little context, and is refused on
reading where the text has other words there. See docs/formats.md.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO, assert_never

from annotator.core.codec import record_to_json
from annotator.core.dataset_policies import PolicyRecord
from annotator.core.dataset_rounds import RoundRecord, StudyRecord
from annotator.core.datasets import (
    FORMAT,
    FORMAT_VERSION,
    LEFT_OUT,
    AccountRecord,
    ArticleRecord,
    Manifest,
    Record,
    ReviewRecord,
    SchemeRecord,
    TextRecord,
)
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Sentence, SourceCard
from annotator.formats.jsonl_acts import acts_to_json
from annotator.formats.jsonl_gold import decision_to_json, moment_text, origin_to_json, quoted
from annotator.formats.jsonl_policies import policy_record_to_json
from annotator.formats.jsonl_read import read
from annotator.formats.jsonl_rounds import (
    discussion_to_json,
    explanation_to_json,
    place_to_json,
    round_to_json,
    study_record_to_json,
)

__all__ = ["lines", "moment_text", "read", "write"]


def write(records: Iterable[Record], stream: IO[bytes]) -> None:
    """Write the records as JSON Lines."""
    for line in lines(records):
        stream.write(line)


def lines(records: Iterable[Record]) -> Iterator[bytes]:
    """The records as lines of UTF-8, each ending in a line feed, for streaming.

    A review must follow its article directly (as in every dataset): its quotations come from there.
    """
    article: ArticleRecord | None = None
    for record in records:
        if isinstance(record, ArticleRecord):
            article = record
        yield (json.dumps(_to_json(record, article), ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def _to_json(record: Record, article: ArticleRecord | None) -> dict[str, object]:
    match record:
        case Manifest():
            return {
                "record": "manifest",
                "format": FORMAT,
                "version": FORMAT_VERSION,
                "dataset_uid": record.dataset_uid,
                "project_name": record.project_name,
                "counts": asdict(record.counts),
                "offsets": "code points, stop exclusive",
                "left_out": list(LEFT_OUT),
                **({"abbreviations": record.abbreviations} if record.abbreviations else {}),
            }
        case AccountRecord():
            role = None if record.role is None else record.role.value
            return {"record": "account", "uid": record.uid, "name": record.name, "role": role}
        case SchemeRecord():
            return {"record": "scheme", "number": record.number, "body": _sorted(record.body)}
        case RoundRecord():
            return round_to_json(record)
        case StudyRecord():
            return study_record_to_json(record)
        case PolicyRecord():
            return policy_record_to_json(record)
        case ArticleRecord():
            return _article_to_json(record)
        case ReviewRecord():
            text = article.text(record.text_number) if article and article.uid == record.article_uid else None
            if text is None:
                raise ValueError("a review must directly follow its article")
            return _review_to_json(record, text.body)
        case _:
            assert_never(record)


def _article_to_json(article: ArticleRecord) -> dict[str, object]:
    facts = article.facts
    told: dict[str, object] = {
        "record": "article",
        "uid": article.uid,
        "title": facts.title,
        "outlet": facts.outlet,
        "outlet_aliases": list(facts.outlet_aliases),
        "section": facts.section,
        "byline": facts.byline,
        "url": facts.url,
        "published_on": facts.published_on,
        "language": facts.language,
        "texts": [_text_to_json(text) for text in article.texts],
    }
    if article.place is not None:
        told["round"] = place_to_json(article.place)
    return told


def _text_to_json(text: TextRecord) -> dict[str, object]:
    told: dict[str, object] = {
        "uid": text.uid,
        "number": text.number,
        "sha256": text.sha256,
        "normaliser": text.normaliser,
        "body": text.body,
        "segmentations": [
            {
                "number": cut.number,
                "sentences": [_sentence_to_json(sentence, text.body) for sentence in cut.sentences],
            }
            for cut in text.segmentations
        ],
        **acts_to_json(text),
    }
    if text.explanations:
        told["explanations"] = [explanation_to_json(one, text.body) for one in text.explanations]
    return told


def _sentence_to_json(sentence: Sentence, body: str) -> dict[str, object]:
    return {
        "ordinal": sentence.ordinal,
        "start": sentence.start,
        "stop": sentence.stop,
        "kind": sentence.kind.value,
        "duplicate_of": sentence.duplicate_of,
        "quote": body[sentence.start : sentence.stop],
    }


def _review_to_json(review: ReviewRecord, body: str) -> dict[str, object]:
    head: dict[str, object] = {
        "record": "review",
        "uid": review.uid,
        "article_uid": review.article_uid,
        "text_number": review.text_number,
        "segmentation_number": review.segmentation_number,
        "account_uid": review.account_uid,
        "kind": review.kind.value,
        "scheme_number": review.scheme_number,
        "scope": review.scope.value,
        "state": review.state.value,
        "revises_uid": review.revises_uid,
        "started_at": moment_text(review.started_at),
        "finished_at": None if review.finished_at is None else moment_text(review.finished_at),
    }
    if review.suggestions_shown:  # said of the passes that are less independent alone
        head["suggestions_shown"] = True
    if review.round_number is not None:
        head["round_number"] = review.round_number
    rows: dict[str, tuple[SourceCard | Claim | Attribution | Figure | Mark | Check, ...]] = {
        "sources": review.sources,
        "claims": review.claims,
        "attributions": review.attributions,
        "figures": review.figures,
        "checks": review.checks,
    }
    if review.marks:  # a dataset without tags of a desk's own is what it was before there were any
        rows["marks"] = review.marks
    told = head | {name: [_row_to_json(row, body) for row in group] for name, group in rows.items()}
    if review.decisions:  # a gold review that was adjudicated here
        told["decisions"] = [decision_to_json(decision, body) for decision in review.decisions]
    if review.origins:
        told["origins"] = [origin_to_json(origin) for origin in review.origins]
    if review.discussions:
        told["discussions"] = [discussion_to_json(one, body) for one in review.discussions]
    return told


def _row_to_json(row: SourceCard | Claim | Attribution | Figure | Mark | Check, body: str) -> dict[str, object]:
    """The codec's object with the words after each `stop`: before the row's other fields."""
    data = record_to_json(row)
    if isinstance(row, SourceCard):
        return data
    if isinstance(row, Attribution):
        data["cues"] = [quoted(cue, body) for cue in row.cues]
    return {"uid": data.pop("uid")} | quoted(row.span, body) | {
        key: value for key, value in data.items() if key not in ("start", "stop")
    }


def _sorted(value: object) -> object:
    """The same document with its keys in alphabetical order, whatever order the database gave them in."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list | tuple) else value
