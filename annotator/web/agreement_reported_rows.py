"""The rows of agreement on what is reported: on its own page and in a kept report, both from the same JSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from annotator.core.agreement.notes import Note, NoteKind
from annotator.core.agreement.values import (
    LEAST_ARTICLES,
    SHAKY_BELOW,
    Coefficient,
    Interval,
    Method,
    NoInterval,
    Undefined,
)
from annotator.core.sourcing.rules import RULES
from annotator.web.agreement_rows import Count, NumbersRow, Value, number_value
from annotator.web.agreement_words import note_words, percent, two_decimals

_SHARES = {
    "attributed": "claims that are attributed",
    "on_unnamed": "attributed claims that rest on unnamed sources",
    "on_named": "attributed claims that rest on named sources",
    "second_hand": "attributed claims that are second-hand",
    "named_by_mention": "mentions of named sources",
    "named_by_card": "sources that are named",
    "named_by_word": "attributed words of named sources",
    "named_original": "original sources that are named",
    "reason_given": "unnamed sources with a reason",
    "direct_knowledge": "unnamed sources with direct knowledge",
    "who_told": "unnamed sources of whom it is told who they are",
    "figures_with_source": "figures with a source",
}

Told = Mapping[str, Any]  # Any: JSON that core/agreement/reported_json.py made


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule. `articles` are those under whose policy it speaks, `split` those in which taggings differ; `further`
    has those in which each reviewer's tagging raises it; prevalence, raw and negative agreement, and of two kappa.
    """

    rule: str
    name: str
    articles: Count
    any_raise: Count
    all_raise: Count
    split: Count
    further: NumbersRow
    positive: Value
    alpha: Value
    ac1: Value
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share: how far two taggings are apart, in percentage points, and alpha."""

    label: str
    articles: Count
    apart: Value
    alpha: Value
    remark: str


@dataclass(frozen=True, slots=True)
class ReportedTables:
    """What both pages show. `names` are those who were compared; `policies` say under what the rules speak, `remark`
    what holds for all intervals.
    """

    articles: int
    names: tuple[str, ...]
    policies: tuple[str, ...]
    remark: str
    rules: tuple[RuleRow, ...]
    quiet: tuple[str, ...]
    off: tuple[str, ...]
    shares: tuple[ShareRow, ...]


#: Where the articles behind a number are listed: of a rule among those that some word says (and of whose tagging, by
#: the uid), or of a share (no word).
Listed = Callable[[str, str, str], str]


def show_reported(told: Told, names: Mapping[str, str], url: Listed) -> ReportedTables:
    """The tables; `names` are the reviewers' by their uids."""
    policies = told["policies"]
    return ReportedTables(
        articles=told["articles"],
        names=tuple(names.values()),
        policies=tuple(_policy_words(policy, alone=len(policies) == 1) for policy in policies),
        remark=_remark(told["articles"]),
        rules=tuple(_rule_row(rule, names, url) for rule in told["rules"]),
        quiet=tuple(told["quiet"]),
        off=tuple(told["off"]),
        shares=tuple(_share_row(share, url) for share in told["shares"]),
    )


def rule_name(rule_id: str) -> str:
    """A rule's name; that of a rule which this version does not know is its number."""
    return gettext(RULES[rule_id].name) if rule_id in RULES else rule_id


def _rule_row(rule: Told, names: Mapping[str, str], url: Listed) -> RuleRow:
    numbers, name = rule["numbers"], rule["rule"]
    everywhere, some, raised = url(name, "any", ""), url(name, "some", ""), rule["raised_by"]
    further = ("prevalence", "observed", "negative", "kappa")[: 4 if len(names) == 2 else 3]
    return RuleRow(
        rule=name,
        name=gettext(rule["name"]),
        articles=Count(rule["articles"], everywhere),
        any_raise=Count(rule["some_raise"], some),
        all_raise=Count(rule["all_raise"], url(name, "all", "")),
        split=Count(rule["articles_that_differ"], url(name, "split", "")),
        further=NumbersRow(
            f"{name} {gettext(rule['name'])}",
            tuple(Count(raised.get(uid, 0), url(name, "some", uid)) for uid in names),
            tuple(_value(numbers[one], two_decimals if one == "kappa" else percent, everywhere) for one in further),
        ),
        positive=_value(numbers["positive"], percent, some),
        alpha=_value(numbers["alpha"], two_decimals, everywhere),
        ac1=_value(numbers["ac1"], two_decimals, everywhere),
        remarks=tuple(_rule_remarks(rule)),
    )


def _rule_remarks(rule: Told) -> Iterator[str]:
    if rule["numbers"]["alpha"]["reason"] == Undefined.ALWAYS_USED:
        yield gettext("Alpha: undefined, every tagging of every article raises it.")
    for note in rule["notes"]:
        yield note_words(Note(NoteKind(note["kind"]), note["count"], note["of"]), {})


def share_name(name: str) -> str:
    """A share in words."""
    return gettext(_SHARES.get(name, name))


def _share_row(share: Told, url: Listed) -> ShareRow:
    numbers, where = share["numbers"], url(share["share"], "", "")
    return ShareRow(
        share_name(share["share"]),
        Count(share["articles"], where),
        _value(numbers["apart"], percent, where),
        _value(numbers["alpha"], two_decimals, where),
        gettext("Alpha: undefined, all taggings give the same share.") if numbers["alpha"]["reason"] else "",
    )


def _policy_words(policy: Told, *, alone: bool) -> str:
    name, number = policy["name"], policy["number"]
    words = gettext("“%(name)s”, version %(number)d", name=name, number=number) if number else gettext(name)
    return words if alone else gettext("%(policy)s (%(articles)d articles)", policy=words, articles=policy["articles"])


def _remark(articles: int) -> str:
    if articles >= SHAKY_BELOW:
        return ""
    kind = NoteKind.NO_INTERVAL if articles < LEAST_ARTICLES else NoteKind.SHAKY_INTERVAL
    return note_words(Note(kind, articles, articles), {})


def _value(told: Told, written: Callable[[float], str], url: str) -> Value:
    if told["value"] is None:
        return Value()
    limits, interval = told.get("interval"), None
    if limits is not None:
        reason = None if limits["reason"] is None else NoInterval(limits["reason"])
        interval = Interval(limits["low"], limits["high"], Method.JACKKNIFE, limits["articles"], reason)
    return number_value(Coefficient(told["value"]), interval, written, url)
