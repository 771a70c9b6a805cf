"""DATA_DICTIONARY.md: every table, column and closed list in words, for people."""

from collections.abc import Iterator

from pipeline.release.facts import ReleaseFacts
from pipeline.release.statements import one_line, title_of
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec
from pipeline.vocabulary import FindingCode, Term

CONVENTIONS = """\
- Tables are tidy: one row an observation, one column a variable. The same column name means the same in every table.
- A text cell is never empty: it holds text or it is null. In CSV an empty field is null, and nothing else is.
- Lines are counted from 1 in the source file and are inclusive. `drugs.source_path` names the file.
- `position` counts from 1 within the monograph, in reading order, without gaps.
- A reference to another table stays within the same `drug_id`.
- Rows are sorted by `drug_id` (by Unicode code points), then by `position`; `quarantine` by `source_path`."""


def render_dictionary(facts: ReleaseFacts) -> str:
    """The data dictionary of a release as Markdown."""
    head = (
        f"# Data dictionary\n\n{title_of(facts)}, version {facts.version} ({facts.date}), "
        f"schema {facts.schema_version}.\n\n## Conventions\n\n{CONVENTIONS}\n"
    )
    tables = (_render_table(table, facts.rows[table.name]) for table in TABLES.values())
    return "\n".join([head, *tables, "## Closed lists\n", *map(_render_list, closed_lists())])


def closed_lists() -> list[type[Term]]:
    """The closed lists of all columns, each once, in the order of their first use."""
    found = (column.promise.values for table in TABLES.values() for column in table.columns)
    return list(dict.fromkeys(values for values in found if values))


def describe_rules(column: ColumnSpec) -> str:
    """What a value must be beyond its type, in words."""
    return "; ".join(_rules(column))


def _rules(column: ColumnSpec) -> Iterator[str]:
    promise = column.promise
    if promise.values:
        yield f"one of [{promise.values.__name__}](#{promise.values.__name__.lower()})"
    if promise.pattern:
        yield f"matches `{promise.pattern}`"
    if promise.minimum is not None:
        yield f"at least {promise.minimum}"
    if promise.unique:
        yield "unique"
    if promise.refers:
        yield f"occurs in `{promise.refers}`"


def _render_table(table: TableSpec, rows: int) -> str:
    key = ", ".join(f"`{name}`" for name in table.primary_key)
    lines = [f"## {table.name}\n", f"{table.description}\n", f"{rows:,} rows. Primary key: {key}.\n"]
    lines += ["| column | type | null | description | rules | example |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_render_column, table.columns), ""])


def _render_column(column: ColumnSpec) -> str:
    null = "yes" if column.nullable else "no"
    example = f"`{column.promise.example}`" if column.promise.example else ""
    cells = (
        f"`{column.name}`",
        str(column.arrow_type),
        null,
        column.promise.description,
        describe_rules(column),
        example,
    )
    return "| " + " | ".join(escape_cell(cell) for cell in cells) + " |"


def escape_cell(text: str) -> str:
    """Text as it may stand in a cell of a Markdown table."""
    return one_line(text).replace("|", "\\|")


def _render_list(values: type[Term]) -> str:
    graded = issubclass(values, FindingCode)
    head = "| value | severity | meaning |\n|---|---|---|" if graded else "| value | meaning |\n|---|---|"
    rows = "\n".join(_render_member(member) for member in values)
    users = ", ".join(f"`{name}`" for name in _columns_with(values))
    return f"### {values.__name__}\n\n{one_line(values.__doc__ or '')} Used by {users}.\n\n{head}\n{rows}\n"


def _render_member(member: Term) -> str:
    severity = f" {member.severity} |" if isinstance(member, FindingCode) else ""
    return f"| `{member}` |{severity} {escape_cell(member.sentence)} |"


def _columns_with(values: type[Term]) -> Iterator[str]:
    for table in TABLES.values():
        for column in table.columns:
            if column.promise.values is values:
                yield f"{table.name}.{column.name}"
