"""Which paths of a collection look like pages."""

import fnmatch
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.errors import WrongUse

DEFAULT_INCLUDE = ("*.md",)
_README = "readme.md"
_ANY_FOLDERS = re.compile(r"(?:(?<=/)|^)(?:\*\*/)+")
_MAX_ANY_FOLDERS = 4
"""How often a pattern may hold ``**/``; each doubles what there is to compare with."""

_SET = re.compile(r"\[!?+\]?+[^\]]*\]")
"""``[a-m]``, as ``fnmatch`` reads it: a bracket that comes first is a member."""


class Wanted:
    """A test of paths relative to the raw root, without hidden parts.

    A pattern without ``/`` is matched against the file name, at any depth; one with ``/`` against the whole path,
    where ``*`` also matches ``/`` (as in git's pathspecs), and one that ends with ``/`` takes in a whole folder.
    ``**/`` stands for any number of folders, also for none (as in ``.gitignore``).
    ``README.md``, in any case, is never a page.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        """Take the patterns; without any to include, pages are ``*.md``.

        Raises:
            WrongUse: a pattern can match nothing as it is written, or holds ``**/`` too often.
        """
        for pattern in (*include, *exclude):
            _check(pattern)
        self._include = [plain for pattern in include or DEFAULT_INCLUDE for plain in _plain(pattern)]
        self._included = _matches_any(self._include)
        self._excluded = _matches_any([plain for pattern in exclude for plain in _plain(pattern)])

    def __call__(self, path: str) -> bool:
        """Whether a file at this path is a page."""
        name = path.rpartition("/")[2]
        return self._included(path, name) and not self._excluded(path, name) and name.lower() != _README

    def may_be_in(self, folder: str) -> bool:
        """Whether a page may lie below a folder that cannot be looked into."""
        return any(
            not self._excluded(path, path.rpartition("/")[2])
            for pattern in self._include
            for path in _examples(pattern, f"{folder}/")
        )


def _examples(pattern: str, folder: str) -> Iterator[str]:
    """What a pattern matches below a folder, with the pattern's own signs for whatever they stand for."""
    if "/" not in pattern:
        yield folder + pattern
        return
    pattern = _everything_in(pattern)
    for end in range(1, len(pattern) + 1):
        if fnmatch.fnmatchcase(folder, pattern[:end]):
            yield folder + pattern[end:]


def _check(pattern: str) -> None:
    if not _ANY_FOLDERS.sub("", _bare(pattern)).strip():
        raise WrongUse(f"{pattern!r} is no pattern of pages: write one such as *.md or drafts/")
    if pattern.startswith("/"):
        raise WrongUse(f"the pattern {pattern!r} matches nothing: paths are relative to the raw folder, without a /")
    if "[" in _SET.sub("", pattern):
        raise WrongUse(f"the pattern {pattern!r} has a [ that is not closed; [[] stands for the character itself")
    if len(_ANY_FOLDERS.findall(_bare(pattern))) > _MAX_ANY_FOLDERS:
        raise WrongUse(f"the pattern {pattern!r} has more than {_MAX_ANY_FOLDERS} **/; * takes in folders, too")


def _bare(pattern: str) -> str:
    return pattern.removeprefix("./")


def _plain(pattern: str) -> Iterator[str]:
    """What a pattern says without ``**/``: at each once no folder, once ``*/``."""
    first, *others = _ANY_FOLDERS.split(_bare(pattern))
    for folders in itertools.product(("", "*/"), repeat=len(others)):
        yield first + "".join(folder + other for folder, other in zip(folders, others, strict=True))


def _matches_any(plain: Sequence[str]) -> Callable[[str, str], bool]:
    in_name = _alternatives([pattern for pattern in plain if "/" not in pattern])
    in_path = _alternatives([_everything_in(pattern) for pattern in plain if "/" in pattern])
    return lambda path, name: bool(in_name.match(name) or in_path.match(path))


def _everything_in(pattern: str) -> str:
    return f"{pattern}*" if pattern.endswith("/") else pattern


def _alternatives(patterns: Sequence[str]) -> re.Pattern[str]:
    # No pattern at all must match nothing, and `(?!)` is the expression that never does.
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns) or "(?!)")
