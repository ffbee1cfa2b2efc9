"""English phrases from data: counts as words, plural forms, lists, quoted and clipped words."""

from collections.abc import Sequence

from annotator.core.records import Identity, Number, SourceCard
from annotator.core.sourcing.measures import Share

_WORD_LIST = "no one two three four five six seven eight nine ten eleven twelve"
_WORDS = _WORD_LIST.split()


def spell(count: int) -> str:
    """A count as a word up to twelve, beyond that in digits."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else str(count)


def spell_share(share: Share) -> str:
    """A share as words ("five of six"), both in digits when one of them is (“5 of 14”); "all six"."""
    if share.count == share.of and share.of > 1:
        return f"all {spell(share.of)}"
    if max(share.count, share.of) < len(_WORDS):
        return f"{'none' if share.count == 0 else spell(share.count)} of {spell(share.of)}"
    return str(share)


def plural(count: int, one: str, many: str) -> str:
    """The form that goes with a count."""
    return one if count == 1 else many


def count_of(count: int, one: str, many: str) -> str:
    """A count with its noun: "one figure", "two figures"."""
    return f"{spell(count)} {plural(count, one, many)}"


def enumerate_words(items: Sequence[str], last: str = "and") -> str:
    """A list as one writes it: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capitalise(sentence: str) -> str:
    """A sentence with its first letter raised, also behind an opening quotation mark."""
    for position, character in enumerate(sentence):
        if character.isalnum():
            return sentence[:position] + character.upper() + sentence[position + 1 :]
    return sentence


def quote(words: str, limit: int = 70) -> str:
    """Words of the text in quotation marks, on one line, cut after whole words past `limit` characters.

    The text's own quotation marks at the edges make room for ours.
    """
    line = " ".join(words.split())
    if len(line) > limit:
        cut = line.rfind(" ", 0, limit)
        line = line[: cut if cut > 0 else limit].rstrip(" ,;:–—") + " …"
    line = line.strip('“”"')
    return f"“{line.removesuffix('.')}”"


def call(card: SourceCard, label: str) -> str:
    """How a sentence calls a card: a named one by its name, the others by their quoted words."""
    return label if card.identity is Identity.NAMED else quote(label)


def is_many(card: SourceCard) -> bool:
    """Say whether the words about a card take a plural verb: "two sources are", "one source is"."""
    return card.number in (Number.TWO, Number.THREE_OR_MORE, Number.PLURAL)


def verb(card: SourceCard, one: str, many: str) -> str:
    """The verb form that goes with a card: "one source gives", "two sources give"."""
    return many if is_many(card) else one
