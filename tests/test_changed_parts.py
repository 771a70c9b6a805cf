"""What changed, told from parts, is what two whole releases tell."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pages import page_text, write_pages

from pipeline.build import BuildRequest, build
from pipeline.release.comparison import Comparison
from pipeline.release.diff import compare_releases
from pipeline.release.manifest import read_manifest
from pipeline.release.places import PARTS
from pipeline.stages import changed_parts
from pipeline.stages.changed_parts import Side, compare_parts
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.workspace import Covered, Parts
from pipeline.storage.folder import LocalStore

NAMES = ["a", "b", "x/c", "d", "e"]
EDITS = st.fixed_dictionaries({name: st.sampled_from(["keep", "change", "remove", "move", "spoil"]) for name in NAMES})


def edit(raw: Path, name: str, how: str) -> None:
    path = raw / f"{name}.md"
    if how == "change":
        path.write_text(page_text(name, "Changed.").replace("boredom", "joy"))
    elif how == "remove":
        path.unlink()
    elif how == "move":
        (raw / "moved").mkdir(exist_ok=True)
        path.rename(raw / "moved" / path.name)
    elif how == "spoil":
        path.write_bytes(b"\xff")


def side(outputs: Path, version: str, parts: list[Covered]) -> Side:
    release = outputs / "releases" / version
    manifest = read_manifest((release / "manifest.json").read_bytes(), version)
    rows = {name: table["rows"] for name, table in manifest["tables"].items()}
    return Side(version, parts, (release / "parquet" / "quarantine.parquet").read_bytes(), rows)


def both_ways(folder: Path, edits: dict[str, str]) -> tuple[Comparison | None, Comparison]:
    raw, outputs = write_pages(folder / "raw", NAMES), folder / "out"
    names = []
    for version in ("2026.1.0", "2026.2.0"):
        build(BuildRequest(str(raw), str(outputs), version=version))
        parts = Parts(LocalStore(outputs))
        names.append(parts.covered(cache_fingerprint(), version))
        saved = {path.name: path.read_bytes() for path in (outputs / PARTS).glob("*.part")}
        for name, how in edits.items():
            if version == "2026.1.0":
                edit(raw, name, how)
                write_pages(raw, ["new"])
                old = saved
    for name, data in old.items():
        LocalStore(outputs).write(f"{PARTS}/{name}", data)
    told = compare_parts(parts, side(outputs, "2026.1.0", names[0]), side(outputs, "2026.2.0", names[1]))
    return told, compare_releases(outputs / "releases" / "2026.1.0", outputs / "releases" / "2026.2.0")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_both_ways_tell_the_same(edits: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    told, whole = both_ways(tmp_path_factory.mktemp("both"), edits)
    assert told == whole


def test_where_much_has_changed_releases_are_compared_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_parts, "MOST_CHANGED", 1)
    told, _ = both_ways(tmp_path, {"a": "change", "b": "change"})
    assert told is None
