"""The sourcing report of one reading, computed in one go."""

from dataclasses import dataclass

from annotator.core.records import ArticleFacts, Reading
from annotator.core.sourcing.causes import Finding
from annotator.core.sourcing.chains import Chain, draw_chains
from annotator.core.sourcing.findings import gather
from annotator.core.sourcing.flags import Flag, Thresholds
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.measures import Measures, measure
from annotator.core.sourcing.rules import DEFAULTS, raise_flags
from annotator.core.sourcing.strip import Bar, strip_of


@dataclass(frozen=True, slots=True)
class SourcingReport:
    """Everything that the report says. `rest` are the flags that no finding gathers."""

    grounds: Grounds
    measures: Measures
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    findings: tuple[Finding, ...]
    rest: tuple[Flag, ...]
    chains: tuple[Chain, ...]


def report_on(reading: Reading, facts: ArticleFacts, thresholds: Thresholds = DEFAULTS) -> SourcingReport:
    """Compute the report of one reading of an article that has these facts."""
    grounds = Grounds(reading, facts)
    flags = raise_flags(grounds, thresholds)
    gathered = gather(grounds, flags)
    return SourcingReport(
        grounds=grounds,
        measures=measure(grounds),
        bars=strip_of(grounds),
        flags=flags,
        findings=gathered.findings,
        rest=gathered.rest,
        chains=draw_chains(grounds),
    )
