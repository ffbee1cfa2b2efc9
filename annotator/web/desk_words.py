"""What the numbers of desk views are called, and how they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from annotator.core.agreement.values import SHAKY_BELOW
from annotator.core.desk_views import By, DeskShare, Gap

#: share -> its name, and what it is a share of.
SHARES: dict[DeskShare, tuple[LazyString, LazyString]] = {
    DeskShare.NAMED_ORIGINAL: (_l("Named original sources"), _l("of original sources")),
    DeskShare.ON_UNNAMED: (_l("On unnamed sources only"), _l("of attributed claims")),
    DeskShare.SECOND_HAND: (_l("Second-hand"), _l("of attributed claims")),
    DeskShare.OWN_VOICE: (_l("Own voice"), _l("of claims")),
    DeskShare.FIGURES_WITHOUT_SOURCE: (_l("Figures without source"), _l("of figures")),
    DeskShare.REASON_GIVEN: (_l("Reason given"), _l("of unnamed sources")),
    DeskShare.WHO_TOLD: (_l("Who is told"), _l("of unnamed sources")),
    DeskShare.VAGUE: (_l("Neither role nor side told"), _l("of unnamed sources")),
}
#: share -> the question that its chart answers.
QUESTIONS: dict[DeskShare, LazyString] = {
    DeskShare.NAMED_ORIGINAL: _l("How many original sources are named?"),
    DeskShare.ON_UNNAMED: _l("How much rests on unnamed sources only?"),
    DeskShare.SECOND_HAND: _l("How much is second-hand?"),
    DeskShare.OWN_VOICE: _l("How much is own voice?"),
    DeskShare.FIGURES_WITHOUT_SOURCE: _l("How many figures have no source?"),
    DeskShare.REASON_GIVEN: _l("How often is a reason given?"),
    DeskShare.WHO_TOLD: _l("How often does the text say who?"),
    DeskShare.VAGUE: _l("How often is nothing told?"),
}
WAYS: dict[By, LazyString] = {
    By.OUTLET: _l("Outlet"), By.SECTION: _l("Section"), By.BYLINE: _l("Byline"), By.PERIOD: _l("Period"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShareCell:
    """A share in print: the percent, its counts, its interval; `n` the articles behind it, `note` what to know;
    `is_care`: it asks for care; `is_few`: there is an interval, but over fewer than ten articles.
    """

    percent: str
    counts: str
    interval: str
    n: int
    note: str
    is_care: bool = False
    is_few: bool = False


# Any: an estimate of the document.
def share_cell(told: Mapping[str, Any]) -> ShareCell:
    """One share as it is printed: counts first, percent beside them."""
    locale = get_locale()
    counts = _counts(locale, told["count"], told["of"])
    gap = Gap(told["gap"]) if told["gap"] else None
    if gap is Gap.NOTHING:
        return ShareCell("–", counts, "", told["articles"], "")
    percent = "" if gap is Gap.FEW else _percent(locale, round(100 * told["value"]))
    interval = "" if gap else _limits(locale, round(100 * told["low"]), round(100 * told["high"]))
    is_few = gap is None and told["articles"] < SHAKY_BELOW
    return ShareCell(percent, counts, interval, told["articles"], gap_words(gap), gap is Gap.FEW, is_few)


# Any: as above.
def rate_words(told: Mapping[str, Any]) -> str:
    """Flags an article, with its interval."""
    if told["value"] is None:
        return "–"
    words = str(format_decimal(round(told["value"], 1), "0.0"))
    if told["low"] is None:
        return words
    low, high = (format_decimal(round(told[end], 1) + 0.0, "0.0") for end in ("low", "high"))
    return _("%(value)s (%(low)s to %(high)s)", value=words, low=low, high=high)


# Any: a difference of the document.
def change_words(told: Mapping[str, Any]) -> tuple[str, str, str]:
    """A difference in percentage points, its interval, and a note: whether it is more than chance explains."""
    gap = Gap(told["gap"]) if told["gap"] else None
    if told["value"] is None or gap is Gap.FEW:
        return "–", "", str(_("too few articles to compare")) if gap is Gap.FEW else ""
    words = _points(told["value"])
    if told["low"] is None:
        return words, "", gap_words(gap)
    note = "" if told["low"] > 0 or told["high"] < 0 else str(_("no clear difference"))
    return words, _("%(low)s to %(high)s", low=_points(told["low"]), high=_points(told["high"])), note


def percent_words(value: float | None) -> str:
    """A share in whole percent; a dash without one."""
    return "–" if value is None else _percent(get_locale(), round(100 * value))


# A page of a large desk prints thousands of numbers, many of them alike: each is written once a language.
@lru_cache(maxsize=1000)
def _percent(locale: Locale | None, whole: int) -> str:  # noqa: ARG001 - the key; Babel takes the request's own
    return str(format_percent(whole / 100))


@lru_cache(maxsize=4000)
def _counts(locale: Locale | None, count: int, of: int) -> str:  # noqa: ARG001 - as above
    return str(_("%(count)s of %(of)s", count=format_decimal(count), of=format_decimal(of)))


@lru_cache(maxsize=4000)
def _limits(locale: Locale | None, low: int, high: int) -> str:
    return str(_("%(low)s to %(high)s", low=_percent(locale, low), high=_percent(locale, high)))


def gap_words(gap: Gap | None) -> str:
    """Why there is no interval; empty where there is one."""
    if gap is Gap.FEW:
        return str(_("fewer than five articles"))
    if gap is Gap.ALIKE:
        return str(_("the same in every article"))
    return ""


def group_name(name: str) -> str:
    """A group's name, in words where the articles name none."""
    return name or str(_("not told"))


def _points(value: float) -> str:
    return f"{round(100 * value) + 0:+d}".replace("-", "−").replace("+0", "0")
