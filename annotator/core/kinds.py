"""An article's text cut into units with their kinds: headline, standfirst, body, caption, furniture.

General rules over lines and paragraphs; the import preview shows the result and people correct it.
Headlines, captions and furniture lines are one unit each, standfirst and body are cut into sentences.
Ordinals count from 0.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from annotator.core import furniture
from annotator.core.languages import ENGLISH, Language
from annotator.core.records import Kind, Sentence, Span
from annotator.core.segmentations import with_duplicates
from annotator.core.sentences import split_stretch, trim


class _Look(Enum):
    """What a paragraph looks like on its own, before its neighbours are asked."""

    PROSE = auto()
    BULLET = auto()
    BARE = auto()
    LABEL = auto()
    CAPTION = auto()
    CREDITS = auto()
    FURNITURE = auto()
    LINKS = auto()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    words: str
    look: _Look
    inner: tuple[Span, ...]

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return len(self.inner)


_END_MARKS = ".!?…。！？؟۔।”\"’'»)]"
_EDGE = " \t\u00a0.,;:!?…-–—|•·>»«<*\u200b\ufeff"
_BULLET = re.compile(r"[•▪●◦*‣►–—-]\s+\S")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
#: A label has at most so many words ("What happens next"); a caption credit stands in at most so many sentences.
_LABEL_WORDS = 8
_HEADLINE_WORDS = 40
_CAPTION_SENTENCES = 4
_NOTICE_WORDS = 12
_CALL_WORDS, _CONTRIBUTED_WORDS = 40, 25
_STANDFIRST_WORDS = 60
_STANDFIRST_SENTENCES = 2
_STANDFIRST_FEWEST = 4
_STANDFIRST_LINES = 3
#: Text wrapped by a program: no line longer than this, and so many lines that only end where the next word
#: would not have fitted.
_WRAP_WIDEST = 110
_WRAP_NARROWEST = 50
_WRAP_PAIRS = 3
_WRAP_SLACK = 4


def cut_article(
    text: str, *, title: str | None = None, language: Language = ENGLISH
) -> tuple[Sentence, ...]:
    """Cut a canonical text into its units, in order; a `title` that stands as a line is a headline."""
    paragraphs = [_looked_at(text, span, language) for span in _paragraph_spans(text)]
    kinds = _kinds(paragraphs, _plain(title) if title else None)
    units: list[Sentence] = []
    for paragraph, kind in zip(paragraphs, kinds, strict=True):
        whole = kind in (Kind.HEADLINE, Kind.CAPTION, Kind.FURNITURE)
        for start, stop in [paragraph.span] if whole else paragraph.inner:
            is_sign_off = furniture.SIGN_OFF.match(text, start, stop) is not None
            units.append(Sentence(len(units), start, stop, Kind.FURNITURE if is_sign_off else kind))
    return with_duplicates(text, units)


def kind_over(found: Sequence[Sentence], span: Span) -> Kind | None:
    """The kind that most characters of the span were given; None where no unit touches it."""
    shares: dict[Kind, int] = {}
    for one in found[bisect_right(found, span.start, key=lambda unit: unit.stop) :]:
        if one.start >= span.stop:
            break
        shares[one.kind] = shares.get(one.kind, 0) + min(one.stop, span.stop) - max(one.start, span.start)
    return max(shares, key=lambda kind: shares[kind]) if shares else None


def _paragraph_spans(text: str) -> list[Span]:
    """Lines that show something; where a program wrapped the text, the lines of a paragraph are one."""
    lines = [span for span in _line_spans(text) if span.start < span.stop]
    width = _wrap_width(text, lines)
    paragraphs: list[Span] = []
    for span in lines:
        if width and paragraphs and _was_wrapped(text, paragraphs[-1], span, width):
            paragraphs[-1] = Span(paragraphs[-1].start, span.stop)
        else:
            paragraphs.append(span)
    return paragraphs


def _line_spans(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield trim(text, Span(start, start + len(line)))
        start += len(line) + 1


def _wrap_width(text: str, lines: Sequence[Span]) -> int:
    """The width at which a program wrapped the text, or 0."""
    width = max((span.stop - span.start for span in lines), default=0)
    if not _WRAP_NARROWEST <= width <= _WRAP_WIDEST:
        return 0
    wrapped = sum(
        _was_wrapped(text, before, after, width) and text[before.stop - 1] not in _END_MARKS
        for before, after in pairwise(lines)
    )
    return width if wrapped >= _WRAP_PAIRS else 0


def _was_wrapped(text: str, before: Span, after: Span, width: int) -> bool:
    """Say whether the next line follows directly and its first word would not have fitted on this one."""
    if text.count("\n", before.stop, after.start) != 1:
        return False
    last_line = max(text.rfind("\n", before.start, before.stop) + 1, before.start)
    next_word = text[after.start : after.stop].split(None, 1)[0]
    return before.stop - last_line + 1 + len(next_word) > width - _WRAP_SLACK


#: What introduces the quotation of the next paragraph: "The mayor said:".
_LEADS_IN = re.compile(
    r"\b(?:said|says|say|added|adds|wrote|writes|replied|continued|asked|explained|tweeted|posted|reads?)\s?:\Z"
)


def _looked_at(text: str, span: Span, language: Language) -> _Paragraph:
    words = " ".join(text[span.start : span.stop].split())
    inner = tuple(split_stretch(text, span, language))
    return _Paragraph(span, words, _look(words, len(inner)), inner)


def _look(words: str, sentences: int) -> _Look:
    plain = _plain(words)
    ends = words.rstrip("\u200b\ufeff")[-1] in _END_MARKS
    count = _word_count(words)
    if plain in furniture.LINE or furniture.COUNTED.fullmatch(plain) or not any(mark.isalnum() for mark in words):
        return _Look.LINKS if furniture.LIST_HEAD.match(plain) else _Look.FURNITURE
    if furniture.NOTICE.match(words) or (furniture.OPENING.match(words) and not (ends and count > _NOTICE_WORDS)):
        return _Look.LINKS if furniture.LIST_HEAD.match(words) and not ends else _Look.FURNITURE
    if _is_call(words, count):
        return _Look.FURNITURE
    if _is_caption(words, sentences):
        return _Look.CAPTION
    if _is_credits(words, count, ends=ends):
        return _Look.CREDITS
    if _BULLET.match(words):
        return _Look.BULLET
    if ends or sentences > 1 or (words.endswith(":") and (count > 3 or _LEADS_IN.search(words))):
        return _Look.PROSE
    return _Look.LABEL if count <= _LABEL_WORDS else _Look.BARE


def _is_call(words: str, count: int) -> bool:
    """Say whether a short paragraph speaks to readers about subscribing and the like, or says who worked on it."""
    if count > _CALL_WORDS or furniture.QUOTED.search(words):
        return False
    if furniture.CALL_ABOUT.search(words) and furniture.CALL_TO.search(words):
        return True
    return count <= _CONTRIBUTED_WORDS and furniture.CONTRIBUTED.fullmatch(words) is not None


def _is_caption(words: str, sentences: int) -> bool:
    if sentences > _CAPTION_SENTENCES:
        return False
    if furniture.CREDIT.search(words) or furniture.CAPTION_OPENING.match(words):
        return True
    return bool(furniture.BARE_AGENCY.search(words)) and _word_count(words) <= 40


def _is_credits(words: str, count: int, *, ends: bool) -> bool:
    """Bylines and date lines."""
    if count <= 16 and any(mark.isdigit() for mark in words) and not furniture.DATE_PART.sub("", words):
        return True
    if ends and not words.endswith((".m.", ")")):
        return False
    without_dates = furniture.DATE_PART.sub(" ", words).split()
    if count > 16 and len(without_dates) > 10:
        return False
    if furniture.BYLINE.match(words.lstrip("–—- ")) or furniture.DATELINE.fullmatch(words):
        return True
    if furniture.HOSTS.fullmatch(words):
        return True
    parts = furniture.PARTING.split(words)
    if count <= 16 and len(parts) > 1 and any(
        any(mark.isdigit() for mark in part) and not furniture.DATE_PART.sub("", part) for part in parts
    ):  # fmt: skip
        return True  # "Tuesday, 4 June 2024 | Dana Oke, Chief Reporter"
    return furniture.BYLINE_LOWER.fullmatch(_plain(words)) is not None


def _kinds(paragraphs: Sequence[_Paragraph], title: str | None) -> list[Kind]:
    """Kinds of all paragraphs: the top of the article first, then the rest by looks and neighbours."""
    kinds = [_kind_of_look(paragraph) for paragraph in paragraphs]
    headline = _headline_at(paragraphs, title)
    if headline is not None:
        kinds[headline] = Kind.HEADLINE
        _mark_standfirst(paragraphs, kinds, headline)
        for at in range(headline):
            if paragraphs[at].look in (_Look.LABEL, _Look.BARE):
                kinds[at] = Kind.FURNITURE
    if title:
        for at, paragraph in enumerate(paragraphs):
            if _plain(paragraph.words) == title:
                kinds[at] = Kind.HEADLINE
    _mark_links(paragraphs, kinds)
    return kinds


def _kind_of_look(paragraph: _Paragraph) -> Kind:
    match paragraph.look:
        case _Look.PROSE | _Look.BULLET | _Look.BARE:
            return Kind.BODY
        case _Look.CAPTION:
            return Kind.CAPTION
        case _Look.LABEL | _Look.CREDITS | _Look.FURNITURE | _Look.LINKS:
            return Kind.FURNITURE


def _headline_at(paragraphs: Sequence[_Paragraph], title: str | None) -> int | None:
    """The first line of content, if it looks like a headline and is not all there is."""
    if title:
        named = next((at for at, paragraph in enumerate(paragraphs) if _plain(paragraph.words) == title), None)
        if named is not None:
            return named
    at = next((at for at, p in enumerate(paragraphs) if p.look in (_Look.PROSE, _Look.BARE, _Look.LABEL)), None)
    if at is None or len(paragraphs) == 1:
        return None
    first = paragraphs[at]
    if any(paragraph.look is _Look.PROSE for paragraph in paragraphs[:at]):
        return None
    is_open = first.words[-1] not in ".。۔।:" and not re.search(r"[.。۔।][”\"’'»)\]]\Z", first.words)
    if first.look is _Look.PROSE and (not is_open or first.sentences > 2 or not _more_prose(paragraphs, at)):
        return None
    if _word_count(first.words) > _HEADLINE_WORDS:
        return None
    return at


def _more_prose(paragraphs: Sequence[_Paragraph], at: int) -> bool:
    """Say whether a full paragraph follows a first line such as “Who locked the gates?”."""
    return any(p.look is _Look.PROSE and len(p.words) > len(paragraphs[at].words) for p in paragraphs[at + 1 :])


def _mark_standfirst(paragraphs: Sequence[_Paragraph], kinds: list[Kind], headline: int) -> None:
    """Summary lines between the headline and the first paragraph, caption, byline or date line."""
    marked, divided = 0, False
    has_text = any(paragraph.look is _Look.PROSE for paragraph in paragraphs[headline + 1 :])
    for at in range(headline + 1, len(paragraphs)):
        paragraph = paragraphs[at]
        if paragraph.words == paragraphs[headline].words:
            kinds[at] = Kind.HEADLINE
        elif paragraph.look in (_Look.FURNITURE, _Look.LINKS, _Look.CREDITS):
            divided = divided or paragraph.look is _Look.CREDITS
        elif _names_authors(paragraph):
            divided = True
        elif paragraph.look is _Look.BULLET and not has_text:
            return  # all there is: a brief in points
        elif _is_summary_line(paragraph) and marked < _STANDFIRST_LINES + 3 * (paragraph.look is _Look.BULLET):
            kinds[at] = Kind.STANDFIRST
            marked += 1
        elif paragraph.look is _Look.LABEL:
            continue
        else:
            if marked == 0 and not divided and _is_summary_paragraph(paragraphs, at):
                kinds[at] = Kind.STANDFIRST
            return


def _is_summary_line(paragraph: _Paragraph) -> bool:
    words = _word_count(paragraph.words)
    if paragraph.look is _Look.BULLET:
        return words <= _STANDFIRST_WORDS
    if _names_authors(paragraph):
        return False
    return paragraph.look in (_Look.BARE, _Look.LABEL) and _STANDFIRST_FEWEST <= words <= _STANDFIRST_WORDS


def _names_authors(paragraph: _Paragraph) -> bool:
    """A byline without "by", as it stands under a headline: "Maria Lopez in Bergen"."""
    return paragraph.look is _Look.LABEL and furniture.NAMES.fullmatch(paragraph.words) is not None


def _is_summary_paragraph(paragraphs: Sequence[_Paragraph], at: int) -> bool:
    """A short punctuated paragraph is a standfirst only if a byline, date or caption divides it from the body."""
    paragraph = paragraphs[at]
    if paragraph.look is not _Look.PROSE or paragraph.sentences > _STANDFIRST_SENTENCES:
        return False
    if _word_count(paragraph.words) > _STANDFIRST_WORDS:
        return False
    for follower in paragraphs[at + 1 :]:
        if follower.look in (_Look.CREDITS, _Look.CAPTION) or _names_authors(follower):
            return True
        if follower.look not in (_Look.FURNITURE, _Look.LINKS):
            return False
    return False


def _mark_links(paragraphs: Sequence[_Paragraph], kinds: list[Kind]) -> None:
    """After "read more" and its like, lines without an end mark are links to other stories."""
    in_links = False
    for at, paragraph in enumerate(paragraphs):
        if paragraph.look is _Look.LINKS:
            in_links = True
        elif paragraph.look in (_Look.PROSE, _Look.CAPTION) or kinds[at] in (Kind.HEADLINE, Kind.STANDFIRST):
            in_links = False
        elif in_links:
            kinds[at] = Kind.FURNITURE


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(_EDGE).lower()


def _word_count(words: str) -> int:
    """White-space separated runs; scripts without spaces count two characters as a word."""
    return max(len(words.split()), len(_WIDE.findall(words)) // 2)
