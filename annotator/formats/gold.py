"""Gold that engines are scored against: one reader a task, streaming, telling what is wrong and where.

The forms are described in docs/evaluation.md. Offsets are code points, `stop` exclusive.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from annotator.core.datasets import ArticleRecord, Problem, ReviewRecord
from annotator.core.errors import Invalid
from annotator.core.records import (
    Attribution,
    Kind,
    Sentence,
    SourceCard,
    Span,
)
from annotator.core.sentences import sentence_spans

Gold = TypeVar("Gold")

MENTION_FIELDS = ("identity", "number", "who", "knowledge", "reason", "relayed_by")


@dataclass(frozen=True, slots=True)
class GoldSentences:
    """A text with its true sentences."""

    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A true figure: its span where the gold has one, its value or range where it has one."""

    span: Span | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class GoldFigures:
    """A text with its true figures. `has_spans`: spans are scored; else values alone."""

    text: str
    figures: tuple[GoldFigure, ...]
    has_spans: bool


@dataclass(frozen=True, slots=True)
class GoldUnits:
    """A text with its true units and their kinds."""

    text: str
    units: tuple[Sentence, ...]
    language: str


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A true source phrase. `fields` holds those of `MENTION_FIELDS` that the gold decides."""

    span: Span
    fields: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class GoldAttributions:
    """A text with its cut and its true source phrases."""

    text: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[GoldMention, ...]
    own_outlets: tuple[str, ...] = ()


def read_sentences(file: Path) -> Iterator[GoldSentences]:
    """Texts with sentences from `.conllu`, `.jsonl` or `.json`."""
    if file.suffix.lower() == ".conllu":
        from annotator.formats.conllu import read_conllu

        for text, spans in read_conllu(file):
            yield GoldSentences(text, spans)
        return
    yield from read_items(file, lambda item, where: GoldSentences(*sentences_of(item, where)))


# Any: an item as JSON has it.
def sentences_of(item: Any, where: str) -> tuple[str, tuple[Span, ...]]:
    """A text and its sentences, which are given by their offsets or by their words. Raises Invalid for another item."""
    is_pair = isinstance(item, list) and len(item) == 2
    text, given = item if is_pair else (text_of(item, where), item.get("sentences"))
    if not isinstance(text, str) or not isinstance(given, list):
        raise wrong(where, "needs `text` and `sentences`")
    if all(isinstance(one, str) for one in given):
        return text, _aligned(text, given, where)
    return text, tuple(span_of(one, text, where) for one in given)


def read_figures(file: Path) -> Iterator[GoldFigures]:
    """Texts with figures: `text` and `figures` with offsets, or `req` and `res` with values and surfaces."""
    return read_items(file, _figures_of)


def _figures_of(item: Any, where: str) -> GoldFigures:  # Any: as below
    if isinstance(item, dict) and isinstance(item.get("req"), str):
        return _quantities(item, where)
    if not isinstance(item, dict) or not isinstance(item.get("figures"), list):
        raise wrong(where, "needs `text` and `figures`")
    text = text_of(item, where)
    figures = tuple(
        GoldFigure(span_of(one, text, where), _number(one.get("low", one.get("value")), where),
                   _number(one.get("high"), where))
        for one in item["figures"]
    )  # fmt: skip
    return GoldFigures(text, figures, has_spans=True)


def read_units(file: Path) -> Iterator[GoldUnits]:
    """Texts with their units: `text` (or `article`) and `units` with spans and kinds."""
    return read_items(file, lambda item, where: _units_of(item, where, file))


def _units_of(item: Any, where: str, file: Path) -> GoldUnits:  # Any: as below
    if not isinstance(item, dict) or not isinstance(item.get("units"), list):
        raise wrong(where, "needs `text` (or `article`) and `units`")
    text = text_of(item, where, beside=file)
    return GoldUnits(text, cut_of(item, text, where), str(item.get("language") or "en"))


def read_attributions(file: Path) -> Iterator[GoldAttributions]:
    """Texts with source phrases: a tagged article, lines of them, or a dataset with its finished reviews."""
    if file.suffix.lower() == ".jsonl" and is_dataset(file):
        yield from _from_dataset(file)
        return
    yield from read_items(file, lambda item, where: _attributions_of(item, where, file))


def _attributions_of(item: Any, where: str, file: Path) -> GoldAttributions:  # Any: as below
    if not isinstance(item, dict) or not isinstance(item.get("attributions"), list):
        raise wrong(where, "needs `text` (or `article`) and `attributions`")
    text = text_of(item, where, beside=file)
    sentences = cut_of(item, text, where)
    cards = {card["id"]: card for card in item.get("sources", ())}
    mentions = tuple(GoldMention(span_of(one, text, where), _fields(one, cards)) for one in item["attributions"])
    return GoldAttributions(text, sentences, mentions, own_outlets_of(item, where))


def own_outlets_of(item: Any, where: str) -> tuple[str, ...]:  # Any: as below
    """The names of the article's own outlet that the item lists."""
    given = item.get("own_outlets", [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise wrong(where, "has `own_outlets` that are no list of names")
    return tuple(given)


def cut_of(item: Any, text: str, where: str) -> tuple[Sentence, ...]:  # Any: JSON, looked at field by field
    """The units of a tagged article, else every sentence as body."""
    units = item.get("units")
    if not isinstance(units, list):
        return tuple(Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1))
    if any(not isinstance(unit, dict) or unit.get("kind") not in list(Kind) for unit in units):
        raise wrong(where, "has a unit without a kind")
    places = {unit["id"]: at for at, unit in enumerate(units, 1) if unit.get("id") is not None}
    return tuple(
        Sentence(at, *span_of(unit, text, where), Kind(unit["kind"]), places.get(unit.get("dup_of")))
        for at, unit in enumerate(units, 1)
    )


def _fields(one: Mapping[str, str], cards: Mapping[str, Mapping[str, str | None]]) -> dict[str, str | None]:
    """The card fields of a mention: its own, else those of the card it points to; a relay by its first words."""
    card = cards.get(one.get("source", ""))
    if card is None:
        return {name: one[name] for name in MENTION_FIELDS if name in one}
    fields = {name: card[name] for name in MENTION_FIELDS if name in card}
    relay = fields.get("relayed_by")
    if relay is not None and relay in cards:
        fields["relayed_by"] = str(cards[relay].get("label") or relay)
    return fields


def is_dataset(file: Path) -> bool:
    """Say whether a file of lines is a dataset of ours."""
    with file.open("rb") as lines:
        return b'"format"' in lines.readline()


def finished_reviews(file: Path) -> Iterator[tuple[ReviewRecord, ArticleRecord]]:
    """The finished reviews of a dataset, each with its article. Raises Invalid (`gold`) with the first bad line."""
    from annotator.formats.jsonl_read import read

    article: ArticleRecord | None = None
    with file.open("rb") as stream:
        for record in read(stream):
            match record:
                case Problem():
                    raise Invalid(f"{file}, line {record.line}: {record.message}", code="gold")
                case ArticleRecord():
                    article = record
                case ReviewRecord() if record.finished_at is not None and article is not None:
                    yield record, article  # reviews directly follow their article
                case _:
                    continue


def _from_dataset(file: Path) -> Iterator[GoldAttributions]:
    for review, article in finished_reviews(file):
        yield _from_review(review, article)


def _from_review(review: ReviewRecord, article: ArticleRecord) -> GoldAttributions:
    text = next(text for text in article.texts if text.number == review.text_number)
    cut = next(cut for cut in text.segmentations if cut.number == review.segmentation_number)
    cards = {card.uid: card for card in review.sources}
    mentions = tuple(
        GoldMention(mention.span, _card_fields(mention, cards, review, text.body)) for mention in review.attributions
    )
    own = (article.facts.outlet, *article.facts.outlet_aliases)
    return GoldAttributions(text.body, cut.sentences, mentions, own)


def _card_fields(
    mention: Attribution, cards: Mapping[str, SourceCard], review: ReviewRecord, text: str
) -> dict[str, str | None]:
    card = cards.get(mention.source_uid or "")
    if card is None:
        return {}
    relay = next((other for other in review.attributions if other.source_uid == card.relayed_by_uid), None)
    return {
        "identity": card.identity, "number": card.number, "who": card.who, "knowledge": card.knowledge,
        "reason": card.reason, "relayed_by": text[relay.start : relay.stop] if relay and card.relayed_by_uid else None,
    }  # fmt: skip


def read_items(file: Path, read: Callable[[Any, str], Gold]) -> Iterator[Gold]:  # Any: as below
    """What `read` makes of each item and the words for where it stands. Raises Invalid for an item of another form,
    also one that `read` stumbles over.
    """
    for where, item in items(file):
        try:
            one = read(item, where)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise wrong(where, "is not of its form, which docs/evaluation.md describes") from error
        yield one


def items(file: Path) -> Iterator[tuple[str, Any]]:  # Any: JSON of any shape until its fields were looked at
    """The items of a JSON list or object, or of a file with one JSON value a line, each with where it stands."""
    where = str(file)
    try:
        if file.suffix.lower() == ".jsonl":
            with file.open(encoding="utf-8-sig") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        where = f"{file}, line {number}"
                        yield where, json.loads(line)
            return
        words = file.read_text(encoding="utf-8-sig")
        whole = json.loads(words) if words.strip() else []
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is no JSON in UTF-8: {error}. Save it as UTF-8.", code="gold") from error
    except RecursionError as error:
        raise Invalid(f"{where} is nested too deeply to be gold.", code="gold") from error
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if where != str(file) else f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"{where} is no JSON in UTF-8: {error.msg} ({place}).", code="gold") from error
    except ValueError as error:
        raise Invalid(f"{where} has a number with too many digits.", code="gold") from error
    for number, item in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield f"{file}, item {number}", item


def text_of(item: Any, where: str, *, beside: Path | None = None) -> str:  # Any: as above
    """The item's own text, or that of the article file it names, sought beside the gold, one folder up and here."""
    if isinstance(item, dict) and isinstance(item.get("text"), str):
        return str(item["text"])
    if beside is not None and isinstance(item, dict) and isinstance(item.get("article"), str):
        for folder in (beside.parent, beside.parent.parent, Path()):
            if (folder / item["article"]).is_file():
                return (folder / item["article"]).read_bytes().decode("utf-8")
    raise wrong(where, "needs `text`")


def span_of(one: Any, text: str, where: str) -> Span:  # Any: as above
    """A span as `[start, stop]`, as `start` with `stop` or `end`, or as `span`."""
    if isinstance(one, dict):
        one = one["span"] if "span" in one else [one.get("start"), one.get("stop", one.get("end"))]
    if not (isinstance(one, list) and len(one) == 2 and all(type(at) is int for at in one)):
        raise wrong(where, "has a span without start and stop")
    start, stop = one
    if not 0 <= start < stop <= len(text):
        raise wrong(where, f"has a span {start}-{stop} outside its text")
    return Span(start, stop)


def _aligned(text: str, given: Sequence[str], where: str) -> tuple[Span, ...]:
    """Where sentences given by their words stand in the text, in order; blanks may differ."""
    spans, position = [], 0
    for words in given:
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        found = pattern.search(text, position)
        if found is None:
            raise wrong(where, f"has a sentence that is not in its text: {words[:40]!r}")
        spans.append(Span(*found.span()))
        position = found.end()
    return tuple(spans)


def _quantities(item: Any, where: str) -> GoldFigures:  # Any: as above
    found = []
    for one in item.get("res", ()):
        found.append(GoldFigure(None, _number(one.get("value"), where), None))
    return GoldFigures(item["req"], tuple(found), has_spans=False)


def _number(value: Any, where: str) -> Decimal | None:  # Any: as above
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise wrong(where, f"has a value that is no number: {value!r}") from error
    if not number.is_finite():
        raise wrong(where, f"has a value that is no number: {value!r}")
    return number


def wrong(where: str, what: str) -> Invalid:
    """What to raise for gold that is not of its form."""
    return Invalid(f"{where} {what}.", code="gold")
