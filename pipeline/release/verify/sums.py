"""Whether the files of a release are those that its sums and its manifest list."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ReleaseDamaged
from pipeline.release.manifest import Manifest, read_manifest
from pipeline.release.places import MANIFEST, SUMS
from pipeline.release.verify.verification import Evidence

MISSING = "a listed file is missing"
EXTRA = "a file is not listed"
CHANGED = "a file is not what its sum says"


class Listed(NamedTuple):
    """The manifest, null where none can be read, and the listed files that are missing or changed."""

    manifest: Manifest | None
    damaged: frozenset[str]


def check_files(folder: Path, evidence: Evidence) -> Listed:
    """Compare every file of the folder with ``SHA256SUMS``, and that with the manifest."""
    sums = _read_sums(folder, evidence)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    for path in sorted(sums.keys() - there):
        evidence.report(MISSING, path)
    for path in sorted(there - sums.keys() - {SUMS}):
        evidence.report(EXTRA, path)
    changed = {path for path in there & sums.keys() if _sum_of(folder, path) != sums[path]}
    for path in sorted(changed):
        evidence.report(CHANGED, path)
    evidence.counts["files"] = len(there & sums.keys())
    manifest = _read_manifest(folder, evidence)
    if manifest is not None:
        _compare_with_manifest(manifest, sums, folder, evidence)
    return Listed(manifest, frozenset(changed | (sums.keys() - there)))


def _read_sums(folder: Path, evidence: Evidence) -> dict[str, str]:
    """The sums by path, in the format of ``sha256sum``; what is no such line is a problem."""
    try:
        # Lines end with LF alone, as `sha256sum` has it; Python would take many a byte for the end of one.
        lines = (folder / SUMS).read_bytes().decode().removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        evidence.report("the sums cannot be read", f"{SUMS}: {error}")
        return {}
    sums = {}
    for number, line in enumerate(lines, 1):
        digest, separator, path = line.partition("  ")
        if not separator or len(digest) != hashlib.sha256().digest_size * 2 or path in sums:
            evidence.report("a line of the sums is none", f"{SUMS} line {number}")
        else:
            sums[path] = digest
    return sums


def _sum_of(folder: Path, path: str) -> str | None:
    """The SHA-256 of a file; null for a link, which a release never holds, and for what cannot be read."""
    place = folder / path
    if place.is_symlink() or not place.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _read_manifest(folder: Path, evidence: Evidence) -> Manifest | None:
    try:
        return read_manifest((folder / MANIFEST).read_bytes(), MANIFEST)
    except (OSError, ReleaseDamaged) as error:
        evidence.report("the manifest cannot be read", str(error))
        return None


def _compare_with_manifest(manifest: Manifest, sums: dict[str, str], folder: Path, evidence: Evidence) -> None:
    listed = {file["path"]: file for file in manifest["files"]}
    for path in sorted((listed.keys() ^ sums.keys()) - {MANIFEST}):
        evidence.report("the manifest and the sums list different files", path)
    for path in sorted(listed.keys() & sums.keys()):
        file, place = listed[path], folder / path
        if file["sha256"] != sums[path] or (place.is_file() and place.stat().st_size != file["bytes"]):
            evidence.report("the manifest says another sum or size", path)
