"""`annotator evaluate`: the engines against gold, as precision, recall and F1 with the counts they rest on."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import click

from annotator.cli.gold_input import count_texts, gold_file
from annotator.cli.progress import Progress, progress
from annotator.core.claim_ranking import rank_sentences
from annotator.core.errors import Invalid
from annotator.core.figure_readings import FigureReading
from annotator.core.figures import read_figures
from annotator.core.kinds import cut_article, kind_over
from annotator.core.languages import language_for
from annotator.core.rankings import Ranking, measure_ranking
from annotator.core.records import Identity, Kind, Span
from annotator.core.scoring import Score, match_overlapping, score_exact, score_overlap
from annotator.core.sentences import sentence_spans
from annotator.core.spans import SpanIndex
from annotator.core.suggestions import SuggestedCard, SuggestedMention
from annotator.formats import gold
from annotator.formats.gold_claims import GoldClaims, read_claims
from annotator.formats.gold_pages import is_of_pages, read_pages
from annotator.suggest import RULES

Item = TypeVar("Item")
_FORMS = "the forms of gold are in docs/evaluation.md."
#: After so many texts the progress is told on standard error.
_EVERY = 200


@click.group(name="evaluate")
def command() -> None:
    """Score an engine against gold; - reads it from standard input. The forms of gold are in docs/evaluation.md."""


class Told:
    """How far scoring is, on standard error: a bar on a terminal, else a line now and then."""

    def __init__(self, bar: Progress, total: int | None) -> None:
        self.bar = bar
        self._of = f" of {total}" if total else ""

    def counted(self, items: Iterator[Item]) -> Iterator[Item]:
        """The same items; each is done when the next one is asked for."""
        for item in items:
            yield item
            self.bar.advance()
            if not self.bar.is_shown and self.bar.done % _EVERY == 0:
                click.echo(f"{self.bar.done}{self._of} texts", err=True)

    def stopped(self) -> None:
        """Say what was done before it was stopped."""
        self.bar.say(f"Stopped after {self.bar.done}{self._of} texts. Nothing was scored.", is_error=True)


def _task(name: str, words: str, score: Callable[[Path, Told], dict[str, object]]) -> None:
    """Add one task: they differ in their reader and their scores only."""

    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
    @click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
    def run(file: Path, form: str) -> None:
        with gold_file(file) as kept:
            total = count_texts(kept)
            with progress("Scoring", "texts", total) as bar:
                told = Told(bar, total)
                try:
                    scores = score(kept, told)
                except KeyboardInterrupt:
                    told.stopped()
                    raise
            if bar.done == 0:
                raise Invalid(f"{kept} has no texts to score: {_FORMS}", code="gold")
        if form == "json":
            click.echo(json.dumps({"task": name, "file": str(file), **scores}))
            return
        for key, value in scores.items():
            click.echo(f"{key:24} {_in_words(value)}")

    command.add_command(click.command(name=name, help=words)(run))


def score_sentences(file: Path, told: Told) -> dict[str, object]:
    """Boundaries between sentences, and whole sentences, of the splitter."""
    boundaries = whole = Score()
    texts = 0
    for item in told.counted(gold.read_sentences(file)):
        texts += 1
        found = sentence_spans(item.text)
        boundaries += score_exact((span.stop for span in item.sentences[:-1]), (span.stop for span in found[:-1]))
        whole += score_exact(item.sentences, found)
    return {"texts": texts, **as_json(boundaries), "sentences": as_json(whole)}


def score_kinds(file: Path, told: Told) -> dict[str, object]:
    """Units by their exact spans, and the share of true units whose characters were mostly given the right kind."""
    if is_of_pages(file):
        from annotator.cli.page_scores import score_pages  # reading pages loads more than the rest needs

        return score_pages(told.counted(read_pages(file)))
    cuts = Score()
    by_kind = {kind: Score() for kind in Kind}
    texts = right = units = 0
    for item in told.counted(gold.read_units(file)):
        texts += 1
        found = cut_article(item.text, language=language_for(item.language))
        cuts += score_exact([one.span for one in item.units], [one.span for one in found])
        given = [kind_over(found, one.span) for one in item.units]
        for one, kind in zip(item.units, given, strict=True):
            units, right = units + 1, right + (kind is one.kind)
        for kind in Kind:
            wanted = {at for at, one in enumerate(item.units) if one.kind is kind}
            by_kind[kind] += score_exact(wanted, {at for at, one in enumerate(given) if one is kind})
    share = _rounded(right / units if units else None)
    return {"texts": texts, **as_json(cuts), "kinds": {"right": right, "of": units, "accuracy": share},
            **{kind.value: as_json(score) for kind, score in by_kind.items()}}  # fmt: skip


def score_figures(file: Path, told: Told) -> dict[str, object]:
    """Figures by overlap, exact spans and values; by values alone where the gold has no offsets."""
    overlap = exact = values = Score()
    texts, matched = 0, {"exact": 0, "value": 0, "of": 0}
    for item in told.counted(gold.read_figures(file)):
        texts += 1
        both = read_figures(item.text, Span(0, len(item.text)))
        found, read = [span for span, _ in both], [reading for _, reading in both]
        expected = [number for one in item.figures for number in (one.low, one.high) if number is not None]
        values += score_exact(_as_bag(expected), _as_bag(_numbers_of(read, expected)))
        spans = [one.span for one in item.figures if one.span is not None]
        if item.has_spans:
            overlap += score_overlap(spans, found)
            exact += score_exact(spans, found)
            with_spans = [one for one in item.figures if one.span is not None]
            for at, other in match_overlapping(spans, found):
                matched["exact"] += spans[at] == found[other]
                matched["value"] += _says(with_spans[at]) == _says(read[other])
                matched["of"] += 1
    main = {"exact": as_json(exact), "values": as_json(values), "matched": _shares(matched)} if overlap.gold else {}
    return {"texts": texts, **as_json(overlap if overlap.gold else values), **main}


def _says(figure: gold.GoldFigure | FigureReading) -> tuple[str, ...]:
    """The value of a figure, or the ends of its range, as they are compared."""
    return tuple(_key(number) for number in (figure.low, figure.high) if number is not None)


def _shares(matched: dict[str, int]) -> dict[str, object]:
    """Of the figures that were found: how many have the gold's very words, and how many its value."""
    of = matched["of"]
    return {"figures": of} | {
        name: {"right": matched[name], "of": of, "share": _rounded(matched[name] / of if of else None)}
        for name in ("exact", "value")
    }  # fmt: skip


def _numbers_of(read: list[FigureReading], expected: list[Decimal]) -> list[Decimal]:
    """The numbers read; a range is its middle where the gold has that instead of its ends."""
    wanted = {_key(number) for number in expected}
    numbers = []
    for one in read:
        if one.low is not None and one.high is not None and _key((one.low + one.high) / 2) in wanted:
            numbers.append((one.low + one.high) / 2)
        else:
            numbers += [number for number in (one.low, one.high) if number is not None]
    return numbers


def _as_bag(numbers: list[Decimal]) -> set[tuple[str, int]]:
    """Numbers counted: the second of two equal ones is another one."""
    counts: dict[str, int] = {}
    bag = set()
    for number in numbers:
        key = _key(number)
        counts[key] = counts.get(key, 0) + 1
        bag.add((key, counts[key]))
    return bag


def _key(number: Decimal) -> str:
    """A number without its sign, to three digits: thirds are written in many ways."""
    return f"{abs(float(number)):.3g}"


def score_attributions(file: Path, told: Told) -> dict[str, object]:
    """Source phrases by overlap and exactly, unnamed ones, sentences with one, and the card fields of matches."""
    spans = exact = unnamed = sentences = Score()
    fields: dict[str, list[int]] = {name: [0, 0] for name in gold.MENTION_FIELDS}
    texts = 0
    for item in told.counted(gold.read_attributions(file)):
        texts += 1
        proposed = RULES.suggest(item.text, item.sentences, item.own_outlets)
        cards = {card.key: card for card in proposed.cards}
        found = list(proposed.mentions)
        mentions = [one for one in item.mentions if _is_asked(item, one.span)]
        spans += score_overlap([one.span for one in mentions], [one.span for one in found])
        exact += score_exact([one.span for one in mentions], [one.span for one in found])
        unnamed += score_overlap(
            [one.span for one in mentions if one.fields.get("identity") == Identity.UNNAMED],
            [one.span for one in found if cards[one.card].reading.identity is Identity.UNNAMED],
        )
        homes = _homes(item, [one.span for one in mentions])
        sentences += score_exact(homes, _homes(item, [one.span for one in found]))
        for at, other in match_overlapping([one.span for one in mentions], [one.span for one in found]):
            _compare(mentions[at], _fields_of(item, cards[found[other].card], found), fields)
    shares = {name: {"right": right, "of": of, "accuracy": _rounded(right / of if of else None)}
              for name, (right, of) in fields.items()}  # fmt: skip
    return {"texts": texts, **as_json(spans), "exact": as_json(exact), "unnamed": as_json(unnamed),
            "sentences": as_json(sentences), "fields": shares}  # fmt: skip


def score_claims(file: Path, told: Told) -> dict[str, object]:
    """Sentences proposed as claims, and the order of all judged sentences by rank."""
    proposed = Score()
    pairs: list[tuple[float, bool]] = []
    texts = 0
    for item in told.counted(read_claims(file)):
        texts += 1
        score, ranked = rank_gold(item)
        proposed += score
        pairs += ranked
    return {"texts": texts, **as_json(proposed), "ranking": _ranking_as_json(measure_ranking(pairs))}


def rank_gold(item: GoldClaims) -> tuple[Score, list[tuple[float, bool]]]:
    """The judged sentences of one text: the score of what is proposed, and each rank with its judgement."""
    found = RULES.suggest(item.text, item.sentences, item.own_outlets)
    judged = [one for one in rank_sentences(item.text, item.sentences, found.claims)
              if one.sentence.ordinal in item.judgements]  # fmt: skip
    wanted = [one.sentence.ordinal for one in judged if item.judgements[one.sentence.ordinal]]
    score = score_exact(wanted, [one.sentence.ordinal for one in judged if one.is_proposed])
    return score, [(one.score, item.judgements[one.sentence.ordinal]) for one in judged]


def _ranking_as_json(ranking: Ranking) -> dict[str, object]:
    return {"sentences": ranking.n, "share": _rounded(ranking.share),
            "average_precision": _rounded(ranking.average_precision), "auc": _rounded(ranking.auc),
            "precision_at": {str(depth): _rounded(value) for depth, value in ranking.precision_at.items()}}  # fmt: skip


def _is_asked(item: gold.GoldAttributions, span: Span) -> bool:
    """Say whether the phrase stands in a sentence that suggestions are made for: no caption, no furniture."""
    return any(one.is_asked and one.start <= span.start < one.stop for one in item.sentences)


def _homes(item: gold.GoldAttributions, spans: list[Span]) -> list[int]:
    """The ordinals of the sentences that hold the spans."""
    held = SpanIndex((span, span) for span in spans)
    return [one.ordinal for one in item.sentences if any(
        one.start <= span.start for span, _ in held.touching(one.span)
    )]  # fmt: skip


def _fields_of(
    item: gold.GoldAttributions, card: SuggestedCard, found: list[SuggestedMention]
) -> dict[str, str | None]:
    read = card.reading
    relays = [item.text[one.span.start : one.span.stop] for one in found if one.card == card.relayed_by]
    return {"identity": read.identity, "number": read.number, "who": read.who, "knowledge": read.knowledge,
            "reason": read.reason, "relayed_by": "\n".join(relays) if relays else None}  # fmt: skip


def _compare(expected: gold.GoldMention, card: dict[str, str | None], tallies: dict[str, list[int]]) -> None:
    """Count the fields that the gold decides; a relay is right when any mention of its card has the gold's name."""
    is_unnamed = expected.fields.get("identity") == Identity.UNNAMED
    for name, value in expected.fields.items():
        if name not in ("identity", "relayed_by") and not is_unnamed:
            continue
        ours = card[name]
        is_right = ours == value if name != "relayed_by" else _is_same_relay(value, ours)
        tallies[name][0] += is_right
        tallies[name][1] += 1


def _is_same_relay(name: str | None, ours: str | None) -> bool:
    if name is None or ours is None:
        return name is ours
    return name.casefold().removeprefix("the ") in ours.casefold()


def as_json(score: Score) -> dict[str, object]:
    """A score as documented: ratios rounded to four digits, null where there is nothing to divide."""
    return {"precision": _rounded(score.precision), "recall": _rounded(score.recall), "f1": _rounded(score.f1),
            "gold": score.gold, "found": score.found, "right": score.right}  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _in_words(value: object) -> str:
    if not isinstance(value, dict):
        return "-" if value is None else str(value)
    return "  ".join(f"{key} {_in_words(inner)}" for key, inner in value.items())


_task("sentences", "Score the sentence splitter on FILE (.conllu, .jsonl, .json).", score_sentences)
_task("kinds", "Score the units and their kinds on FILE (.jsonl, .json).", score_kinds)
_task("figures", "Score the figures found and read in FILE (.jsonl, .json).", score_figures)
_task("attributions", "Score the sources found in FILE: a dataset (.jsonl) or tagged articles (.jsonl, .json).",
      score_attributions)  # fmt: skip
_task("claims", "Score the claims proposed, and the order of all sentences, on FILE: a dataset (.jsonl), tagged "
      "articles or judged sentences (.jsonl, .json).", score_claims)  # fmt: skip
