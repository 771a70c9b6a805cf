"""Versions of the data: CalVer ``YYYY.M.PATCH`` (https://calver.org), and the day that they come from."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from pipeline.errors import WrongUse

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 that stand for "now" (https://reproducible-builds.org/specs/source-date-epoch/)."""

_VERSION = re.compile(r"([1-9][0-9]{3})\.([1-9]|1[0-2])\.(0|[1-9][0-9]{0,8})")


class Version(NamedTuple):
    """A version of the data; versions compare as their numbers do."""

    year: int
    month: int
    patch: int

    def __str__(self) -> str:
        return f"{self.year}.{self.month}.{self.patch}"


def parse_version(text: str) -> Version:
    """``2026.11.0`` → its numbers.

    Raises:
        WrongUse: the text is no ``YYYY.M.PATCH``.
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        raise WrongUse(
            f"{text!r} is no version: write YYYY.M.PATCH, such as 2026.11.0, "
            "with a month from 1 to 12 and without leading zeros"
        )
    return Version(*map(int, match.groups()))


def known_versions(names: Iterable[str]) -> list[Version]:
    """The versions among the names in a folder, oldest first."""
    return sorted(parse_version(name) for name in names if _VERSION.fullmatch(name))


def newest_whole(versions: Sequence[Version], is_whole: Callable[[str], bool]) -> str | None:
    """The newest of the versions, oldest first, whose release is whole; null where none is."""
    return next((str(version) for version in reversed(versions) if is_whole(str(version))), None)


def check_version(text: str, existing: Sequence[Version]) -> Version:
    """The version that somebody asks for, if a release may bear it beside the existing ones.

    Raises:
        WrongUse: the text is no version, or one that is there already or older than another.
    """
    version = parse_version(text)
    if version in existing:
        raise WrongUse(f"the release {version} is there already and is never overwritten")
    if existing and version < max(existing):
        raise WrongUse(f"the version {version} is older than the release {max(existing)} that is there already")
    return version


def next_version(day: date, existing: Iterable[Version]) -> Version:
    """The first version of a day's month, or of the newest one's month where that is later, that follows all others."""
    first = Version(day.year, day.month, 0)
    newest = max(existing, default=None)
    return first if newest is None or newest < first else newest._replace(patch=newest.patch + 1)


class ReleaseDay(NamedTuple):
    """The day that a version is named after, and whether the input says it or only the calendar on the wall."""

    day: date
    is_given: bool


def release_day(environment: Mapping[str, str], commit_date: str | None) -> ReleaseDay:
    """The day of a release: of ``SOURCE_DATE_EPOCH``, else of the source's commit, else today, in UTC.

    Raises:
        WrongUse: ``SOURCE_DATE_EPOCH`` is no number of seconds, or a negative one.
    """
    if epoch := environment.get(EPOCH_VARIABLE):
        wrong = WrongUse(f"{EPOCH_VARIABLE} must be a number of seconds since 1970, not {epoch!r}")
        try:
            seconds = int(epoch)
            day = datetime.fromtimestamp(seconds, UTC).date()
        except (ValueError, OverflowError, OSError) as error:
            raise wrong from error
        if seconds < 0:
            raise wrong
        return ReleaseDay(day, True)
    if commit_date:
        return ReleaseDay(date.fromisoformat(commit_date), True)
    return ReleaseDay(datetime.now(UTC).date(), False)


def written_day(day: ReleaseDay, version: Version) -> str:
    """The date that a release bears, ISO 8601. Where the input says none it is the first day of the version's month,
    so that the same input and version give the same bytes tomorrow.
    """
    return (day.day if day.is_given else date(version.year, version.month, 1)).isoformat()
