"""What every document of a release says in the same words: title, licence, disclaimer, citation, provenance.

Nothing here is claimed by the pipeline. What the source's description leaves out is said to be unknown.
"""

from pipeline.release.facts import ReleaseFacts
from pipeline.tables.rows import TABLES
from pipeline.wording import counted

DEFAULT_TITLE = "Drug monographs"

DEFAULT_DISCLAIMER = (
    "This dataset is no medical advice. Its text may be wrong, incomplete or out of date. Ask a doctor or pharmacist "
    "before you take, change or stop a medicine."
)

AUTHORSHIP = (
    "The pipeline that made this dataset rearranges text and writes none. It does not know who wrote a page: pages "
    "may be written by volunteers or by language models. It checks their form, not their medicine."
)

ABOUT = (
    "Drug monographs read from Markdown pages into tidy tables: drugs, active ingredients, sections, paragraphs, list "
    "items, frequently asked questions, what is odd about a page, and what could not be read. Every row from text "
    "names the lines of its source file."
)

KEYWORDS = ("drugs", "medicine", "monographs", "pharmacology")


def title_of(facts: ReleaseFacts) -> str:
    """The title that the source gives the collection, else a plain one."""
    return one_line(facts.source.title or DEFAULT_TITLE)


def disclaimer_of(facts: ReleaseFacts) -> str:
    """The source's medical disclaimer, else a plain one."""
    return one_line(facts.source.disclaimer or DEFAULT_DISCLAIMER)


def license_of(facts: ReleaseFacts) -> str:
    """One sentence on the terms of the text, as the source states them."""
    name, url = facts.source.license_name, facts.source.license_url
    if not name and not url:
        return (
            "The source states no licence for its text, and the pipeline claims none: ask the publisher before you "
            "reuse it."
        )
    terms = one_line(f"{name} ({url})" if name and url else name or url or "")
    return f"The source states these terms for its text: {terms}. The pipeline claims none of its own."


def citation_of(facts: ReleaseFacts) -> str:
    """How the source wants to be cited, else publisher, title, version and date."""
    if facts.source.citation:
        return one_line(facts.source.citation)
    publisher = f"{one_line(facts.source.publisher)}. " if facts.source.publisher else ""
    return f"{publisher}{title_of(facts)}. Version {facts.version}, {facts.date}."


def provenance_of(facts: ReleaseFacts) -> str:
    """Where the pages come from, as far as it is known."""
    source = facts.source
    by = f" by {one_line(source.publisher)}" if source.publisher else ""
    place = f" from {source.repository}" if source.repository else ""
    commit = f" at commit {facts.commit}" if facts.commit else ""
    files = f"{counted(facts.rows['drugs'] + facts.rows['quarantine'], 'file')}{by}{place}{commit}"
    return f"Read from {files}: {facts.rows['drugs']:,} accepted, {facts.rows['quarantine']:,} in quarantine."


def web_address(text: str | None) -> str | None:
    """The text where it is an address that every format takes for one, else null (`git@host:path` is none)."""
    return text if text and text.startswith(("https://", "http://")) and not text.split()[1:] else None


def one_line(text: str) -> str:
    """Text without line breaks or runs of white space."""
    return " ".join(text.split())


def total_rows(facts: ReleaseFacts) -> int:
    """The rows of all tables."""
    return sum(facts.rows[table] for table in TABLES)
