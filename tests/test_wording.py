"""Numbers and quotations."""

import pytest

from pipeline.wording import EXCERPT_LENGTH, counted, excerpt_of


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (counted(0, "page"), "0 pages"),
        (counted(1, "page"), "1 page"),
        (counted(1, "batch", "batches"), "1 batch"),
        (counted(1200, "batch", "batches"), "1,200 batches"),
    ],
)
def test_one_is_singular_and_all_else_plural(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        (" \n", None),
        (" Zinc \n", "Zinc"),
        (" " + "é" * (EXCERPT_LENGTH + 1), "é" * EXCERPT_LENGTH),
        ("é" * (EXCERPT_LENGTH - 1) + " éé", "é" * (EXCERPT_LENGTH - 1)),
    ],
)
def test_an_excerpt_is_the_first_words(text: str, expected: str | None) -> None:
    assert excerpt_of(text) == expected
