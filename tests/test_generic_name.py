"""The generic name that a page states, and what is none."""

import pytest

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Zinc Sulfate", "Zinc Sulfate"),
        ("Zinc (also known as Spelter)", "Zinc (also known as Spelter)"),
        ("Zinc (Topical)", "Zinc (Topical)"),
        ("Zinc + Copper (Combination)", "Zinc + Copper"),
        ("Zinc (Salt) + Copper (Fixed-Dose Combination)", "Zinc (Salt) + Copper"),
        ("Zinc, Copper, and Iron (separate medications)", "Zinc, Copper, and Iron"),
        ("Zinc + Copper (Mineral Supplement)", "Zinc + Copper"),
        ("Zinc (various salts, e.g., sulfate)", "Zinc"),
        ("Zinc + Copper (often called ZC)", "Zinc + Copper"),
        ("Zinc (often the sulfate) + Copper", "Zinc (often the sulfate) + Copper"),
        ("Zinc/Copper Combination", "Zinc/Copper"),
        ("Zinc Combination", "Zinc Combination"),
        ("Mixed Salts (Vitamin B1 and B12 combination)", "Mixed Salts (Vitamin B1 and B12 combination)"),
        ("(Combination)", "(Combination)"),
        ("Zinc + Vitamin B6 (Pyridoxine) (Note: sold by many.)", "Zinc + Vitamin B6 (Pyridoxine)"),
        ("Zinc + Copper (This is a mixture; there is no single name.)", "Zinc + Copper"),
        ("Zinc + Copper (Not a Standard Combination)", "Zinc + Copper"),
        ("Zinc + Copper (Note: rarely made (or sold).) Ask a pharmacist. It is old.", "Zinc + Copper"),
        ("Nothing (various salts exist)", "Nothing"),
        ("This mixture doesn’t have a single generic name.", None),
        ("There is no single generic name.", None),
        ("Not applicable. A mixture.", None),
        ("Not Applicable (Topical Preparation)", None),
        ("N/A", None),
        ("(Note: none is in use.)", None),
        ("HAS 20 %", "HAS 20 %"),
    ],
)
def test_the_generic_name_is_a_name(stated: str, name: str | None) -> None:
    """Remarks and kinds of product are left out, and a sentence is no name; the section's rows keep every word."""
    monograph = parse_page(f"# Zinc\n\n### Generic Name\n\n{stated}\n\n### Usage\n\nGrowth.\n".encode())
    assert isinstance(monograph, Monograph)
    assert monograph.generic_name == name
    assert monograph.sections[0].rows[0].text == stated
