"""Numbers in sentences."""

import pytest

from pipeline.wording import counted


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
