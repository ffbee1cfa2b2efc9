"""`annotator suggest`: what the rules propose for article files, without a database, one line a suggestion."""

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import click

from annotator.cli.article_files import do_each
from annotator.cli.progress import progress
from annotator.cli.split import own_abbreviations
from annotator.core.codec import decimal_text
from annotator.core.records import CutArticle, Span
from annotator.core.suggestions import SuggestedCard, Suggestions
from annotator.core.text import MAX_CODE_POINTS
from annotator.suggest import RULES


@click.command(name="suggest")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["jsonl", "text"]), default="text", show_default=True,
              help="jsonl: one object a line for each; offsets are code points, stop exclusive.")  # fmt: skip
@click.option("--outlet", "outlets", multiple=True, metavar="NAME",
              help="A name of the articles' own outlet, never taken for a relay. Can be repeated.")  # fmt: skip
@click.option("--language", default="", help="Tag such as de or pt-BR; else what the file says or its script.")
@click.option("--abbreviations", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Your own abbreviations, one a line (docs/sentences.md).")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], form: str, outlets: tuple[str, ...], language: str,
    abbreviations: Path | None,
) -> None:  # fmt: skip
    """Propose claims, sources and figures in FILES (.txt, .html, .docx); without FILES, or for -, in plain text
    given on standard input.

    Suggestions come file by file, in text order. A file that cannot be read is named on standard error; the
    others are still done, and the exit code is 1.
    """
    write = _write_jsonl if form == "jsonl" else _write_text

    def propose(file: Path, cut: CutArticle) -> None:
        own = (*outlets, cut.facts.outlet, *cut.facts.outlet_aliases)
        write(str(file), cut.text, told_of(file, cut, RULES.suggest_in_parts(cut.text, cut.sentences, own)))

    ctx.exit(do_each(files, propose, language, own_abbreviations(abbreviations)))


def told_of(file: Path, cut: CutArticle, parts: Iterable[tuple[Span, Suggestions]]) -> Iterator[Suggestions]:
    """The suggestions of each part, with how far a long text is told on standard error."""
    length = len(cut.text)
    with progress(file.name, "characters", length) if length > MAX_CODE_POINTS else nullcontext() as bar:
        for span, found in parts:
            yield found
            if bar is None:
                continue
            bar.advance(span.stop - bar.done)
            if not bar.is_shown:
                click.echo(f"{file}: {span.stop:,} of {length:,} characters", err=True)


def _write_jsonl(file: str, text: str, parts: Iterable[Suggestions]) -> None:
    for span, tag, attributes, reason, score in _lines_of(parts):
        line = {"file": file, "start": span.start, "stop": span.stop, "text": text[span.start : span.stop],
                "tag": tag, "attributes": attributes, "reason": reason, "score": score}  # fmt: skip
        click.echo(json.dumps(line, ensure_ascii=False))


def _write_text(file: str, text: str, parts: Iterable[Suggestions]) -> None:
    for at, found in enumerate(parts):
        lines = list(list_lines(found))
        click.echo(f"{file}  {'and ' if at else ''}{len(lines)} {'more ' if at else ''}suggestions")
        for span, tag, attributes, reason, score in lines:
            words = " ".join(text[span.start : span.stop].split())
            told = ", ".join(f"{name} {_plain(value)}" for name, value in attributes.items() if value not in (None, []))
            click.echo(f"{span.start:6}-{span.stop:<6} {tag:11} {score:.2f}  {words}\n{'':32}{told}  ({reason})")


def _lines_of(parts: Iterable[Suggestions]) -> Iterator["Line"]:
    for found in parts:
        yield from list_lines(found)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


Line = tuple[Span, str, dict[str, object], str, float]


def list_lines(found: Suggestions) -> Iterator[Line]:
    """Every suggestion as span, tag, attributes, reason and score, in text order."""
    cards = {card.key: card for card in found.cards}
    names = {card.key: _name(card) for card in found.cards}
    lines: list[Line] = [
        (mention.span, "attribution", _card_attributes(cards[mention.card], names), mention.reason, mention.score)
        for mention in found.mentions
    ]
    lines += [
        (claim.span, "claim", {"flags": sorted(claim.flags), "sources": [names[key] for key in claim.cards]},
         claim.reason, claim.score)
        for claim in found.claims
    ]  # fmt: skip
    for figure in found.figures:
        read = figure.reading
        numbers: dict[str, object] = (
            {"low": _number(read.low), "high": _number(read.high)} if read.high is not None
            else {"value": _number(read.low)}
        )  # fmt: skip
        rest = {"bound": read.bound.value, "measure": read.measure.value, "unit": read.unit}
        lines.append((figure.span, "figure", {**numbers, **rest}, figure.reason, figure.score))
    yield from sorted(lines, key=lambda line: (line[0], line[1]))


def _card_attributes(card: SuggestedCard, names: dict[int, str]) -> dict[str, object]:
    read = card.reading
    return {
        "identity": read.identity, "number": read.number, "who": read.who, "knowledge": read.knowledge,
        "reason": read.reason, "relayed_by": names[card.relayed_by] if card.relayed_by is not None else None,
    }  # fmt: skip


def _name(card: SuggestedCard) -> str:
    """A card by the words of a mention: the first one with a capital inside ("Reuters", not "report")."""
    named = [words for words in card.words if any(word[0].isupper() for word in words.split()[1:] or words.split())]
    return " ".join((named or card.words)[0].split())


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole."""
    if value is None:
        return None
    whole = decimal_text(value)
    return int(whole) if "." not in whole else float(whole)
