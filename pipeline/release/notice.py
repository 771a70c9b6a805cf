"""NOTICE: on what terms the text is released, and what it must not be used for."""

import textwrap

from pipeline.release.facts import ReleaseFacts
from pipeline.release.statements import (
    AUTHORSHIP,
    citation_of,
    disclaimer_of,
    license_of,
    provenance_of,
    title_of,
)


def render_notice(facts: ReleaseFacts) -> str:
    """The notice of a release as plain text."""
    parts = (
        f"{title_of(facts)}, version {facts.version}, {facts.date}",
        f"MEDICAL DISCLAIMER. {disclaimer_of(facts)}",
        f"TERMS. {license_of(facts)}",
        f"AUTHORSHIP. {AUTHORSHIP}",
        f"PROVENANCE. {provenance_of(facts)}",
        f"CITATION. {citation_of(facts)}",
    )
    return (
        "\n\n".join(textwrap.fill(part, 100, break_long_words=False, break_on_hyphens=False) for part in parts) + "\n"
    )
