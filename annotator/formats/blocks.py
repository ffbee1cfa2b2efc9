"""Paragraphs whose kind a page or document may have told, cut into units: the path of every format but plain text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.kinds import cut_article
from annotator.core.languages import Language
from annotator.core.records import Kind, Sentence, Span
from annotator.core.segmentations import with_duplicates
from annotator.core.sentences import split_stretch
from annotator.core.text import canonical

#: Largest file that is read.
MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `kind` where the markup tells it. `is_item`: of a list; `is_bold`, `is_link`: every word."""

    words: str
    kind: Kind | None
    is_item: bool = False
    is_bold: bool = False
    is_link: bool = False


def body_of(blocks: Sequence[Block]) -> str:
    """The article's text: its paragraphs with a blank line between. Raises what `core.text.canonical` raises."""
    return canonical("\n\n".join(block.words for block in blocks) + "\n").body


def cut_blocks(body: str, blocks: Sequence[Block], title: str | None, language: Language) -> tuple[Sentence, ...]:
    """Cut by the general rules, then let the markup decide where it spoke."""
    ruled = cut_article(body, title=title, language=language)
    units: list[Sentence] = []
    position, next_unit = 0, 0
    for block in blocks:
        start = body.index(block.words, position)
        position = stop = start + len(block.words)
        inside = []
        while next_unit < len(ruled) and ruled[next_unit].start < stop:
            inside.append(ruled[next_unit])
            next_unit += 1
        if block.kind is None:
            units += inside
        elif block.kind in (Kind.STANDFIRST, Kind.BODY):
            inner = split_stretch(body, Span(start, stop), language)
            units += [Sentence(0, span.start, span.stop, block.kind) for span in inner]
        else:
            units.append(Sentence(0, start, stop, block.kind))
    return with_duplicates(body, units)


def left_out_notes(left_out: Counter[str]) -> list[str]:
    """"3 scripts and 1 frame were left out." """
    found = [f'{count:,} {name}{"" if count == 1 else "s"}' for name, count in sorted(left_out.items()) if count]
    if not found:
        return []
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    is_one = len(found) == 1 and found[0].startswith("1 ")
    return [f"{listed} {'was' if is_one else 'were'} left out."]
