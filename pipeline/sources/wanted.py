"""Which paths of a collection look like pages."""

import fnmatch
import re
from collections.abc import Callable, Sequence

from pipeline.errors import WrongUse

DEFAULT_INCLUDE = ("*.md",)
_README = "readme.md"
_SET = re.compile(r"\[!?+\]?+[^\]]*\]")
"""``[a-m]``, as ``fnmatch`` reads it: a bracket that comes first is a member."""


def wanted(include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Callable[[str], bool]:
    """A test of paths relative to the raw root, without hidden parts.

    A pattern without ``/`` is matched against the file name, at any depth; one with ``/`` against the whole path,
    where ``*`` also matches ``/`` (as in git's pathspecs), and one that ends with ``/`` takes in a whole folder.
    ``README.md``, in any case, is never a page.

    Raises:
        WrongUse: a pattern can match nothing as it is written.
    """
    for pattern in (*include, *exclude):
        _check(pattern)
    included = _matches_any(include or DEFAULT_INCLUDE)
    excluded = _matches_any(exclude)

    def is_wanted(path: str) -> bool:
        name = path.rpartition("/")[2]
        return included(path, name) and not excluded(path, name) and name.lower() != _README

    return is_wanted


def _check(pattern: str) -> None:
    if not _bare(pattern).strip():
        raise WrongUse(f"{pattern!r} is no pattern of pages: write one such as *.md or drafts/")
    if pattern.startswith("/"):
        raise WrongUse(f"the pattern {pattern!r} matches nothing: paths are relative to the raw folder, without a /")
    if "[" in _SET.sub("", pattern):
        raise WrongUse(f"the pattern {pattern!r} has a [ that is not closed; [[] stands for the character itself")


def _bare(pattern: str) -> str:
    return pattern.removeprefix("./").removeprefix("**/")


def _matches_any(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    bare = [_bare(pattern) for pattern in patterns]
    in_name = _alternatives([pattern for pattern in bare if "/" not in pattern])
    in_path = _alternatives([_everything_in(pattern) for pattern in bare if "/" in pattern])
    return lambda path, name: bool(in_name.match(name) or in_path.match(path))


def _everything_in(pattern: str) -> str:
    return f"{pattern}*" if pattern.endswith("/") else pattern


def _alternatives(patterns: Sequence[str]) -> re.Pattern[str]:
    # No pattern at all must match nothing, and `(?!)` is the expression that never does.
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns) or "(?!)")
