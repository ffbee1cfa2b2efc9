"""A signed sourcing report as it was kept: shown and written as a table from its document alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from annotator.core.records import Scope, SourceCard
from annotator.core.reports import Json
from annotator.core.sourcing.document import measures_from_json
from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.core.sourcing.states import FindingState
from annotator.core.sourcing.strip import Bar, Voice
from annotator.formats.sourcing_table import rows_of
from annotator.web.checklist_views import Checklist, kept_checklist
from annotator.web.finding_views import state_words
from annotator.web.report_kinds import Cell, ReportKind
from annotator.web.sourcing_numbers import MeasureRow, Number, list_measures, list_numbers
from annotator.web.sourcing_words import CardRow, ChainRow, RootRow


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
    """What the piece shows, in the words of the report's own page. `whose` is the review it rests on; `shown` are the
    numbers that matter, `numbers` the questions about figures.
    """

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
    measures: tuple[MeasureRow, ...]
    shown: tuple[Number, ...]
    strip: StripDrawing
    cards: tuple[CardRow, ...]
    chains: tuple[ChainRow, ...]
    has_claims: bool
    numbers: tuple[str, ...]
    checklist: Checklist


# Any: the document as it was kept, JSON all through; core/sourcing/document.py wrote it.
def _show(content: Mapping[str, Any], _filters: Mapping[str, Json], _url: str) -> KeptSourcing:
    article, basis, policy = content["article"], content["rests_on"], content["policy"]
    measures, scope = measures_from_json(content["measures"]), Scope(basis["scope"])
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
        measures=list_measures(measures, scope),
        shown=list_numbers(measures, scope),
        strip=draw_strip([Bar(bar["sentence"], Voice(bar["voice"]), bar["height"], scope) for bar in content["strip"]],
                         Format.HEAD),
        cards=tuple(_cards(content)),
        chains=tuple(_chains(content)),
        has_claims=scope is Scope.FULL,
        numbers=tuple(question["question"] for question in content.get("numbers_to_check", ())),
        checklist=kept_checklist(content.get("checklist", ())),
    )


def _finding(finding: Mapping[str, Any], states: Mapping[tuple[str, ...], Mapping[str, str]]) -> KeptFinding:
    state = states.get((*finding["rules"], finding["sentence"]), {})
    return KeptFinding(
        finding["sentence"], finding["question"], tuple(finding["rules"]), finding["severity"],
        _state(state.get("state", "open"), is_proposed=finding["proposed"]), state.get("by", ""),
        state.get("reason", ""),
    )  # fmt: skip


def _state(word: str, *, is_proposed: bool) -> str:
    """The state's word; nobody's word on what a rule only proposes is that it is proposed."""
    state = FindingState(word)
    return gettext("proposed") if is_proposed and state is FindingState.OPEN else state_words(state)


def _flags(flags: Sequence[Mapping[str, Any]]) -> tuple[KeptFlags, ...]:
    counts = Counter((flag["rule"], flag["name"]) for flag in flags)
    return tuple(
        KeptFlags(rule, name, count, tuple(dict.fromkeys(flag["words"] for flag in flags if flag["rule"] == rule)))
        for (rule, name), count in counts.items()
    )


def _cards(content: Mapping[str, Any]) -> Iterable[CardRow]:
    labels = {row["uid"]: row["label"] for row in content["sources"]}
    for row in sorted(content["sources"], key=lambda row: row["card"]):
        card = SourceCard(
            row["uid"], row["type"], identity=row["identity"], number=row["number"], who=row["who"],
            knowledge=row["knowledge"], reason=row["reason"], distinct=row["distinct"],
        )  # fmt: skip
        via = tuple(labels.get(uid, "") for uid in row["via"])
        yield CardRow(row["card"], row["label"], card, row["mentions"], row["claims"], via, ())


def _chains(content: Mapping[str, Any]) -> Iterable[ChainRow]:
    cards = {row["uid"]: row for row in content["sources"]}
    for chain in content["chains"]:
        known = [(cards[root["source"]], len(root["claims"])) for root in chain["roots"] if root["source"] in cards]
        roots = tuple(RootRow(row["card"], row["label"], row["identity"] or "", claims) for row, claims in known)
        relays = tuple(cards[uid]["label"] for uid in chain["relays"] if uid in cards)
        yield ChainRow(roots, relays, chain["claims"])
    own: int = content["measures"]["own_voice"]["count"]
    if own:
        yield ChainRow((), (), own)


def _rows(content: Mapping[str, Json], _filters: Mapping[str, Json]) -> Iterable[Sequence[Cell]]:
    return rows_of([content])


KIND = ReportKind(_l("Sourcing report"), "sourcing/_kept.html", _show, _rows, "sourcing")
