"""Reading datasets from JSON Lines: records, or problems with their line; never an exception for bad rows.

Memory is that of one article and its longest line. Lines end in U+000A only: U+2028 and U+0085 are text.
"""

from collections.abc import Iterator
from typing import IO, TypeVar

from annotator.core.codec import record_from_json
from annotator.core.dataset_checks import Checker
from annotator.core.datasets import (
    FORMAT,
    READ_VERSIONS,
    AccountRecord,
    ArticleRecord,
    Counts,
    Manifest,
    Problem,
    Record,
    ReviewRecord,
    SchemeRecord,
    SegmentationRecord,
    TextRecord,
    quote_at,
)
from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.fields import Fields
from annotator.core.languages import MAX_LIST
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Check,
    Claim,
    Figure,
    Kind,
    Mark,
    ReviewKind,
    ReviewState,
    Role,
    Scope,
    Sentence,
    SourceCard,
    Span,
)
from annotator.core.text import MAX_CODE_POINTS
from annotator.formats.jsonl_acts import read_answers, read_steps
from annotator.formats.jsonl_gold import other_words, read_decisions, read_moment, read_origins
from annotator.formats.jsonl_policies import read_policy
from annotator.formats.jsonl_rounds import read_discussions, read_explanations, read_place, read_round, read_study
from annotator.formats.strict_json import parse_object

#: Bytes of the longest line: an article at the limit of characters, with its sentences quoted in two cuts.
MAX_LINE = 16 * 2**20
_PIECE = 2**16
#: Fields of the manifest that tell people something and change nothing.
_FOR_PEOPLE = ("offsets", "left_out")

Row = TypeVar("Row", SourceCard, Claim, Attribution, Figure, Mark, Check)

_SENTENCE = frozenset(("ordinal", "start", "stop", "kind", "duplicate_of", "quote"))
_KINDS = {kind.value: kind for kind in Kind}


def read(stream: IO[bytes]) -> Iterator[Record | Problem]:
    """The dataset in `stream`, line by line: each a record, or a problem in its place.

    A dataset without problems is complete and sound: references, spans, quotations, hashes and counts
    have all been checked.
    """
    checker = Checker()
    number, sound = 0, True
    for number, line in _numbered_lines(stream):
        try:
            if line is None:
                raise Invalid(f"The line is longer than {MAX_LINE // 2**20} MB.", code="line_too_large")
            record = _parse(Fields("line", parse_object(line)), checker)
            checker.check(record)
        except AnnotatorError as error:
            sound = False
            yield Problem(number, error.code, error.message)
        else:
            yield record
    if sound:
        try:
            checker.finish()
        except Invalid as error:
            yield Problem(number, error.code, error.message)


def _numbered_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their number from 1, empty ones skipped; None stands for one that is too long."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_PIECE)
            yield number, None
        elif line.strip():
            yield number, line


def _parse(fields: Fields, checker: Checker) -> Record:
    record: Record
    match fields.text("record", limit=40):
        case "manifest":
            record = _parse_manifest(fields)
        case "account":
            record = AccountRecord(
                fields.uid("uid"), fields.text("name"), fields.word_or_none("role", Role)
            )
        case "scheme":
            record = SchemeRecord(fields.integer("number", least=1), _parse_body(fields))
        case "round":
            record = read_round(fields)
        case "study":
            record = read_study(fields)
        case "policy":
            record = read_policy(fields)
        case "article":
            record = _parse_article(fields)
        case "review":
            record = _parse_review(fields, checker.article_of(fields.uid("article_uid")))
        case _:
            raise Invalid(
                "record must be one of manifest, account, scheme, round, study, policy, article, review.",
                code="unknown_record",
            )
    fields.done()
    return record


def _parse_manifest(fields: Fields) -> Manifest:
    if fields.text("format") != FORMAT or fields.integer("version", least=1) not in READ_VERSIONS:
        known = " and ".join(map(str, READ_VERSIONS))
        raise Invalid(f"This reads {FORMAT} versions {known} and no other.", code="unknown_version")
    for name in _FOR_PEOPLE:
        fields.value(name)
    counts = fields.entry("counts")
    names = ("accounts", "schemes", "articles", "reviews")
    accounts, schemes, articles, reviews = (counts.integer(name) for name in names)
    later = [counts.integer(name) if counts.has(name) else 0 for name in ("rounds", "study_versions", "policies")]
    counts.done()
    abbreviations = fields.text("abbreviations", limit=MAX_LIST) if fields.has("abbreviations") else ""
    held = Counts(accounts, schemes, articles, reviews, *later)
    return Manifest(fields.uid("dataset_uid"), fields.text("project_name"), held, abbreviations)


def _parse_body(fields: Fields) -> dict[str, object]:
    body = fields.value("body")
    if not isinstance(body, dict):
        raise fields.error("body", "an object")
    return body


def _parse_article(fields: Fields) -> ArticleRecord:
    aliases = fields.items("outlet_aliases")
    facts = ArticleFacts(
        title=fields.text("title"),
        outlet=fields.text("outlet"),
        outlet_aliases=tuple(alias for alias in aliases if isinstance(alias, str)),
        section=fields.text("section"),
        byline=fields.text("byline"),
        url=fields.text("url"),
        published_on=fields.text("published_on"),
        language=fields.text("language"),
    )
    if len(facts.outlet_aliases) < len(aliases):
        raise fields.error("outlet_aliases", "a list of texts")
    texts = tuple(_parse_text(entry) for entry in fields.entries("texts"))
    return ArticleRecord(fields.uid("uid"), facts, texts, read_place(fields))


def _parse_text(fields: Fields) -> TextRecord:
    body = fields.text("body", limit=MAX_CODE_POINTS)
    cuts = []
    for entry in fields.entries("segmentations"):
        sentences = _parse_sentences(entry, body)
        cuts.append(SegmentationRecord(entry.integer("number", least=1), sentences))
        entry.done()
    text = TextRecord(
        fields.uid("uid"), fields.integer("number", least=1), body, fields.text("sha256"),
        fields.integer("normaliser", least=1), tuple(cuts), tuple(read_steps(fields)), tuple(read_answers(fields)),
        tuple(read_explanations(fields, body)),
    )  # fmt: skip
    fields.done()
    return text


def _parse_sentences(fields: Fields, body: str) -> tuple[Sentence, ...]:
    """The sentences of a cut. Most of a dataset are sentences: each is read as it should be, and only where one is
    not, all of them field by field, which says what is wrong.
    """
    found: list[Sentence] = []
    for item in fields.items("sentences"):
        sentence = _read_sentence(item, body)
        if sentence is None:
            return tuple(_parse_sentence(entry, body) for entry in fields.entries("sentences"))
        found.append(sentence)
    return tuple(found)


def _read_sentence(item: object, body: str) -> Sentence | None:
    if type(item) is not dict or item.keys() != _SENTENCE:
        return None
    ordinal, start, stop, kind = item["ordinal"], item["start"], item["stop"], item["kind"]
    duplicate_of = item["duplicate_of"]
    numbers = (ordinal, start, stop) if duplicate_of is None else (ordinal, start, stop, duplicate_of)
    for number in numbers:
        if type(number) is not int or not 0 <= number < 2**31:
            return None
    if type(kind) is not str or kind not in _KINDS or start >= stop or body[start:stop] != item["quote"]:
        return None
    return Sentence(ordinal, start, stop, _KINDS[kind], duplicate_of)


def _parse_sentence(fields: Fields, body: str) -> Sentence:
    span = fields.span()
    duplicate_of = None if fields.value("duplicate_of") is None else fields.integer("duplicate_of")
    if fields.value("quote") != body[span.start : span.stop]:
        raise other_words()
    sentence = Sentence(
        fields.integer("ordinal"), span.start, span.stop, fields.word("kind", Kind), duplicate_of
    )
    fields.done()
    return sentence


def _parse_review(fields: Fields, article: ArticleRecord) -> ReviewRecord:
    text = article.text(fields.integer("text_number", least=1))
    if text is None:
        raise Invalid("The article has no text of that number.", code="unknown_text")
    body = text.body
    return ReviewRecord(
        uid=fields.uid("uid"),
        article_uid=article.uid,
        text_number=text.number,
        segmentation_number=fields.integer("segmentation_number", least=1),
        account_uid=fields.uid("account_uid"),
        kind=fields.word("kind", ReviewKind),
        scheme_number=fields.integer("scheme_number", least=1),
        scope=fields.word("scope", Scope),
        state=fields.word("state", ReviewState),
        revises_uid=fields.uid_or_none("revises_uid"),
        started_at=read_moment(fields, "started_at"),
        finished_at=None if fields.value("finished_at") is None else read_moment(fields, "finished_at"),
        sources=tuple(_parse_rows(fields, "sources", "source", SourceCard, body)),
        claims=tuple(_parse_rows(fields, "claims", "claim", Claim, body)),
        attributions=tuple(_parse_rows(fields, "attributions", "attribution", Attribution, body)),
        figures=tuple(_parse_rows(fields, "figures", "figure", Figure, body)),
        checks=tuple(_parse_rows(fields, "checks", "check", Check, body)),
        marks=tuple(_parse_rows(fields, "marks", "mark", Mark, body)) if fields.has("marks") else (),
        suggestions_shown=fields.boolean("suggestions_shown") if fields.has("suggestions_shown") else False,
        decisions=tuple(read_decisions(fields, body)) if fields.has("decisions") else (),
        origins=tuple(read_origins(fields)) if fields.has("origins") else (),
        round_number=fields.integer("round_number", least=1) if fields.has("round_number") else None,
        discussions=tuple(read_discussions(fields, body)),
    )


def _parse_rows(fields: Fields, name: str, table: str, kind: type[Row], body: str) -> Iterator[Row]:
    for item in fields.items(name):
        if not isinstance(item, dict):
            raise fields.error(name, "a list of objects")
        plain = dict(item) if kind is SourceCard else _without_quote(item, body)
        if kind is Attribution:
            plain["cues"] = [_plain_cue(cue, body) for cue in Fields(table, plain).entries("cues")]
        record = record_from_json(table, plain)
        assert isinstance(record, kind)
        yield record


def _without_quote(data: dict[str, object], body: str) -> dict[str, object]:
    """The row without its words, after comparing them with the text."""
    plain = dict(data)
    told = tuple(plain.pop(name, None) for name in ("quote", "prefix", "suffix"))
    span = Fields("span", data).span()
    found = quote_at(body, span)
    if told != (found.quote, found.prefix, found.suffix):
        raise other_words()
    return plain


def _plain_cue(cue: Fields, body: str) -> list[int]:
    span = cue.span()
    told = tuple(cue.text(name) for name in ("quote", "prefix", "suffix"))
    cue.done()
    found = quote_at(body, Span(span.start, span.stop))
    if told != (found.quote, found.prefix, found.suffix):
        raise other_words()
    return [span.start, span.stop]
