"""A release folder with real tables and facts, for tests of its documents and its readers."""

from pathlib import Path

from made_tables import sample_tables

from pipeline.release.assemble import assemble_tables, parquet_metadata
from pipeline.release.card import render_card
from pipeline.release.citation import render_citation
from pipeline.release.codebook import render_codebook
from pipeline.release.croissant import render_croissant
from pipeline.release.datapackage import render_datapackage
from pipeline.release.dictionary import render_dictionary
from pipeline.release.facts import ReleaseFacts
from pipeline.release.notice import render_notice
from pipeline.release.validation_report import render_validation
from pipeline.sources.description import SourceDescription
from pipeline.tables.checks import Tables, Validation
from pipeline.tables.validate import validate_tables

UNKNOWN = SourceDescription()
STATED = SourceDescription(
    title="Monographs: a 'collection', #1 | of drugs",
    publisher="Example Society & Friends",
    license_name="CC BY 4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    citation="Example Society (2026): Monographs.\nSecond line.",
    disclaimer="Not medical advice: ask a pharmacist.",
    page_url="https://example.org/{path}",
    repository="https://example.org/monographs.git",
)


def write_tables(folder: Path, source: SourceDescription = UNKNOWN, tables: Tables | None = None) -> ReleaseFacts:
    """Write the Parquet and CSV files of a release as a build does, and tell its facts."""
    known = "0123456789abcdef0123456789abcdef01234567" if source.repository else None
    facts = ReleaseFacts("2026.11.0", "1.0.0", "0.1.0", "2026-11-23", source, known, {}, (), None)
    made = assemble_tables(folder, [tables or sample_tables()], parquet_metadata(facts))
    return facts._replace(rows=made.rows, files=made.files)


def render_all(facts: ReleaseFacts, validation: Validation) -> dict[str, str]:
    """Every document that is a projection of the promise, by its name."""
    return {
        "README.md": render_card(facts),
        "DATA_DICTIONARY.md": render_dictionary(facts),
        "codebook.csv": render_codebook(),
        "datapackage.json": render_datapackage(facts),
        "croissant.json": render_croissant(facts),
        "CITATION.cff": render_citation(facts),
        "NOTICE": render_notice(facts),
        "validation.json": render_validation(facts, validation),
    }


def write_release(folder: Path, source: SourceDescription = UNKNOWN) -> ReleaseFacts:
    """A release folder with its tables and the documents that are projections of the promise."""
    tables = sample_tables()
    facts = write_tables(folder, source, tables)
    for name, text in render_all(facts, validate_tables(tables)).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return facts
