"""Our own test set: fictional articles and single sentences with two independent passes and the adjudicated gold.

`gold/articles/<slug>.txt` holds an article as its units: first what is known of it, then one unit a line behind
the letter of its kind (H headline, S standfirst, B body, C caption, F furniture); an empty line begins a
paragraph. `gold/sentences.txt` are 300 sentences, each judged by itself. `gold/<pass>/<slug>.json` is one pass
over one of them, in the form of `annotator.demo.passes`. `a` and `b` are two independent passes, made with the
guideline alone; `gold` is what a third who adjudicated made of them, `gold/decisions.jsonl` each decision and
`gold/README.md` the rulings.

Articles and sets with an even number are held out: they were never looked at while rules were written.

    python bench/goldset.py             check every pass and the gold, and count what is there
    python bench/goldset.py agreement   how far the two passes agree
    python bench/goldset.py suggestions how far the suggestions match the gold, the held-out half apart
    python bench/goldset.py attributions odd > odd.jsonl   a half as gold for `annotator evaluate attributions`
    python bench/goldset.py figures odd > odd.jsonl        the same for `annotator evaluate figures`
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gold_decisions import problems, read_decisions

from annotator.core.errors import AnnotatorError
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Check,
    Claim,
    CutArticle,
    Figure,
    Kind,
    Reading,
    Sentence,
    Span,
)
from annotator.core.segmentations import with_duplicates
from annotator.core.spans import trimmed
from annotator.demo.passes import read_pass

GOLD = Path(__file__).resolve().parent / "gold"
PASSES = ("a", "b", "gold")
SET_SIZE = 50

Record = TypeVar("Record", Claim, Attribution, Figure, Check)

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
        return int("".join(takewhile(str.isdigit, self.slug.removeprefix("sentences-")))) % 2 == 0

    @property
    def is_set(self) -> bool:
        """Say whether it is a set of sentences that have nothing to do with each other, or one of those."""
        return self.slug.startswith("sentences-")

    def apart(self) -> "tuple[GoldText, ...]":
        """What is judged by itself: the article, or each sentence of a set as a text of its own."""
        if not self.is_set:
            return (self,)
        return tuple(self._alone(unit) for unit in self.cut.sentences)

    def _alone(self, unit: Sentence) -> "GoldText":
        words = self.cut.text[unit.start : unit.stop]
        sentence = Sentence(0, 0, len(words), unit.kind)
        cut = CutArticle(words, self.cut.facts, (sentence,))
        passes = {name: _only(reading, unit, cut) for name, reading in self.passes.items()}
        return GoldText(f"{self.slug}/{unit.ordinal}", cut, passes)


def _only(reading: Reading, unit: Sentence, cut: CutArticle) -> Reading:
    """What a reading holds in one sentence, over the text that is this sentence alone."""
    attributions = tuple(
        replace(_moved(one, unit), cues=tuple(Span(cue.start - unit.start, cue.stop - unit.start) for cue in one.cues))
        for one in _inside(reading.attributions, unit)
    )
    mentioned = {one.source_uid for one in attributions}
    return Reading(
        text=cut.text,
        sentences=cut.sentences,
        claims=tuple(_moved(one, unit) for one in _inside(reading.claims, unit)),
        attributions=attributions,
        figures=tuple(_moved(one, unit) for one in _inside(reading.figures, unit)),
        sources=tuple(card for card in reading.sources if card.uid in mentioned),
        checks=tuple(_moved(one, unit) for one in _inside(reading.checks, unit)),
    )


def _inside(records: Iterable[Record], unit: Sentence) -> Iterator[Record]:
    return (one for one in records if unit.start <= one.start < unit.stop)


def _moved(record: Record, unit: Sentence) -> Record:
    return replace(record, start=record.start - unit.start, stop=record.stop - unit.start)


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


def print_gold(tag: str, half: str) -> None:
    """One line a text: a half of the gold in the form of docs/evaluation.md. Figures: one line a judged sentence."""
    for text in load_gold():
        if text.is_held_out is (half == "even"):
            for one in text.apart():
                for line in _attribution_lines(one) if tag == "attributions" else _figure_lines(one):
                    print(json.dumps(line, ensure_ascii=False))


def _attribution_lines(text: GoldText) -> Iterator[dict[str, object]]:
    reading = text.passes["gold"]
    units = [{"start": one.start, "stop": one.stop, "kind": one.kind.value} for one in text.cut.sentences]
    first = {one.source_uid: reading.quote(one.span) for one in reversed(reading.attributions)}
    cards = [
        {"id": card.uid, "label": first[card.uid], "identity": card.identity, "number": card.number, "who": card.who,
         "knowledge": card.knowledge, "reason": card.reason, "relayed_by": card.relayed_by_uid}
        for card in reading.sources
    ]  # fmt: skip
    mentions = [{"span": [*trimmed(text.cut.text, one.span)], "source": one.source_uid} for one in reading.attributions]
    yield {"text": text.cut.text, "units": units, "sources": cards, "attributions": mentions,
           "own_outlets": [text.cut.facts.outlet] if text.cut.facts.outlet else []}  # fmt: skip


def _figure_lines(text: GoldText) -> Iterator[dict[str, object]]:
    reading = text.passes["gold"]
    for unit in text.cut.sentences:
        if unit.is_asked:
            figures = [
                {"start": span.start - unit.start, "stop": span.stop - unit.start, "low": str(one.low), "high": high}
                for one in reading.figures
                if unit.start <= one.start < unit.stop
                for span in (trimmed(text.cut.text, one.span),)
                for high in (None if one.high is None else str(one.high),)
            ]
            yield {"text": text.cut.text[unit.start : unit.stop], "figures": figures}


def check_gold() -> Iterator[str]:
    """What is wrong with the gold or its decisions; see `gold_decisions.problems`."""
    decisions = read_decisions(GOLD / "decisions.jsonl")
    texts = load_gold()
    for slug in {one.text for one in decisions} - {text.slug for text in texts}:
        yield f"decisions on {slug}, which is no text"
    for text in texts:
        yield from (f"{text.slug}: no pass {name}" for name in PASSES if name not in text.passes)
        if len(text.passes) == len(PASSES):
            yield from problems(text.slug, text.cut, text.passes, [one for one in decisions if one.text == text.slug])


def count() -> None:
    """Check every pass and the gold, and count what they and the decisions hold."""
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
    decisions = read_decisions(GOLD / "decisions.jsonl")
    print(f"{len(decisions)} records were decided, {sum(len(one.fields) for one in decisions)} fields of them")
    for name in ("choice", "reason"):
        told = Counter(str(getattr(one, name)) for one in decisions)
        print(f"  by {name}: " + ", ".join(f"{value} {n}" for value, n in told.most_common()))
    if wrong := list(check_gold()):
        raise SystemExit("\n".join(wrong))


def main() -> None:
    """Check and count, or what the command line asks for."""
    match sys.argv[1:]:
        case ["agreement"]:
            from gold_agreement import agreement  # reads this module

            agreement()
        case ["suggestions"]:
            from gold_scores import suggestions  # reads this module

            suggestions()
        case ["attributions" | "figures" as tag, "odd" | "even" as half]:
            print_gold(tag, half)
        case []:
            count()
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
