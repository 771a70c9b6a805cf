"""Laws of the contract on made-up pages: whatever mixture of headings, labels, lists and questions somebody writes."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws_of_pages import broken_laws

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph
from pipeline.sources.page import Page
from pipeline.tables.tabulate import tabulate
from pipeline.tables.validate import validate_tables

WORDS = st.lists(
    st.sampled_from(["zinc", "heals", "skin", "slowly", "however", "five", "milligrams", "of", "it", "are", "enough"]),
    min_size=1,
    max_size=9,
)
SENTENCE = WORDS.map(lambda words: " ".join(words).capitalize() + ".")
QUESTION = WORDS.map(lambda words: "Can " + " ".join(words) + "?")
NAME = st.sampled_from(["Zinc", "Iron", "Zinc Oxide"])
KIND = st.sampled_from(
    ["Generic Name", "Usage", "Dosage", "Side Effects", "How it Works", "Precautions", "FAQs", "Storage"]
)
LABEL = st.sampled_from(
    ["Adults", "Common side effects (>10%)", "Contraindications", "Note", "Zinc", "Disclaimer", "In summary"]
)

HEADINGS = st.one_of(
    KIND.map("### {}".format),
    KIND.map("## {}:".format),
    KIND.map("**{}:**".format),
    st.builds("**{}:** {}".format, KIND, SENTENCE),
    st.builds("### {}: {}".format, KIND, SENTENCE),
    st.builds("### {} ({})".format, KIND, NAME),
    st.builds("### {} {}".format, NAME, KIND),
    NAME.map("### {}".format),
    NAME.map("**1. {}:**".format),
    LABEL.map("**{}:**".format),
    st.just("### FAQs (Combined Use)"),
    st.just("#### Adults"),
)
TEXTS = st.one_of(
    SENTENCE,
    st.builds("{}\n{}".format, SENTENCE, SENTENCE),
    st.builds("**{}:** {}".format, LABEL, SENTENCE),
    SENTENCE.map("**{}**".format),
    SENTENCE.map("> {}".format),
    st.just("| a | b |\n|---|---|\n| 1 | 2 |"),
    st.just("```\ncode 1\n```"),
    st.just("<div>text</div>"),
    st.just("---"),
    st.just("<!-- remark -->"),
    st.just("This information is for general knowledge only."),
)
MARK = st.sampled_from(["*", "-", "+", "*  "])
ITEM = st.one_of(SENTENCE, st.builds("**{}:** {}".format, LABEL, SENTENCE), LABEL.map("**{}:**".format), st.just(""))
LISTS = st.one_of(
    st.builds(
        lambda mark, items: "\n".join(f"{mark} {item}".rstrip() for item in items),
        MARK,
        st.lists(ITEM, min_size=1, max_size=4),
    ),
    st.builds(
        lambda items: "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)),
        st.lists(SENTENCE, min_size=1, max_size=3),
    ),
    st.builds("* {}\n    * {}\n        * {}\n* {}".format, ITEM, SENTENCE, SENTENCE, SENTENCE),
    st.builds("* {}\n\n  {}\n* {}".format, SENTENCE, SENTENCE, SENTENCE),
)
QUESTIONS = st.one_of(
    st.builds("* **Q: {}** A: {}".format, QUESTION, SENTENCE),
    st.builds("**Q: {}**\nA: {}".format, QUESTION, SENTENCE),
    st.builds("**Q: {}**\n\nA: {}\n\n{}".format, QUESTION, SENTENCE, SENTENCE),
    st.builds("* **Q: {}**\n    * **A:** {}".format, QUESTION, SENTENCE),
    st.builds("* **{}** {}".format, QUESTION, SENTENCE),
    st.builds("1. **Q1. {}** A: {}".format, QUESTION, SENTENCE),
    st.builds("**Q:** {} **A:** {}".format, QUESTION, SENTENCE),
    st.builds("**Q: {}**\nA: {}\n* {}\n* {}".format, QUESTION, SENTENCE, SENTENCE, SENTENCE),
    QUESTION.map("**Q: {}**".format),
)
BLOCKS = st.lists(st.one_of(HEADINGS, TEXTS, LISTS, QUESTIONS), max_size=14)
BODIES = st.builds(lambda blocks, gap: gap.join(blocks), BLOCKS, st.sampled_from(["\n\n", "\n\n", "\n"]))
TITLES = st.sampled_from(["Zinc", "Zinc + Iron", "Zinc Oxide + Iron (Ferrous)"])
PAGES = st.builds("---\ntitle: {0}\n---\n\n# {0}\n\n{1}\n".format, TITLES, BODIES)


def read(text: str) -> Monograph:
    monograph = parse_page(text.encode())
    assert isinstance(monograph, Monograph)
    return monograph


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES)
def test_no_word_is_lost_and_no_line_is_in_two_rows(text: str) -> None:
    """Conservation, order, whole lists, clean questions."""
    assert list(broken_laws(text, read(text))) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=4))
def test_the_rows_keep_every_promise(texts: list[str]) -> None:
    """Keys, references, counts, closed lists, patterns: the validator finds nothing."""
    pages = [Page(f"p{number}.md", text.encode()) for number, text in enumerate(texts)]
    tables = tabulate((page, parse_page(page.data)) for page in pages)
    assert validate_tables(tables).failures == ()


@settings(max_examples=100, deadline=None)
@given(PAGES, st.data())
def test_an_added_bullet_renames_no_other(text: str, data: st.DataObject) -> None:
    """Identifiers come from what a row says: a new item above changes none below, in the same section."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(("* ", "- ", "+ ")) and "Q" not in line]
    if not starts:
        return
    at = data.draw(st.sampled_from(starts))
    longer = "\n".join([*lines[:at], f"{lines[at][0]} Quite another item", *lines[at:]])
    before, after = (set(_bullet_ids(page)) for page in (text, longer))
    assert before <= after


def _bullet_ids(text: str) -> list[str]:
    page = Page("p.md", text.encode())
    return list(tabulate([(page, parse_page(page.data))])["bullets"]["bullet_id"].to_pylist())
