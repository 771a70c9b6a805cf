"""Laws of identifiers: every id says what its columns say, and a repeat bears the next number."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipeline.tables.checks import Check, Mask
from pipeline.tables.laws.reading import Arrow, Law, Reading, as_mask, occurrences, pc
from pipeline.tables.rows import TABLES

_DIGEST = len("#0123456789")


def drugs_are_named_by_their_file(reading: Reading) -> Iterator[Check]:
    """``drug_id`` is the stem of ``source_path``."""
    name = pc.replace_substring_regex(reading.values("drugs", "source_path"), r"^(?s:.*)/", "")
    stem = pc.replace_substring_regex(name, r"(.)\.[^.]*$", r"\1")
    wrong = pc.not_equal(stem, reading.values("drugs", "drug_id"))
    yield reading.check("drugs", "drug_id", "stem", "is the stem of source_path", wrong)


def sections_are_named_by_their_columns(reading: Reading) -> Iterator[Check]:
    """``section_id`` is ``drug_id:section``, with ``@ingredient_id``, a repeat with ``~2``, ``~3`` …"""
    drug, section, ingredient = (reading.values("sections", name) for name in ("drug_id", "section", "ingredient_id"))
    base = pc.binary_join_element_wise(drug, section, ":")
    whose = pc.fill_null(pc.binary_join_element_wise("@", ingredient, ""), "")
    base = pc.binary_join_element_wise(base, whose, "")
    wrong = _misnumbered(reading.values("sections", "section_id"), base)
    sentence = "is drug_id:section[@ingredient_id], a repeat numbered ~2, ~3 …"
    yield reading.check("sections", "section_id", "identifier", sentence, wrong)


def rows_are_named_by_their_section(reading: Reading) -> Iterator[Check]:
    """The id of a paragraph, bullet or question begins with its ``section_id``."""
    for table, key in _content_tables():
        base = reading.unnumbered(table, key)
        section = pc.binary_slice(base.cast(pa.binary()), 0, -_DIGEST)
        wrong = pc.not_equal(section, reading.values(table, "section_id").cast(pa.binary()))
        yield reading.check(table, key, "identifier", "begins with its section_id and #", wrong)


def repeats_are_numbered(reading: Reading) -> Iterator[Check]:
    """Rows of one section with the same text are numbered ``~2``, ``~3`` … in reading order."""
    for table, key in _content_tables():
        wrong = _misnumbered(reading.values(table, key), reading.unnumbered(table, key))
        yield reading.check(table, key, "repeat", "numbers its repeats ~2, ~3 … in reading order", wrong)


def _content_tables() -> Iterator[tuple[str, str]]:
    for name, spec in TABLES.items():
        if "section_id" in spec.column_names and spec.primary_key != ("section_id",):
            yield name, spec.primary_key[0]


def _misnumbered(ids: Arrow, base: Arrow) -> Mask:
    """Whether an identifier is not its base, a repeat with its number; a null is neither."""
    wrong = as_mask(pc.not_equal(ids, base))
    number = occurrences(base)
    repeats = np.flatnonzero(number > 1)
    suffix = pa.array(number[repeats]).cast(pa.string())
    wrong[repeats] = as_mask(
        pc.not_equal(ids.take(repeats), pc.binary_join_element_wise(base.take(repeats), suffix, "~"))
    )
    return wrong


LAWS: tuple[Law, ...] = (
    drugs_are_named_by_their_file,
    sections_are_named_by_their_columns,
    rows_are_named_by_their_section,
    repeats_are_numbered,
)
