"""What the order of a page's paragraphs tells: bullets under the headline, bold lines, quotations printed twice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from annotator.core.records import Kind
from annotator.formats.blocks import Block

#: Summary bullets have so many words; fewer are tabs and links.
_BULLET_WORDS = range(4, 31)
_MOST_BULLETS = 6
_BOLD_WORDS = 14
#: A quotation set apart is looked for in the other paragraphs, so many times at most.
_QUOTE_WORDS = range(4, 41)
_MOST_QUOTES = 100
_COMMENTS = re.compile(
    r"(?:view |show |read |all |reader )?(?:\d{1,6} )?(?:readers['’] )?comments?(?: ?[(\[]?\d{1,6}[)\]]?)?:?"
    r"|discussion about this post|leave a (?:reply|comment)|join the (?:conversation|discussion)|what do you think\?",
    re.I,
)
#: Who wrote it, at the foot of the page.
_ABOUT_AUTHOR = re.compile(
    r"(?:[A-Z][\w.’'-]+\s){1,4}(?:(?:is|was)\s(?:an?|the|our)\s[^.!?]{0,60}\b(?:reporter|correspondent|columnist|editor|"
    r"writer|journalist)\b|(?:writes|covers|reports\son)\s)[^.!?]{0,80}\.?"
)
_FOOT = 3
#: A title has so many words; fewer are names of sections.
_FEWEST_OF_TITLE = 3
_SENTENCE_ENDS = ".!?…”\""
_QUOTES = "\"“”„«»‘’'"


def mark_headline(blocks: Sequence[Block], titles: Sequence[str]) -> list[Block]:
    """On a page without a first heading: the line that a title of the page begins with; where the page has no title,
    the first heading of any rank, if running text follows it.
    """
    marked = _close_headline(list(blocks))
    if any(block.kind is Kind.HEADLINE for block in marked):
        return marked
    squeezed = [_squeezed(title) for title in titles]
    found = next((at for at, block in enumerate(marked) if len(block.words.split()) >= _FEWEST_OF_TITLE and any(
        title.startswith(_squeezed(block.words)) for title in squeezed
    )), None)  # fmt: skip
    if found is None and not squeezed:
        found = next((at for at, block in enumerate(marked) if block.kind is Kind.FURNITURE and not block.is_link
                      and len(block.words.split()) >= _FEWEST_OF_TITLE), None)  # fmt: skip
    if found is None or not any(block.kind is None for block in marked[found + 1 :]):
        return marked
    return [replace(one, kind=Kind.HEADLINE) if at == found else one for at, one in enumerate(marked)]


def _close_headline(blocks: list[Block]) -> list[Block]:
    """A first heading that the page forgot to close holds its text as well: what follows it and ends like a sentence,
    and all behind that, is none.
    """
    stop = next((at for at, (one, other) in enumerate(pairwise(blocks), 1) if one.kind is Kind.HEADLINE is other.kind
                 and other.words[-1] in _SENTENCE_ENDS), None)  # fmt: skip
    if stop is None:
        return blocks
    return [replace(one, kind=None) if at >= stop and one.kind is Kind.HEADLINE else one
            for at, one in enumerate(blocks)]  # fmt: skip


def settle(blocks: Sequence[Block]) -> list[Block]:
    """The paragraphs with the kinds that their places tell; what the markup itself told stays."""
    settled = _mark_bullets(list(blocks))
    settled = _mark_bold_lines(_mark_links(settled))
    settled = _mark_comments(settled)
    return _mark_pulled_quotes(settled)


def _mark_bullets(blocks: list[Block]) -> list[Block]:
    """List items directly under the headline, with running text after them, sum it up."""
    top = next((at for at, block in enumerate(blocks) if block.kind is Kind.HEADLINE), None)
    if top is None:
        return blocks
    stop = top + 1
    while stop < len(blocks) and _is_summary_item(blocks[stop]):
        stop += 1
    has_text = any(not block.is_item and block.kind is None for block in blocks[stop:])
    if not has_text or stop - top - 1 > _MOST_BULLETS:
        return blocks
    return [replace(one, kind=Kind.STANDFIRST) if top < at < stop else one for at, one in enumerate(blocks)]


def _is_summary_item(block: Block) -> bool:
    return block.is_item and block.kind is None and len(block.words.split()) in _BULLET_WORDS


def _mark_links(blocks: list[Block]) -> list[Block]:
    """A line that is one link and ends without an end mark leads to another story."""
    return [
        replace(one, kind=Kind.FURNITURE)
        if one.is_link and one.kind is None and (one.words[-1].isalnum() or one.words[-1] in _QUOTES)
        else one
        for one in blocks
    ]


def _mark_comments(blocks: list[Block]) -> list[Block]:
    """Readers' comments come last: nothing of the article follows their heading. Before them may stand who wrote it."""
    after = len(blocks) // 3
    first = next((at for at, one in enumerate(blocks) if at > after and _COMMENTS.fullmatch(one.words)), len(blocks))
    foot = range(max(after + 1, first - _FOOT), first)
    return [
        replace(one, kind=Kind.FURNITURE)
        if at >= first or (at in foot and one.kind is None and _ABOUT_AUTHOR.fullmatch(one.words))
        else one
        for at, one in enumerate(blocks)
    ]


def _mark_bold_lines(blocks: list[Block]) -> list[Block]:
    """Two bold lines or more without an end mark are the headings of parts."""
    found = [at for at, block in enumerate(blocks) if _is_bold_line(block)]
    if len(found) < 2:
        return blocks
    lines = frozenset(found)
    return [replace(one, kind=Kind.FURNITURE) if at in lines else one for at, one in enumerate(blocks)]


def _is_bold_line(block: Block) -> bool:
    if not block.is_bold or block.is_item or block.kind is not None or len(block.words.split()) > _BOLD_WORDS:
        return False
    return block.words[-1].isalnum()


def _mark_pulled_quotes(blocks: list[Block]) -> list[Block]:
    """A short paragraph in quotation marks whose words stand in another one is that one's, printed large."""
    candidates = [at for at, block in enumerate(blocks) if _is_quotation(block)][:_MOST_QUOTES]
    if not candidates:
        return blocks
    whole = "\n".join(_squeezed(block.words) for block in blocks)
    pulled = {at for at in candidates if whole.count(_squeezed(blocks[at].words)) > 1}
    kept = {_squeezed(block.words) for at, block in enumerate(blocks) if at not in pulled}
    pulled = {at for at in pulled if _squeezed(blocks[at].words) not in kept}
    return [replace(one, kind=Kind.FURNITURE) if at in pulled else one for at, one in enumerate(blocks)]


def _is_quotation(block: Block) -> bool:
    return block.kind is None and block.words[0] in _QUOTES and len(block.words.split()) in _QUOTE_WORDS


def _squeezed(words: str) -> str:
    return "".join(mark for mark in words if mark.isalnum())
