"""Numbers as sentences say them."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``2,000 pages``; ``plural`` where an s does not make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
