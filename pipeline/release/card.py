"""README.md of a release: the dataset card that people and the Hugging Face Hub read first.

The front matter follows the Hub's dataset card (https://huggingface.co/docs/hub/datasets-cards): with one entry a
table under ``configs``, a dataset library loads the folder as it is.
"""

from typing import Any

import yaml

from pipeline.release.dictionary import escape_cell
from pipeline.release.facts import ReleaseFacts
from pipeline.release.places import DATABASE, csv_safe_path, parquet_path
from pipeline.release.statements import (
    ABOUT,
    AUTHORSHIP,
    citation_of,
    disclaimer_of,
    license_of,
    one_line,
    provenance_of,
    title_of,
    total_rows,
)
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import TableSpec

# fmt: off
HUB_LICENSES = frozenset({
    "apache-2.0", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
    "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-3.0",
    "cc-by-sa-4.0", "cc0-1.0", "mit", "odbl", "odc-by", "pddl",
})
# fmt: on
"""Identifiers of licences that the Hub knows; any other licence is `other` with its own name."""

_UNITS = (("K", 10**3), ("M", 10**6), ("B", 10**9))
_SIZES = (*((f"{count}{unit}", count * size) for unit, size in _UNITS for count in (1, 10, 100)), ("1T", 10**12))

_LOADING = """\
```python
import pandas as pd

drugs = pd.read_parquet("parquet/drugs.parquet", dtype_backend="pyarrow")
```

```python
import polars as pl

faqs = pl.read_parquet("parquet/faqs.parquet")
```

```python
import duckdb

duckdb.sql("select section, count(*) from 'parquet/sections.parquet' group by all order by all")
```

```r
bullets <- arrow::read_parquet("parquet/bullets.parquet")
```

```python
from datasets import load_dataset

questions = load_dataset("/path/to/this/folder", "faqs", split="train")
```

Join through the keys: every table but `quarantine` has `drug_id`; `section_id` leads from a row to its section;
`ingredient_id` leads from a drug to the others with the same ingredient."""

_FILES = """\
- `parquet/`, `csv/`: the tables; both hold the same values. An empty CSV field is null.
- `DATA_DICTIONARY.md`, `codebook.csv`: every column and every value of a closed list.
- `datapackage.json` (Frictionless Data Package 2), `croissant.json` (MLCommons Croissant 1.1): for programs.
- `report.html`, `validation.json`: the quality of this release, and what was checked.
- `CHANGES.md`, `diff.json`: what is new since the release before.
- `manifest.json`, `SHA256SUMS`: every file with its size and sum; `sha256sum -c SHA256SUMS` checks them.
- `CITATION.cff`, `NOTICE`: how to cite, and on what terms the text is released."""

_CSV_SAFE = """\
- `csv-safe/`: the tables for spreadsheets: an apostrophe stands before every cell that one would run as a formula."""

_DATABASE = f"""\
- `{DATABASE}`: all tables with their keys, and two more (SQLite).
  - `search` finds words in list items and questions by their stem, whatever their case and accents:
    `select id, text from search where search match 'headache' order by rank`. Its columns are `kind` (`bullet` or
    `faq`), `id` (the row's `bullet_id` or `faq_id`), `drug_id`, `section_id`, `title` (an item's label, else its group;
    or the question) and `text` (of the item; or the answer).
  - `release` says which release it is, and what the publisher says of it: `name` (`version`, `date`, `license`, …) and
    `value`."""  # noqa: S608 - prose

_TRACE = "From any row, `drugs.source_path` with `line_start` and `line_end` leads to its source lines."

_PROMISES = """\
- Every file of the source that the patterns of the build name is in `drugs` or, with a reason, in `quarantine`. The
  patterns are `include` and `exclude` in `manifest.json`; without any to include, they name `*.md`, so neither `a.MD`
  nor `a.markdown`. Never pages are a `README.md`, in any folder and case, hidden files, files in hidden folders, and
  what lies behind a linked folder outside the source (`quarantine` names the link).
- Every line of text in a page's body (title, rules and comments aside) belongs to exactly one section heading,
  paragraph, bullet or question, and every word of it is in that row.
- `position` counts without gaps, and lines ascend with it.
- Primary keys are unique, references resolve within the same drug, and the counts in `drugs` are those of the rows.
- A text cell is never empty: it holds text or it is null.
- An identifier stays the same when something else on the page changes: `section_id` names the drug, the section and
  the ingredient; the identifiers of paragraphs, bullets and questions add a hash of their own text.
- The same input gives the same bytes in every file of the release.

`validation.json` says which of these were checked on how many rows."""


def render_card(facts: ReleaseFacts) -> str:
    """The dataset card of a release: front matter for the Hub, then the text for people."""
    head = yaml.safe_dump(_front_matter(facts), sort_keys=False, allow_unicode=True, width=1000)
    parts = (
        f"---\n{head}---",
        f"# {title_of(facts)}",
        f"Version {facts.version}, {facts.date}. Schema {facts.schema_version}, parser {facts.parser_version}.",
        ABOUT,
        f"**{disclaimer_of(facts)}**",
        _tables(facts),
        f"## Loading\n\n{_LOADING}",
        f"## Files\n\n{_files(facts)}",
        f"## Provenance\n\n{provenance_of(facts)} {_TRACE}\n\n{AUTHORSHIP}",
        f"## Promises\n\n{_PROMISES}",
        f"## Terms\n\n{license_of(facts)}",
        f"## Citation\n\n{citation_of(facts)}",
    )
    return "\n\n".join(parts) + "\n"


def _files(facts: ReleaseFacts) -> str:
    """What each file is for; the two kinds that are options of a build are named where they are there."""
    tables, *others = _FILES.split("\n")
    there = {file.path for file in facts.files}
    options = [_CSV_SAFE] * any(csv_safe_path(table) in there for table in TABLES) + [_DATABASE] * (DATABASE in there)
    return "\n".join([tables, *options, *others])


def _front_matter(facts: ReleaseFacts) -> dict[str, Any]:
    return {
        "pretty_name": title_of(facts),
        "language": ["en"],
        **_license(facts),
        "size_categories": [size_category(total_rows(facts))],
        "tags": ["drugs", "medical", "monographs", "pharmacology"],
        "configs": _configs(facts),
    }


def _configs(facts: ReleaseFacts) -> list[dict[str, Any]]:
    """An entry for each table that has rows: the `datasets` library refuses a split without any."""
    filled = [table for table in TABLES if facts.rows[table]]
    configs: list[dict[str, Any]] = [
        {"config_name": table, "data_files": [{"split": "train", "path": parquet_path(table)}]} for table in filled
    ]
    return [config | {"default": True} if index == 0 else config for index, config in enumerate(configs)]


def _license(facts: ReleaseFacts) -> dict[str, str]:
    name, url = facts.source.license_name, facts.source.license_url
    known = "-".join((name or "").lower().split())
    if known in HUB_LICENSES:
        return {"license": known}
    said = {"license_name": one_line(name) if name else None, "license_link": url}
    return {"license": "other", **{key: value for key, value in said.items() if value}}


def size_category(rows: int) -> str:
    """The Hub's size category of a number of rows: ``1K<n<10K``."""
    below = None
    for name, limit in _SIZES:
        if rows < limit:
            return f"{below}<n<{name}" if below else f"n<{name}"
        below = name
    return f"n>{below}"


def _tables(facts: ReleaseFacts) -> str:
    rows = "\n".join(_table_row(table, facts.rows[name]) for name, table in TABLES.items())
    return f"## Tables\n\n| table | rows | primary key | one row is |\n|---|---:|---|---|\n{rows}"


def _table_row(table: TableSpec, rows: int) -> str:
    key = ", ".join(f"`{column}`" for column in table.primary_key)
    meaning = table.description.removeprefix("One row ")
    return f"| `{table.name}` | {rows:,} | {key} | {escape_cell(meaning)} |"
