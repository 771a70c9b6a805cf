"""How long ago a collection's latest release was last known to be right, and whether that is too long.

A release holds no clock, so that the same input gives the same bytes. The time is that of its ``manifest.json`` as a
file, or of the mark that a build leaves when it finds nothing to publish: a collection that nobody edits stays fresh as
long as builds keep looking at it.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from pipeline.errors import WrongUse
from pipeline.release.publish import open_releases
from pipeline.release.whole import read_whole
from pipeline.storage.address import is_local, local_path

CLOCKS_DIFFER_BY = timedelta(hours=1)
"""A time that lies further ahead of now is nobody's small fault."""

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Verdict(StrEnum):
    """How fresh a release is, with the exit status that ``monographs freshness`` ends with."""

    exit_status: int

    def __new__(cls, word: str, exit_status: int) -> Self:
        verdict = str.__new__(cls, word)
        verdict._value_ = word
        verdict.exit_status = exit_status
        return verdict

    FRESH = "fresh", 0
    STALE = "stale", 1
    AGEING = "ageing", 3


@dataclass(frozen=True)
class Age:
    """The latest release's version, when it was published, when it was last confirmed; all null without a release."""

    version: str | None
    published: datetime | None
    confirmed: datetime | None

    @property
    def known_right(self) -> datetime | None:
        """The later of the two times; ``None`` where there is no release."""
        times = [time for time in (self.published, self.confirmed) if time is not None]
        return max(times) if times and self.published else None


@dataclass(frozen=True)
class Freshness:
    """The verdict, and a sentence for a person."""

    verdict: Verdict
    sentence: str
    age: Age


def check_freshness(outputs: str, now: datetime, warn_after: timedelta, error_after: timedelta) -> Freshness:
    """Judge the latest release of a place.

    A folder that is missing is no folder without a release: the address may be wrong, or its disk not there.

    Raises:
        WrongUse: there is no such folder, or the warning would come after the error.
        ReleaseDamaged: the latest release lacks files, or files of it have other sizes than its manifest tells.
        WorldBroken: the place could not be reached.
    """
    if is_local(outputs) and not local_path(outputs).is_dir():
        raise WrongUse(f"there is no folder {outputs}: nothing was ever published there, or the address is wrong")
    return judge(read_age(outputs), now, warn_after, error_after)


def read_age(outputs: str) -> Age:
    """The times of the latest release, all unknown where there is none.

    Raises:
        ReleaseDamaged: as :func:`pipeline.release.whole.read_whole` says; how old such a release is says nothing.
        WorldBroken: the place could not be reached.
    """
    releases = open_releases(outputs)
    version = releases.latest()
    if version is None:
        return Age(None, None, None)
    read_whole(releases, version)
    return Age(version, *releases.times(version))


def judge(age: Age, now: datetime, warn_after: timedelta, error_after: timedelta) -> Freshness:
    """Compare an age with the two limits; a limit itself is still kept. A time still to come says nothing: it is stale.

    Raises:
        WrongUse: the warning would come after the error.
    """
    if warn_after > error_after:
        raise WrongUse(f"the warning ({_told(warn_after)}) must not come after the error ({_told(error_after)})")
    if age.known_right is None:
        return Freshness(Verdict.STALE, "there is no release yet", age)
    did = "confirmed" if age.known_right == age.confirmed else "published"
    if age.known_right - now > CLOCKS_DIFFER_BY:
        told = (
            f"release {age.version} is {Verdict.STALE}, for it says that it was {did} on {_minute(age.known_right)}, "
            "which is still to come: check the clock of this machine and of the one that builds"
        )
        return Freshness(Verdict.STALE, told, age)
    old = max(now - age.known_right, timedelta())
    if old > error_after:
        verdict, how_old = Verdict.STALE, f"more than {_told(error_after)}"
    elif old > warn_after:
        verdict, how_old = Verdict.AGEING, f"more than {_told(warn_after)}"
    else:
        verdict, how_old = Verdict.FRESH, _told(old, "less than a minute")
    told = f"release {age.version} is {verdict}: {did} {_minute(age.known_right)}, {how_old} ago"
    return Freshness(verdict, told, age)


def freshness_json(fresh: Freshness) -> str:
    """The verdict as one JSON document for scripts; times are ISO 8601, in UTC."""
    times = {"published": fresh.age.published, "confirmed": fresh.age.confirmed}
    told = {name: time and time.astimezone(UTC).isoformat(timespec="seconds") for name, time in times.items()}
    return json.dumps({"verdict": fresh.verdict, "version": fresh.age.version, **told, "sentence": fresh.sentence})


def parse_age(text: str) -> timedelta:
    """``36h``, ``8d``, ``2w`` or ``90m`` → a time span.

    Raises:
        WrongUse: the text is no such span.
    """
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip())
    if match is None:
        raise WrongUse(f"{text!r} is no time span: write a whole number and m, h, d or w, such as 36h or 8d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _told(span: timedelta, nothing: str = "0 minutes") -> str:
    """The two largest units, so that ``36h`` is told as ``1 day 12 hours``; ``nothing`` where there is no minute."""
    minutes = int(span.total_seconds() // 60)
    counts = (minutes // 1440, "day"), (minutes % 1440 // 60, "hour"), (minutes % 60, "minute")
    words = [f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in counts if count]
    return " ".join(words[:2]) or nothing


def _minute(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
