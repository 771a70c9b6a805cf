"""What the publisher of a collection says of it: ``source.yaml`` at the root of the raw folder, every field optional."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceDescription:
    """Who publishes the pages and on what terms. The pipeline claims nothing by itself: what is not said stays null.

    ``page_url`` is a pattern of public page addresses with ``{path}``, ``{drug_id}`` and ``{commit}``.
    """

    title: str | None = None
    publisher: str | None = None
    license_name: str | None = None
    license_url: str | None = None
    citation: str | None = None
    disclaimer: str | None = None
    page_url: str | None = None
    repository: str | None = None
