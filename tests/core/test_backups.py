"""Which backups stay, and what a manifest says, read back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.backups import (
    DAILY,
    WEEKLY,
    Manifest,
    StoredState,
    TableState,
    choose_kept,
    name_backup,
    name_differences,
    read_manifest,
    read_name,
    write_manifest,
)
from annotator.core.errors import Invalid

START = datetime(2026, 1, 1, 3, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(lambda seconds: START + timedelta(seconds=seconds, microseconds=7))


def test_of_a_year_of_nights_seven_days_and_four_weeks_stay() -> None:
    nights = [START + timedelta(days=day) for day in range(365)]
    kept = sorted(choose_kept(nights), reverse=True)
    assert kept[:DAILY] == nights[:-8:-1]
    # The newest of this week and of the week before are among the seven days.
    assert kept[DAILY:] == [nights[-12], nights[-19]]
    assert [one.isoweekday() for one in kept[DAILY:]] == [7, 7]
    assert len({one.isocalendar()[:2] for one in kept}) == WEEKLY


def test_all_of_the_newest_day_stay_however_many() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(12)]
    assert choose_kept(hours) == frozenset(hours)


def test_a_pause_of_years_takes_none_away() -> None:
    assert choose_kept([START, START + timedelta(days=900)]) == {START, START + timedelta(days=900)}


@given(st.lists(MOMENTS, min_size=1, max_size=60))
def test_the_newest_stays_and_nothing_comes_back_that_was_to_go(made: list[datetime]) -> None:
    kept = choose_kept(made)
    assert max(made) in kept
    assert kept <= set(made)
    assert choose_kept(kept) == kept
    days = {one.date() for one in made}
    assert len({one.date() for one in kept}) >= min(DAILY, len(days))


def test_nothing_to_choose_from() -> None:
    assert choose_kept([]) == frozenset()


@given(MOMENTS)
def test_a_name_says_when(moment: datetime) -> None:
    assert read_name(name_backup(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "name", ["annotator", "annotator-0024-20260101T030000Z", "annotator-replaced-20260101T030000Z"]
)
def test_other_names_are_no_backups(name: str) -> None:
    assert read_name(name) is None


def state(**tables: int) -> StoredState:
    return StoredState("0024", {name: TableState(rows, f"{rows:064x}") for name, rows in tables.items()}, "0" * 64)


def test_a_manifest_is_read_back_whole() -> None:
    manifest = Manifest(START, "0.1.0", "sqlite", 4096, "ab" * 32, state(article=3, audit=1))
    assert read_manifest(write_manifest(manifest)) == manifest


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"state": 1}', "null", '{"state": {"tables": []}}'])
def test_what_is_no_manifest_is_said(text: str) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        read_manifest(text)


def test_differences_are_named() -> None:
    expected = state(article=3, audit=1)
    assert name_differences(expected, state(article=3, audit=1)) == ()
    assert name_differences(expected, state(article=2, audit=1)) == ("article",)
    assert name_differences(expected, state(article=3)) == ("audit",)
    other = StoredState("0023", expected.tables, "1" * 64)
    assert name_differences(expected, other) == ("revision", "audit log")
