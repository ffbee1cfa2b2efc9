"""Fresh sentences: written and marked before the rules were run on them, to see how far these reach beyond the gold.

`gold/fresh/figures-<n>.txt` has a sentence a line, each figure in braces with its value ("{at least 18 villages=18}",
"{25 to 30=25..30}", "{dozens of people=-}"). `gold/fresh/attributions-<n>.txt` has a short text a line, each source
phrase in braces with its card: `n` named, `s` spokesperson, `m` missing, or `u` with number, who, knowledge and reason
by their first letters ("{two aides=u 2 r n n via Coast Wire}").

    python bench/fresh.py figures 1 > fresh.jsonl       gold for `annotator evaluate figures fresh.jsonl`
    python bench/fresh.py attributions 1 > fresh.jsonl  gold for `annotator evaluate attributions fresh.jsonl`
    python bench/fresh.py figures 1 errors              what the rules get wrong, a line each
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.core.figures import read_figures
from annotator.core.kinds import cut_article
from annotator.core.records import Span
from annotator.core.suggestions import suggest

FRESH = Path(__file__).resolve().parent / "gold" / "fresh"
_MARKED = re.compile(r"\{([^{}=]*)=([^{}]*)\}")
_IDENTITY = {"n": "named", "s": "spokesperson", "m": "missing", "u": "unnamed"}
_NUMBER = {"1": "1", "2": "2", "3+": "3+", "p": "plural"}
_WHO = {"n": "none", "r": "role", "s": "side", "b": "both"}
_KNOWLEDGE = {"n": "none", "c": "claimed", "d": "direct"}
_REASON = {"n": "none", "f": "formula", "y": "specific"}
_FIELDS = ("identity", "number", "who", "knowledge", "reason", "relayed_by")


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The words of a line, and where its marks stand in them with what each says."""
    text, marks, place = "", [], 0
    for found in _MARKED.finditer(line):
        text += line[place : found.start()]
        marks.append((len(text), len(text) + len(found[1]), found[2]))
        text, place = text + found[1], found.end()
    return text + line[place:], marks


def figures_of(line: str) -> dict[str, object]:
    """A line as gold of figures."""
    text, marks = unmarked(line)
    figures = []
    for start, stop, value in marks:
        low, _, high = value.partition("..")
        told = {} if low == "-" else {"low": low, "high": high} if high else {"value": low}
        figures.append({"start": start, "stop": stop, **told})
    return {"text": text, "figures": figures}


def attributions_of(line: str) -> dict[str, object]:
    """A line as gold of attributions."""
    text, marks = unmarked(line)
    return {"text": text, "attributions": [{"start": a, "stop": b, **_card(said)} for a, b, said in marks]}


def _card(said: str) -> dict[str, str | None]:
    fields, _, relay = said.partition(" via ")
    letters = fields.split()
    card: dict[str, str | None] = {"identity": _IDENTITY[letters[0]], "relayed_by": relay or None}
    if len(letters) > 1:
        card |= {"number": _NUMBER[letters[1]], "who": _WHO[letters[2]], "knowledge": _KNOWLEDGE[letters[3]],
                 "reason": _REASON[letters[4]]}  # fmt: skip
    return card


def lines_of(tag: str, number: str) -> list[str]:
    """The lines of one set."""
    return (FRESH / f"{tag}-{number}.txt").read_text(encoding="utf-8").splitlines()


def sets_of(tag: str) -> list[str]:
    """The numbers of the sets there are."""
    return sorted(path.stem.rpartition("-")[2] for path in FRESH.glob(f"{tag}-*.txt"))


def errors(tag: str, number: str) -> Iterator[str]:
    """Each line that the rules mark otherwise, as it should be and as it is."""
    for line in lines_of(tag, number):
        ours = _figures_marked(line) if tag == "figures" else _attributions_marked(line)
        if ours != line:
            yield f"- {line}\n+ {ours}"


def _figures_marked(line: str) -> str:
    text, marks = unmarked(line)
    wanted = {(start, stop): said for start, stop, said in marks}
    found = []
    for span, read in read_figures(text, Span(0, len(text))):
        said = "-" if read.low is None else f"{read.low}" if read.high is None else f"{read.low}..{read.high}"
        same = wanted.get((span.start, span.stop), "")
        found.append((span.start, span.stop, same if same and _close(same, said) else said))
    return _marked(text, found)


def _close(wanted: str, said: str) -> bool:
    pairs = list(zip(wanted.split(".."), said.split(".."), strict=False))
    if "-" in (wanted, said):
        return wanted == said
    return len(wanted.split("..")) == len(said.split("..")) and all(
        f"{abs(float(one)):.3g}" == f"{abs(float(other)):.3g}" for one, other in pairs
    )


def _attributions_marked(line: str) -> str:
    text, _ = unmarked(line)
    found = suggest(text, cut_article(text), frozenset())
    cards = {card.key: card for card in found.cards}
    first = {one.card: text[one.span.start : one.span.stop] for one in reversed(found.mentions)}
    marks = []
    for one in found.mentions:
        card = cards[one.card]
        told = [next((key for key, name in _IDENTITY.items() if name == card.reading.identity), "?")]
        if told == ["u"]:
            for name, letters in (("number", _NUMBER), ("who", _WHO), ("knowledge", _KNOWLEDGE), ("reason", _REASON)):
                value = getattr(card.reading, name)
                told.append(next((key for key, full in letters.items() if full == value), "n"))
        relay = f" via {first[card.relayed_by]}" if card.relayed_by is not None else ""
        marks.append((one.span.start, one.span.stop, " ".join(told) + relay))
    return _marked(text, marks)


def _marked(text: str, marks: list[tuple[int, int, str]]) -> str:
    for start, stop, said in sorted(marks, reverse=True):
        text = f"{text[:start]}{{{text[start:stop]}={said}}}{text[stop:]}"
    return text


def main() -> None:
    """Write a set as gold, or tell its errors."""
    match sys.argv[1:]:
        case ["figures" | "attributions" as tag, number]:
            for line in lines_of(tag, number):
                gold = figures_of(line) if tag == "figures" else attributions_of(line)
                print(json.dumps(gold, ensure_ascii=False))
        case ["figures" | "attributions" as tag, number, "errors"]:
            print(*errors(tag, number), sep="\n")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
