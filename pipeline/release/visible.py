"""Words of pages on one line of a terminal or a document, unable to do anything there."""

import re

_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys (C0, C1) or reads as a new line or a new direction of text."""


def visible(text: str) -> str:
    r"""The text with what would be obeyed spelled out, a line feed as ``\n``."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
