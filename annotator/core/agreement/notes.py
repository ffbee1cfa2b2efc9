"""What a reader of a report should be warned of: kinds of warnings, their counts, and their sentences.

Limits follow INCEpTION's report of 2026 and are no verdicts: they say which counts to look at.
"""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a reader of one row should be warned of."""

    FEW_SENTENCES = "few_sentences"
    RARE_TAG = "rare_tag"
    SKEWED = "skewed"
    UNEQUAL_RATES = "unequal_rates"
    NO_VARIETY = "no_variety"
    ONE_USER = "one_user"
    CONSTANT = "constant"
    NO_INTERVAL = "no_interval"
    SHAKY_INTERVAL = "shaky_interval"
    ONE_ARTICLE = "one_article"
    NO_DISAGREEMENT = "no_disagreement"


@dataclass(frozen=True, slots=True)
class Note:
    """A warning with the count that raised it: `count` of `of`, about `reviewers` where it is personal.

    What is counted follows from the kind: see `sentence`. The rule of three (Hanley & Lippman-Hand 1983) is behind
    what is said of articles without disagreement: 3 / n.
    """

    kind: NoteKind
    count: int
    of: int
    reviewers: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The warning in words, with %(count)d, %(of)d and %(names)s for who shows it to fill in."""
        return _NOTES[self.kind]


_NOTES = {
    NoteKind.FEW_SENTENCES: "Few sentences: %(count)d judged by two or more; below 30 one sentence moves the "
    "numbers visibly.",
    NoteKind.RARE_TAG: "Rare: somebody used it on %(count)d of %(of)d sentences; a single one decides alpha.",
    NoteKind.SKEWED: "One answer dominates: %(count)d of %(of)d answers are the same, so alpha and kappa lay "
    "most of the agreement to chance. Read AC1 and positive agreement beside them.",
    NoteKind.UNEQUAL_RATES: "Unequal use: %(names)s differ by %(count)d percentage points in how often they "
    "use it.",
    NoteKind.NO_VARIETY: "No variety: all %(of)d answers are the same.",
    NoteKind.ONE_USER: "Only %(names)s used it, on %(count)d of %(of)d sentences.",
    NoteKind.CONSTANT: "%(names)s gave the same answer on all %(of)d sentences, so kappa with others is 0 by "
    "construction.",
    NoteKind.NO_INTERVAL: "No intervals: they take five articles judged by two or more, and there are %(count)d.",
    NoteKind.SHAKY_INTERVAL: "Few articles: intervals of %(count)d articles are narrower than they should be; those "
    "of a rare tag are so at twenty as well.",
    NoteKind.ONE_ARTICLE: "One article decides: without it some number of this row is undefined, so that number has "
    "no interval.",
    NoteKind.NO_DISAGREEMENT: "No disagreement in %(count)d articles, so no interval: with 95 %% confidence at most "
    "%(of)d %% of all articles hold any.",
}


#: What is said of an item: with %(count)d and %(of)d; with %(precision)s and %(recall)s.
ITEM_SKEWED = (
    "One answer dominates: %(count)d of %(of)d answers are the same, so alpha lays most of the agreement to chance. "
    "Read AC1 beside it."
)
UNEQUAL_GROUPING = (
    "Precision %(precision)s, recall %(recall)s: unequal where one of two splits sources that the other joins."
)
