"""The short way of reading plain pages and the parser say the same, block by block, or the short way says nothing."""

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.monograph.blocks import parse_blocks, read_blocks
from pipeline.monograph.front_matter import split_front_matter
from pipeline.monograph.plain_lines import read_plain
from pipeline.monograph.spaces import has_spaces_only

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
PLAIN = (
    "### Usage\n\nFor *tests*.\nOnly.\n\n* **Common:**  one\n    * two\n      three\n\n---\n\n"
    "**Note**: 5 < 6 & so on\n\n1. (*one* [a])\n2. **two *or* three**: 0.5 mg\n"
)

TEXTS = [
    "word",
    "**Bold:** text",
    "**Bold** text",
    "**Bold**: text",
    "*em* text",
    "a *b*, **c**.",
    "Q: What? A: This.",
    "(5%) x  y",
]
ODD = [
    "**",
    "* a *",
    "a*b*c",
    "**a*b**",
    "***a***",
    "** a**",
    "**a **",
    "**a**b",
    "**“a”**b",
    "**a:**b",
    "x\\*",
    "_a_",
    "`a`",
    "<b>a",
    "a < b",
    "&amp;",
    "& a",
    "[a](b)",
    "![a](b)",
    "[a]: /b",
    "[a] b",
    "a [b][c] [d]",
    "~a~",
    "(*a* b)",
    "(*(a)* b)",
    "(**a**)",
    "*a*-b *c*'s",
    "**a (b)**. c",
    "a*b*-c",
    "*a (b)*c",
    "**a *b* c:** d *e*",
    "**a *b** c*",
    "**a *b*** c",
    "a | b",
    "|a|",
    "- | -",
    "---",
    "===",
    "***",
    "* * *",
    "-",
    "*",
    "+ a",
    "1. a",
    "2) a",
    "7.5 mg",
    "7. mg",
    "7)",
    "7)a",
    "1a",
    "# a #",
    "#a",
    "####### a",
    "> a",
    "~~~",
    "```",
    "\ta",
    "a\tb",
    "\xa0a",
    "**\xa0a**",
    "a\x0cb",
    "\u2028",
    "é",
    "🙂 a",
    "a  ",
    "a\\",
    "    a",
    "<!-- a -->",
    "https://a.b/c_d",
    "*a",
    "a*",
    "!",
    "'a'",
    "=",
]
INDENTS = ["", "", "", " ", "  ", "   ", "    ", "     ", "      ", "        ", "\t"]
MARKS = ["", "", "* ", "* ", "- ", "*   ", "*     ", "# ", "### ", "#  ", "*", "#", "* * ", "- # ", "1. ", "2. ", "3) "]

lines = st.one_of(
    st.just(""),
    st.just("  "),
    st.builds("".join, st.tuples(st.sampled_from(INDENTS), st.sampled_from(MARKS), st.sampled_from(TEXTS))),
    st.builds("".join, st.tuples(st.sampled_from(INDENTS), st.sampled_from(MARKS), st.sampled_from(ODD + TEXTS))),
)
signs = st.text(alphabet="ab*-_#> \n.:1()é“”\xa0\\[]<&|~`", max_size=40)
bodies = st.one_of(st.lists(lines, max_size=12).map("\n".join), signs)


def described(blocks):
    return [
        (
            b.kind,
            b.line_start,
            b.line_end,
            b.depth,
            b.level,
            b.number,
            b.text,
            b.lead,
            b.rest,
            [tuple(line) for line in b.lines],
        )
        for b in blocks
    ]


@settings(max_examples=1500, deadline=None)
@given(body=bodies, first_line=st.integers(1, 9))
@example("* a\n\n  b", 1)
@example("text\n    * no item", 1)
@example("* a\n b\n---", 1)
@example("*   a\n  * b\n     * c", 1)
@example("**a**\n**b", 1)
def test_the_short_way_is_the_parsers_way_or_none(body, first_line):
    plain = read_plain(body, first_line)
    if plain is not None:
        assert described(plain) == described(parse_blocks(body, first_line))


def test_a_plain_page_goes_the_short_way():
    plain = read_plain(PLAIN, 3)
    assert plain is not None
    assert described(plain) == described(parse_blocks(PLAIN, 3)) == described(read_blocks(PLAIN, 3))


@pytest.mark.parametrize(
    "text",
    [
        "a_b_",
        "`a`",
        "[a](b)",
        "[a]: /b",
        "a<b>",
        "&lt;",
        "a\n2. b",
        "1. a\n3. b",
        "> a",
        "a\n===",
        "| a |",
        "\ta",
        "a\\",
        "a*b*",
        "# a #",
    ],
)
def test_doubt_is_the_parsers(text):
    assert read_plain(f"plain\n\n{text}\n", 1) is None


def test_a_long_paragraph_takes_no_longer_by_the_line():
    (block,) = read_plain("word\n" * 50_000, 1)
    assert len(block.lines) == 50_000


@pytest.mark.parametrize("folder", [ROOT / "raw", CORPUS], ids=["own pages", "collection"])
def test_pages_of_a_collection_are_read_the_same_both_ways(folder):
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        pytest.skip(f"no pages in {folder.name}")
    short = 0
    for path in paths:
        front = split_front_matter(path.read_text(encoding="utf-8"))
        plain = read_plain(front.body, front.body_line)
        if plain is not None:
            short += 1
            assert described(plain) == described(parse_blocks(front.body, front.body_line)), path.name
    assert short > len(paths) / 4


def test_no_white_space_of_unicode_is_missed() -> None:
    """Whatever Python parts words at, a text that holds it does not hold spaces only."""
    others = [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace() and sign not in " \n"]
    assert [sign for sign in others if has_spaces_only(f"a{sign}b")] == []
    assert has_spaces_only("a b\nc\u200b")
