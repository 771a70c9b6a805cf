"""What changed, from one release to the next, of what their manifests say beside the tables."""

from collections.abc import Collection, Iterator
from dataclasses import fields, replace

from pipeline.release.changed_rows import shown_change
from pipeline.release.comparison import CellChange, Comparison
from pipeline.release.manifest import Manifest
from pipeline.sources.description import SourceDescription


def with_description(comparison: Comparison, old: Manifest, new: Manifest, new_files: Collection[str]) -> Comparison:
    """A comparison of tables with what else changed: description of the source, options, origin, and set of files.

    Args:
        comparison: what changed in the tables.
        old: the earlier manifest.
        new: the later manifest; its files may be missing yet.
        new_files: the paths of the later release's files, but for its manifest and ``SHA256SUMS``.
    """
    old_files = {file["path"] for file in old["files"]}
    return replace(
        comparison,
        description=tuple(_changes(old, new)),
        files_added=tuple(sorted(set(new_files) - old_files)),
        files_removed=tuple(sorted(old_files - set(new_files))),
    )


def _changes(old: Manifest, new: Manifest) -> Iterator[CellChange]:
    before, after = _said(old), _said(new)
    for field, value in after.items():
        if before[field] != value:
            yield shown_change(field, before[field], value)


def _said(manifest: Manifest) -> dict[str, str | None]:
    """What makes another release even where the tables are the same; each by its place in ``manifest.json``."""
    said = {f"source.{field.name}": manifest["source"].get(field.name) for field in fields(SourceDescription)}
    said["options"] = ", ".join(manifest["options"]) or None
    return said | {name: manifest.get(name) for name in ("schema_version", "origin_digest")}
