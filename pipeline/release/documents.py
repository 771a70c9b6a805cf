"""Every document of a release but the manifest and the sums, written into its folder."""

from pathlib import Path

from pipeline.release.card import render_card
from pipeline.release.changes import comparison_json, render_changes
from pipeline.release.citation import render_citation
from pipeline.release.codebook import render_codebook
from pipeline.release.comparison import Comparison
from pipeline.release.croissant import render_croissant
from pipeline.release.datapackage import render_datapackage
from pipeline.release.dictionary import render_dictionary
from pipeline.release.facts import ReleaseFacts
from pipeline.release.notice import render_notice
from pipeline.release.report import render_report
from pipeline.release.statistics import Statistics
from pipeline.release.validation_report import render_validation
from pipeline.tables.checks import Validation

DOCUMENTS = (
    *("README.md", "DATA_DICTIONARY.md", "codebook.csv", "datapackage.json", "croissant.json", "CITATION.cff"),
    *("NOTICE", "validation.json", "report.html", "CHANGES.md", "diff.json"),
)
"""The documents of every release but its manifest and its sums."""


def write_documents(
    folder: Path, facts: ReleaseFacts, statistics: Statistics, validation: Validation, comparison: Comparison
) -> None:
    """Write every document into a release folder whose tables are written.

    Args:
        folder: the release folder.
        facts: what is known of the release; ``facts.files`` are its tables.
        statistics: what was counted while the tables were written.
        validation: what was checked.
        comparison: what changed since the release before.
    """
    documents = {
        "README.md": render_card(facts),
        "DATA_DICTIONARY.md": render_dictionary(facts),
        "codebook.csv": render_codebook(),
        "datapackage.json": render_datapackage(facts),
        "croissant.json": render_croissant(facts),
        "CITATION.cff": render_citation(facts),
        "NOTICE": render_notice(facts),
        "validation.json": render_validation(facts, validation),
        "report.html": render_report(facts, statistics, validation, comparison),
        "CHANGES.md": render_changes(comparison),
        "diff.json": comparison_json(comparison),
    }
    for name in DOCUMENTS:
        (folder / name).write_text(documents[name], encoding="utf-8", newline="\n")
