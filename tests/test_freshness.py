"""A release is as fresh as the last time that somebody knew it to be right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import write_pages

from pipeline.build import BuildRequest, build
from pipeline.errors import ReleaseDamaged, WrongUse
from pipeline.operations.freshness import Age, Verdict, check_freshness, judge, parse_age
from pipeline.storage.store import open_store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK, FORTNIGHT = timedelta(days=8), timedelta(days=15)


def aged(days: float, confirmed: float | None = None) -> Age:
    return Age("2026.11.0", NOW - timedelta(days=days), None if confirmed is None else NOW - timedelta(days=confirmed))


@pytest.mark.parametrize(
    ("days", "verdict", "status"),
    [
        (0, Verdict.FRESH, 0),
        (8, Verdict.FRESH, 0),
        (8.01, Verdict.AGEING, 3),
        (15, Verdict.AGEING, 3),
        (15.01, Verdict.STALE, 1),
        (-1 / 24, Verdict.FRESH, 0),
        (-1.01 / 24, Verdict.STALE, 1),
    ],
)
def test_each_verdict_has_its_own_exit_status(days: float, verdict: Verdict, status: int) -> None:
    judged = judge(aged(days), NOW, WEEK, FORTNIGHT).verdict
    assert (judged, judged.exit_status) == (verdict, status)


@given(published=st.floats(0, 50), confirmed=st.floats(0, 50))
def test_the_later_time_counts(published: float, confirmed: float) -> None:
    both = judge(aged(published, confirmed), NOW, WEEK, FORTNIGHT).verdict
    assert both == judge(aged(min(published, confirmed)), NOW, WEEK, FORTNIGHT).verdict


def test_no_release_is_stale_even_where_something_was_confirmed() -> None:
    assert judge(Age(None, None, NOW), NOW, WEEK, FORTNIGHT).verdict == Verdict.STALE
    assert judge(Age(None, None, None), NOW, WEEK, FORTNIGHT).sentence == "there is no release yet"


@pytest.mark.parametrize(
    ("age", "sentence"),
    [
        (aged(0.5), "release 2026.11.0 is fresh: published 2026-11-23 00:00 UTC, 12 hours ago"),
        (aged(30, 0), "release 2026.11.0 is fresh: confirmed 2026-11-23 12:00 UTC, less than a minute ago"),
        (aged(10), "release 2026.11.0 is ageing: published 2026-11-13 12:00 UTC, more than 8 days ago"),
        (aged(90, 60), "release 2026.11.0 is stale: confirmed 2026-09-24 12:00 UTC, more than 15 days ago"),
    ],
)
def test_the_sentence_says_what_when_and_which_limit(age: Age, sentence: str) -> None:
    assert judge(age, NOW, WEEK, FORTNIGHT).sentence == sentence


@pytest.mark.parametrize(("age", "did"), [(aged(-1, 0), "published"), (aged(1, -1), "confirmed")])
def test_a_time_that_is_still_to_come_is_told_as_what_it_is(age: Age, did: str) -> None:
    told = judge(age, NOW, WEEK, FORTNIGHT)
    assert told.verdict is Verdict.STALE
    assert told.sentence == (
        f"release 2026.11.0 is stale, for it says that it was {did} on 2026-11-24 12:00 UTC, which is still to come: "
        "check the clock of this machine and of the one that builds"
    )


def test_a_limit_of_no_time_reads_as_a_sentence() -> None:
    told = judge(aged(0.0001), NOW, timedelta(), timedelta()).sentence
    assert told == "release 2026.11.0 is stale: published 2026-11-23 11:59 UTC, more than 0 minutes ago"


def test_a_limit_of_hours_is_told_to_the_hour() -> None:
    assert judge(aged(3), NOW, timedelta(hours=36), timedelta(hours=60)).sentence.endswith("2 days 12 hours ago")


@given(count=st.integers(0, 9999), unit=st.sampled_from([("m", 60), ("h", 3600), ("d", 86400), ("w", 604800)]))
def test_ages_are_written_with_a_unit(count: int, unit: tuple[str, int]) -> None:
    assert parse_age(f"{count}{unit[0]}").total_seconds() == count * unit[1]


@pytest.mark.parametrize("text", ["", "8", "d", "8 days", "-1d", "1.5d", "8d8h", "8y"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="is no time span"):
        parse_age(text)


def test_a_warning_cannot_come_after_the_error() -> None:
    with pytest.raises(WrongUse, match="must not come after"):
        judge(aged(0), NOW, FORTNIGHT, WEEK)


@pytest.mark.parametrize(
    ("name", "left", "fault"),
    [("manifest.json", b"{", "manifest.json is no JSON"), ("csv/drugs.csv", b"", "csv/drugs.csv has 0 bytes")],
)
@pytest.mark.parametrize("kind", ["folder", "store"])
def test_a_damaged_release_is_not_called_fresh(kind: str, name: str, left: bytes, fault: str, tmp_path: Path) -> None:
    outputs = str(tmp_path / "out") if kind == "folder" else f"memory://test-freshness/{name}"
    build(BuildRequest(str(write_pages(tmp_path / "raw", ["zinc"])), outputs, version="2026.11.0"))
    assert check_freshness(outputs, datetime.now(UTC), WEEK, FORTNIGHT).verdict is Verdict.FRESH
    open_store(outputs).write(f"releases/2026.11.0/{name}", left)
    with pytest.raises(ReleaseDamaged, match=f"{fault}.*build again"):
        check_freshness(outputs, datetime.now(UTC), WEEK, FORTNIGHT)
