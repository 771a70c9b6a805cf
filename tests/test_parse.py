"""Any bytes are a monograph with findings, or set aside with a reason."""

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.monograph.front_matter import split_front_matter
from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph, Paragraph, Rejected
from pipeline.vocabulary import FindingCode, ParagraphKind, QuarantineReason, SectionKind, Status

PAGE = "---\ntitle: Zinc\n---\n\n# Zinc\n\n### Usage\nGrowth.\n"


def understood(data: bytes) -> Monograph:
    monograph = parse_page(data)
    assert isinstance(monograph, Monograph)
    return monograph


def codes(monograph: Monograph) -> set[FindingCode]:
    return {finding.code for finding in monograph.findings}


@given(st.binary(max_size=400))
def test_totality_on_bytes(data: bytes) -> None:
    """No bytes raise."""
    assert isinstance(parse_page(data), (Monograph, Rejected))


@given(st.text(max_size=400))
def test_totality_on_text(text: str) -> None:
    """No text raises."""
    assert isinstance(parse_page(text.encode("utf-8", "surrogatepass")), (Monograph, Rejected))


@pytest.mark.parametrize(
    ("data", "reason", "line", "excerpt"),
    [
        (b"", QuarantineReason.EMPTY, None, None),
        (b" \n\t\n", QuarantineReason.EMPTY, None, None),
        (b"\xef\xbb\xbf\n", QuarantineReason.EMPTY, None, None),
        (b"# Zinc\n\nGr\x00owth\nof skin", QuarantineReason.BINARY, 3, "Gr\ufffdowth"),
        (b"# Zinc\n\nPr\xe9cautions", QuarantineReason.NOT_UTF8, 3, "Pr\ufffdcautions"),
        ("# Zi".encode("utf-16-le"), QuarantineReason.BINARY, 1, "#\ufffd \ufffdZ\ufffdi\ufffd"),
        (("x" * 500 + "é" * 50).encode() + b"y\xff", QuarantineReason.NOT_UTF8, 1, "é" * 49 + "y\ufffd"),
    ],
)
def test_bytes_that_are_no_page_are_set_aside_with_a_reason(
    data: bytes, reason: str, line: int | None, excerpt: str | None
) -> None:
    """The reason is of the closed list, the line is where the trouble is, and the excerpt shows it."""
    rejected = parse_page(data)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.line, rejected.excerpt) == (reason, line, excerpt)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbf" + PAGE.encode(), FindingCode.BYTE_ORDER_MARK),
        (PAGE.replace("\n", "\r\n").encode(), FindingCode.LINE_ENDINGS),
        (PAGE.replace("\n", "\r").encode(), FindingCode.LINE_ENDINGS),
    ],
)
def test_bom_and_line_ends_change_nothing_but_the_findings(data: bytes, code: FindingCode) -> None:
    """The page reads the same as with LF and without a byte order mark."""
    plain, odd = understood(PAGE.encode()), understood(data)
    assert codes(odd) - codes(plain) == {code}
    assert odd._replace(findings=()) == plain._replace(findings=())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Zinc\n\n### Usage\nGrowth.\n", FindingCode.FRONT_MATTER_MISSING),
        ("---\ntitle: Zinc\n\n# Zinc\n", FindingCode.FRONT_MATTER_UNCLOSED),
        ("---\ntitle: [Zinc\n---\n# Zinc\n", FindingCode.FRONT_MATTER_INVALID),
        ("---\n- Zinc\n---\n# Zinc\n", FindingCode.FRONT_MATTER_INVALID),
        ("---\ntitle: !!python/object/apply:os.system ['true']\n---\n# Zinc\n", FindingCode.FRONT_MATTER_INVALID),
        ("---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n# Zinc\n", FindingCode.FRONT_MATTER_INVALID),
        ("---\ntitle: " + "x" * 70_000 + "\n---\n# Zinc\n", FindingCode.FRONT_MATTER_INVALID),
        ("---\nlayout: page\n---\nGrowth.\n", FindingCode.TITLE_MISSING),
        ("---\ntitle: Zinc\n---\n# Copper\n\nText.\n", FindingCode.TITLE_MISMATCH),
        ("# Pyridoxal- + Omega-\n\nText.\n", FindingCode.TITLE_TRUNCATED),
        (
            "# Coenzyme Q + Zinc\n\n### Coenzyme Q10\n**Usage:** a\n### Zinc\n**Usage:** b\n",
            FindingCode.TITLE_TRUNCATED,
        ),
        ("# Vitamin B + Vitamin B\n\nText.\n", FindingCode.INGREDIENT_REPEATED),
        ("# Zinc\n", FindingCode.BODY_EMPTY),
        ("# Zinc\n\n### FAQs\n\nNone.\n", FindingCode.FAQ_SECTION_WITHOUT_QUESTION),
        ("# Zinc\n\n### FAQs\n\n* **Q: Why?**\n", FindingCode.FAQ_WITHOUT_ANSWER),
        ("# Zinc\n\n### Usage\n\n### Dosage\n5 mg\n", FindingCode.SECTION_EMPTY),
        ("# Zinc\n\n### Usage\na\n\n### Usage\nb\n", FindingCode.SECTION_REPEATED),
        ("# Zinc\n\n### Price\na\n", FindingCode.HEADING_UNKNOWN),
        ("# Zinc\n\n### Usage\n[Insert indication here]\n", FindingCode.PLACEHOLDER_TEXT),
        ("# Zinc\n\n### Usage\n\n<script>alert(1)</script>\n", FindingCode.RAW_HTML),
        ("# Zinc\n\nI cannot help.\n", FindingCode.NO_SECTION),
        (
            "# Zinc + Iron\n\n### Zinc\n**Usage:** a\n### Copper\n**Usage:** b\n### Lead\n**Usage:** c\n",
            FindingCode.INGREDIENT_NOT_IN_TITLE,
        ),
    ],
)
def test_what_is_odd_is_a_finding(text: str, code: FindingCode) -> None:
    """Each oddity gives its finding and the page is still read."""
    assert code in codes(understood(text.encode()))


def test_a_heading_above_parts_is_not_empty() -> None:
    """What stands below it are the parts."""
    parts = "### Zinc\n**Usage:** a\n\n### Copper\n**Usage:** b\n"
    found = codes(understood(f"# Zinc + Copper\n\n### Individual Ingredients\n\n{parts}".encode()))
    assert FindingCode.SECTION_EMPTY not in found


def test_a_plain_page_has_no_finding_but_what_it_lacks() -> None:
    """A finding says something: a sound page has none."""
    sections = "".join(f"### {name}\ntext\n\n" for name in ("Usage", "Side Effects", "How it Works"))
    page = f"---\ntitle: Zinc\n---\n# Zinc\n\n{sections}### FAQs\n* **Q: Why?** A: So.\n"
    assert understood(page.encode()).findings == ()


def test_the_parser_stays_linear_in_deep_nesting() -> None:
    """Thousands of nested marks neither raise nor overflow."""
    for text in ("> " * 3000 + "a", "".join(f"{'  ' * n}* a\n" for n in range(400)), "*" * 20_000, "[" * 20_000):
        assert isinstance(parse_page(text.encode()), Monograph)


def test_status_tells_how_much_is_there() -> None:
    """Complete has all core sections; no content has none at all."""
    assert understood(b"# Zinc\n\nPlease name a medicine.\n").status is Status.NO_CONTENT
    for apostrophe in "'’":
        declined = f"# Zinc\n\nI{apostrophe}m not able to describe it.\n\n**Advice:** Ask.\n"
        assert understood(declined.encode()).status is Status.NO_CONTENT
    assert understood(b"# Zinc\n\n### Usage\nGrowth.\n").status is Status.PARTIAL


def test_an_unmatched_part_stands_for_the_one_ingredient_left() -> None:
    """Where one name is unknown and one ingredient unspoken for, they are the same."""
    text = "# Timolol + Oxychloro Complex\n\n### Timolol\n**Usage:** a\n\n### Chloroquine\n**Usage:** b\n"
    monograph = understood(text.encode())
    slugs = [section.ingredient.slug for section in monograph.sections if section.ingredient]
    assert slugs == ["timolol", "timolol", "oxychloro-complex", "oxychloro-complex"]
    assert [ingredient.slug for ingredient in monograph.ingredients] == ["timolol", "oxychloro-complex"]


@pytest.mark.parametrize("heading", ["💊", "!!!", '"', ":", "\u0301", "\u202e", "(🅰)", "🅰 Usage", "Side Effects of 🅰"])
def test_a_heading_that_makes_no_slug_names_no_ingredient(heading: str) -> None:
    """It stands where an ingredient's name would, and opens a section of its own."""
    monograph = understood(f"# Zinc + Iron\n\n### {heading}\n\n#### Usage\n\nGrowth.\n".encode())
    assert [ingredient.slug for ingredient in monograph.ingredients] == ["zinc", "iron"]
    first = monograph.sections[0]
    assert (first.heading, first.ingredient, first.kind is SectionKind.PREAMBLE) == (heading, None, False)


@pytest.mark.parametrize(
    "title",
    ["Zinc and Iron Tablets", "Zinc with Iron", "Zinc/Iron", "Zinc, Iron", "Ferrozinc (Zinc + Iron)", "zinc-iron"],
)
def test_a_title_is_parted_where_headings_name_its_parts(title: str) -> None:
    """However it joins them; where no heading does, they are names of one drug."""
    page = f"---\ntitle: {title}\n---\n\n# {{}}\n\n### Zinc\n\n**Usage:** a\n\n### {{}} 2.5 mg\n\n**Usage:** b\n"
    monograph = understood(page.format("Zinc + Iron", "Iron").encode())
    assert [ingredient.slug for ingredient in monograph.ingredients] == ["zinc", "iron"]
    whose = [section.ingredient and section.ingredient.slug for section in monograph.sections]
    assert whose == ["zinc", "zinc", "iron", "iron"]
    assert len(understood(page.format(title, "Adults").encode()).ingredients) == 1


@pytest.mark.parametrize("heading", ["(Zinc)", "[Zinc]"])
def test_an_ingredient_that_stands_in_brackets_is_named_as_written(heading: str) -> None:
    monograph = understood(f"# Zinc + Iron\n\n### {heading}\n\n#### Usage\n\nGrowth.\n".encode())
    assert monograph.sections[0].ingredient == (heading, "zinc")


def test_text_between_comments_is_no_comment() -> None:
    monograph = understood(b"# Zinc\n\n### Usage\n\n<!-- a --> Growth. <!-- b -->\n\n<!-- c --><!-- d -->\n")
    assert [block.text for block in monograph.sections[0].rows] == ["<!-- a --> Growth. <!-- b -->"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("10<sup>6</sup> cells, H<sub>2</sub>O", "10⁶ cells, H₂O"),
        ("5-HT<sub>1B/1D</sub>, GABA<sub>A</sub>", "5-HT1B/1D, GABAA"),
        ("10<sup>**-6**</sup> M", "10⁻⁶ M"),
        ("a<sup>2 b", "a2 b"),
        ("a<sub>2\nb</sub>3", "a2 b3"),
        ("a</sub>2", "a2"),
    ],
)
def test_raised_figures_stay_raised(written: str, said: str) -> None:
    """Ten to the sixth is not one hundred and six; what has no raised or lowered letter stays as it is, all of it."""
    monograph = understood(f"# T\n\n### Dosage\n{written}\n".encode())
    assert monograph.sections[0].rows[0].text == said  # type: ignore[union-attr]
    assert monograph.sections[0].kind is SectionKind.DOSAGE


@pytest.mark.parametrize(
    ("written", "kind", "said"),
    [
        ("> 15 kg: 250 mg", ParagraphKind.PARAGRAPH, "> 15 kg: 250 mg"),
        (">=15 kg\n>20 kg", ParagraphKind.PARAGRAPH, ">=15 kg >20 kg"),
        ("> Take care.", ParagraphKind.QUOTE, "Take care."),
        ("> Take\n> 15 mg.", ParagraphKind.QUOTE, "Take 15 mg."),
        ("```\n>15 kg\n###x\n```", ParagraphKind.CODE, ">15 kg\n###x"),
        (">15 kg \ufdd0", ParagraphKind.QUOTE, "15 kg \ufdd0"),
        ("a • b", ParagraphKind.PARAGRAPH, "a • b"),
        ("#1 of its class", ParagraphKind.PARAGRAPH, "#1 of its class"),
    ],
)
def test_marks_say_what_their_writer_meant(written: str, kind: ParagraphKind, said: str) -> None:
    """`>` before a number is "more than", but where somebody is quoted as well; code is as it is."""
    (block,) = understood(f"# T\n\n### Dosage\n\n{written}\n".encode()).sections[0].rows
    assert isinstance(block, Paragraph)
    assert (block.kind, block.text) == (kind, said)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("{1: x, b: y}", {"1": "x", "b": "y"}),
        ("{null: 1, 2: 3, true: 4}", {"null": 1, "2": 3, "true": 4}),
        ("{2020-01-01: x}", {"2020-01-01": "x"}),
        ("[.nan, -.inf, 1.5]", ["nan", "-inf", 1.5]),
        ("!!binary aGVsbG8=", "hello"),
        ("!!set {b, 1}", ["1", "b"]),
        ("!!omap [x: 1]", [["x", 1]]),
        ("2020-01-01 10:00:00", "2020-01-01T10:00:00"),
        ("1:30", 90),
        ("9" * 300, int("9" * 300)),
        ("[" * 31 + "1" + "]" * 31, json.loads("[" * 31 + "1" + "]" * 31)),
    ],
)
def test_any_value_of_yaml_is_kept_as_json(value: str, read: object) -> None:
    monograph = understood(PAGE.replace("title: Zinc\n", f"title: Zinc\nkey: {value}\n").encode())
    assert monograph.front_matter is not None
    assert json.loads(monograph.front_matter, parse_constant=pytest.fail) == {"key": read}


@pytest.mark.parametrize(
    "value",
    [
        *("!!bool x", "!!timestamp x", "!!int ''", "!!float ''", "!x y"),
        *("[" * 1_000 + "]" * 1_000, "[" * 32 + "]" * 32),
        *(
            "0x" + "f" * 4_000,
            "-0b" + "1" * 30_000,
            "9" * 600,
            "9" * 5_000,
            "1" + ":59" * 5_000,
            "1" + ":00" * 200 + ".5",
        ),
        *("{0x" + "f" * 4_000 + ": a}", "!!set {0x" + "f" * 4_000 + "}"),
    ],
)
def test_a_value_that_is_none_of_its_kind_leaves_the_front_matter_unused(value: str) -> None:
    monograph = understood(PAGE.replace("title: Zinc\n", f"title: Zinc\nkey: {value}\n").encode())
    assert FindingCode.FRONT_MATTER_INVALID in codes(monograph)
    assert monograph.title == "Zinc"


_VALUES = st.one_of(
    st.text("aeNnOoFfYys TtRru+()/.',-01:#", max_size=8), st.sampled_from(["Yes", "null", "off ", "Zinc"])
)


@given(st.lists(st.tuples(st.sampled_from(["title", "  title", "layout", "null", "true", "on"]), _VALUES), max_size=3))
def test_plain_front_matter_is_what_yaml_says(entries: list[tuple[str, str]]) -> None:
    source = "".join(f"{key}: {value}\n" for key, value in entries)
    found = split_front_matter(f"---\n{source}---\n")
    try:
        said = yaml.safe_load(source) or {}
    except yaml.YAMLError:
        assert [finding.code for finding in found.findings] == [FindingCode.FRONT_MATTER_INVALID]
        return
    plain = {key: value for key, value in said.items() if isinstance(key, str) and isinstance(value, str)}
    assert {key: found.keys[key] for key in plain} == plain
    assert len(found.keys) == len(said)
    assert all(
        not isinstance(found.keys[key], str) for key, value in said.items() if key in found.keys and value is None
    )


def test_front_matter_that_is_never_closed_is_no_title() -> None:
    monograph = understood(b"---\ntitle: Zinc\n--\n\nlayout: a\n---\n\n# Zinc\n\n### Usage\n\nGrowth.\n")
    assert monograph.title == "Zinc"


def test_a_nul_in_a_title_is_replaced() -> None:
    assert understood(PAGE.replace("title: Zinc", r'title: "Zi\0nc"').encode()).title == "Zi\ufffdnc"


@pytest.mark.parametrize(
    "written",
    [
        "10**9 CFU, 2**3, 10 ** 6",
        "Take it (orally)** once** daily",
        "Give **0.**5 mg",
        "**10:30 daily",
        "Cost\\** a unit",
        "`a**b` and http://e.org/a**b",
        "Storage at most\n\\- 20",
        "Two eyes: \\* both",
        "Bold **over\ntwo** lines",
    ],
)
def test_what_only_looks_like_a_slip_keeps_its_figures(written: str) -> None:
    """Powers, doses, addresses and escaped marks are no bold text that lost its partner."""
    (block,) = understood(f"# T\n\n### Dosage\n\n{written}\n".encode()).sections[0].rows
    assert isinstance(block, Paragraph)
    figures = re.findall(r"\w+", block.text or "")
    assert figures == re.findall(r"\w+", written)
    assert block.label is None


@pytest.mark.parametrize(
    "body",
    [
        "### Usage\n\n**a:" + " " * 100_000 + "*b* c",
        "### Zinc" + " drug" * 20_000 + " informatio",
        "### Usage\n\n" + "<b> " * 25_000 + "x",
        "### Generic Name\n\n" + "Zinc 1 " * 15_000,
        "### FAQs\n\n" + "**Sources:**\n\n" * 8_000,
        "### Usage\n\n" + "* " * 40_000 + "x",
        "### Usage\n\n" + "    * x\n" * 10_000,
        "### Generic Name\n\n" + "(product " * 12_000,
        "The generic name is " + "a" * 100_000 + "!",
    ],
    ids=lambda body: body[:30],
)
def test_a_long_page_is_read(body: str) -> None:
    """Time grows with the length of a page: what is quadratic comes to no end here before the test's time is up."""
    assert understood(("# Zinc + Iron\n\n" + body + "\n").encode()).title == "Zinc + Iron"
