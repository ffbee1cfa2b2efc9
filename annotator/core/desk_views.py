"""What a desk view looks at: its shares, the ways to group articles, and what an editor chooses.

Nothing here computes; `core/sourcing/desk.py` does, with numpy, which the pages do without.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from annotator.core.errors import Invalid

LONGEST_VALUE = 300
_PERIOD = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


class DeskShare(StrEnum):
    """The shares, in the order of the page. What each counts stands in docs/desk.md."""

    NAMED_ORIGINAL = "named_original"
    ON_UNNAMED = "on_unnamed"
    SECOND_HAND = "second_hand"
    OWN_VOICE = "own_voice"
    FIGURES_WITHOUT_SOURCE = "figures_without_source"
    REASON_GIVEN = "reason_given"
    WHO_TOLD = "who_told"
    VAGUE = "vague"


#: The five of a month's page.
OF_MONTH = (
    DeskShare.NAMED_ORIGINAL, DeskShare.ON_UNNAMED, DeskShare.SECOND_HAND, DeskShare.OWN_VOICE,
    DeskShare.FIGURES_WITHOUT_SOURCE,
)  # fmt: skip


class By(StrEnum):
    """What articles are grouped by. A period is the beginning of a day of publication: a year, a month or a day."""

    OUTLET = "outlet"
    SECTION = "section"
    BYLINE = "byline"
    PERIOD = "period"


class Gap(StrEnum):
    """Why a share stands without an interval, or does not stand at all."""

    NOTHING = "nothing"
    FEW = "few"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """Which articles a desk view is of, on whose tags, and what it sets side by side. Empty means all, or none.

    `reviewer` is the uid of an account: its reviews count where there is no gold. `bylines`: group by byline too.
    `compare_by` names two groups, `first` and `second`.
    """

    first_day: str = ""
    last_day: str = ""
    outlet: str = ""
    section: str = ""
    byline: str = ""
    reviewer: str = ""
    bylines: bool = False
    compare_by: By | None = None
    first: str = ""
    second: str = ""

    @property
    def goes_by_byline(self) -> bool:
        """Say whether bylines come into it: not in every project."""
        return bool(self.byline or self.bylines or self.compare_by is By.BYLINE)

    def to_json(self) -> dict[str, str | bool]:
        """What is chosen, without what is left at "all"."""
        found = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {name: value for name, value in found.items() if value}


def choice_from_json(told: Mapping[str, object]) -> DeskChoice:
    """The choice that `to_json` wrote, checked."""
    texts = {name: str(told.get(name, "")) for name in _TEXTS}
    by = str(told.get("compare_by", ""))
    if by and by not in list(By):
        raise Invalid("Choose what to compare by.", code="bad_choice", fields={"compare_by": "Choose one of the list."})
    return check_choice(
        DeskChoice(**texts, bylines=bool(told.get("bylines")), compare_by=By(by) if by else None)
    )


_TEXTS = ("first_day", "last_day", "outlet", "section", "byline", "reviewer", "first", "second")


def check_choice(choice: DeskChoice) -> DeskChoice:
    """The choice with trimmed words. Raises Invalid (`bad_choice`) with a sentence for each field at fault."""
    words = {name: " ".join(getattr(choice, name).split()) for name in _TEXTS}
    cleaned = replace(choice, **words)  # type: ignore[arg-type]  # these are texts
    wrong = {name: "This is too long." for name in _TEXTS if len(getattr(cleaned, name)) > LONGEST_VALUE}
    for name in ("first_day", "last_day"):
        if getattr(cleaned, name) and not _is_day(getattr(cleaned, name)):
            wrong[name] = "Give a day as year-month-day, or leave it empty."
    if not wrong and cleaned.first_day and cleaned.last_day and cleaned.first_day > cleaned.last_day:
        wrong["last_day"] = "The last day lies before the first."
    if cleaned.compare_by is None:
        cleaned = replace(cleaned, first="", second="")
    else:
        wrong |= _check_groups(cleaned.compare_by, cleaned.first, cleaned.second)
    if wrong:
        raise Invalid("Nothing was asked for. Put right what is marked.", code="bad_choice", fields=wrong)
    return cleaned


def _check_groups(by: By, first: str, second: str) -> dict[str, str]:
    wrong = {name: "Name both groups." for name, value in (("first", first), ("second", second)) if not value}
    if wrong:
        return wrong
    if by is By.PERIOD:
        wrong = {
            name: "Give a year, a month or a day: 2026, 2026-03, 2026-03-02."
            for name, value in (("first", first), ("second", second))
            if not _PERIOD.match(value)
        }
    if not wrong and (first == second or (by is By.PERIOD and (first.startswith(second) or second.startswith(first)))):
        wrong["second"] = "The two groups must have no article in common."
    return wrong


def check_month(month: str) -> str:
    """A month as year-month. Raises Invalid (`bad_choice`) for anything else."""
    if not re.match(r"^[1-9]\d{3}-(0[1-9]|1[0-2])$", month):
        words = "Give a month as year-month, such as 2026-03."
        raise Invalid(words, code="bad_choice", fields={"month": words})
    return month


def month_before(month: str) -> str:
    """The month before a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1:04}-12"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from one to another, both with them."""
    found = [last]
    while found[-1] > first:
        found.append(month_before(found[-1]))
    return tuple(reversed(found))


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
