"""Laws of the contract on made-up pages: whatever mixture of headings, labels, lists and questions somebody writes."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from laws_of_pages import broken_laws

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph
from pipeline.sources.page import Page
from pipeline.tables.tabulate import tabulate
from pipeline.tables.validate import validate_tables

RAW = Path(__file__).parents[1] / "raw"

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
HASHES = st.sampled_from(["#", "##", "###"])

HEADINGS = st.one_of(
    KIND.map("### {}".format),
    KIND.map("## {}:".format),
    KIND.map("**{}:**".format),
    st.builds("**{}:** {}".format, KIND, SENTENCE),
    st.builds("### {}: {}".format, KIND, SENTENCE),
    st.builds("{} **{}:** {}".format, HASHES, st.one_of(NAME, KIND, LABEL), SENTENCE),
    st.builds("{} **{}**: {}".format, HASHES, st.one_of(NAME, KIND, LABEL), SENTENCE),
    st.builds("{} {} – {}".format, HASHES, st.one_of(NAME, KIND, LABEL), SENTENCE),
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
    st.lists(st.builds("* **{}:** {}\n    * {}".format, KIND, SENTENCE, SENTENCE), min_size=3, max_size=6).map(
        "\n".join
    ),
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
ODD = st.sampled_from(
    [
        *(
            "* * two marks",
            "1. * two marks",
            "* ### Usage",
            "* > quoted",
            "> ### Usage",
            "* item\n\t* below a tab",
            "\t* tab",
        ),
        *(
            "layout: a\ntitle: Zinc\n===",
            "* * two\n\n      # Zinc + Iron",
            "Zinc\n===",
            "Usage\n===",
            "Usage\n---",
            "* item\n---",
            "-- ",
            "* ---",
            "\u00a0",
            "* \u00a0",
            "*",
            "1.",
            "#",
            "#  #",
        ),
        *(
            "    * set in",
            "      * **A:** Five.",
            "* zinc\n\n          **A:** Five.",
            "    code  1",
            "* ```\n  code  1",
            "~~~",
        ),
        *(
            "* Q:**Q: Is it five?** A: A: It is.",
            "**#Q: Is it?** A: Yes.",
            "Q: Is it?** A: Yes.",
            "**Q:**",
            "A:",
            "**A:** ",
            "Q: Q:",
        ),
        *(
            "**\n**Q: Is it five?**\n    \n      A: Five.",
            "* **Q: Is it?**\n\n      **Disclaimer:** Five.",
            "&amp;",
            "\\",
            "<!--",
        ),
        *(
            "<div>",
            "</pre>",
            "[a]: b",
            "![i](u)",
            "a | b\n--- | ---\n1 | 2",
            "***zinc***",
            "**** zinc",
            "_zinc_",
            "** zinc **",
        ),
    ]
)
SIGNS = st.one_of(
    st.sampled_from(
        [
            "💊",
            "👩🏽‍⚕️",
            "!!!",
            '"',
            ":",
            "…",
            "(Zinc)",
            "[Iron]",
            "🅰",
            "Ⓐ",
            "½",
            "\u0301",
            "e\u0301",
            "زنك",
            "אבץ",
            "Цинк",
            "亜鉛",
        ]
    ),
    st.text(st.characters(categories=("P", "S", "M", "N", "Cf", "Lo", "Lu", "Zs")), min_size=1, max_size=5),
)
"""What is typed where words are meant: signs only, emoji, combining marks, other scripts, marks of direction."""
SIGNED = st.one_of(
    SIGNS.map("### {}".format),
    st.builds("### {}\n\n#### {}".format, SIGNS, KIND),
    st.builds("### {} {}".format, SIGNS, KIND),
    st.builds("### {} of {}".format, KIND, SIGNS),
    st.builds("### {} ({})".format, KIND, SIGNS),
    st.builds("**{}:**\n\n**{}:** {}".format, SIGNS, KIND, SENTENCE),
    st.builds("**{}:** {}".format, SIGNS, SIGNS),
    st.builds("* **{}:** {}\n    * {}".format, SIGNS, SIGNS, SIGNS),
    st.builds("**Q: {}?** {} A: {}".format, SIGNS, SIGNS, SIGNS),
    st.builds("**Q: {0}? {1}?** A: {1} *{2}*? {0}".format, SIGNS, SIGNS, SIGNS),
    st.builds("{}\n{}".format, SIGNS, SIGNS),
)
BLOCKS = st.lists(st.one_of(HEADINGS, TEXTS, LISTS, QUESTIONS), max_size=14)
SIGNED_BLOCKS = st.lists(st.one_of(SIGNED, SIGNED, HEADINGS, TEXTS, LISTS, QUESTIONS), max_size=10)
SIGNED_PAGES = st.builds(
    "# {}\n\n{}\n".format,
    st.one_of(
        st.builds("Zinc + Iron {}".format, SIGNS), st.builds("{} + {}".format, SIGNS, SIGNS), st.just("Zinc + Iron")
    ),
    SIGNED_BLOCKS.map("\n\n".join),
)
ODD_BLOCKS = st.lists(st.one_of(HEADINGS, TEXTS, LISTS, QUESTIONS, ODD, ODD), max_size=14)
BODIES = st.builds(lambda blocks, gap: gap.join(blocks), BLOCKS, st.sampled_from(["\n\n", "\n\n", "\n"]))
TITLES = st.sampled_from(["Zinc", "Zinc + Iron", "Zinc Oxide + Iron (Ferrous)"])
ODD_BODIES = st.builds(lambda blocks, gap: gap.join(blocks), ODD_BLOCKS, st.sampled_from(["\n\n", "\n"]))
ODD_PAGES = ODD_BODIES.map("---\ntitle: Zinc + Iron\n---\n\n{}\n".format)
PAGES = st.builds("---\ntitle: {0}\n---\n\n# {0}\n\n{1}\n".format, TITLES, BODIES)


MARKS = st.sampled_from(
    [
        *("\n", "\n\n", "* ", "- ", "1. ", "2) ", "    ", "\t", "-      ", "**", "*", "_", "# ", "### ", "> ", ">5 mg"),
        *(
            "---\n",
            "===\n",
            "Q: ",
            "A: ",
            "Q1. ",
            "A.1 ",
            "→ ",
            "Why? ",
            ": ",
            "? ",
            "(",
            ")",
            "|",
            "`",
            "~~~",
            "```\n",
        ),
        *("\\", "• ", "💊 ", "1️⃣ ", "Zinc", "Iron", "Usage", "Dosage: ", "FAQs", "Summary", "Note: ", "Disclaimer: "),
        *("Common: ", "Please provide ", "Five mg. ", "### FAQs\n\n", "### Side Effects\n\n", "### Zinc\n\n"),
        *("**Usage:** ", "**Zinc:**", "**How does it work?**\n", "**Before:**\n\n", "<br>", "<b>", "</b>", "<h3>"),
        *("<div>\n", "<!-- ", " -->", "&nbsp;", "&#0;", "&bull; ", "[a](b)", "![a](b)", "[a]: b", "{#id}"),
        *("\u0085", "\u00a0", "\u200b", "\u2028", "\x0b", "\x0c", "\r", "| a | b |\n|---|---|\n| c "),
    ]
)
HEADS = st.sampled_from(["", *(f"---\ntitle: {title}\n---\n" for title in ("Zinc", "Zinc and Iron", "Zinc + Iron"))])
HEAPS = st.builds("{}{}".format, HEADS, st.lists(MARKS, max_size=40).map("".join))


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


@settings(max_examples=300, deadline=None)
@given(ODD_PAGES)
def test_no_slip_of_the_pen_breaks_a_promise(text: str) -> None:
    """One odd page would keep every other one from being published."""
    page = Page("p.md", text.encode())
    assert validate_tables(tabulate([(page, parse_page(page.data))])).failures == ()


@settings(max_examples=300, deadline=None)
@given(st.lists(HEAPS, min_size=8, max_size=8))
def test_no_heap_of_marks_breaks_a_promise(texts: list[str]) -> None:
    """Marks of Markdown, questions and headings in any order."""
    pages = [Page(f"p{number}.md", text.encode()) for number, text in enumerate(texts)]
    assert validate_tables(tabulate((page, parse_page(page.data)) for page in pages)).failures == ()


@settings(max_examples=400, deadline=None)
@given(SIGNED_PAGES)
def test_no_sign_or_script_breaks_a_promise(text: str) -> None:
    """Names and headings that hold no letter, or letters that are not Latin ones."""
    page = Page("p.md", text.encode())
    assert validate_tables(tabulate([(page, parse_page(page.data))])).failures == ()


SCALARS = st.one_of(
    st.sampled_from(
        ["", "~", "null", "yes", "OFF", "TRUE", "=", "<<", "2001-02-30", "2001-12-14t21:59:43.10-05:00", "?", "|"]
    ),
    st.sampled_from(
        [".nan", "-.INF", "6.8523015e+5", "1e400", "1.5e+400", "685_230.15", "190:20:30.15", "0o14", "+12e03"]
    ),
    st.builds(
        lambda head, figure, count: head + figure * count,
        st.sampled_from(["0x", "0b", "0", "-", "+1", "1_", "1."]),
        st.sampled_from(["1", "7", "f", "_0", ":59"]),
        st.integers(0, 6_000),
    ),
    st.builds(
        "1{}{}".format, st.integers(1, 400).map(lambda count: ":59" * count), st.sampled_from(["", ".5", ".", ".5.5"])
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.datetimes().map(str),
    st.dates().map(str),
    st.text(max_size=8).map(json.dumps),
    st.text(max_size=8).map("'{}'".format),
    st.text(st.sampled_from("aZ0 :-#&*!|>%@`{}[],?\n\t\u0301é💊"), max_size=8),
)
TAGS = st.sampled_from(
    [
        *(
            "!!null",
            "!!bool",
            "!!int",
            "!!float",
            "!!timestamp",
            "!!binary",
            "!!str",
            "!!seq",
            "!!map",
            "!!set",
            "!!omap",
        ),
        *("!!pairs", "!!merge", "!!value", "!!yaml", "!!python/name:os.system", "!own", "&a", "*a", "&a *a"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
        st.lists(st.tuples(inner, inner), max_size=3).map(
            lambda pairs: f"{{{', '.join(f'{k}: {v}' for k, v in pairs)}}}"
        ),
        st.builds("{} {}".format, TAGS, inner),
        st.builds("{{? {} : {}}}".format, inner, inner),
    ),
    max_leaves=6,
)
"""Values of all kinds that YAML 1.1 has, well-formed or nearly so."""
FRONT_MATTER = st.one_of(
    st.lists(st.tuples(st.one_of(st.sampled_from(["title", "layout", "key"]), VALUES), VALUES), max_size=3).map(
        lambda pairs: "\n".join(f"{key}: {value}" for key, value in pairs)
    ),
    st.builds(
        lambda opening, count: opening * count,
        st.sampled_from(["[", "{", "- ", "? ", "a: [", "{a: ", "[{"]),
        st.integers(1, 30_000),
    ),
    VALUES,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FRONT_MATTER)
def test_no_front_matter_breaks_a_promise(source: str) -> None:
    """A page is read whatever stands there, and what is kept of it is JSON to every reader."""
    assume("\0" not in source)
    page = Page("p.md", f"---\n{source}\n---\n\n# Zinc\n\n### Usage\n\nGrowth.\n".encode("utf-8", "replace"))
    tables = tabulate([(page, parse_page(page.data))])
    assert validate_tables(tables).failures == ()
    (row,) = tables["drugs"].to_pylist()
    assert row["front_matter"] is None or isinstance(json.loads(row["front_matter"], parse_constant=pytest.fail), dict)


SLIPS = st.lists(
    st.tuples(
        st.integers(0), st.integers(0), st.sampled_from(["*", "**", "_", ":", "#", "Q:", "A: ", "\n", "\t", "    ", ""])
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(RAW.glob("*.md"))), SLIPS)
def test_no_slip_in_a_real_page_breaks_a_promise(path: Path, slips: list[tuple[int, int, str]]) -> None:
    """A sign too many or a letter too few, anywhere."""
    text = path.read_text(encoding="utf-8")
    for start, length, sign in slips:
        at = start % (len(text) + 1)
        text = text[:at] + sign + text[at + length % 3 :]
    page = Page("p.md", text.encode())
    assert validate_tables(tabulate([(page, parse_page(page.data))])).failures == ()


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
