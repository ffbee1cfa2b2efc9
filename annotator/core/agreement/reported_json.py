"""Agreement on what is reported as plain JSON and as rows: the same numbers as on its page, with all their digits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from annotator.core.agreement.filters import list_chosen
from annotator.core.agreement.left_out import LeftOut
from annotator.core.agreement.notes import NoteKind
from annotator.core.agreement.report_json import number_to_json
from annotator.core.reports import Json
from annotator.core.sourcing.rules import RULES

if TYPE_CHECKING:  # numpy, which the server's start does without
    from annotator.core.agreement.reported_report import ReportedAgreement, RuleReport, ShareReport

#: The numbers of a rule, and those of a share.
OF_RULE = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
OF_SHARE = ("apart", "alpha")

#: What is said of a rule's numbers; the other warnings speak of sentences, or of all rules alike.
_NOTES = frozenset({NoteKind.SKEWED, NoteKind.ONE_ARTICLE, NoteKind.NO_DISAGREEMENT})


def reported_to_json(report: "ReportedAgreement") -> dict[str, Json]:
    """Everything that is known of the rules that somebody's tagging raises and of the shares. Rules are `quiet` where
    no tagging raises them, and `off` where the desk's policy says so.
    """
    raised = [rule for rule in report.rules if rule.any_raise]
    return {
        "articles": report.articles,
        "policies": [
            {
                "name": use.policy.name,
                "number": use.policy.number,
                "articles": use.articles,
                "thresholds": {
                    entry.name: getattr(use.policy.thresholds, entry.name) for entry in fields(use.policy.thresholds)
                },
            }
            for use in report.policies
        ],
        "rules": [_rule(rule) for rule in raised],
        "quiet": [rule.rule for rule in report.rules if not rule.any_raise],
        "off": list(report.off),
        "shares": [_share(share) for share in report.shares if share.articles],
    }


def _rule(rule: "RuleReport") -> dict[str, Json]:
    row = rule.numbers
    return {
        "rule": rule.rule,
        "name": RULES[rule.rule].name,
        "articles": row.shared,
        "some_raise": rule.any_raise,
        "all_raise": rule.all_raise,
        "articles_that_differ": rule.split,
        "raised_by": {rate.reviewer: rate.yes for rate in row.rates},
        "notes": [
            {"kind": note.kind.value, "count": note.count, "of": note.of} for note in row.notes if note.kind in _NOTES
        ],
        "numbers": {name: number_to_json(getattr(row, name), row.intervals.get(name)) for name in OF_RULE},
    }


def _share(share: "ShareReport") -> dict[str, Json]:
    return {
        "share": share.name,
        "articles": share.articles,
        "numbers": {
            "apart": number_to_json(share.apart, share.intervals.get("apart")),
            "alpha": number_to_json(share.alpha, share.intervals.get("alpha")),
        },
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One number as a row of a table; counts of articles are numbers too. What a `policy` (by its number) demands
    stands under the names of the thresholds; a rule that the policies have switched off has the reason `off`.
    """

    rule: str
    share: str
    number: str
    reviewer: str
    value: float | int | None
    low: float | None
    high: float | None
    articles: int | None
    reason: str
    filter: str = ""
    chosen: str = ""
    policy: str = ""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Row))


def chosen_rows(filters: Mapping[str, Json], names: Mapping[str, str]) -> Iterator[Row]:
    """What was chosen: rows without a number, as in `report_json.report_to_rows`."""
    for name, value in list_chosen(filters):
        who = names.get(value, "") if name == "reviewers" else ""
        yield Row("", "", "", who, None, None, None, None, "", name, value)


# Any: JSON that `reported_to_json` made with `number_to_json`.
def reported_to_rows(told: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Row]:
    """The rows of the report's JSON; `names` are the reviewers' by uid."""
    for policy in told["policies"]:
        for name, n in {"articles": policy["articles"], **policy["thresholds"]}.items():
            yield replace(_count("", name, n), policy=str(policy["number"]))
    for rule_id in told["quiet"]:
        yield _count(rule_id, "some_raise", 0)
    for rule_id in told["off"]:
        yield replace(_count(rule_id, "some_raise", None), reason="off")
    for rule in told["rules"]:
        head, articles = (rule["rule"], ""), rule["articles"]
        for count in ("some_raise", "all_raise", "articles_that_differ"):
            yield Row(*head, count, "", rule[count], None, None, articles, "")
        for uid, n in rule["raised_by"].items():
            yield Row(*head, "raised_by", names.get(uid, uid), n, None, None, articles, "")
        yield from _numbers(head, rule["numbers"], OF_RULE, articles)
        for note in rule["notes"]:
            for number, n in (("warning", note["count"]), ("warning_of", note["of"])):
                yield Row(*head, number, "", n, None, None, articles, note["kind"])
    for share in told["shares"]:
        yield from _numbers(("", share["share"]), share["numbers"], OF_SHARE, share["articles"])


# Any: as above.
def count_articles(told: Mapping[str, Any]) -> Iterator[Row]:
    """How many articles were compared in all."""
    yield _count("", "articles", told["articles"])


def left_out_rows(left_out: Iterable[LeftOut]) -> Iterator[Row]:
    """What is in no number, its reason beside how much there is of it."""
    for left in left_out:
        yield replace(_count("", "left_out", left.n), reviewer=left.person, reason=left.why.value)


def _count(rule: str, number: str, n: int | None) -> Row:
    return Row(rule, "", number, "", n, None, None, None, "")


# Any: as above.
def _numbers(
    head: tuple[str, str], numbers: Mapping[str, Any], names: Sequence[str], articles: int
) -> Iterator[Row]:
    for name in names:
        number = numbers[name]
        limits = number.get("interval") or {}
        reason = number["reason"] or limits.get("reason") or ""
        yield Row(*head, name, "", number["value"], limits.get("low"), limits.get("high"), articles, reason)
