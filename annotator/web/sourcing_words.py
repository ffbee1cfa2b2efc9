"""The report's findings, numbers, chains and tables as the page prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote as quote_url

from flask_babel import gettext

from annotator.core.records import SourceCard
from annotator.core.sourcing.causes import Finding, Remedy
from annotator.core.sourcing.chains import Chain
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.report import SourcingReport
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.states import is_proposed_flag, place_of_finding, place_of_flag
from annotator.services.sourcing import ArticleReport
from annotator.web.finding_views import StateView, view_state


@dataclass(frozen=True, slots=True)
class SentenceLink:
    """The way to a sentence of the text below: its number on the page, its anchor, and what a browser that can
    highlights in it (a text fragment, or nothing).
    """

    number: int
    anchor: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule as a label: its number, name and whose published rule it follows."""

    id: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its place in the report, from 1."""

    number: int
    sentence: str
    question: str
    is_proposed: bool
    rules: tuple[RuleName, ...]
    links: tuple[SentenceLink, ...]
    severity: str
    state: StateView
    raised: str = ""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings about which an editor would do the same. `remedy` names it; the template words it."""

    remedy: str
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class RootRow:
    """A source at the far end of a chain."""

    number: int
    label: str
    identity: str
    claims: int


@dataclass(frozen=True, slots=True)
class ChainRow:
    """Sources that reached the article the same way, and the outlets between. `claims` is 0 for own voice."""

    roots: tuple[RootRow, ...]
    relays: tuple[str, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class CardRow:
    """A source card as a line of the table; `via` are the outlets that it came through."""

    number: int
    label: str
    card: SourceCard
    mentions: int
    claims: int
    via: tuple[str, ...]
    links: tuple[SentenceLink, ...]


@dataclass(frozen=True, slots=True)
class RestItem:
    """One flag that no finding gathers. `words` are empty where they would repeat those above."""

    words: str
    quote: str
    link: SentenceLink | None
    state: StateView
    raised: str = ""


@dataclass(frozen=True, slots=True)
class RestRow:
    """A rule with what it raises beyond the findings."""

    rule: RuleName
    is_proposed: bool
    items: tuple[RestItem, ...]
    is_folded: bool = False


def group_findings(result: ArticleReport) -> tuple[FindingGroup, ...]:
    """The findings by remedy; the groups stand in the order of their first finding."""
    report = result.report
    assert report is not None  # the page asks only then
    groups: dict[Remedy, list[FindingRow]] = {}
    for number, finding in enumerate(report.findings, start=1):
        groups.setdefault(finding.remedy, []).append(_finding(number, finding, report, result))
    return tuple(FindingGroup(remedy.value, tuple(rows)) for remedy, rows in groups.items())


def _raised(flags: Sequence[Flag], result: ArticleReport) -> str:
    """How many taggings raise the flag of these that most do; empty where that is not known."""
    known = [result.taggings[flag] for flag in flags if flag in result.taggings]
    if not known:
        return ""
    most = max(known, key=lambda raised: raised.n)
    return str(gettext("in %(n)d of %(of)d taggings", n=most.n, of=most.of))


def _finding(number: int, finding: Finding, report: SourcingReport, result: ArticleReport) -> FindingRow:
    return FindingRow(
        number=number,
        sentence=finding.sentence,
        question=finding.question,
        is_proposed=finding.is_proposed,
        rules=tuple(name_rule(rule_id) for rule_id in finding.rules),
        links=_links(finding.flags, report.grounds),
        severity=report.policy.severity_of(finding).value,
        state=view_state(
            result.steps, place_of_finding(finding), proposed=finding.is_proposed, may_act=result.may_act
        ),
        raised=_raised(finding.flags, result),
    )


def _links(flags: Sequence[Flag], grounds: Grounds) -> tuple[SentenceLink, ...]:
    """A link for each sentence, which highlights the words of its first flag."""
    found: dict[int, SentenceLink] = {}
    for flag in sorted(flags, key=lambda flag: flag.ordinal or 0):
        if flag.ordinal is not None and flag.ordinal not in found:
            found[flag.ordinal] = link_to(flag.ordinal, grounds.reading.quote(flag.span) if flag.span else "")
    return tuple(found.values())


def name_rule(rule_id: str) -> RuleName:
    """A rule as its label."""
    rule = RULES[rule_id]
    return RuleName(rule.id, rule.name, rule.basis)


def link_to(ordinal: int, words: str = "") -> SentenceLink:
    """The way to a sentence of the text below, and to words in it."""
    return SentenceLink(ordinal + 1, f"s{ordinal}", _fragment(words))


#: Words at each end of a long stretch by which a browser finds all of it.
_ENDS = 4


def _fragment(words: str) -> str:
    """The words as a text fragment (`#s4:~:text=...`), which browsers that know it highlight."""
    parts = words.split()
    if not parts:
        return ""
    ends = [" ".join(parts)] if len(parts) <= 2 * _ENDS else [" ".join(parts[:_ENDS]), " ".join(parts[-_ENDS:])]
    return ":~:text=" + ",".join(quote_url(end, safe="").replace("-", "%2D") for end in ends)


def list_chains(report: SourcingReport) -> tuple[ChainRow, ...]:
    """The ways that claims took to the article; the newsroom's own voice, which took none, comes last."""
    grounds = report.grounds
    rows = [_chain(chain, grounds) for chain in report.chains]
    own = report.measures.own_voice.count
    return (*rows, ChainRow((), (), own)) if own else tuple(rows)


def _chain(chain: Chain, grounds: Grounds) -> ChainRow:
    roots = tuple(
        RootRow(
            grounds.numbers[root.source_uid],
            grounds.labels[root.source_uid],
            str(grounds.cards[root.source_uid].identity or ""),
            len(root.claim_uids),
        )
        for root in chain.roots
    )
    return ChainRow(roots, tuple(grounds.labels[uid] for uid in chain.relays), chain.claims)


def list_cards(report: SourcingReport) -> tuple[CardRow, ...]:
    """The source cards that the article uses, in the order of their numbers."""
    grounds = report.grounds
    rows = (_card(card, grounds) for card in grounds.in_use)
    return tuple(sorted(rows, key=lambda row: row.number))


def _card(card: SourceCard, grounds: Grounds) -> CardRow:
    mentions = [item for item in grounds.reading.attributions if item.source_uid == card.uid]
    claims = (*grounds.top_claims, *grounds.claims)
    ordinals = {home.ordinal for item in mentions if (home := grounds.home(item.start)) is not None}
    return CardRow(
        number=grounds.numbers[card.uid],
        label=grounds.labels[card.uid],
        card=card,
        mentions=len(mentions),
        claims=sum(any(link.source_uid == card.uid for link in claim.sources) for claim in claims),
        via=tuple(grounds.labels[uid] for uid in grounds.relays_of_card(card.uid)),
        links=tuple(link_to(ordinal) for ordinal in sorted(ordinals)),
    )


def list_rest(result: ArticleReport) -> tuple[RestRow, ...]:
    """The flags beyond the findings, by rule."""
    report = result.report
    assert report is not None  # the page asks only then
    return tuple(
        RestRow(
            name_rule(rule_id), RULES[rule_id].is_proposed, _rest_items(tuple(flags), report.grounds, result),
            rule_id in report.folded,
        )
        for rule_id, flags in groupby(report.rest, key=lambda flag: flag.rule)
    )  # fmt: skip


def _rest_items(flags: Sequence[Flag], grounds: Grounds, result: ArticleReport) -> tuple[RestItem, ...]:
    said_above = ["", *(flag.words for flag in flags)]
    quotes = ["" if flag.span is None else " ".join(grounds.reading.quote(flag.span).split()) for flag in flags]
    return tuple(
        RestItem(
            "" if flag.words == above else flag.words,
            words,
            None if flag.ordinal is None else link_to(flag.ordinal, words),
            view_state(
                result.steps, place_of_flag(flag), proposed=is_proposed_flag(flag), may_act=result.may_act
            ),
            _raised((flag,), result),
        )
        for flag, above, words in zip(flags, said_above, quotes, strict=False)
    )


