"""``manifest.json`` and ``SHA256SUMS``: what a release is made of, for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReleaseDamaged, WrongUse
from pipeline.release.compatibility import schema_document
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.places import MANIFEST, SUMS
from pipeline.release.write import file_facts
from pipeline.sources.wanted import Wanted

Manifest = dict[str, Any]


class _Said(BaseModel):
    """What readers of a manifest take for granted, whichever version of this program made it."""

    model_config = ConfigDict(strict=True)


class _Column(_Said):
    name: str
    type: str
    nullable: bool
    key: bool
    values: list[str] | None


class _Table(_Said):
    rows: int
    columns: list[_Column]


class _File(_Said):
    path: str
    bytes: int
    sha256: str


class _Manifest(_Said):
    version: str
    schema_version: Annotated[str, Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$")]
    source: dict[str, str | None]
    tables: dict[str, _Table]
    files: list[_File]
    include: list[str]
    exclude: list[str]
    options: list[str]
    origin_digest: str | None = None


_UNSAID: Manifest = {"include": [], "exclude": [], "options": []}
"""What a manifest means that says nothing of it."""


def make_manifest(
    facts: ReleaseFacts, files: Sequence[FileFacts], content: Mapping[str, str], made_by: Mapping[str, Any]
) -> Manifest:
    """The manifest of a release.

    Args:
        facts: what is known of the release.
        files: every file of it but the manifest and ``SHA256SUMS``.
        content: the digest of each table's values, without the columns that only tell where a row was read from.
        made_by: the digests of the parser, of the input and of where it comes from, which files were asked for beside
            the usual ones, and the patterns of its pages.
    """
    tables = {
        name: {"rows": facts.rows[name], "content_sha256": content[name], **promise}
        for name, promise in schema_document().items()
    }
    return {
        "version": facts.version,
        "date": facts.date,
        "previous": facts.previous,
        "schema_version": facts.schema_version,
        "parser_version": facts.parser_version,
        **made_by,
        "source": {**asdict(facts.source), "commit": facts.commit},
        "tables": tables,
        "files": [{key: value for key, value in file._asdict().items() if value is not None} for file in files],
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, and then ``SHA256SUMS`` of every file of the release but itself."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    sums = {file["path"]: file["sha256"] for file in manifest["files"]}
    sums[MANIFEST] = file_facts(folder, MANIFEST).sha256
    (folder / SUMS).write_bytes(sums_text(sums))


def sums_text(sums: Mapping[str, str]) -> bytes:
    """``SHA256SUMS`` of files, each path with its sum."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def read_manifest(data: bytes, where: str) -> Manifest:
    """The manifest in these bytes; it has all that readers of manifests take for granted.

    Args:
        data: the bytes of a ``manifest.json``.
        where: the address that it was read from, for the message.

    Raises:
        ReleaseDamaged: they are no manifest.
    """
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReleaseDamaged(f"{where} is no JSON: {error}") from error
    if isinstance(manifest, dict):
        manifest = _UNSAID | manifest
    try:
        said = _Manifest.model_validate(manifest)
        Wanted(said.include, said.exclude)
    except ValidationError as error:
        raise ReleaseDamaged(f"{where} is no manifest of a release: {_first_fault(error)}") from error
    except WrongUse as error:
        raise ReleaseDamaged(f"{where} is no manifest of a release: {error}") from error
    return dict(manifest)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'all of it'}: {fault['msg']}"


def list_files(folder: Path, known: Sequence[FileFacts]) -> list[FileFacts]:
    """The facts of every file in a release folder, by path; those in ``known`` are not read again."""
    facts = {file.path: file for file in known}
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [facts.get(path) or file_facts(folder, path) for path in paths]


def same_tables(one: Manifest, other: Manifest) -> bool:
    """Whether two releases hold the same values of the same source, in the same schema and kinds of file.

    Which commit it was is no difference; whether pages were at a commit, and what address they have there, is.
    """
    return _content(one) == _content(other)


def _content(manifest: Manifest) -> tuple[Any, ...]:
    tables = {name: table.get("content_sha256") for name, table in manifest["tables"].items()}
    source = {key: value for key, value in manifest["source"].items() if key != "commit"}
    made_by = [manifest.get(name) for name in ("origin_digest", "options")]
    return manifest["schema_version"], tables, source, made_by
