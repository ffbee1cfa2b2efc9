"""Gold for claims: a dataset with its finished full reviews, tagged articles, or single sentences judged by themselves.

The forms are described in docs/evaluation.md. Offsets are code points, `stop` exclusive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.core.claim_judgements import Judgements, judge_claims
from annotator.core.datasets import ArticleRecord, ReviewRecord
from annotator.core.homes import Homes
from annotator.core.records import Kind, Reading, Scope, Sentence
from annotator.formats import gold


@dataclass(frozen=True, slots=True)
class GoldClaims:
    """A text with its cut, and whether each judged sentence holds a claim, by ordinal."""

    text: str
    sentences: tuple[Sentence, ...]
    judgements: Judgements
    own_outlets: tuple[str, ...] = ()


def read_claims(file: Path) -> Iterator[GoldClaims]:
    """Texts with their judged sentences, streaming. Raises Invalid that names the line."""
    if file.suffix.lower() == ".jsonl" and gold.is_dataset(file):
        yield from _from_dataset(file)
        return
    yield from gold.read_items(file, lambda item, where: _claims_of(item, where, file))


def _claims_of(item: Any, where: str, file: Path) -> GoldClaims:  # Any: JSON, looked at field by field
    if isinstance(item, dict) and isinstance(item.get("claim"), bool):
        text = gold.text_of(item, where)
        return GoldClaims(text, (Sentence(1, 0, len(text), Kind.BODY),), {1: item["claim"]})
    if isinstance(item, dict) and isinstance(item.get("claims"), list):
        return _tagged(item, where, file)
    raise gold.wrong(where, "needs `text` and `claim`, or `text` (or `article`) and `claims`")


def _tagged(item: dict[str, Any], where: str, file: Path) -> GoldClaims:  # Any: JSON, looked at field by field
    """Every sentence asked about is judged, but for the ordinals or units that it lists as `untouched`."""
    text = gold.text_of(item, where, beside=file)
    sentences = gold.cut_of(item, text, where)
    homes = Homes(sentences)
    starts = [gold.span_of(one, text, where).start for one in item["claims"]]
    claimed = {home.ordinal for start in starts if (home := homes.of(start))}
    untouched = {gold.span_of(one, text, where).start for one in item.get("untouched", ())}
    judged = {one.ordinal: one.ordinal in claimed for one in sentences if one.is_asked and one.start not in untouched}
    return GoldClaims(text, sentences, judged, gold.own_outlets_of(item, where))


def _from_dataset(file: Path) -> Iterator[GoldClaims]:
    for review, article in gold.finished_reviews(file):
        if review.scope is Scope.FULL:
            yield _from_review(review, article)


def _from_review(review: ReviewRecord, article: ArticleRecord) -> GoldClaims:
    text = next(text for text in article.texts if text.number == review.text_number)
    cut = next(cut for cut in text.segmentations if cut.number == review.segmentation_number)
    reading = Reading(
        text.body, cut.sentences, claims=review.claims, attributions=review.attributions, figures=review.figures,
        checks=review.checks, marks=review.marks, sources=review.sources,
    )  # fmt: skip
    own = (article.facts.outlet, *article.facts.outlet_aliases)
    return GoldClaims(text.body, cut.sentences, judge_claims(reading), own)
