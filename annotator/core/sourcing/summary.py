"""What one report counts, small enough to be kept: reports on many articles are sums of these.

A summary holds counts and no text. What depends on a policy (which rules apply, thresholds) is decided when it is
read, so that a changed policy needs no new summaries.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields

from annotator.core.records import ArticleFacts, Reading, Scope, Who
from annotator.core.sourcing.flags import Thresholds
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.measures import Measures, Share, measure, unnamed_cards
from annotator.core.sourcing.policy import LIMITS, Policy
from annotator.core.sourcing.rules import OF_SOURCES, raise_flags

#: Changes when a summary says something else: older ones are made anew.
SUMMARY_VERSION = 2

_SHARES = tuple(entry.name for entry in fields(Measures) if entry.type in (Share, "Share"))
_COUNTS = tuple(entry.name for entry in fields(Measures) if entry.type in (int, "int"))
_WIDEST = Thresholds(late_within=LIMITS["late_within"][1], least_claims=1)
#: Rules that follow from shares and thresholds, or look as far as a policy says.
_OF_POLICY = frozenset({"SR15", "SR18", "SR19"})


@dataclass(frozen=True, slots=True)
class Summary:
    """`counts` and `shares` are the measures by name; `vague` the unnamed sources of whom nothing is told; `through`
    the attributed claims of the outlet that most came through; `fired` how often each rule fired that no threshold
    decides; `late` the distances of claims that are attributed later, in sentences.
    """

    scope: Scope
    counts: Mapping[str, int]
    shares: Mapping[str, Share]
    vague: int
    through: int
    fired: Mapping[str, int]
    late: tuple[int, ...]

    def rules_fired(self, policy: Policy) -> dict[str, int]:
        """How often each rule of the policy fired; rules that did not are left out."""
        found = dict(self.fired)
        if self.scope is Scope.FULL:
            limits = policy.thresholds
            found["SR15"] = sum(distance <= limits.late_within for distance in self.late)
            unnamed, attributed = self.shares["on_unnamed"], self.shares["on_unnamed"].of
            enough = attributed >= limits.least_claims
            found["SR18"] = int(enough and unnamed.reaches(limits.mostly_unnamed))
            found["SR19"] = int(enough and Share(self.through, attributed).reaches(limits.one_outlet))
        return {rule_id: count for rule_id, count in found.items() if count and policy.applies(rule_id)}


def summarise(reading: Reading, facts: ArticleFacts, scope: Scope = Scope.FULL) -> Summary:
    """The summary of one reading of an article that has these facts."""
    grounds = Grounds(reading, facts)
    measures = measure(grounds)
    flags = raise_flags(grounds, _WIDEST)
    if scope is Scope.SOURCING_ONLY:
        flags = tuple(flag for flag in flags if flag.rule in OF_SOURCES)
    places = {claim.uid: grounds.place(claim) for claim in grounds.claims}
    late = [places[flag.related_uid] - places[flag.subject_uid] for flag in flags if flag.rule == "SR15"]
    return Summary(
        scope=scope,
        counts={name: getattr(measures, name) for name in _COUNTS},
        shares={name: getattr(measures, name) for name in _SHARES},
        vague=sum(card.who is Who.NONE for card in unnamed_cards(grounds)),
        through=max((through.share.count for through in measures.through), default=0),
        fired=Counter(flag.rule for flag in flags if flag.rule not in _OF_POLICY),
        late=tuple(sorted(late)),
    )


def write_summary(summary: Summary) -> str:
    """The summary as one line of JSON."""
    return json.dumps(
        {
            "v": SUMMARY_VERSION,
            "scope": summary.scope.value,
            "counts": summary.counts,
            "shares": {name: [share.count, share.of] for name, share in summary.shares.items()},
            "vague": summary.vague,
            "through": summary.through,
            "fired": dict(sorted(summary.fired.items())),
            "late": list(summary.late),
        },
        separators=(",", ":"),
    )


def read_summary(body: str) -> Summary | None:
    """The summary that was written, or None where it was written by an older version and has to be made anew."""
    told = json.loads(body)
    if told["v"] != SUMMARY_VERSION:
        return None
    return Summary(
        Scope(told["scope"]),
        told["counts"],
        {name: Share(*share) for name, share in told["shares"].items()},
        told["vague"],
        told["through"],
        told["fired"],
        tuple(told["late"]),
    )
