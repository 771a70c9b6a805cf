"""The names of what stands in a folder of releases."""

RELEASES = "releases"
LATEST = "latest"

NEXT = ".latest.next"
"""Where ``latest`` will point; it is there only while a release is being published."""

BUILDING = ".building-"
"""How the name of a release folder begins that is not complete yet."""

WORK = ".work"
PARTS = ".cache/parts"

CONFIRMED = ".cache/confirmed"
"""Written when a build finds nothing to publish: the latest release was right at that time."""


def release_place(version: str) -> str:
    """Where a release stands, relative to the folder of releases; this is what ``latest`` says."""
    return f"{RELEASES}/{version}"
