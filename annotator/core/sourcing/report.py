"""The sourcing report of one reading, computed in one go."""

from collections.abc import Collection
from dataclasses import dataclass

from annotator.core.records import ArticleFacts, Reading, Scope
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.chains import Chain, draw_chains
from annotator.core.sourcing.findings import gather
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.measures import Measures, measure
from annotator.core.sourcing.policy import FIRST_POLICY, Policy
from annotator.core.sourcing.rules import OF_SOURCES, raise_flags
from annotator.core.sourcing.strip import Bar, strip_of
from annotator.core.sourcing.sums import NumberQuestion, check_numbers


@dataclass(frozen=True, slots=True)
class SourcingReport:
    """Everything that the report says. `rest` are the flags that no finding gathers.

    `policy` said which rules speak; `folded` are those that fired and made no finding because here they always do.
    On a sourcing-only pass (`scope`) no rule that looks at claims has spoken, and `measures` of claims are of nothing.
    """

    grounds: Grounds
    measures: Measures
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    findings: tuple[Finding, ...]
    rest: tuple[Flag, ...]
    chains: tuple[Chain, ...]
    scope: Scope = Scope.FULL
    policy: Policy = FIRST_POLICY
    folded: tuple[str, ...] = ()
    #: Figures that do not seem to add up, as questions.
    numbers: tuple[NumberQuestion, ...] = ()


def report_on(
    reading: Reading, facts: ArticleFacts, policy: Policy = FIRST_POLICY, *, scope: Scope = Scope.FULL,
    folded: Collection[str] = (),
) -> SourcingReport:  # fmt: skip
    """Compute the report of one reading of an article that has these facts, under a desk's policy.

    Rules that are `folded` fire so often on this desk that they make no findings: what they raise is all in the rest.
    """
    grounds = Grounds(reading, facts)
    flags = policy.keep(raise_flags(grounds, policy.thresholds))
    if scope is Scope.SOURCING_ONLY:
        flags = tuple(flag for flag in flags if flag.rule in OF_SOURCES)
    gathered = gather(grounds, [flag for flag in flags if flag.rule not in folded])
    told = {flag for finding in gathered.findings for flag in finding.flags}
    return SourcingReport(
        grounds=grounds,
        measures=measure(grounds),
        bars=strip_of(grounds, scope),
        flags=flags,
        findings=gathered.findings,
        rest=tuple(flag for flag in flags if flag not in told),
        chains=draw_chains(grounds),
        scope=scope,
        policy=policy,
        folded=tuple(sorted({flag.rule for flag in flags} & set(folded))),
        numbers=check_numbers(grounds),
    )
