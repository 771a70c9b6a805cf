"""Collections of any size, made from a seed: pages of the project's own words in the manners of real ones.

    python -m benchmarks.generator FOLDER --pages N

A page depends on the seed and its own number only, so a smaller collection is the beginning of a larger one.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks.draws import Draws
from benchmarks.page import MANNERS, write_page

SEED = 4
REAL_PAGES = 4_847
"""Pages of the collection that made ones are like."""
COMBINATIONS = 0.39
TRUNCATED = 0.013
"""Titles that stop short after a hyphen."""
_MORE_INGREDIENTS = {2: 520, 3: 250, 4: 130, 5: 60, 6: 25, 7: 15}


def made_pages(pages: int, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """The stem and the text of each page; no two stems are alike."""
    for number in range(pages):
        draws = Draws(f"{seed} {number}")
        manner = draws.weighted(MANNERS)
        names = _ingredients(manner, number, draws)
        if draws.chance(TRUNCATED):
            names[-1] += " -"
        yield "-".join(names).replace(" -", "-").replace(" ", "-").lower(), write_page(manner, names, draws)


def _ingredients(manner: str, number: int, draws: Draws) -> list[str]:
    """One ingredient that no other page has, and in a combination common ones around it."""
    own = draws.ingredient(number)
    if manner not in ("parts", "declining") and not draws.chance(COMBINATIONS):
        return [own]
    count = 2 if manner == "parts" else draws.weighted(_MORE_INGREDIENTS)
    others: list[str] = []
    while len(others) < count - 1:
        if (name := draws.ingredient()) not in others:
            others.append(name)
    others.insert(draws.count(0, len(others)), own)
    return others


def write_collection(folder: Path, pages: int, seed: int = SEED) -> int:
    """Write a collection page by page, in folders named by the first two letters; returns its bytes."""
    size = 0
    known: set[str] = set()
    for stem, text in made_pages(pages, seed):
        shard = f"{folder}/{stem[:2]}"
        if shard not in known:
            Path(shard).mkdir(parents=True, exist_ok=True)
            known.add(shard)
        data = text.encode()
        with open(f"{shard}/{stem}.md", "wb") as file:  # noqa: PTH123 - half a million paths take a while to build
            file.write(data)
        size += len(data)
    return size


def main() -> None:
    """Write a collection into a folder."""
    asked = argparse.ArgumentParser(description="Write a collection of made pages.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--pages", type=int, default=REAL_PAGES)
    asked.add_argument("--seed", type=int, default=SEED)
    options = asked.parse_args()
    size = write_collection(options.folder, options.pages, options.seed)
    print(f"{options.pages:,} pages, {size:,} bytes")


if __name__ == "__main__":
    main()
