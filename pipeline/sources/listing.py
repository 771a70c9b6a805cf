"""From names to a listing: pages in order, and what is refused because of its name."""

import unicodedata
from collections.abc import Iterable, Iterator

from pipeline.sources.page import Listing, Refusal, drug_id_of
from pipeline.vocabulary import QuarantineReason

_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of what no cell can hold on one line: controls, bytes that are no UTF-8, line separators."""


def order_listing(paths: Iterable[str], refused: Iterable[Refusal]) -> Listing:
    """Put pages into the order of ``(drug_id, path)`` and refuse bad names and second files with one stem.

    Args:
        paths: what looks like a page, in any order; bytes that are no UTF-8 as surrogates (PEP 383).
        refused: what was refused while the collection was walked.
    """
    good, bad = [], list(refused)
    for path in paths:
        if _is_writable(path):
            good.append(path)
        else:
            bad.append(Refusal(path, QuarantineReason.BAD_NAME, QuarantineReason.BAD_NAME.sentence))
    good.sort(key=lambda path: (drug_id_of(path), path))
    pages = list(_first_of_each_stem(good, bad))
    return Listing(tuple(pages), tuple(_with_own_names(bad, pages)))


def _first_of_each_stem(paths: list[str], refused: list[Refusal]) -> Iterator[str]:
    kept, stem = "", None
    for path in paths:
        if (here := drug_id_of(path)) == stem:
            message = f"The page {kept} has the same file name and is the one that is kept."
            refused.append(Refusal(path, QuarantineReason.DUPLICATE_ID, message))
        else:
            kept, stem = path, here
            yield path


def _is_writable(path: str) -> bool:
    if not drug_id_of(path).strip():
        return False
    return path.isprintable() or all(unicodedata.category(character) not in _UNWRITABLE for character in path)


def _with_own_names(refused: list[Refusal], pages: Iterable[str]) -> Iterator[Refusal]:
    """Refusals in the order of their paths, each written so that it fits a cell and is the path of no other input."""
    taken = {*pages, *(refusal.path for refusal in refused)}
    for refusal in sorted(refused):
        path = _written(refusal.path)
        if path != refusal.path:
            while path in taken:
                path += "~"
            taken.add(path)
        yield refusal._replace(path=path)


def _written(path: str) -> str:
    return path if _is_writable(path) else "".join(map(_spelt, path))


def _spelt(character: str) -> str:
    if unicodedata.category(character) not in _UNWRITABLE:
        return character
    code = ord(character)
    return f"\\x{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:02x}"
