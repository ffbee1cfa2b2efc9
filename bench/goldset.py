"""Our own test set: fictional articles and single sentences with two independent passes and an adjudicated one.

`gold/articles/<slug>.txt` holds an article as its units: first what is known of it, then one unit a line behind
the letter of its kind (H headline, S standfirst, B body, C caption, F furniture); an empty line begins a
paragraph. `gold/sentences.txt` are 300 sentences, each judged by itself. `gold/<pass>/<slug>.json` is one pass
over one of them, in the form of `annotator.demo.passes`; the passes are `a`, `b` and `gold`.

Articles and sets with an even number are held out: whoever writes rules has not looked at them.

    python bench/goldset.py            check every pass and count what is there
"""

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.core.errors import AnnotatorError
from annotator.core.records import ArticleFacts, CutArticle, Kind, Reading, Sentence
from annotator.core.segmentations import with_duplicates
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


def main() -> None:
    """Check and count."""
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
