"""Numbers and quotations as sentences and tables say them."""

EXCERPT_LENGTH = 200
"""Characters of the longest excerpt that findings and quarantine show."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``2,000 pages``; ``plural`` where an s does not make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def excerpt_of(text: str) -> str | None:
    """The first words of a text, as many as an excerpt holds; null where it is blank."""
    return text.strip()[:EXCERPT_LENGTH].rstrip() or None
