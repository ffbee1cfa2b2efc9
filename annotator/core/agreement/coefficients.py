"""Agreement coefficients for yes/no answers of any number of reviewers, with gaps.

For one tag, sentence u was answered by m reviewers of whom k said yes and z = m - k no. U1 are the
sentences with m >= 1, U2 those with m >= 2. Every coefficient is a closed formula of seven sums over
sentences, kept as exact fractions: the order of reviewers, sentences and articles cannot change a digit.

What cannot be computed is a value of its own, with its reason: never 0, 1 or NaN.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from annotator.core.agreement.patterns import PatternCount
from annotator.core.agreement.values import Coefficient, Undefined


@dataclass(frozen=True, slots=True)
class Sums:
    """What one facet's sentences add up to. Sums of articles add; all coefficients follow from them."""

    judged: int = 0  # sentences in U1
    shared: int = 0  # sentences in U2
    yes: int = 0  # n1: yes answers on U2
    no: int = 0  # n0: no answers on U2
    share_yes: Fraction = Fraction(0)  # sum over U1 of k / m
    agreeing: Fraction = Fraction(0)  # sum over U2 of the share of agreeing pairs
    split: Fraction = Fraction(0)  # D: sum over U2 of k z / (m - 1)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.judged + other.judged,
            self.shared + other.shared,
            self.yes + other.yes,
            self.no + other.no,
            self.share_yes + other.share_yes,
            self.agreeing + other.agreeing,
            self.split + other.split,
        )


def add_up(counts: Iterable[PatternCount]) -> Sums:
    """The sums of one facet's pattern counts."""
    cases: Counter[tuple[int, int]] = Counter()  # there are few, while fractions are slow to add
    for count in counts:
        cases[count.pattern.answers, len(count.pattern.yes)] += count.n
    return add_up_cases(cases)


def add_up_cases(cases: Mapping[tuple[int, int], int]) -> Sums:
    """The sums of one facet's sentences, counted by how many answered and how many of them said yes."""
    total = Sums()
    # Whole numbers for each m, and one fraction each of them: fractions are slow to add.
    by_answers: dict[int, list[tuple[int, int]]] = {}
    for (m, k), n in cases.items():
        by_answers.setdefault(m, []).append((k, n))
    for m, found in by_answers.items():
        if m == 0:
            continue
        judged, yes = sum(n for _, n in found), sum(n * k for k, n in found)
        total += Sums(judged=judged, share_yes=Fraction(yes, m))
        if m > 1:
            total += Sums(
                shared=judged,
                yes=yes,
                no=m * judged - yes,
                agreeing=Fraction(sum(n * (k * (k - 1) + (m - k) * (m - k - 1)) for k, n in found), m * (m - 1)),
                split=Fraction(sum(n * k * (m - k) for k, n in found), m - 1),
            )
    return total


def prevalence(sums: Sums) -> Coefficient:
    """How often the tag is used: mean over U1 of k / m. Gwet 2014, Handbook of Inter-Rater Reliability."""
    if not sums.judged:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(float(sums.share_yes / sums.judged))


def observed_agreement(sums: Sums) -> Coefficient:
    """Raw agreement: mean over U2 of [k(k-1) + z(z-1)] / [m(m-1)]. Fleiss 1971; Gwet 2014."""
    if not sums.shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(float(sums.agreeing / sums.shared))


def positive_agreement(sums: Sums) -> Coefficient:
    """When one said yes, how often did another: sum of k(k-1)/(m-1) over U2, divided by the sum of k.

    For two reviewers 2a / (2a + b + c), which is F1. Cicchetti & Feinstein 1990; Hripcsak & Rothschild
    2005. (k(k-1)/(m-1) = k - kz/(m-1), hence the form below.)
    """
    if not sums.shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    if not sums.yes:
        return Coefficient(None, Undefined.NEVER_USED)
    return Coefficient(float((sums.yes - sums.split) / sums.yes))


def negative_agreement(sums: Sums) -> Coefficient:
    """When one said no, how often did another: `positive_agreement` with yes and no exchanged."""
    if not sums.shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    if not sums.no:
        return Coefficient(None, Undefined.ALWAYS_USED)
    return Coefficient(float((sums.no - sums.split) / sums.no))


def krippendorff_alpha(sums: Sums) -> Coefficient:
    """Krippendorff's alpha for two categories: 1 - (n - 1) D / (n1 n0), over U2.

    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability. Without variety it is 0/0.
    """
    if not sums.shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    if not sums.yes:
        return Coefficient(None, Undefined.NEVER_USED)
    if not sums.no:
        return Coefficient(None, Undefined.ALWAYS_USED)
    return Coefficient(float(1 - (sums.yes + sums.no - 1) * sums.split / (sums.yes * sums.no)))


def gwet_ac1(sums: Sums) -> Coefficient:
    """Gwet's AC1: (Po - Pe) / (1 - Pe) with Pe = 2 p (1 - p), p the prevalence over U1. Gwet 2008.

    Pe is at most one half, so that only a missing second reviewer leaves it undefined.
    """
    if not sums.shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    p = sums.share_yes / sums.judged
    chance = 2 * p * (1 - p)
    return Coefficient(float((sums.agreeing / sums.shared - chance) / (1 - chance)))


#: The counts of a pair's table with the answers that they are of: the first one's, the second one's.
PAIR_COUNTS = (
    ("yes", "yes", "both"), ("yes", "no", "only_first"), ("no", "yes", "only_second"), ("no", "no", "neither")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairTable:
    """Two reviewers' answers on the sentences that both judged."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def sentences(self) -> int:
        """How many sentences both judged."""
        return self.both + self.only_first + self.only_second + self.neither


def add_up_table(table: PairTable) -> Sums:
    """The sums of two reviewers' answers."""
    differ = table.only_first + table.only_second
    yes, no = 2 * table.both + differ, 2 * table.neither + differ
    n = table.sentences
    return Sums(n, n, yes, no, Fraction(yes, 2), Fraction(table.both + table.neither), Fraction(differ))


def pair_table(counts: Iterable[PatternCount], first: str, second: str) -> PairTable:
    """Count two reviewers' four joint answers in one facet's pattern counts."""
    cells = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for count in counts:
        pattern = count.pattern.among((first, second))
        if pattern.answers > 1:
            cells[first in pattern.yes, second in pattern.yes] += count.n
    return PairTable(cells[True, True], cells[True, False], cells[False, True], cells[False, False])


def cohen_kappa(table: PairTable) -> Coefficient:
    """Cohen's kappa: (Po - Pe) / (1 - Pe), Pe from the two reviewers' own rates. Cohen 1960.

    0 by construction when exactly one of the two always answers the same.
    """
    n = table.sentences
    if not n:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    if table.neither == n:
        return Coefficient(None, Undefined.NEVER_USED)
    if table.both == n:
        return Coefficient(None, Undefined.ALWAYS_USED)
    first, second = table.both + table.only_first, table.both + table.only_second
    chance = Fraction(first * second + (n - first) * (n - second), n * n)
    return Coefficient(float((Fraction(table.both + table.neither, n) - chance) / (1 - chance)))
