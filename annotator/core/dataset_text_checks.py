"""Whether a text, its cuts and the facts of its article are sound, by themselves."""

import re
from datetime import date

from annotator.core.datasets import ArticleRecord, SegmentationRecord, TextRecord
from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.records import Span
from annotator.core.text import canonical

_UID = re.compile(r"[0-9a-f]{32}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}|")
#: Longest name or fact of an article, in code points.
_LONGEST_FACT = 2_000
_MOST_ALIASES = 100


def check_text(text: TextRecord) -> None:
    """Refuse a text that is not canonical, whose hash differs, or whose cuts do not fit it."""
    try:
        # A canonical text may begin with U+FEFF (its file had two): one more in front is the one that goes.
        found = canonical("\ufeff" + text.body)
    except AnnotatorError as error:
        raise Invalid(error.message, code=error.code) from None
    if found.body != text.body:
        raise Invalid("The text is not in canonical form: its line ends must be U+000A.", code="not_canonical")
    if found.sha256 != text.sha256:
        raise Invalid("The text's SHA-256 differs: the text was changed after it was exported.", code="hash_mismatch")
    check_numbers("segmentations", [cut.number for cut in text.segmentations])
    for cut in text.segmentations:
        _check_cut(cut, len(text.body))


def check_facts(article: ArticleRecord) -> None:
    """Refuse facts of an article that could not be stored. Raises Invalid."""
    facts = article.facts
    _check_name("title", facts.title, empty=True)
    for name in ("outlet", "section", "byline", "url"):
        _check_name(name, getattr(facts, name), empty=True)
    if len(facts.outlet_aliases) > _MOST_ALIASES:
        raise Invalid(f"At most {_MOST_ALIASES} outlet aliases can be stored.", code="too_many")
    for alias in facts.outlet_aliases:
        _check_name("outlet_aliases", alias)
    if not _LANGUAGE.fullmatch(facts.language):
        raise Invalid("language must be a language tag such as “en” or “pt-BR”.", code="bad_language")
    if facts.published_on and not _is_date(facts.published_on):
        raise Invalid("published_on must be empty or a date such as “2026-01-31”.", code="bad_date")


def check_numbers(field_name: str, numbers: list[int]) -> None:
    """Refuse numbers that do not rise. Raises Invalid."""
    if any(number < 1 for number in numbers) or numbers != sorted(set(numbers)):
        raise Invalid(f"The {field_name} must be numbered upwards, each number once.", code="bad_numbers")


def check_span(span: Span, length: int) -> None:
    """Refuse a span outside a text of this length. Raises Invalid."""
    if not 0 <= span.start < span.stop <= length:
        raise _outside()


def _outside() -> Invalid:
    return Invalid("A span lies outside its text, or is empty.", code="bad_offset")


def check_uid(uid: str) -> None:
    """Refuse what is no uid. Raises Invalid."""
    if not _UID.fullmatch(uid):
        raise Invalid("A uid must be 32 hexadecimal digits in lower case.", code="bad_uid")


def _check_cut(cut: SegmentationRecord, length: int) -> None:
    end = 0
    ordinals = [sentence.ordinal for sentence in cut.sentences]
    if ordinals and ordinals != list(range(ordinals[0], ordinals[0] + len(ordinals))):
        raise Invalid("The sentences of a cut must be numbered without gaps, in order.", code="bad_ordinals")
    for sentence in cut.sentences:
        if not 0 <= sentence.start < sentence.stop <= length:
            raise _outside()
        if sentence.start < end:
            raise Invalid("The sentences of a cut overlap or are out of order.", code="overlapping_sentences")
        end = sentence.stop
        if sentence.duplicate_of is not None and not ordinals[0] <= sentence.duplicate_of < sentence.ordinal:
            raise Invalid("A sentence repeats one that is not before it.", code="unknown_sentence")


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _check_name(field_name: str, value: str, *, empty: bool = False) -> None:
    if len(value) > _LONGEST_FACT or not (empty or value.strip()):
        least = "at most " if empty else "1 to "
        raise Invalid(f"{field_name} must have {least}{_LONGEST_FACT:,} characters.", code="bad_length")
