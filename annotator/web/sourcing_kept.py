"""A signed sourcing report as it was kept: shown and written as a table from its document alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l

from annotator.core.reports import Json
from annotator.core.sourcing.states import FindingState
from annotator.formats.sourcing_table import rows_of
from annotator.web.checklist_views import Checklist, kept_checklist
from annotator.web.finding_views import state_words
from annotator.web.report_kinds import Cell, ReportKind


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding with its state when the report was signed."""

    sentence: str
    question: str
    rules: tuple[str, ...]
    severity: str
    state: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptFlags:
    """What one rule raised: its number and name, and how often."""

    rule: str
    name: str
    count: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptSourcing:
    """What the piece shows. `measures` are names with their printed counts; `whose` the review it rests on."""

    title: str
    outlet: str
    published_on: str
    text_number: int
    whose: str
    is_gold: bool
    policy: str
    policy_number: int
    findings: tuple[KeptFinding, ...]
    flags: tuple[KeptFlags, ...]
    measures: tuple[tuple[str, str, str], ...]
    numbers: tuple[str, ...]
    checklist: Checklist


# Any: the document as it was kept, JSON all through; core/sourcing/document.py wrote it.
def _show(content: Mapping[str, Any]) -> KeptSourcing:
    article, basis, policy = content["article"], content["rests_on"], content["policy"]
    states = {(*state["rules"], state["words"]): state for state in content["states"]}
    return KeptSourcing(
        title=article["title"],
        outlet=article["outlet"],
        published_on=article["published_on"],
        text_number=content["text"]["number"],
        whose=basis["reviewer"],
        is_gold=basis["kind"] == "gold",
        policy=policy["name"],
        policy_number=policy["number"],
        findings=tuple(_finding(finding, states) for finding in content["findings"]),
        flags=_flags(content["flags"]),
        measures=tuple(_measures(content["measures"])),
        numbers=tuple(question["question"] for question in content.get("numbers_to_check", ())),
        checklist=kept_checklist(content.get("checklist", ())),
    )


def _finding(finding: Mapping[str, Any], states: Mapping[tuple[str, ...], Mapping[str, str]]) -> KeptFinding:
    state = states.get((*finding["rules"], finding["sentence"]), {})
    return KeptFinding(
        finding["sentence"], finding["question"], tuple(finding["rules"]), finding["severity"],
        state_words(FindingState(state.get("state", "open"))), state.get("by", ""), state.get("reason", ""),
    )  # fmt: skip


def _flags(flags: Sequence[Mapping[str, Any]]) -> tuple[KeptFlags, ...]:
    counts = Counter((flag["rule"], flag["name"]) for flag in flags)
    return tuple(
        KeptFlags(rule, name, count, tuple(dict.fromkeys(flag["words"] for flag in flags if flag["rule"] == rule)))
        for (rule, name), count in counts.items()
    )


def _measures(measures: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for name, value in measures.items():
        words = name.replace("_", " ")
        match value:
            case {"count": count, "of": of, "percent": percent}:
                of_words = gettext("%(count)s of %(of)s", count=format_decimal(count), of=format_decimal(of))
                yield words, of_words, "" if percent is None else f"{percent} %"
            case {"at_least": lower, "at_most": upper}:
                most = gettext("no upper limit") if upper is None else gettext("at most %(count)s", count=upper)
                yield words, gettext("at least %(count)s", count=lower), most
            case list():
                for through in value:
                    label, count, of = through["label"], through["count"], through["of"]
                    yield f"{words} {label}", gettext("%(count)s of %(of)s", count=count, of=of), ""
            case _:
                yield words, format_decimal(value), ""


def _rows(content: Mapping[str, Json]) -> Iterable[Sequence[Cell]]:
    return rows_of([content])


KIND = ReportKind(_l("Sourcing report"), "sourcing/_kept.html", _show, _rows, "sourcing")
