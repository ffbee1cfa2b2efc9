"""Where quotation marks stand: which words of a text are quoted, and whether a claim is quoted whole."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from annotator.core.homes import homes_of
from annotator.core.kept import kept
from annotator.core.records import Reading, Span
from annotator.core.spans import SpanIndex

_CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    '"': '"',
    "'": "'",
}
#: Marks that are also apostrophes or their own closers: they open only where a word begins.
_AMBIGUOUS = frozenset("\"'‘»")


def find_quotations(text: str) -> tuple[Span, ...]:
    """Find the outermost quotations of a text, marks included, paragraph by paragraph.

    A quotation left open at the end of its paragraph runs to that end when the next paragraph begins with
    a quotation mark, as newspapers set long quotations; otherwise the mark is taken for a slip and dropped.
    """
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        stop = start + len(line)
        spans.extend(_quotations_of(text, start, stop))
        start = stop + 1
    return tuple(spans)


@kept(8)
def list_run_on(reading: Reading) -> frozenset[int]:
    """The sentences that go on with a quotation begun before them, by ordinal: they have no mark of their own to say
    who speaks, or only the one that newspapers set before each paragraph of a long quotation.
    """
    found: set[int] = set()
    homes = homes_of(reading.sentences)
    open_until = -1
    for quotation in _kept_quotations(reading.text):
        inside = homes.touching(quotation.start, quotation.stop)
        found |= {sentence.ordinal for sentence in inside if sentence.start > quotation.start}
        if open_until >= 0 and not reading.text[open_until : quotation.start].strip():
            found |= {sentence.ordinal for sentence in inside[:1] if sentence.start == quotation.start}
        is_closed = reading.text[quotation.stop - 1] in _CLOSERS[reading.text[quotation.start]]
        open_until = -1 if is_closed else quotation.stop
    return frozenset(found)


@lru_cache(maxsize=16)
def _kept_quotations(text: str) -> tuple[Span, ...]:
    return find_quotations(text)


def is_quoted_whole(text: str, content: Sequence[int], quotations: SpanIndex[None]) -> bool:
    """Say whether every letter and digit at the ascending offsets `content` lies inside quotation marks."""
    wordy = [position for position in content if text[position].isalnum()]
    if not wordy:
        return False
    touching = quotations.touching(Span(wordy[0], wordy[-1] + 1))
    quoted = {position for span, _ in touching for position in range(span.start, span.stop)}
    return all(position in quoted for position in wordy)


def _quotations_of(text: str, start: int, stop: int) -> Iterable[Span]:
    position = start
    while position < stop:
        if not _opens(text, start, position, stop):
            position += 1
            continue
        closed = _find_close(text, position, stop)
        if closed is not None:
            yield Span(position, closed + 1)
            position = closed + 1
        elif text[position] not in _AMBIGUOUS and _next_paragraph_opens(text, stop):
            yield Span(position, stop)
            return
        else:
            position += 1


def _opens(text: str, start: int, position: int, stop: int) -> bool:
    mark = text[position]
    if mark not in _CLOSERS:
        return False
    if mark not in _AMBIGUOUS:
        return True
    begins_a_word = position == start or not (text[position - 1].isalnum() or text[position - 1] in ".,!?…")
    return begins_a_word and position + 1 < stop and not text[position + 1].isspace()


def _find_close(text: str, opened: int, stop: int) -> int | None:
    mark = text[opened]
    closers = _CLOSERS[mark]
    depth = 0
    for position in range(opened + 1, stop):
        character = text[position]
        if character == mark and mark not in closers and mark not in _AMBIGUOUS:
            depth += 1
        elif character in closers and _closes(text, position, stop):
            if depth == 0:
                return position
            depth -= 1
    return None


def _closes(text: str, position: int, stop: int) -> bool:
    """An apostrophe inside a word ("don’t") closes nothing."""
    if text[position] not in "'’":
        return True
    return position + 1 == stop or not text[position + 1].isalnum()


def _next_paragraph_opens(text: str, stop: int) -> bool:
    following = text[stop:].lstrip()
    return bool(following) and following[0] in _CLOSERS
