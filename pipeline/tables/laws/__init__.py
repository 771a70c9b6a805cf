"""The laws of the dataset that can be read from rows but need more than one column, row or table.

Each module holds one family; each law is a generator that takes a :class:`~pipeline.tables.laws.reading.Reading` and
yields one check a table. The promises of single columns are not here: ``rows.py`` declares them.
"""

from pipeline.tables.checks import Check, Tables
from pipeline.tables.laws import agreement, identifiers, nesting, order, references
from pipeline.tables.laws.reading import Reading

LAWS = (*references.LAWS, *identifiers.LAWS, *order.LAWS, *nesting.LAWS, *agreement.LAWS)


def check_laws(tables: Tables) -> list[Check]:
    """Check every law on tables that have the promised columns and types."""
    reading = Reading(tables)
    return [check for law in LAWS for check in law(reading)]
