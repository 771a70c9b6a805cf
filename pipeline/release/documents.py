"""Every document of a release but the manifest and the sums, written into its folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

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
from pipeline.release.places import DATAPACKAGE
from pipeline.release.report import render_report
from pipeline.release.statistics import Statistics
from pipeline.release.validation_report import render_validation
from pipeline.tables.checks import Validation


class _Known(NamedTuple):
    """All that documents are made from."""

    facts: ReleaseFacts
    statistics: Statistics
    validation: Validation
    comparison: Comparison


_RENDERERS: Mapping[str, Callable[[_Known], str]] = {
    "README.md": lambda known: render_card(known.facts),
    "DATA_DICTIONARY.md": lambda known: render_dictionary(known.facts),
    "codebook.csv": lambda _: render_codebook(),
    DATAPACKAGE: lambda known: render_datapackage(known.facts),
    "croissant.json": lambda known: render_croissant(known.facts),
    "CITATION.cff": lambda known: render_citation(known.facts),
    "NOTICE": lambda known: render_notice(known.facts),
    "validation.json": lambda known: render_validation(known.facts, known.validation),
    "report.html": lambda known: render_report(*known),
    "CHANGES.md": lambda known: render_changes(known.comparison),
    "diff.json": lambda known: comparison_json(known.comparison),
}

DOCUMENTS = tuple(_RENDERERS)
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
    known = _Known(facts, statistics, validation, comparison)
    for name, render in _RENDERERS.items():
        (folder / name).write_text(render(known), encoding="utf-8", newline="\n")
