"""White space: which of it a text holds, and texts spaced singly.

Nearly all pages hold no white space but spaces and line ends. That is asked once a page, and what is made of its texts
need not look for anything else.
"""

_LAST = 0x3000
"""Of all white space in Unicode, the ideographic space."""

_OTHERS = tuple(sign for sign in map(chr, range(_LAST + 1)) if sign.isspace() and sign not in " \n")
_OTHERS_OF_ASCII = tuple(sign for sign in _OTHERS if sign.isascii())


def has_spaces_only(text: str) -> bool:
    """Whether all white space in a text are spaces and line ends."""
    return not any(map(text.__contains__, _OTHERS_OF_ASCII if text.isascii() else _OTHERS))


def squeeze(text: str) -> str:
    """A text without white space around it and with single spaces for the white space in it."""
    text = text.strip()
    return " ".join(text.split()) if "  " in text or not text.isprintable() else text
