"""Two articles side by side as plain JSON values: what the page shows and what its files hold."""

from collections.abc import Mapping, Sequence

from annotator.core.sourcing.comparison import Comparison, FigurePair
from annotator.core.sourcing.document import Document
from annotator.core.sourcing.ledger import FigureEntry, SourceEntry

FORMAT = "annotator-comparison"
FORMAT_VERSION = 1
#: What of an article's report stands in a comparison.
_OF_REPORT = ("article", "text", "rests_on", "policy", "measures", "strip")


def comparison_to_json(reports: Sequence[Document], comparison: Comparison) -> Mapping[str, object]:
    """The comparison of two reports; lists of two hold the first article's and the second's, in this order."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "articles": [{name: report[name] for name in _OF_REPORT} for report in reports],
        "sources": {
            "named_in_both": [[_source(one), _source(other)] for one, other in comparison.shared],
            "named_alone": [_sources(comparison.named_first), _sources(comparison.named_second)],
            "not_named": [_sources(comparison.unnamed_first), _sources(comparison.unnamed_second)],
        },
        "figures": {
            "may_count_the_same": [_pair(pair) for pair in comparison.figures],
            "alone": [
                [_figure(figure) for figure in comparison.figures_first],
                [_figure(figure) for figure in comparison.figures_second],
            ],
        },
    }


def _sources(entries: Sequence[SourceEntry]) -> list[dict[str, object]]:
    return [_source(entry) for entry in entries]


def _source(entry: SourceEntry) -> dict[str, object]:
    return {
        "label": entry.label,
        "type": entry.card.type,
        "identity": entry.card.identity,
        "via": list(entry.via),
        "mentions": entry.mentions,
        "claims": entry.claims,
        "sentences": list(entry.ordinals),
    }


def _pair(pair: FigurePair) -> dict[str, object]:
    return {
        "figures": [_figure(pair.first), _figure(pair.second)],
        "same_value": pair.same,
        "both_can_be_true": pair.all_hold,
    }


def _figure(entry: FigureEntry) -> dict[str, object]:
    return {
        "quote": entry.quote,
        "low": None if entry.low is None else str(entry.low),
        "high": None if entry.high is None else str(entry.high),
        "bound": entry.bound.value,
        "measure": entry.measure.value,
        "sources": list(entry.sources),
        "sentence": entry.ordinal,
        "start": entry.span.start,
        "stop": entry.span.stop,
    }
