"""What is said where the world breaks in the middle of a publication."""

from pipeline.release.places import LATEST


def not_yet_latest(version: str) -> str:
    """The beginning of the message where a release is in its place and what comes last has failed."""
    return f"the release {version} is in its place, but {LATEST} may not point at it yet; the next run ends this"
