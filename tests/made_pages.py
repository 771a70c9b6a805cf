"""Collections made for tests: short pages that are read as complete monographs."""

from collections.abc import Iterable
from pathlib import Path

PAGE = """---
layout: minimal-medicine
title: {title}
---

# {title}

### Usage

{title} is given for testing.{more}

### Side Effects

* **Common:** boredom
* Rare: surprise, "quotes", and =1+1

### How it Works

It is read by a program, line by line.

### FAQs

* **Q: Is {title} real?** A: No, it is made for a test.
* **Q: Can it be taken with water?**
  A: Yes.
"""


def page_text(name: str, more: str = "") -> str:
    """A page about a drug of that name; ``more`` goes on with the text of its usage."""
    return PAGE.format(title=name.replace("-", " ").title(), more=f" {more}" if more else "")


def write_pages(folder: Path, names: Iterable[str]) -> Path:
    """Write a page for each name, which may stand in a folder: ``a/aspirin``."""
    for name in names:
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page_text(path.stem), encoding="utf-8")
    return folder


def many_names(count: int) -> list[str]:
    """Names in no order, spread over folders; the first 1,200 of their order are three batches."""
    return [f"{'abc'[number % 3]}/tablet-{number * 7919 % count:05d}" for number in range(count)]
