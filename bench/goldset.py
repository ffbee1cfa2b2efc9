"""Our own test set: fictional articles and single sentences with two independent passes and an adjudicated one.

`gold/articles/<slug>.txt` holds an article as its units: first what is known of it, then one unit a line behind
the letter of its kind (H headline, S standfirst, B body, C caption, F furniture); an empty line begins a
paragraph. `gold/sentences.txt` are 300 sentences, each judged by itself. `gold/<pass>/<slug>.json` is one pass
over one of them, in the form of `annotator.demo.passes`; the passes are `a` (articles alone), `b` and, once
adjudicated, `gold`.

Articles and sets with an even number are held out: whoever writes rules has not looked at them.

    python bench/goldset.py             check every pass and count what is there
    python bench/goldset.py agreement   how far the two passes agree
    python bench/goldset.py suggestions how far the suggestions match each pass, the held-out half apart
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.core.agreement.by_article import ArticleCounts
from annotator.core.agreement.patterns import count_patterns
from annotator.core.agreement.report import report_articles
from annotator.core.agreement.span_sums import Scores, SpanSums, count_spans, exact_scores, overlapping_scores
from annotator.core.errors import AnnotatorError
from annotator.core.records import ArticleFacts, CutArticle, Kind, Reading, Sentence
from annotator.core.segmentations import with_duplicates
from annotator.core.spans import trimmed
from annotator.core.suggestions import suggest
from annotator.demo.passes import read_pass

GOLD = Path(__file__).resolve().parent / "gold"
PASSES = ("a", "b", "gold")
SET_SIZE = 50

_KINDS = {"H": Kind.HEADLINE, "S": Kind.STANDFIRST, "B": Kind.BODY, "C": Kind.CAPTION, "F": Kind.FURNITURE}


@dataclass(frozen=True, slots=True)
class GoldText:
    """One article, or one set of single sentences, with the passes over it by their names."""

    slug: str
    cut: CutArticle
    passes: dict[str, Reading]

    @property
    def is_held_out(self) -> bool:
        """Say whether nobody who writes rules has looked at it."""
        return int(self.slug.rpartition("-")[2] if self.is_set else self.slug.partition("-")[0]) % 2 == 0

    @property
    def is_set(self) -> bool:
        """Say whether it is a set of sentences that have nothing to do with each other."""
        return self.slug.startswith("sentences-")


@cache
def load_gold() -> tuple[GoldText, ...]:
    """All articles, then the sets of sentences. Raises AnnotatorError that names the file and what is wrong in it."""
    cuts = {path.stem: read_units(path) for path in sorted((GOLD / "articles").glob("*.txt"))}
    lines = (GOLD / "sentences.txt").read_text(encoding="utf-8").splitlines()
    for number, start in enumerate(range(0, len(lines), SET_SIZE), start=1):
        cuts[f"sentences-{number}"] = _set_of(lines[start : start + SET_SIZE])
    return tuple(GoldText(slug, cut, dict(_passes(slug, cut))) for slug, cut in cuts.items())


def read_units(path: Path) -> CutArticle:
    """An article as its file cuts it: the text with the gold units and their kinds."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    text, units, gap = "", [], ""
    for line in body.splitlines():
        if not line:
            gap = "\n\n"
            continue
        kind, words = _KINDS[line[0]], line[2:]
        if units and not gap:
            gap = " " if kind is Kind.BODY is units[-1].kind else "\n"
        text += gap if units else ""
        units.append(Sentence(len(units), len(text), len(text) + len(words), kind))
        text, gap = text + words, ""
    title = text[units[0].start : units[0].stop]
    facts = ArticleFacts(title=title, outlet=told["outlet"], published_on=told["published"])
    return CutArticle(text, facts, with_duplicates(text, tuple(units)))


def _set_of(lines: list[str]) -> CutArticle:
    units, place = [], 0
    for line in lines:
        units.append(Sentence(len(units), place, place + len(line), Kind.BODY))
        place += len(line) + 1
    return CutArticle("\n".join(lines), ArticleFacts(title="Single sentences"), tuple(units))


def _passes(slug: str, cut: CutArticle):  # type: ignore[no-untyped-def]  # pairs of a name and a reading
    for name in PASSES:
        path = GOLD / name / f"{slug}.json"
        if not path.exists():
            continue
        try:
            yield name, read_pass(slug, cut, json.loads(path.read_text(encoding="utf-8"))).reading
        except (AnnotatorError, ValueError) as error:
            raise SystemExit(f"{path.relative_to(GOLD)}: {error}") from error


def agreement() -> None:
    """Print presence with its interval over texts, and F1 of the stretches, for the passes `a` and `b`."""
    both = [text for text in load_gold() if {"a", "b"} <= text.passes.keys()]
    counts = ArticleCounts.of(count_patterns({name: text.passes[name] for name in "ab"}) for text in both)
    print(f"{len(both)} texts with both passes")
    print(f"{'':14}{'yes a':>7}{'yes b':>7}{'raw':>7}{'alpha':>7}   interval      {'AC1':>6}")
    for row in report_articles(counts, ["a", "b"]).facets:
        told = row.intervals.get("alpha")
        limits = "" if told is None else f"{max(told.low, -1):.2f} to {min(told.high, 1):.2f}"
        raw, alpha, ac1 = ("–" if x.value is None else f"{x.value:.2f}" for x in (row.observed, row.alpha, row.ac1))
        print(f"{row.facet:14}{row.rates[0].yes:7}{row.rates[1].yes:7}{raw:>7}{alpha:>7}   {limits:13} {ac1:>6}")
    for tag in ("attributions", "figures", "claims"):
        sums = sum((_compare(text, text.passes["a"], text.passes["b"], tag) for text in both), SpanSums())
        print(f"{tag:14} F1 exact {_f1(sums, exact_scores)}, overlapping {_f1(sums, overlapping_scores)}")


def suggestions() -> None:
    """Print precision, recall and F1 (overlapping; exact) of the suggestions against each pass."""
    for held_out in (False, True):
        for name in PASSES:
            texts = [text for text in load_gold() if text.is_held_out == held_out and name in text.passes]
            if not texts:
                continue
            print(f"{'held out' if held_out else 'open half'}, pass {name}, {len(texts)} texts")
            for tag in ("mentions", "figures"):
                sums = SpanSums()
                for text in texts:
                    found = suggest(text.cut.text, text.cut.sentences, {text.cut.facts.outlet})
                    wanted = getattr(text.passes[name], "attributions" if tag == "mentions" else tag)
                    ours = [trimmed(text.cut.text, item.span) for item in getattr(found, tag)]
                    sums += count_spans(ours, [trimmed(text.cut.text, item.span) for item in wanted])
                over, exact = overlapping_scores(sums), exact_scores(sums)
                numbers = [over.precision, over.recall, over.f1, exact.f1]
                words = " / ".join("–" if value.value is None else f"{100 * value.value:.1f}" for value in numbers)
                print(f"  {tag:10} precision / recall / F1 / F1 exact: {words}")


def _compare(text: GoldText, first: Reading, second: Reading, tag: str) -> SpanSums:
    one, other = ([trimmed(text.cut.text, item.span) for item in getattr(pass_, tag)] for pass_ in (first, second))
    return count_spans(one, other)


def _f1(sums: SpanSums, score: Callable[[SpanSums], Scores]) -> str:
    value = score(sums).f1.value
    return "–" if value is None else f"{value:.2f}"


def main() -> None:
    """Check and count, or what the command line asks for."""
    match sys.argv[1:]:
        case ["agreement"]:
            agreement()
        case ["suggestions"]:
            suggestions()
        case _:
            count()


def count() -> None:
    """Check every pass and count what it holds."""
    texts = load_gold()
    for name in PASSES:
        readings = [text.passes[name] for text in texts if name in text.passes]
        print(
            f"pass {name}: {len(readings)} of {len(texts)} texts, {sum(len(r.claims) for r in readings)} claims, "
            f"{sum(len(r.attributions) for r in readings)} attributions, "
            f"{sum(len(r.sources) for r in readings)} cards, {sum(len(r.figures) for r in readings)} figures"
        )
    held_out = [text for text in texts if text.is_held_out]
    print(f"{sum(len(text.cut.sentences) for text in texts)} units, held out are {len(held_out)} texts")


if __name__ == "__main__":
    main()
