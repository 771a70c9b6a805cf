"""The closed lists that pages are read into and tables promise, each member with one sentence.

Every list is a ``StrEnum``: a member *is* its spelling in the dataset, and ``member.sentence`` says what it
means. The data dictionary, the validators and the parser all read them here.
"""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A spelling with the sentence that explains it."""

    sentence: str

    def __new__(cls, spelling: str, sentence: str) -> Self:
        term = str.__new__(cls, spelling)
        term._value_ = spelling
        term.sentence = sentence
        return term


class SectionKind(Term):
    """What a section of a monograph is about."""

    PREAMBLE = (
        "preamble",
        "What stands before the first section of a page, or of an ingredient's part, with that part's own heading.",
    )
    GENERIC_NAME = "generic_name", "The generic (international nonproprietary) name of the drug or its ingredients."
    USAGE = "usage", "What the drug is used for: indications."
    DOSAGE = "dosage", "How much, how often and how it is given."
    SIDE_EFFECTS = "side_effects", "Adverse effects."
    HOW_IT_WORKS = "how_it_works", "Mechanism of action."
    PRECAUTIONS = "precautions", "Warnings, contraindications and other safety information."
    FAQS = "faqs", "Frequently asked questions with their answers."
    BRAND_NAMES = "brand_names", "Trade names under which the drug is sold."
    INTERACTIONS = "interactions", "A section of its own about interactions with drugs, food or drink."
    COMBINED_USE = "combined_use", "A section of its own about using the ingredients together."
    SUMMARY = "summary", "A closing summary or conclusion."
    DISCLAIMER = "disclaimer", "That the page is no medical advice."
    NOTE = "note", "A closing note about the page as a whole."
    OTHER = "other", "Any other section."


CORE_SECTIONS = (SectionKind.USAGE, SectionKind.SIDE_EFFECTS, SectionKind.HOW_IT_WORKS, SectionKind.FAQS)
"""The sections that a complete monograph has."""


class HeadingStyle(Term):
    """The mark-up that heads a section."""

    ATX = "atx", "A Markdown heading (`### Usage`), with or without text behind a colon."
    LABEL = "label", "A bold label at the start of a line (`**Usage:**`)."
    NONE = "none", "No heading: the section is known by its place or its wording."


class ParagraphKind(Term):
    """What a block that is no list item and no question is."""

    PARAGRAPH = "paragraph", "Running text."
    LABEL = "label", "A label alone on its line that heads the group of rows after it."
    TABLE = "table", "A pipe table, one line of text a row."
    CODE = "code", "A code block."
    QUOTE = "quote", "A block quotation."
    HTML = "html", "A block of raw HTML, kept as text."


VERBATIM = frozenset({ParagraphKind.TABLE, ParagraphKind.CODE, ParagraphKind.HTML})
"""Paragraphs whose text keeps its own spaces and lines; all other text is spaced singly."""


class Status(Term):
    """How much of a monograph the page holds."""

    COMPLETE = "complete", "All core sections are there: usage, side effects, how it works, FAQs."
    PARTIAL = "partial", "Some section is there, but not all core sections."
    NO_CONTENT = "no_content", "The page declines to answer or asks for a drug's name: it has no section on a drug."


class Severity(Term):
    """How much a finding should worry a data steward."""

    ERROR = "error", "Something of the page could not be read as the contract promises."
    WARNING = "warning", "The page is odd and somebody should look at it."
    INFO = "info", "Worth knowing, nothing to do."


class FindingCode(Term):
    """What is odd about an accepted page."""

    severity: Severity

    def __new__(cls, spelling: str, sentence: str, severity: Severity) -> Self:
        code = str.__new__(cls, spelling)
        code._value_ = spelling
        code.sentence = sentence
        code.severity = severity
        return code

    BYTE_ORDER_MARK = "byte_order_mark", "The file starts with a byte order mark, which is dropped.", Severity.INFO
    LINE_ENDINGS = "line_endings", "Lines end with CR or CRLF; they are read as LF.", Severity.INFO
    FRONT_MATTER_MISSING = "front_matter_missing", "The page has no front matter.", Severity.INFO
    FRONT_MATTER_UNCLOSED = (
        "front_matter_unclosed",
        "The page opens front matter and never closes it; the whole file is read as body.",
        Severity.WARNING,
    )
    FRONT_MATTER_INVALID = (
        "front_matter_invalid",
        "The front matter is no plain YAML mapping and is not used.",
        Severity.ERROR,
    )
    TITLE_MISSING = "title_missing", "Neither front matter nor a first-level heading names the drug.", Severity.WARNING
    TITLE_MISMATCH = (
        "title_mismatch",
        "The title in the front matter differs from the first-level heading.",
        Severity.WARNING,
    )
    TITLE_TRUNCATED = (
        "title_truncated",
        "A name in the title stops short or has lost a part.",
        Severity.WARNING,
    )
    INGREDIENT_REPEATED = "ingredient_repeated", "The title names the same ingredient more than once.", Severity.WARNING
    INGREDIENT_NOT_IN_TITLE = (
        "ingredient_not_in_title",
        "A part of the page is about an ingredient that the title does not name.",
        Severity.WARNING,
    )
    INGREDIENT_WITHOUT_PART = (
        "ingredient_without_part",
        "The page has parts for single ingredients, but none for this one.",
        Severity.INFO,
    )
    BODY_EMPTY = "body_empty", "The page has no text below its title.", Severity.WARNING
    NO_SECTION = (
        "no_section",
        "The page has no section on a drug: it declines to answer or asks for a drug's name.",
        Severity.WARNING,
    )
    CORE_SECTION_MISSING = "core_section_missing", "A core section is missing.", Severity.INFO
    SECTION_EMPTY = "section_empty", "A heading has nothing below it.", Severity.WARNING
    SECTION_REPEATED = "section_repeated", "A section of the same kind and ingredient occurs again.", Severity.INFO
    HEADING_UNKNOWN = (
        "heading_unknown",
        "A heading of its own that no rule knows; its section is `other`.",
        Severity.INFO,
    )
    PLACEHOLDER_TEXT = "placeholder_text", "The page says of itself that its text is a placeholder.", Severity.WARNING
    FAQ_WITHOUT_ANSWER = "faq_without_answer", "A question has no answer.", Severity.WARNING
    FAQ_SECTION_WITHOUT_QUESTION = (
        "faq_section_without_question",
        "A section of frequently asked questions holds none.",
        Severity.WARNING,
    )
    RAW_HTML = "raw_html", "The page holds raw HTML, kept as text.", Severity.INFO


class QuarantineReason(Term):
    """Why an input could not be accepted as a monograph."""

    EMPTY = "empty", "The file has no bytes, or nothing but white space."
    TOO_LARGE = "too_large", "The file is larger than a monograph can be."
    NOT_UTF8 = "not_utf8", "The file is not UTF-8 text."
    BINARY = "binary", "The file holds NUL bytes: it is no text."
    DUPLICATE_ID = "duplicate_id", "Another file of the collection has the same stem, and so the same `drug_id`."
    NOT_A_FILE = "not_a_file", "The name ends like a page, but it is a folder or a special file."
    OUTSIDE_ROOT = "outside_root", "A link that leads out of the raw folder."
    UNREADABLE = "unreadable", "The file could not be read."
    BAD_NAME = "bad_name", "The file name is blank, is not UTF-8, or holds control characters."
