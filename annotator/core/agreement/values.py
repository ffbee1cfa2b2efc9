"""What a coefficient is: a number, or the reason why there is none; and the interval around it."""

from dataclasses import dataclass
from enum import StrEnum


class Undefined(StrEnum):
    """Why a coefficient has no value."""

    ONE_REVIEWER = "one_reviewer"
    NEVER_USED = "never_used"
    ALWAYS_USED = "always_used"
    NO_VARIETY = "no_variety"
    NOT_A_PAIR = "not_a_pair"
    NOTHING_MARKED = "nothing_marked"
    NOTHING_MATCHED = "nothing_matched"
    TOO_MANY_VALUES = "too_many_values"

    @property
    def words(self) -> str:
        """The reason in words, to stand after the coefficient's name and a colon."""
        return _REASONS[self]


_REASONS = {
    Undefined.ONE_REVIEWER: "needs two reviewers who judged the same sentence.",
    Undefined.NEVER_USED: "undefined, nobody used the tag.",
    Undefined.ALWAYS_USED: "undefined, everybody used the tag everywhere.",
    Undefined.NO_VARIETY: "undefined, all values are the same.",
    Undefined.NOT_A_PAIR: "compares two reviewers, see the pairs.",
    Undefined.NOTHING_MARKED: "undefined, nobody marked anything.",
    Undefined.NOTHING_MATCHED: "undefined, no two of them marked the same place.",
    Undefined.TOO_MANY_VALUES: "not computed, there are too many different values for a table of distances.",
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient's value, or the reason why it has none; exactly one of the two is set."""

    value: float | None
    reason: Undefined | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            msg = "a coefficient has either a value or a reason"
            raise ValueError(msg)


class Method(StrEnum):
    """How an interval was made."""

    JACKKNIFE = "jackknife"
    BOOTSTRAP = "bootstrap"

    @property
    def words(self) -> str:
        """The method in words."""
        return _METHODS[self]


_METHODS = {
    Method.JACKKNIFE: "95 % interval: each article left out in turn (jackknife), Student's t",
    Method.BOOTSTRAP: "95 % interval: articles drawn with replacement (cluster bootstrap), percentiles",
}


class NoInterval(StrEnum):
    """Why a value stands without an interval."""

    NO_VALUE = "no_value"
    FEW_ARTICLES = "few_articles"
    ONE_DECIDES = "one_decides"
    TOO_LARGE = "too_large"

    @property
    def words(self) -> str:
        """The reason in words; a full sentence."""
        return _NO_INTERVALS[self]


_NO_INTERVALS = {
    NoInterval.NO_VALUE: "There is no value to put an interval around.",
    NoInterval.FEW_ARTICLES: "No interval: it takes five articles that two or more judged.",
    NoInterval.ONE_DECIDES: "No interval: the value depends on one article, without which it is undefined.",
    NoInterval.TOO_LARGE: "No interval: too many articles times different values to leave out each in turn.",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value may lie for other articles of the same reviewers, or the reason why that is not said.

    `articles` is the number of clusters that it is made of. Limits are raw: they may lie beyond -1 and 1.
    """

    low: float | None
    high: float | None
    method: Method
    articles: int
    reason: NoInterval | None = None

    def __post_init__(self) -> None:
        if (self.low is None) == (self.reason is None) or (self.low is None) != (self.high is None):
            msg = "an interval has either two limits or a reason"
            raise ValueError(msg)

    @property
    def is_shaky(self) -> bool:
        """Say whether it rests on so few articles that it covers less than it promises (5 to 9)."""
        return self.reason is None and self.articles < SHAKY_BELOW

    @property
    def shown(self) -> tuple[float | None, float | None]:
        """The limits as they are printed for people, cut off at -1 and 1."""
        if self.low is None or self.high is None:
            return None, None
        return max(self.low, -1.0), min(self.high, 1.0)

    @property
    def has_collapsed(self) -> bool:
        """Say whether every article gives the same value, so that the interval is a point and says nothing."""
        return self.low is not None and self.low == self.high


#: An interval takes this many articles (coverage in simulation falls to .75 below); under `SHAKY_BELOW`
#: it comes with a warning.
LEAST_ARTICLES = 5
SHAKY_BELOW = 10
