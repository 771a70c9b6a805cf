"""Tables made by hand for tests: short sketches of pages become rows that keep every law of the dataset."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.tables.rows import TABLES
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, SectionKind, Status


class P(NamedTuple):
    """A paragraph of a sketch, which may introduce the list below it."""

    text: str
    label: str | None = None
    introduces: bool = False


class B(NamedTuple):
    """A bullet of a sketch, as deep as it says."""

    text: str
    depth: int = 1
    number: int | None = None


class Q(NamedTuple):
    """A question of a sketch; the answer stands on the next line."""

    question: str
    answer: str | None = None


class Part(NamedTuple):
    """A section of a sketch."""

    kind: SectionKind
    blocks: Sequence[P | B | Q] = ()
    ingredient: str | None = None
    heading: str | None = "Heading"


@dataclass
class Sketch:
    """A page in short."""

    drug_id: str
    parts: Sequence[Part] = ()
    ingredients: Sequence[str] = ()
    findings: Sequence[FindingCode] = ()
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    line: int = 1
    introduction: str | None = None
    seen: Counter[str] = field(default_factory=Counter)


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def made_tables(sketches: Sequence[Sketch], quarantine: Sequence[dict[str, Any]] = ()) -> dict[str, pa.Table]:
    """The tables of the sketched pages, sorted as a release is."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for sketch in sorted(sketches, key=lambda sketch: sketch.drug_id):
        _write_page(sketch)
        for name, found in sketch.rows.items():
            rows[name].extend(found)
    rows["quarantine"] = sorted(quarantine, key=lambda row: str(row["source_path"]))
    return {name: as_table(name, found) for name, found in rows.items()}


def as_table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows of a table through its row class, so that a missing or extra field fails."""
    spec = TABLES[name]
    made = [spec.row_class(**row) for row in rows]
    columns = zip(*made, strict=True) if made else [()] * len(spec.columns)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, spec.arrow_schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=spec.arrow_schema)


def _write_page(sketch: Sketch) -> None:
    sketch.rows = {name: [] for name in TABLES}
    sketch.seen, sketch.line = Counter(), 3
    for name in sketch.ingredients:
        _add(sketch, "ingredients", ingredient=name, ingredient_id=slug(name))
    for part in sketch.parts:
        _write_section(sketch, part)
    path = f"{sketch.drug_id[0]}/{sketch.drug_id}.md"
    for code in sketch.findings:
        _add(
            sketch,
            "findings",
            source_path=path,
            line=1,
            code=code,
            severity=code.severity,
            message=code.sentence,
            excerpt=None,
        )
    _write_drug(sketch, path)


def _write_drug(sketch: Sketch, path: str) -> None:
    kinds = {part.kind for part in sketch.parts if part.kind is not SectionKind.PREAMBLE or part.ingredient}
    status = Status.COMPLETE if kinds >= set(CORE_SECTIONS) else Status.PARTIAL
    if not kinds - {SectionKind.DISCLAIMER, SectionKind.NOTE}:
        status = Status.NO_CONTENT
    counts = {
        f"{name[:-1]}_count": len(sketch.rows[name])
        for name in ("ingredients", "sections", "paragraphs", "bullets", "faqs")
    }
    sketch.rows["drugs"] = [
        {
            "drug_id": sketch.drug_id,
            "title": sketch.drug_id.title(),
            "generic_name": None,
            "status": status,
            "is_combination": len(sketch.ingredients) > 1,
            "layout": "minimal",
            "front_matter": None,
            "source_path": path,
            "source_sha256": _digest(sketch.drug_id),
            "source_bytes": 1000 + sketch.line,
            "source_url": None,
            "source_commit": None,
            **counts,
        }
    ]


def _write_section(sketch: Sketch, part: Part) -> None:
    ingredient_id = slug(part.ingredient) if part.ingredient else None
    base = f"{sketch.drug_id}:{part.kind}" + (f"@{ingredient_id}" if ingredient_id else "")
    section_id = _numbered(sketch, base)
    start = sketch.line
    sketch.introduction = None
    sketch.line += 2 if part.heading else 0
    parents: list[str] = []
    for block in part.blocks:
        _write_block(sketch, section_id, block, parents)
    end = max(start, sketch.line - 2)
    text = "\n".join(str(block[0]) for block in part.blocks) or None
    _add(
        sketch,
        "sections",
        section_id=section_id,
        section=part.kind,
        heading=part.heading,
        heading_style="atx" if part.heading else "none",
        ingredient=part.ingredient,
        ingredient_id=ingredient_id,
        text=text,
        markdown="x" + "\n" * (end - start),
        word_count=len(text.split()) if text else 0,
        line_start=start,
        line_end=end,
    )
    sketch.line = end + 2


def _write_block(sketch: Sketch, section_id: str, block: P | B | Q, parents: list[str]) -> None:
    row_id = _numbered(sketch, f"{section_id}#{_digest(block[0])[:10]}")
    place = {"section_id": section_id, "group": None, "line_start": sketch.line, "line_end": sketch.line}
    if isinstance(block, P):
        said = {"kind": "paragraph", "label": block.label, "text": block.text, "markdown": block.text}
        sketch.introduction = row_id if block.introduces else None
        _add(sketch, "paragraphs", paragraph_id=row_id, **said, **place)
    elif isinstance(block, B):
        del parents[block.depth - 1 :]
        said = {"label": None, "text": block.text, "markdown": f"* {block.text}"}
        said["introduced_by"] = sketch.introduction
        nested = {"parent_bullet_id": parents[-1] if parents else None, "depth": block.depth, "number": block.number}
        parents.append(row_id)
        _add(sketch, "bullets", bullet_id=row_id, **nested, **said, **place)
    else:
        answer_line = sketch.line + 1 if block.answer else None
        place["line_end"] = sketch.line = answer_line or sketch.line
        said = {"question": block.question, "answer": block.answer, "answer_markdown": block.answer}
        _add(sketch, "faqs", faq_id=row_id, answer_line=answer_line, **said, **place)
    sketch.line += 2


def _add(sketch: Sketch, table: str, **row: Any) -> None:
    position = len(sketch.rows[table]) + 1
    sketch.rows[table].append({"drug_id": sketch.drug_id, "position": position, **row})


def _numbered(sketch: Sketch, base: str) -> str:
    sketch.seen[base] += 1
    return base if sketch.seen[base] == 1 else f"{base}~{sketch.seen[base]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sample_tables() -> dict[str, pa.Table]:
    """A small dataset with a row of every kind, and with text that trips careless writers."""
    usage = Part(
        SectionKind.USAGE, [P('Relieves pain,\n"fast"; and fever'), B("Headache"), B("Migraine", 2), B("Fever")]
    )
    effects = Part(SectionKind.SIDE_EFFECTS, [P("=SUM(A1)", "Common", True), B("Nausea", 1, 1), B("Nausea", 1, 2)])
    works = Part(SectionKind.HOW_IT_WORKS, [P("<script>alert(1)</script> blocks an enzyme – ü 药")])
    faqs = Part(SectionKind.FAQS, [Q("Is it safe?", "Yes, in\nmoderation."), Q("Why?")])
    dosage = [Part(SectionKind.DOSAGE, [P("One a day.")], name) for name in ("Alphadone", "Betamine")]
    again = [Part(SectionKind.USAGE, [P("Again.")]), Part(SectionKind.FAQS, [Q("Alone?", "No.")])]
    return made_tables(
        [
            Sketch("alphadone", [usage, effects, works, faqs], ["Alphadone"], [FindingCode.RAW_HTML]),
            Sketch(
                "alphadone-betamine",
                [usage, *dosage, *again],
                ["Alphadone", "Betamine"],
                [FindingCode.SECTION_REPEATED],
            ),
            Sketch("gammavir", [Part(SectionKind.PREAMBLE, [P("Please name a drug.")], heading=None)]),
            Sketch("zeta", [], [], [FindingCode.BODY_EMPTY, FindingCode.TITLE_MISSING]),
        ],
        [
            {
                "source_path": "q/scan.md",
                "source_sha256": _digest("scan"),
                "reason": "binary",
                "message": "The file holds NUL bytes.",
                "line": 1,
                "excerpt": None,
            },
            {
                "source_path": "q/folder.md",
                "source_sha256": None,
                "reason": "not_a_file",
                "message": "It is a folder.",
                "line": None,
                "excerpt": None,
            },
        ],
    )
