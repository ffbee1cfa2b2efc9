"""A sourcing report as plain JSON values: what the page, its files, stored reports and the command line share.

One function makes the document, so that the numbers cannot differ between the ways out. Keys stand in a fixed
order; offsets are code points into the text, `stop` exclusive; ordinals count sentences from 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from annotator.core.records import ArticleFacts, ReviewKind, Scope, SourceCard
from annotator.core.sources import mentions_of
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.chains import Chain
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.measures import Measures, PeopleRange, Share, Through
from annotator.core.sourcing.policy import Policy, policy_to_json
from annotator.core.sourcing.report import SourcingReport
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.sums import NumberQuestion
from annotator.core.text import hash_of

#: Name and version of the document.
FORMAT = "annotator-sourcing"
FORMAT_VERSION = 1

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose tags a report rests on: one review, never a mix. `reviewer` is the name that colleagues see, of gold
    that of its adjudicator.
    """

    review_uid: str
    kind: ReviewKind
    reviewer: str
    scope: Scope
    finished_at: datetime | None


def document_of(
    article_uid: str, facts: ArticleFacts, text_number: int, basis: Basis, report: SourcingReport
) -> dict[str, object]:
    """The document of one article's report, whole: everything that the page prints, and where it stands."""
    grounds = report.grounds
    keys = {flag: finding.key for finding in report.findings for flag in finding.flags}
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "article": _article(article_uid, facts),
        "text": {"number": text_number, "sha256": hash_of(grounds.reading.text)},
        "rests_on": {
            "review": basis.review_uid,
            "kind": basis.kind.value,
            "reviewer": basis.reviewer,
            "scope": basis.scope.value,
            "finished_at": basis.finished_at.isoformat() if basis.finished_at else None,
        },
        "policy": policy_to_json(report.policy),
        "folded": list(report.folded),
        "measures": measures_to_json(report.measures),
        "findings": [_finding(finding, report.policy) for finding in report.findings],
        "flags": [_flag(flag, grounds, keys.get(flag), report.policy) for flag in report.flags],
        "sources": [_card(card, grounds) for card in grounds.in_use],
        "chains": [_chain(chain) for chain in report.chains],
        "strip": [
            {"sentence": bar.ordinal, "voice": bar.voice.value, "height": bar.height} for bar in report.bars
        ],
        "numbers_to_check": [_question(question, grounds) for question in report.numbers],
    }


def measures_to_json(measures: Measures) -> dict[str, object]:
    """The measures by name: counts as numbers, shares as `{"count", "of", "percent"}` (percent whole, halves up,
    null of nothing), the range of people as `{"at_least", "at_most"}` (null: no limit).
    """
    return {field.name: _measure(getattr(measures, field.name)) for field in fields(measures)}


# Any: JSON that `measures_to_json` wrote.
def measures_from_json(told: Mapping[str, Any]) -> Measures:
    """The measures again, from a document that was kept."""
    return Measures(**{field.name: _told(told[field.name]) for field in fields(Measures)})


# Any: one value of it, and the field's own type.
def _told(value: Any) -> Any:
    match value:
        case {"count": count, "of": of}:
            return Share(count, of)
        case {"at_least": lower, "at_most": upper}:
            return PeopleRange(lower, upper)
        case list():
            return tuple(Through(one["source"], one["label"], Share(one["count"], one["of"])) for one in value)
        case _:
            return value


def _measure(value: object) -> object:
    match value:
        case Share():
            return {"count": value.count, "of": value.of, "percent": value.percent}
        case PeopleRange():
            return {"at_least": value.lower, "at_most": value.upper}
        case tuple():
            return [_measure(item) for item in value]
        case Through():
            share = {"count": value.share.count, "of": value.share.of, "percent": value.share.percent}
            return {"source": value.source_uid, "label": value.label, **share}
        case int():
            return value
    raise TypeError(type(value))


def _article(uid: str, facts: ArticleFacts) -> dict[str, object]:
    return {
        "uid": uid,
        "title": facts.title,
        "outlet": facts.outlet,
        "section": facts.section,
        "byline": facts.byline,
        "url": facts.url,
        "published_on": facts.published_on,
        "language": facts.language,
    }


def _finding(finding: Finding, policy: Policy) -> dict[str, object]:
    return {
        "key": finding.key,
        "cause": finding.cause.value,
        "remedy": finding.remedy.value,
        "sentence": finding.sentence,
        "question": finding.question,
        "rules": list(finding.rules),
        "sentences": list(finding.ordinals),
        "severity": policy.severity_of(finding).value,
        "proposed": finding.is_proposed,
    }


def _flag(flag: Flag, grounds: Grounds, finding: str | None, policy: Policy) -> dict[str, object]:
    entry = RULES[flag.rule]
    return {
        "rule": flag.rule,
        "name": entry.name,
        "mode": entry.mode.value,
        "severity": policy.rules[flag.rule].value,
        "words": flag.words,
        "subject": flag.subject_uid or None,
        "related": flag.related_uid or None,
        "sentence": flag.ordinal,
        "start": flag.span.start if flag.span else None,
        "stop": flag.span.stop if flag.span else None,
        "quote": grounds.reading.quote(flag.span) if flag.span else None,
        "finding": finding,
    }


def _card(card: SourceCard, grounds: Grounds) -> dict[str, object]:
    claims = (*grounds.top_claims, *grounds.claims)
    return {
        "uid": card.uid,
        "card": grounds.numbers[card.uid],
        "label": grounds.labels[card.uid],
        "type": card.type,
        "identity": card.identity,
        "number": card.number,
        "who": card.who,
        "knowledge": card.knowledge,
        "reason": card.reason,
        "distinct": card.distinct,
        "via": list(grounds.relays_of_card(card.uid)),
        "mentions": len(mentions_of(card.uid, grounds.reading)),
        "claims": sum(any(link.source_uid == card.uid for link in claim.sources) for claim in claims),
    }


def _question(question: NumberQuestion, grounds: Grounds) -> dict[str, object]:
    return {
        "kind": question.kind.value,
        "question": question.question,
        "sentence": question.ordinal,
        "figures": [
            {"start": span.start, "stop": span.stop, "quote": grounds.reading.quote(span)} for span in question.spans
        ],
    }


def _chain(chain: Chain) -> dict[str, object]:
    return {
        "relays": list(chain.relays),
        "roots": [{"source": root.source_uid, "claims": list(root.claim_uids)} for root in chain.roots],
        "claims": chain.claims,
    }
