"""Suggesters: what may propose tags for a text, behind one protocol. The rules need only the standard library."""

from collections.abc import Collection, Sequence
from typing import Protocol

from annotator.core.records import Sentence
from annotator.core.suggestions import Suggestions
from annotator.suggest.rules import RULES

__all__ = ["RULES", "Suggester"]


class Suggester(Protocol):
    """Proposes for one text. `name` and `version` are stored with what it proposed: another version proposes anew."""

    @property
    def name(self) -> str:
        """A short word for exports and records."""

    @property
    def version(self) -> int:
        """Counts up whenever the same text may get other suggestions."""

    def suggest(self, text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = ()) -> Suggestions:
        """What is proposed; offsets are code points, `stop` exclusive."""
