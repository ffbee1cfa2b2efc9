"""Findings: at most five sentences about the text, each gathering the flags that have one cause.

An editor with two minutes reads these. What they do not gather stays in one folded table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotator.core.sourcing.card_findings import find_cards
from annotator.core.sourcing.causes import Cause, Finding
from annotator.core.sourcing.claim_findings import (
    find_figures,
    find_late_attribution,
    find_missing_source,
    find_one_outlet,
    find_own_opinion,
    find_unnamed_story,
)
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds

MOST_FINDINGS = 5
#: The first body claims, which carry the story with the headline.
FIRST_CLAIMS = 2

_BUILDERS: tuple[Callable[[Grounds, Sequence[Flag]], Iterable[Finding]], ...] = (
    find_late_attribution,
    find_unnamed_story,
    find_one_outlet,
    find_cards,
    find_missing_source,
    find_figures,
    find_own_opinion,
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The findings, first things first, and the flags that no finding gathers."""

    findings: tuple[Finding, ...]
    rest: tuple[Flag, ...]


def gather(grounds: Grounds, flags: Sequence[Flag]) -> Gathered:
    """Gather the flags of one reading into at most five findings.

    Every cause gets one finding before a second source card gets its own; those that rest on the
    headline or the first claims come before the rest.
    """
    candidates: list[Finding] = []
    for build in _BUILDERS:
        candidates.extend(build(grounds, flags))
    first_of_cause = [f for i, f in enumerate(candidates) if f.cause not in {c.cause for c in candidates[:i]}]
    others = [finding for finding in candidates if finding not in first_of_cause]
    chosen = [*first_of_cause, *others][:MOST_FINDINGS]
    top = _top_ordinals(grounds)
    causes = list(Cause)
    chosen.sort(key=lambda finding: (not _is_on_top(finding, top), causes.index(finding.cause)))
    gathered = {flag for finding in chosen for flag in finding.flags}
    return Gathered(tuple(chosen), tuple(flag for flag in flags if flag not in gathered))


def _is_on_top(finding: Finding, top: frozenset[int]) -> bool:
    """Say whether a finding rests on the headline or the first claims, or on the article as a whole."""
    return any(flag.ordinal is None or flag.ordinal in top for flag in finding.flags)


def _top_ordinals(grounds: Grounds) -> frozenset[int]:
    claims = (*grounds.top_claims, *grounds.claims[:FIRST_CLAIMS])
    homes = (grounds.home(claim.start) for claim in claims)
    return frozenset(home.ordinal for home in homes if home is not None)
