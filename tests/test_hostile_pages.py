"""Pages made to hang, crash or break the parser: each is read in no more time than its length asks for.

The bound is far above what the pages take, so that it tells a parser that hangs and never a slow machine.
"""

import subprocess
import sys

import pytest

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph
from pipeline.release.verify.page_lines import PageLines
from pipeline.sources.page import Page
from pipeline.tables.tabulate import tabulate
from pipeline.tables.validate import validate_tables

LENGTH = 10_000
"""Characters that a sign or a pattern is repeated to fill."""

PLACES = {
    "file": "{}x",
    "front-matter": "---\ntitle: Zinc\n{}\n---\n# Zinc\n",
    "key": "---\ntitle: Zinc\n{}b: a\n---\n# Zinc\n",
    "value": "---\ntitle: Zinc\nkey: {}b)\n---\n# Zinc\n",
    "title": "# Zinc{}b)\n\n### Usage\n\na\n",
    "quoted-title": "---\ntitle: 'Zinc + Iron {}b)'\n---\n\n### Zinc\n\n#### Usage\n\na\n",
    "heading": "# Zinc + Iron\n\n### {}\n\n#### Usage\n\na\n",
    "heading-that-names": "# Zinc + Iron\n\n### Zinc {}b) Usage\n\na\n\n### Usage of {}x\n\na\n",
    "label": "# Zinc + Iron\n\n**Usage {}x:**\n\n**{}:** a\n\n**Usage:** a\n",
    "line": "# Zinc\n\n### Usage\n\n{} x\n",
    "line-after-text": "# Zinc\n\n### Usage\n\nx {}b)\n",
    "item": "# Zinc\n\n### Usage\n\n* {} x\n* **x{}:** x\n",
    "list-that-heads": "# Zinc + Iron\n\n* **Usage:** {}\n* **Dosage:** {}x\n* **Precautions:** a\n",
    "question": "# Zinc\n\n### FAQs\n\n* **Q: Is {}?** A: Yes {}.\n\nQ: {}x\n\nA: {}x\n",
    "answer": "# Zinc\n\n### FAQs\n\n**Is it?** {}\n\n**Q: Is it?**\n\n{} *x*\n\nA: {}x\n",
    "generic-name": "# Zinc + Iron\n\n### Generic Name\n\nzinc {}(x\n",
    "code": "# Zinc\n\n### Generic Name\n\n```\nx{}y\n```\n",
    "html": "# Zinc\n\n### Usage\n\n<div>\n{}\n</div> x\n",
    "table": "# Zinc\n\n### Usage\n\na | b\n--- | ---\n{}\nx\n",
    "closing": "# Zinc\n\n### FAQs\n\n**Q: Is it?** A: It is.\n\n{} x\n",
}
SIGNS = [
    *"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aA1 \t",
    "\u00a0",
    "\u3000",
    "\u0301",
    "\u202e",
    "’",
    "”",
    "–",
    "é",
    "💊",
    "🅰",
]
PATTERNS = [
    *(" - ", ", ", "+ , ", " .", "-,", "; ", "' ", "(a", "(a) ", "[a", "[a] ", "a)", "1. ", "1) ", "a: ", "A: ", "?A:"),
    *(
        "Q: ",
        "Q1. ",
        "? A: ",
        "?**",
        "Q: A: ",
        "**",
        "** ",
        "**a",
        "**a** ",
        "**a:** ",
        "*a* ",
        "_a_ ",
        "* ",
        "* * ",
        "> ",
    ),
    *(
        "\\",
        "\\*",
        "`a",
        "``",
        "&amp;",
        "&#",
        "![",
        "[a](",
        "[a](b)",
        "[a][",
        "](",
        "<a ",
        "</a",
        "<b>",
        "<sup>",
        "<?",
        "<!",
    ),
    *(
        "<!--",
        "-->",
        "<!-- a -->",
        "<!-- a --> ",
        "<!-- a --> x ",
        "a ",
        "and ",
        "is ",
        "or not ",
        "Zinc ",
        "Zinc + ",
        "Iron ",
    ),
    *(
        "note ",
        "important note ",
        "this information ",
        "not a substitute ",
        "remember ",
        "it is very important ",
        "please ",
    ),
    *(
        "never replace ",
        "intended as a ",
        "usage ",
        "usage of ",
        "side effects, ",
        "common ",
        "rare, ",
        "potential ",
        "food and ",
    ),
    *("combination ", "combined use ", "together ", "how it works ", "what is used for ", "of zinc ", "(is ", "(note "),
    *(
        "Component A: ",
        "[Insert ",
        "placeholder ",
        "doctor ",
        "disclaimer ",
        "medical disclaimer: ",
        "\n",
        "a\n",
        "a\n\n",
    ),
    *(
        "* a\n",
        "* a\n\n\n",
        "-      ",
        "  * a\n",
        "1. a\n",
        "# a\n",
        "### Usage\n",
        "### Zinc\n",
        "### !\n\n### Usage\n",
        "#### Adults\n",
    ),
    *(
        "**a**\n",
        "**Zinc:**\n",
        "**Usage:** a\n",
        "**Q: Is it?**\n",
        "A: a\n",
        "* **FAQs:**\n  * Is it?\n",
        "a\n---\n",
        "a\n===\n",
    ),
    *(
        "<div>\n",
        "<div>\n## a\n",
        "<pre>\n## a\n",
        "<script>\n* a\n",
        "<!-- a\n## a\n",
        "<!-- a -->\n",
        "<!-- a -->\n## a\n",
    ),
    *(
        "a | b\n",
        "a | b\n--- | ---\n",
        "a | b\n--- | ---\na\n",
        "```\n",
        "~~~\n## a\n",
        "[a]: b\n",
        "> a\n",
        "> * a\n",
        "---\n",
    ),
    *(
        "* a\n\n      b\n",
        "* a\n**b:** c\n",
        "a: b\n",
        "a:\n  - ",
        "- ",
        "? ",
        "{a: ",
        "{",
        "!!set ",
        "&a ",
        "'",
        '"\n',
    ),
]


@pytest.mark.timeout(90)
@pytest.mark.parametrize("place", PLACES)
def test_pages_of_one_sign_or_pattern_are_read_and_keep_every_promise(place: str) -> None:
    pages = [
        Page(f"{number:03}.md", PLACES[place].replace("{}", unit * (LENGTH // len(unit))).encode())
        for number, unit in enumerate([*SIGNS, *PATTERNS])
    ]
    assert validate_tables(tabulate((page, parse_page(page.data)) for page in pages)).failures == ()


@pytest.mark.parametrize("opening", ["a: [", "a: {a: ", "- ", "? ", "a: [{"])
def test_deep_front_matter_ends_no_process(opening: str) -> None:
    """In a process of its own: what overflows the stack of the machine raises nothing."""
    first, rest = opening[:3], opening[3:] or opening
    page = f"---\n{first}{rest * (60_000 // len(rest))}\n---\n# Zinc\n"
    code = (
        "import sys; from pipeline.monograph.parse import parse_page as p; print(p(sys.stdin.buffer.read()).findings)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=page.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"front_matter_invalid" in done.stdout


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "opening", ["<div>\n", "<pre>\n", "<!-- a\n", "| a | b |\n|---|---|\n"], ids=["div", "pre", "comment", "table"]
)
def test_html_and_tables_that_end_where_seen_end_thousands_of_times(opening: str) -> None:
    """Every heading below them is found."""
    many = 5_000
    monograph = parse_page(f"# Zinc\n\n{f'{opening}## Usage{chr(10)}' * many}".encode())
    assert isinstance(monograph, Monograph)
    assert [section.heading for section in monograph.sections if section.heading] == ["Usage"] * many


@pytest.mark.timeout(60)
def test_a_heading_of_much_white_space_is_verified() -> None:
    assert PageLines(f"## a{' ' * 300_000}b".encode(), "Zinc").owed().keys() == {1}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", ["# a{}b", "# a{}{{#b", "<h1>a{}b", "<h1{}b", "(1) **a{}b", "→ **{}b"])
def test_lines_that_end_where_no_mark_closes_are_read(line: str) -> None:
    for filling in (" ", "\t", "a", "a "):
        text = f"x_y </b>\n\n{line.format(filling * 50_000)}\n"
        assert isinstance(parse_page(text.encode()), Monograph)


@pytest.mark.timeout(60)
def test_a_generic_name_of_much_white_space_is_read() -> None:
    monograph = parse_page(f"# Zinc\n\n### Generic Name\n\n```\nZinc{' ' * 300_000}(b)\n```\n".encode())
    assert isinstance(monograph, Monograph)
    assert monograph.generic_name is not None


@pytest.mark.timeout(60)
def test_thousands_of_names_are_told_apart() -> None:
    """In the title, in headings, and in labels that say something of their own."""
    many = 5_000
    title = " + ".join(f"Zinc{number:06}" for number in range(many))
    headings = "".join(f"### Iron{number:06}\n\n#### Usage\n\na\n\n**Disclaimer:** a\n\n" for number in range(many))
    monograph = parse_page(f"# {title}\n\n{headings}".encode())
    assert isinstance(monograph, Monograph)
    assert len(monograph.ingredients) == 2 * many


@pytest.mark.timeout(60)
@pytest.mark.parametrize("words", ["of zinc ", "usage of ", "what is used for ", "combined ", " - ", "(a) ", "[a] "])
@pytest.mark.parametrize("line", ["# {}", "### {}", "**Usage {}:** a", "**{}**"])
def test_headings_of_a_hundred_thousand_signs_are_read(line: str, words: str) -> None:
    text = f"---\ntitle: Zinc + Iron\n---\n\n{line.format(words * (100_000 // len(words)))}\n\n### Usage\n\na\n"
    assert isinstance(parse_page(text.encode()), Monograph)


@pytest.mark.parametrize(
    "page",
    [
        *(f"---\ntitle: Zinc\n---\n{blank}" for blank in "\u0085\u00a0\u2028\u3000"),
        *(f"### FAQs\n\n{mark}\n" for mark in ("**Q:** → **A:**", "* Q: → A:", "Q:→ A: ?")),
        "### Usage\n\n-     ~~~&nbsp;\n",
        "### Usage\n\n\u00a0\n---\n",
        "\u00a0\n-  ",
    ],
)
def test_what_says_nothing_breaks_no_promise(page: str) -> None:
    """White space below front matter, a question without words, a fence without a language."""
    read = Page("zinc.md", page.encode())
    assert validate_tables(tabulate([(read, parse_page(read.data))])).failures == ()


@pytest.mark.timeout(90)
def test_an_answer_of_many_labels_is_read_in_one_pass() -> None:
    """What stands below each label is found at once; to look for it from the top takes minutes."""
    labels = "**Before:**\n\na\n\n" * 100_000
    read = parse_page(f"# Zinc\n\n### FAQs\n\n**Q: Is it?**\n\nA: These:\n\n{labels}**Q: Why?** A: a\n".encode())
    assert isinstance(read, Monograph)
    assert len(read.sections[0].rows) == 2
