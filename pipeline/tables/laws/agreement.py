"""Laws of agreement: columns that say the same thing in two ways do not contradict each other."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipeline.tables.checks import Check, Mask
from pipeline.tables.laws.reading import Law, Reading, as_mask, count_character, pc, tables_with
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, HeadingStyle, SectionKind, Status
from pipeline.wording import EXCERPT_LENGTH

_APART = (SectionKind.DISCLAIMER, SectionKind.NOTE)
"""Sections about the page, not about a drug."""


def combinations_have_ingredients(reading: Reading) -> Iterator[Check]:
    """``is_combination`` says that there is more than one ingredient."""
    several = pc.greater(reading.values("drugs", "ingredient_count"), 1)
    wrong = pc.not_equal(several, reading.values("drugs", "is_combination"))
    yield reading.check("drugs", "is_combination", "combination", "is true where ingredient_count is above 1", wrong)


def status_follows_from_sections(reading: Reading) -> Iterator[Check]:
    """A page is complete with all core sections, without content where no section speaks of a drug."""
    kind = reading.values("sections", "section")
    complete = np.logical_and.reduce(
        [_has_section(reading, as_mask(pc.equal(kind, str(core)))) for core in CORE_SECTIONS]
    )
    apart = as_mask(pc.is_in(kind, value_set=pa.array([str(name) for name in _APART])))
    introduction = as_mask(pc.equal(kind, str(SectionKind.PREAMBLE)))
    # The preamble of an ingredient's part speaks of that ingredient; the page's own may decline to answer.
    introduction &= as_mask(reading.values("sections", "ingredient_id").is_null())
    content = _has_section(reading, ~(apart | introduction))
    expected = np.where(complete, str(Status.COMPLETE), np.where(content, str(Status.PARTIAL), str(Status.NO_CONTENT)))
    wrong = pc.not_equal(reading.values("drugs", "status"), pa.array(expected, pa.string()))
    yield reading.check("drugs", "status", "status", "is what the drug's sections say", wrong)


def headings_have_a_style(reading: Reading) -> Iterator[Check]:
    """``heading_style`` is ``none`` where there is no heading, and nowhere else."""
    bare = pc.equal(reading.values("sections", "heading_style"), str(HeadingStyle.NONE))
    wrong = pc.not_equal(bare, pc.is_null(reading.values("sections", "heading")))
    yield reading.check("sections", "heading_style", "style", "is none where heading is null, and only there", wrong)


def nulls_come_together(reading: Reading) -> Iterator[Check]:
    """Columns that are about the same thing are null in the same rows."""
    for table, column, other in (
        ("sections", "ingredient_id", "ingredient"),
        ("faqs", "answer", "answer_line"),
        ("faqs", "answer_markdown", "answer_line"),
    ):
        here, there = reading.values(table, column).is_null(), reading.values(table, other).is_null()
        yield reading.check(table, column, "nulls", f"is null where {other} is, and only there", pc.xor(here, there))


def words_are_counted(reading: Reading) -> Iterator[Check]:
    """A section without text has no words, and only such a section."""
    wordless = pc.equal(reading.values("sections", "word_count"), 0)
    wrong = pc.not_equal(wordless, reading.values("sections", "text").is_null())
    yield reading.check("sections", "word_count", "words", "is 0 where text is null, and only there", wrong)


def markdown_has_its_lines(reading: Reading) -> Iterator[Check]:
    """A section's ``markdown`` has as many lines as lie from ``line_start`` to ``line_end``."""
    breaks = count_character(reading.values("sections", "markdown"), "\n")
    surplus = breaks - (reading.numbers("sections", "line_end") - reading.numbers("sections", "line_start"))
    wrong = (surplus != 0) & ~np.isnan(surplus)
    yield reading.check("sections", "markdown", "line_count", "has the lines from line_start to line_end", wrong)


def answers_start_in_their_lines(reading: Reading) -> Iterator[Check]:
    """An answer starts on a line of its row."""
    line = reading.numbers("faqs", "answer_line")
    outside = (line < reading.numbers("faqs", "line_start")) | (line > reading.numbers("faqs", "line_end"))
    yield reading.check("faqs", "answer_line", "inside", "lies between line_start and line_end", outside)


def questions_and_answers_are_bare(reading: Reading) -> Iterator[Check]:
    """No question still begins with ``Q:``, no answer with ``A:``."""
    for column, letter in (("question", "Q"), ("answer", "A")):
        # \w of Arrow's expressions is ASCII: a letter of another script is no mark either.
        mark = rf"^[^\w\x{{80}}-\x{{10FFFF}}]*(?i:{letter})[0-9]*\s*:"
        left = pc.match_substring_regex(reading.values("faqs", column), mark)
        yield reading.check("faqs", column, "bare", f"does not begin with {letter}:", left)


def findings_agree_with_their_drug(reading: Reading) -> Iterator[Check]:
    """A finding names the path of its drug, and has the severity of its code."""
    drug = reading.drugs("findings")
    path = reading.values("drugs", "source_path").take(pa.array(drug, mask=drug < 0))
    wrong = pc.not_equal(path, reading.values("findings", "source_path"))
    yield reading.check("findings", "source_path", "path", "is the source_path of its drug", wrong)
    code = pc.index_in(reading.values("findings", "code"), value_set=pa.array([str(code) for code in FindingCode]))
    severity = pa.array([str(code.severity) for code in FindingCode]).take(code)
    wrong = pc.not_equal(severity, reading.values("findings", "severity"))
    yield reading.check("findings", "severity", "severity", "is the severity of its code", wrong)


def quarantine_is_apart(reading: Reading) -> Iterator[Check]:
    """No file is both a drug and in quarantine."""
    both = reading.lookup("quarantine", "source_path", "drugs", "source_path") >= 0
    yield reading.check("quarantine", "source_path", "apart", "is not the source_path of a drug", both)


def excerpts_are_short(reading: Reading) -> Iterator[Check]:
    """An excerpt is cut."""
    for table in tables_with("excerpt"):
        long = pc.greater(pc.utf8_length(reading.values(table, "excerpt")), EXCERPT_LENGTH)
        yield reading.check(table, "excerpt", "length", f"has at most {EXCERPT_LENGTH} characters", long)


def _has_section(reading: Reading, wanted: Mask) -> Mask:
    """For each drug whether one of these sections is its own."""
    owners = reading.drugs("sections")[wanted]
    has = np.zeros(reading.tables["drugs"].num_rows, dtype=np.bool_)
    has[owners[owners >= 0]] = True
    return has


LAWS: tuple[Law, ...] = (
    combinations_have_ingredients,
    status_follows_from_sections,
    headings_have_a_style,
    nulls_come_together,
    words_are_counted,
    markdown_has_its_lines,
    answers_start_in_their_lines,
    questions_and_answers_are_bare,
    findings_agree_with_their_drug,
    quarantine_is_apart,
    excerpts_are_short,
)
