"""Questions with their answers: the answer as plain text, and its source from its first word on."""

import pytest

from pipeline.monograph.parse import parse_page
from pipeline.sources.page import Page
from pipeline.tables.tabulate import tabulate
from pipeline.tables.validate import validate_tables


def questions(body: str) -> list[dict]:
    page = Page("zinc.md", f"# Zinc\n\n### FAQs\n\n{body}\n".encode())
    tables = tabulate([(page, parse_page(page.data))])
    assert validate_tables(tables).failures == ()
    return tables["faqs"].to_pylist()


@pytest.mark.parametrize(
    ("body", "question", "answer", "source"),
    [
        ("**Q: Is it safe? Really?** A: Yes.", "Is it safe? Really?", "Yes.", "Yes."),
        ("**Q: Is it safe? Really?** A: *Yes*.", "Is it safe? Really?", "Yes.", "*Yes*."),
        ("* **Q: Is it? Or?** A: **Yes**, it is.", "Is it? Or?", "Yes, it is.", "**Yes**, it is."),
        ("**Q: Is it?** **A:** **Yes**", "Is it?", "Yes", "**Yes**"),
        ("**Q: Is it? A:** *Yes*", "Is it?", "Yes", "*Yes*"),
        ("**Q: Is it?** A: Why? It *is*.", "Is it?", "Why? It is.", "Why? It *is*."),
        ("Q: Is it? A: A: **Yes** it is", "Is it?", "Yes it is", "**Yes** it is"),
        ("**Q: Is it [so](http://a?A=Yes)?** A: [Yes](u) it is", "Is it so?", "Yes it is", "[Yes](u) it is"),
        ("**Q: 10<sup>6</sup> &amp; more?** A: 10<sup>7</sup>", "10⁶ & more?", "10⁷", "10<sup>7</sup>"),
        ("1. **Is it?** - *Yes*", "Is it?", "Yes", "*Yes*"),
        ("Q: Is\nit? A: *Yes*\nand no", "Is it?", "Yes and no", "*Yes*\nand no"),
        ("**Q: Is it?**\nA: **Yes**, it is.", "Is it?", "Yes, it is.", "**Yes**, it is."),
        ("**Q: Is it?**\n\nA:\n\nIt is.", "Is it?", "It is.", "It is."),
        ("**Q: Is it?**\n\n* one\n    - two", "Is it?", "- one\n- two", "* one\n    - two"),
        ("**Q: Is it?**\n* **A:** one\n* two\n    - *b*", "Is it?", "one\n- two\n- b", "one\n* two\n    - *b*"),
        ("**Q: Да?** Да A: **x**", "Да?", "Да A: x", "Да A: **x**"),
        ("**Q: Да Q: x?** A: é a: x", "Да Q: x?", "é a: x", "é a: x"),
    ],
)
def test_an_answer_starts_where_its_question_ends(body: str, question: str, answer: str, source: str) -> None:
    """Whatever question marks, marks of answers and mark-up stand before it and in it."""
    (row,) = questions(body)
    assert (row["question"], row["answer"], row["answer_markdown"]) == (question, answer, source)
