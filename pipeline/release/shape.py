"""Whether a JSON value holds what a reader of it takes for granted."""

import re
from collections.abc import Iterable
from typing import Any

Shape = Any
"""A type; a pattern of a text; ``[shape]``, a list of such; ``{name: shape}``, an object with at least these names;
``{ANY: shape}``, an object with whatever names; ``(shape, …)``, one of these.
"""

ANY = ...


def misfit(value: Any, shape: Shape, place: str = "it") -> str | None:
    """The first thing in a value that is not as a shape says, as a clause; null where all is.

    Args:
        value: any JSON value.
        shape: what it must hold.
        place: what the value is called.
    """
    if isinstance(shape, list):
        if isinstance(value, list):
            return _first(misfit(part, shape[0], f"{place}[{number}]") for number, part in enumerate(value))
        return f"{place} is no list"
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f"{place} is no object"
        wanted = dict.fromkeys(value, shape[ANY]) if ANY in shape else shape
        if lacking := [name for name in wanted if name not in value]:
            return f"{place} lacks {', '.join(lacking)}"
        return _first(misfit(value[name], part, name) for name, part in wanted.items())
    if isinstance(shape, tuple):
        fits = any(misfit(value, one) is None for one in shape)
    elif isinstance(shape, re.Pattern):
        fits = isinstance(value, str) and shape.fullmatch(value) is not None
    else:
        # To Python a truth value is a number, too.
        fits = type(value) is shape
    return None if fits else f"{place} is not what it should be"


def _first(clauses: Iterable[str | None]) -> str | None:
    return next((clause for clause in clauses if clause), None)
