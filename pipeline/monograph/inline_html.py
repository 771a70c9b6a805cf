"""HTML tags inside a line: what of them is text."""

import re

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_FORMATTING = frozenset(
    [
        "a",
        "abbr",
        "bdi",
        "big",
        "br",
        "center",
        "cite",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "p",
        "q",
        "s",
        "small",
        "span",
        "u",
    ]
)
"""Elements that only dress the text inside them, beside those below; other tags are text that their author typed."""

_SHIFTS = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}


def _element(tag: str) -> str:
    match = _TAG.fullmatch(tag)
    return match.group(1).lower() if match else ""


def is_strong(tag: str) -> bool:
    """Whether a tag begins or ends bold text."""
    return _element(tag) in ("b", "strong")


def is_shift(tag: str) -> bool:
    """Whether a tag raises or lowers the text after it, or ends that."""
    return _element(tag) in _SHIFTS


def shift(text: str, tag: str) -> str:
    """A text that such a tag ends in raised or lowered letters; as it is where one of them is not to be had."""
    letters = _SHIFTS[_element(tag)]
    return text.translate(letters) if all(ord(letter) in letters or letter == " " for letter in text) else text


def text_of_tag(tag: str) -> str:
    """What any other tag says: a space for a line break, nothing for formatting and comments, else itself."""
    element = _element(tag)
    if element == "br":
        return " "
    return "" if element in _FORMATTING or tag.startswith("<!--") else tag
