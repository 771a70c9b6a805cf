"""CITATION.cff: how to cite the release, in the Citation File Format 1.2.0 (https://citation-file-format.github.io)."""

from typing import Any

import yaml

from pipeline.release.facts import ReleaseFacts
from pipeline.release.statements import ABOUT, KEYWORDS, license_of, one_line, title_of, web_address

UNKNOWN_AUTHOR = "The authors of the source pages"
"""The format asks for an author; where the source names no publisher, the pages have authors all the same."""


def render_citation(facts: ReleaseFacts) -> str:
    """The citation file of a release as YAML."""
    source = facts.source
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _message(facts),
        "type": "dataset",
        "title": title_of(facts),
        "authors": [{"name": one_line(source.publisher or UNKNOWN_AUTHOR)}],
        "version": facts.version,
        "date-released": facts.date,
        "abstract": f"{ABOUT} {license_of(facts)}",
        "keywords": KEYWORDS,
    }
    if license_url := web_address(source.license_url):
        citation["license-url"] = license_url
    if repository := web_address(source.repository):
        citation["repository"] = repository
    if facts.commit:
        citation["commit"] = facts.commit
    return yaml.safe_dump(citation, sort_keys=False, allow_unicode=True, width=1000)


def _message(facts: ReleaseFacts) -> str:
    if facts.source.citation:
        return f"If you use this dataset, cite its source as the publisher asks: {one_line(facts.source.citation)}"
    return "If you use this dataset, cite it with these data."
