"""`annotator sourcing`: the sourcing reports of an exported dataset, without a database."""

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any

import click

from annotator.core.datasets import Manifest, Problem, Record
from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.sourcing.policy import Policy, policy_from_json
from annotator.formats import jsonl, sourcing_table
from annotator.formats.strict_json import parse_object
from annotator.services.dataset_sourcing import Outcome, Unreported, report_dataset

#: How often progress is told on standard error, in articles.
_EVERY = 500


@click.command("sourcing", short_help="Report on the sourcing of an exported dataset.")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "shape", type=click.Choice(["text", "json", "jsonl", "csv"]), default="text",
              show_default=True, help="json: one document; jsonl: a line an article; csv: a row a number.")  # fmt: skip
@click.option("--reviewer", default="", help="Whose reviews to rest on where there is no gold: a name or uid.")
@click.option("--article", "articles", multiple=True, help="An article's uid; several times. Else all.")
@click.option("--policy", "policy_file", type=click.File("rb"),
              help="A desk's policy, as its page gives it as a file, in the place of those in FILE.")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, file: IO[bytes], shape: str, reviewer: str, articles: tuple[str, ...],
    policy_file: IO[bytes] | None,
) -> None:  # fmt: skip
    """Print the sourcing report of every article in FILE, a dataset export (JSON Lines; - for standard input).

    Each report rests on the gold of the article's newest text, else on the review of --reviewer, else on the only
    finished one, under the version of the desk's policy in FILE that is in force for the article. Articles with none,
    or with several, are named on standard error and left out; the exit code is 1 when there was none to report. The
    numbers are those of the page.
    """
    passed: list[Unreported] = []
    policy = None if policy_file is None else _policy(policy_file)
    outcomes = report_dataset(
        _told(jsonl.read(file)), reviewer=reviewer, articles=articles, policy=policy, today=datetime.now(UTC).date()
    )
    reports = _reports(outcomes, passed)
    count = _WRITERS[shape](reports, passed)
    for article in passed:
        click.echo(f"{article.article_uid} “{article.title}”: {article.words}", err=True)
    if not count:
        click.echo("No article has a report.", err=True)
    ctx.exit(0 if count else 1)


class _Refused(click.ClickException):
    """A file that cannot be taken: exit code 2 as for other wrong arguments."""

    exit_code = 2


def _policy(file: IO[bytes]) -> Policy:
    try:
        return policy_from_json(parse_object(file.read()))
    except (AnnotatorError, ValueError) as error:
        told = error.message if isinstance(error, AnnotatorError) else "it is not JSON"
        fields = " ".join(error.fields.values()) if isinstance(error, Invalid) else ""
        raise _Refused(f"The policy was not taken: {told} {fields}".strip()) from error


def _reports(outcomes: Iterable[Outcome], passed: list[Unreported]) -> Iterator[dict[str, Any]]:
    for done, outcome in enumerate(outcomes, start=1):
        match outcome:
            case Problem():
                raise _Refused(f"line {outcome.line}: {outcome.message}")
            case Unreported():
                passed.append(outcome)
            case _:
                yield outcome
        if done % _EVERY == 0:
            click.echo(f"{done} articles", err=True)


def _told(records: Iterable[Record | Problem]) -> Iterator[Record | Problem]:
    """The records, with a word on standard error about how many articles are to come, where they are many."""
    for record in records:
        if isinstance(record, Manifest) and record.counts.articles >= _EVERY:
            click.echo(f"{record.counts.articles} articles in {record.project_name}", err=True)
        yield record


def _json(reports: Iterable[dict[str, Any]], passed: Sequence[Unreported]) -> int:
    """One JSON document, written as the reports come: memory stays that of one article. `passed` fills meanwhile."""
    count = 0
    for report in reports:
        click.echo(("," if count else '{"articles": [') + "\n" + json.dumps(report, ensure_ascii=False), nl=False)
        count += 1
    left_out = [
        {"uid": article.article_uid, "title": article.title, "reason": article.words, "reviewers": article.reviewers}
        for article in passed
    ]
    click.echo(("\n]" if count else '{"articles": []') + f', "left_out": {json.dumps(left_out, ensure_ascii=False)}}}')
    return count


def _jsonl(reports: Iterable[dict[str, Any]], _passed: Sequence[Unreported]) -> int:
    count = 0
    for report in reports:
        click.echo(json.dumps(report, ensure_ascii=False))
        count += 1
    return count


def _csv(reports: Iterable[dict[str, Any]], _passed: Sequence[Unreported]) -> int:
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for report in reports:
            count += 1
            yield report

    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
    sourcing_table.write(counted(), stream)
    stream.detach()
    return count


def _text(reports: Iterable[dict[str, Any]], _passed: Sequence[Unreported]) -> int:
    count = 0
    for report in reports:
        count += 1
        click.echo(("\n" if count > 1 else "") + "\n".join(_lines(report)))
    return count


def _lines(report: dict[str, Any]) -> Iterator[str]:
    """What an editor with two minutes reads: whose tags, the numbers that matter, the findings."""
    basis, measures = report["rests_on"], report["measures"]
    whose = "gold" if basis["kind"] == "gold" else basis["reviewer"]
    yield report["article"]["title"]
    yield f"  rests on: {whose}{', sourcing only' if basis['scope'] != 'full' else ''}"
    for words, name in _NUMBERS:
        share = measures[name]
        yield f"  {words}: {share['count']} of {share['of']}"
    for number, finding in enumerate(report["findings"], start=1):
        proposed = " [proposed: a person has to confirm it]" if finding["proposed"] else ""
        yield f"  {number}. {finding['sentence']} ({', '.join(finding['rules'])}){proposed}"
    for question in report["numbers_to_check"]:
        yield f"  sentence {question['sentence'] + 1}: {question['question']}"


_NUMBERS = (
    ("original sources named", "named_original"),
    ("attributed claims on unnamed sources alone", "on_unnamed"),
    ("claims in the newsroom’s own voice", "own_voice"),
    ("figures with a source", "figures_with_source"),
)
_WRITERS = {"text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv}
