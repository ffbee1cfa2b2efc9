"""Posts that an article names somebody for: "the mayor said" is named where "Mayor Ivo Rell" stands (DOMAIN 1.4)."""

import re
from collections import defaultdict
from collections.abc import Iterable

from annotator.core import cues
from annotator.core.mention_heads import core_of, head_of
from annotator.core.records import Identity, Number
from annotator.core.referents import OpenCard
from annotator.core.source_reading import SourceReading

_NAME = r"[A-Z][a-z’'-]{1,20}\s(?:[A-Z]\.\s)?(?:(?:de|van|von|al|bin|el)\s)?[A-Z][\w’'-]{1,24}"
#: "Mayor Ivo Rell", "the finance minister, Pia Holm"
_POST_FIRST = re.compile(
    rf"\b(?P<before>[A-Za-z-]{{2,20}}\s)?(?P<post>[A-Za-z]{{3,20}}),?\s(?=(?:the\s)?(?:Dr\s|Mr\s|Ms\s|Mrs\s)?{_NAME})"
)
#: "Ivo Rell, the mayor", "Pia Holm, who became finance minister"
_NAME_FIRST = re.compile(
    rf"{_NAME},\s(?:who\s(?:is|was|became|has\sbeen)\s)?(?:(?:the|a|an|its|their|his|her|our)\s)?"
    r"(?P<words>[a-z’'-]{2,20}(?:\s[a-z’'-]{2,20}){0,4})"
)
#: Words of "the mayor".
_BARE = 2
_DEFINITE = ("the ", "its ", "their ", "his ", "her ")


def name_posts(text: str, cards: Iterable[OpenCard]) -> None:
    """Call unnamed cards named whose definite post the text names somebody for, before or behind."""
    waiting = [card for card in cards if card.is_unnamed and card.reading.number is Number.ONE
               and card.words[0].lower().startswith(_DEFINITE)]  # fmt: skip
    posts = _posts_of(text) if waiting else {}
    for card in waiting:
        core, head = core_of(card.words[0]), head_of(card.words[0])
        before = core[-2].low if len(core) > _BARE else ""
        if head in posts and (not before or {before, ""} & posts[head]):
            card.reading = SourceReading(card.reading.type, Identity.NAMED)


def _posts_of(text: str) -> dict[str, set[str]]:
    """The posts that a text names somebody for, with the words that stand before them there."""
    posts: defaultdict[str, set[str]] = defaultdict(set)
    pairs = [(found["post"], found["before"] or "") for found in _POST_FIRST.finditer(text)]
    for found in _NAME_FIRST.finditer(text):
        words = found["words"].split()
        pairs += zip(words, ["", *words], strict=False)
    for post, before in pairs:
        if post.lower() in cues.ROLE_HEADS:
            posts[post.lower()].add(before.strip().lower())
    return posts
