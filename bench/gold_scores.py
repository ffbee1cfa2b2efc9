"""The suggestions scored against the adjudicated gold, each half, articles and single sentences apart.

    python bench/goldset.py suggestions

F1 has the 95 % interval of leaving out each article, or each single sentence, in turn.
"""

from collections.abc import Sequence

from gold_agreement import f1_told
from goldset import GoldText, load_gold

from annotator.core.agreement.span_sums import SpanSums, count_spans, exact_scores, overlapping_scores
from annotator.core.spans import trimmed
from annotator.core.suggestions import suggest


def suggestions() -> None:
    """Print precision, recall and F1 (overlapping; exact) of the suggestions."""
    print(f"| half | what | texts | gold | precision | recall | F1 | F1 exact |\n{'|---' * 8}|")
    for held_out in (False, True):
        for sets in (False, True):
            texts = [text for text in load_gold() if (text.is_held_out, text.is_set) == (held_out, sets)]
            for tag in ("attributions", "figures"):
                _print_row([one for text in texts for one in text.apart()], tag)


def _print_row(texts: Sequence[GoldText], tag: str) -> None:
    counts = [_count(text, tag) for text in texts]
    total = sum(counts, SpanSums())
    over = overlapping_scores(total)
    shares = [f"{one.value:.2f}" if one.value is not None else "–" for one in (over.precision, over.recall)]
    f1 = [
        f1_told(counts, lambda sums: overlapping_scores(sums).f1),
        f1_told(counts, lambda sums: exact_scores(sums).f1),
    ]
    half = "even, held out" if texts[0].is_held_out else "odd, seen"
    kind = "sentences" if texts[0].is_set else "articles"
    print(f"| {half} | {tag}, {kind} | {len(texts)} | {total.second} | {' | '.join(shares + f1)} |")


def _count(text: GoldText, tag: str) -> SpanSums:
    """What is suggested in one text, which knows nothing of others, beside the gold."""
    outlets = {text.cut.facts.outlet} if text.cut.facts.outlet else set()
    found = suggest(text.cut.text, text.cut.sentences, outlets)
    ours, wanted = (found.mentions if tag == "attributions" else found.figures), getattr(text.passes["gold"], tag)
    return count_spans(*([trimmed(text.cut.text, item.span) for item in many] for many in (ours, wanted)))
