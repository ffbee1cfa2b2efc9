"""The suggester by rules: the grammar of news copy of `annotator.core.suggestions`."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from annotator.core import suggestions
from annotator.core.records import Sentence, Span


@dataclass(frozen=True, slots=True)
class RuleSuggester:
    """Proposes by cues and noun phrases; the same text always gets the same suggestions."""

    name: str = "rules"
    version: int = 16

    def suggest(
        self, text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = ()
    ) -> suggestions.Suggestions:
        """Propose cards, mentions, claims and figures for a whole article."""
        return suggestions.suggest(text, sentences, own_outlets)

    def suggest_in_parts(
        self, text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = ()
    ) -> Iterator[tuple[Span, suggestions.Suggestions]]:
        """The same for a text of any length, part after part, each with where it stands."""
        return suggestions.suggest_in_parts(text, sentences, own_outlets)


RULES = RuleSuggester()
