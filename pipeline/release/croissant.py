"""croissant.json: the release in MLCommons Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html)."""

import json
from typing import Any

from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.places import parquet_path
from pipeline.release.statements import (
    ABOUT,
    AUTHORSHIP,
    KEYWORDS,
    citation_of,
    disclaimer_of,
    license_of,
    one_line,
    title_of,
    web_address,
)
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification recommends (appendix 1 of version 1.1)."""

DATA_TYPES = {"string": "sc:Text", "bool": "sc:Boolean", "int32": "cr:Int32", "int64": "cr:Int64"}


def render_croissant(facts: ReleaseFacts) -> str:
    """The metadata of a release as JSON-LD: a file object for each Parquet file and a record set for each table."""
    files = {file.path: file for file in facts.files}
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": title_of(facts),
        "description": f"{ABOUT} {disclaimer_of(facts)}",
        "version": facts.version,
        "datePublished": facts.date,
        "citeAs": citation_of(facts),
        "license": _license(facts),
        "inLanguage": "en",
        "keywords": KEYWORDS,
        "isLiveDataset": False,
        "rai:dataLimitations": AUTHORSHIP,
    }
    document |= _about_source(facts)
    document["distribution"] = [_file_object(table, files[parquet_path(table.name)]) for table in TABLES.values()]
    document["recordSet"] = [_record_set(table) for table in TABLES.values()]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _license(facts: ReleaseFacts) -> dict[str, str] | str:
    """The address of the licence; a work that says what is known where there is no address."""
    name = facts.source.license_name or "unknown"
    work = {"@type": "CreativeWork", "name": one_line(name), "description": license_of(facts)}
    return web_address(facts.source.license_url) or work


def _about_source(facts: ReleaseFacts) -> dict[str, Any]:
    source, said = facts.source, dict[str, Any]()
    if address := web_address(source.repository):
        said["url"] = address
    if source.publisher:
        publisher = {"@type": "Organization", "name": one_line(source.publisher)}
        said |= {"creator": publisher, "publisher": publisher}
    return said


def _file_object(table: TableSpec, file: FileFacts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": f"{table.name}.parquet",
        "description": table.description,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(table: TableSpec) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{column}"} for column in table.primary_key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": keys[0] if len(keys) == 1 else keys,
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: TableSpec, column: ColumnSpec) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.promise.description,
        "dataType": DATA_TYPES[str(column.arrow_type)],
        "source": {"fileObject": {"@id": parquet_path(table.name)}, "extract": {"column": column.name}},
    }
    if column.promise.refers and not column.promise.refers.startswith(f"{table.name}."):
        # A reference of a record set to itself is a cycle to mlcroissant 1.1, which then reads nothing.
        field["references"] = {"field": {"@id": column.promise.refers.replace(".", "/")}}
    return field
