"""The single source of truth of what the dataset promises: one row class a table, each column described.

``TABLES`` is the whole promise. Arrow schemas, Pandera schemas, the data dictionary, the Data Package, Croissant and
the dataset card are projections of it.
"""

from dataclasses import replace
from typing import Annotated, NamedTuple

from pipeline.tables.schema import Column, TableSpec, specify
from pipeline.vocabulary import (
    FindingCode,
    HeadingStyle,
    ParagraphKind,
    QuarantineReason,
    SectionKind,
    Severity,
    Status,
)
from pipeline.wording import EXCERPT_LENGTH

SCHEMA_VERSION = "1.1.0"
"""Semantic version of the tables: a new nullable column is minor; a column removed, renamed or retyped is major."""

SHA256 = r"[0-9a-f]{64}"
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SECTION_ID = r".+:[a-z_]+(?:@[a-z0-9-]+)?(?:~[0-9]+)?"
CONTENT_ID = SECTION_ID + r"#[0-9a-f]{10}(?:~[0-9]+)?"

_DRUG = Column("The monograph that the row belongs to.", refers="drugs.drug_id", example="sertraline-clonazepam")
_DRUG_KEY = replace(_DRUG, key=True)
_SECTION = Column(
    "The section that the row stands in.", refers="sections.section_id", example="sertraline-clonazepam:usage"
)
_POSITION = Column("Place among the monograph's rows of this table, in reading order, from 1.", minimum=1)
_LINE_START = Column("First line of the row in the source file, from 1.", minimum=1)
_LINE_END = Column("Last line of the row in the source file, inclusive.", minimum=1)
_GROUP = Column(
    "The label that stands alone on its line above the row and heads it.", example="Common side effects (>10%)"
)
_EXCERPT = Column(f"The words that it is about, cut to {EXCERPT_LENGTH} characters.")
_LABEL = Column(
    "The bold lead-in of the row, or the label that the row is, without its colon.", example="Contraindications"
)


class DrugRow(NamedTuple):
    """One row a monograph: a Markdown page about one drug or one fixed-dose combination."""

    drug_id: Annotated[str, Column("The stem of the page's file name.", key=True, example="sertraline-clonazepam")]
    title: Annotated[
        str | None, Column("The title: of the front matter, else the first-level heading; null where neither is.")
    ]
    generic_name: Annotated[
        str | None,
        Column(
            "The generic name that the page states for the whole drug, without notes, sentences and kinds of product "
            "behind it; other brackets, as `(also known as …)`, may belong to it and stay; null where it states none."
        ),
    ]
    status: Annotated[str, Column("How much of a monograph the page holds.", values=Status)]
    is_combination: Annotated[bool, Column("Whether the page is about more than one active ingredient.")]
    ingredient_count: Annotated[int, Column("Number of rows in `ingredients`.", minimum=0)]
    layout: Annotated[str | None, Column("The `layout` key of the front matter.", example="minimal-medicine")]
    front_matter: Annotated[
        str | None, Column("The other keys of the front matter as JSON, keys sorted; null where there are none.")
    ]
    section_count: Annotated[int, Column("Number of rows in `sections`.", minimum=0)]
    paragraph_count: Annotated[int, Column("Number of rows in `paragraphs`.", minimum=0)]
    bullet_count: Annotated[int, Column("Number of rows in `bullets`.", minimum=0)]
    faq_count: Annotated[int, Column("Number of rows in `faqs`.", minimum=0)]
    source_path: Annotated[
        str, Column("The page's path relative to the raw root, with `/`.", unique=True, example="s/sertraline.md")
    ]
    source_sha256: Annotated[str, Column("SHA-256 of the page's bytes.", pattern=SHA256)]
    source_bytes: Annotated[int, Column("Size of the page in bytes.", minimum=1)]
    source_url: Annotated[
        str | None,
        Column("Permanent address of the page, where the source has public addresses.", provenance=True),
    ]
    source_commit: Annotated[
        str | None,
        Column("The git commit that the page was read at, where the source is a git repository.", provenance=True),
    ]


class IngredientRow(NamedTuple):
    """One row an active ingredient of a drug, in the order of the title."""

    drug_id: Annotated[str, _DRUG_KEY]
    position: Annotated[int, Column("Place among the drug's ingredients, from 1.", key=True, minimum=1)]
    ingredient: Annotated[str, Column("The name as the page writes it.", example="Sertraline")]
    ingredient_id: Annotated[
        str,
        Column(
            "A slug that is equal for the same ingredient in other monographs, so that drugs join through it; "
            "of its INN where pages call it by several names.",
            pattern=SLUG,
            example="sertraline",
        ),
    ]


class SectionRow(NamedTuple):
    """One row a section: a headed part of a monograph, whatever the author's mark-up for its heading."""

    section_id: Annotated[
        str,
        Column(
            "`drug_id:section`, with `@ingredient_id` where the section is about one ingredient, a repeat with `~2`.",
            key=True,
            pattern=SECTION_ID,
            example="sertraline-clonazepam:usage@sertraline",
        ),
    ]
    drug_id: Annotated[str, _DRUG]
    position: Annotated[int, _POSITION]
    section: Annotated[str, Column("What the section is about.", values=SectionKind)]
    heading: Annotated[
        str | None, Column("The heading as written, without mark-up; null for a section without one.", example="Usage")
    ]
    heading_style: Annotated[str, Column("The mark-up of the heading.", values=HeadingStyle)]
    ingredient: Annotated[
        str | None,
        Column(
            "The one ingredient that the section is about, as written there; null where it is about the whole drug."
        ),
    ]
    ingredient_id: Annotated[
        str | None, Column("The slug of that ingredient.", refers="ingredients.ingredient_id", example="sertraline")
    ]
    text: Annotated[str | None, Column("The section's plain text below its heading, one line a row of it.")]
    markdown: Annotated[str, Column("The section's source, verbatim, from `line_start` to `line_end`.")]
    word_count: Annotated[int, Column("Number of words in `text`.", minimum=0)]
    line_start: Annotated[int, Column("The heading's line in the source file, else the first line.", minimum=1)]
    line_end: Annotated[int, _LINE_END]


class ParagraphRow(NamedTuple):
    """One row a block that is neither heading, list item nor question/answer."""

    paragraph_id: Annotated[
        str,
        Column(
            "`section_id#` and ten hex digits of the SHA-256 of the row's normalised text, a repeat with `~2`.",
            key=True,
            pattern=CONTENT_ID,
        ),
    ]
    drug_id: Annotated[str, _DRUG]
    section_id: Annotated[str, _SECTION]
    position: Annotated[int, _POSITION]
    kind: Annotated[str, Column("What block it is.", values=ParagraphKind)]
    group: Annotated[str | None, _GROUP]
    label: Annotated[str | None, _LABEL]
    text: Annotated[str | None, Column("Plain text, without the label; null where there is only a label.")]
    markdown: Annotated[str, Column("The source lines, verbatim.")]
    line_start: Annotated[int, _LINE_START]
    line_end: Annotated[int, _LINE_END]


class BulletRow(NamedTuple):
    """One row a list item that neither is part of a question/answer nor heads a section, without its nested items."""

    bullet_id: Annotated[
        str,
        Column(
            "`section_id#` and ten hex digits of the SHA-256 of the row's normalised text, a repeat with `~2`.",
            key=True,
            pattern=CONTENT_ID,
        ),
    ]
    drug_id: Annotated[str, _DRUG]
    section_id: Annotated[str, _SECTION]
    parent_bullet_id: Annotated[
        str | None, Column("The item that this one is nested in; null at the top.", refers="bullets.bullet_id")
    ]
    position: Annotated[int, _POSITION]
    depth: Annotated[int, Column("Depth of nesting, 1 at the top.", minimum=1)]
    number: Annotated[int | None, Column("The item's number in an ordered list; null in others.", minimum=0)]
    group: Annotated[str | None, _GROUP]
    label: Annotated[str | None, _LABEL]
    text: Annotated[str | None, Column("Plain text, without the label; null where there is only a label.")]
    markdown: Annotated[str, Column("The item's own source lines, verbatim.")]
    line_start: Annotated[int, _LINE_START]
    line_end: Annotated[int, Column("Last of the item's own lines, before its nested items.", minimum=1)]
    introduced_by: Annotated[
        str | None,
        Column(
            "The paragraph right above the item's list that is a label or ends in a colon; null where there is none.",
            refers="paragraphs.paragraph_id",
        ),
    ]


class FaqRow(NamedTuple):
    """One row a question with its answer."""

    faq_id: Annotated[
        str,
        Column(
            "`section_id#` and ten hex digits of the SHA-256 of the normalised question, a repeat with `~2`.",
            key=True,
            pattern=CONTENT_ID,
        ),
    ]
    drug_id: Annotated[str, _DRUG]
    section_id: Annotated[str, _SECTION]
    position: Annotated[int, _POSITION]
    group: Annotated[str | None, _GROUP]
    question: Annotated[str, Column("The question, without `Q:`, numbering and mark-up.")]
    answer: Annotated[
        str | None,
        Column("The answer as plain text, without `A:`, one line a paragraph or list item; null where there is none."),
    ]
    answer_markdown: Annotated[str | None, Column("The source of the answer, verbatim.")]
    line_start: Annotated[int, Column("The question's first line in the source file.", minimum=1)]
    answer_line: Annotated[int | None, Column("The line that the answer starts on.", minimum=1)]
    line_end: Annotated[int, _LINE_END]


class FindingRow(NamedTuple):
    """One row an oddity of an accepted page."""

    drug_id: Annotated[str, _DRUG_KEY]
    position: Annotated[int, Column("Place among the page's findings, from 1.", key=True, minimum=1)]
    source_path: Annotated[str, Column("The page's path relative to the raw root.", example="s/sertraline.md")]
    line: Annotated[int | None, Column("The line that it is about; null where it is about the page.", minimum=1)]
    code: Annotated[str, Column("What is odd.", values=FindingCode)]
    severity: Annotated[str, Column("How much it should worry a data steward.", values=Severity)]
    message: Annotated[str, Column("One sentence for a person.")]
    excerpt: Annotated[str | None, _EXCERPT]


class QuarantineRow(NamedTuple):
    """One row an input that could not be accepted as a monograph."""

    source_path: Annotated[str, Column("Its path relative to the raw root.", key=True, example="notes/scan.md")]
    source_sha256: Annotated[
        str | None, Column("SHA-256 of its bytes; null where they could not be read.", pattern=SHA256)
    ]
    reason: Annotated[str, Column("Why it was set aside.", values=QuarantineReason)]
    message: Annotated[str, Column("One sentence for a person.")]
    line: Annotated[int | None, Column("The line that it is about.", minimum=1)]
    excerpt: Annotated[str | None, _EXCERPT]


TABLES: dict[str, TableSpec] = {
    name: specify(name, row_class)
    for name, row_class in {
        "drugs": DrugRow,
        "ingredients": IngredientRow,
        "sections": SectionRow,
        "paragraphs": ParagraphRow,
        "bullets": BulletRow,
        "faqs": FaqRow,
        "findings": FindingRow,
        "quarantine": QuarantineRow,
    }.items()
}
"""Every table of the dataset, in the order in which a reader meets them."""
