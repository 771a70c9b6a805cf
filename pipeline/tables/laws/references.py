"""Laws of reference: every foreign key resolves within its drug, and the counts of ``drugs`` are those of the rows."""

from collections.abc import Iterator

import numpy as np

from pipeline.tables.checks import Check, Mask
from pipeline.tables.laws.reading import Arrow, Law, Reading, as_mask, pc
from pipeline.tables.rows import TABLES

_SEPARATOR = "\x1f"


def references_resolve(reading: Reading) -> Iterator[Check]:
    """Every reference finds its row, and finds it in the same drug."""
    for name, spec in TABLES.items():
        for column, table, there in spec.foreign_keys:
            within = "" if column == "drug_id" else " of the same drug"
            found = _finds(reading, (name, column), (table, there))
            dangling = as_mask(reading.values(name, column).is_valid()) & ~found
            yield reading.check(name, column, "foreign_key", f"occurs in {table}.{there}{within}", dangling)


def counts_are_those_of_rows(reading: Reading) -> Iterator[Check]:
    """``drugs.bullet_count`` is the number of the drug's rows in ``bullets``, and so on."""
    for column in TABLES["drugs"].column_names:
        if column.endswith("_count"):
            table = column.removesuffix("_count") + "s"
            owners = reading.drugs(table)
            counted = np.bincount(owners[owners >= 0], minlength=reading.tables["drugs"].num_rows)
            stated = reading.numbers("drugs", column)
            wrong = (stated != counted) & ~np.isnan(stated)
            yield reading.check("drugs", column, "count", f"is the number of the drug's rows in {table}", wrong)


def _finds(reading: Reading, here: tuple[str, str], there: tuple[str, str]) -> Mask:
    """For each row whether its value occurs in the other column, in a row of the same drug."""
    if TABLES[there[0]].primary_key == (there[1],):
        row = reading.lookup(*here, *there)
        owner = np.append(reading.drugs(there[0]), -1)
        same_drug: Mask = (row >= 0) & (owner[row] == reading.drugs(here[0]))
        return same_drug
    return as_mask(pc.is_in(_in_drug(reading, *here), value_set=_in_drug(reading, *there)))


def _in_drug(reading: Reading, table: str, column: str) -> Arrow:
    """A column's values, each bound to its drug; null where the value is."""
    return pc.binary_join_element_wise(reading.values(table, "drug_id"), reading.values(table, column), _SEPARATOR)


LAWS: tuple[Law, ...] = (references_resolve, counts_are_those_of_rows)
