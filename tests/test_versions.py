"""Versions of the data: CalVer, the day they come from, the next one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongUse
from pipeline.release.version import (
    EPOCH_VARIABLE,
    ReleaseDay,
    Version,
    known_versions,
    next_version,
    parse_version,
    release_day,
    written_day,
)

VERSIONS = st.builds(Version, st.integers(1000, 9999), st.integers(1, 12), st.integers(0, 10**6))


@given(VERSIONS)
def test_a_version_reads_back_as_it_was_written(version: Version) -> None:
    assert parse_version(str(version)) == version


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "2026.11", "2026.0.1", "2026.13.0", "2026.01.0", "2026.1.00", "v2026.1.0", "2026.1.0\n", "26.1.0"),
        f"2026.1.{'9' * 5000}",
    ],
)
def test_other_texts_are_no_versions(text: str) -> None:
    with pytest.raises(WrongUse, match=r"write YYYY\.M\.PATCH"):
        parse_version(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.lists(VERSIONS))
def test_the_next_version_is_later_than_every_one_that_is_there(day: date, existing: list[Version]) -> None:
    version = next_version(day, existing)
    assert all(version > other for other in existing)
    assert version[:2] == max([(day.year, day.month), *(other[:2] for other in existing)])
    assert version == next_version(day, reversed(existing))


def test_versions_are_ordered_by_number() -> None:
    names = ["2026.11.10", "2026.11.9", "2026.2.0", ".building-2026.1.0", "latest", "2026.11.9.1"]
    assert [str(version) for version in known_versions(names)] == ["2026.2.0", "2026.11.9", "2026.11.10"]


def test_the_day_is_that_of_the_epoch_before_that_of_the_commit() -> None:
    assert release_day({EPOCH_VARIABLE: "0"}, "2026-11-23") == ReleaseDay(date(1970, 1, 1), True)
    assert release_day({}, "2026-11-23") == ReleaseDay(date(2026, 11, 23), True)
    assert release_day({EPOCH_VARIABLE: ""}, None).is_given is False


@pytest.mark.parametrize("epoch", ["tomorrow", "1e9", "99999999999999999999", "-1", "-5"])
def test_an_epoch_that_is_no_number_of_seconds_is_refused(epoch: str) -> None:
    with pytest.raises(WrongUse, match="SOURCE_DATE_EPOCH must be a number of seconds"):
        release_day({EPOCH_VARIABLE: epoch}, None)


def test_a_release_bears_no_day_that_only_the_clock_knows() -> None:
    version = Version(2026, 11, 3)
    assert written_day(ReleaseDay(date(2026, 11, 23), False), version) == "2026-11-01"
    assert written_day(ReleaseDay(date(2026, 11, 23), True), version) == "2026-11-23"
