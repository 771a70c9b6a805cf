"""Names and sentences drawn from the project's words: the same ones for the same seed, whoever asks and when."""

import random
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeVar

from benchmarks.words import CONSONANTS, GAPS, SALTS, SAYINGS, STEMS, VOWELS

T = TypeVar("T")

_SYLLABLES = tuple(map("".join, product(CONSONANTS, VOWELS)))
_STRIDE = 7_919_777
"""Shares no factor with the number of names, so that stepping by it meets every name before it meets one again."""

NAMES = len(_SYLLABLES) ** 3 * len(STEMS)
COMMON_NAMES = 400
"""So many ingredients come up in page after page, as those of real combinations do."""


def name_of(number: int) -> str:
    """The ingredient of that number: three syllables and a stem, no two alike below ``NAMES``."""
    place = number * _STRIDE % NAMES
    place, stem = divmod(place, len(STEMS))
    place, first = divmod(place, len(_SYLLABLES))
    third, second = divmod(place, len(_SYLLABLES))
    return (_SYLLABLES[first] + _SYLLABLES[second] + _SYLLABLES[third] + STEMS[stem]).capitalize()


class Draws(Mapping[str, str]):
    """Everything that is left to chance on one page; as a mapping it fills the gaps of sentences."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random
        self.drug = ""

    def __getitem__(self, gap: str) -> str:
        return self.drug if gap == "drug" else self.one_of(GAPS[gap])

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(GAPS)

    def __len__(self) -> int:
        return len(GAPS)

    def chance(self, share: float) -> bool:
        return self._random() < share

    def count(self, least: int, most: int) -> int:
        return least + int(self._random() * (most - least + 1))

    def one_of(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def weighted(self, values: Mapping[T, int]) -> T:
        """One of the keys, each as often as its weight says."""
        place = self._random() * sum(values.values())
        for value, weight in values.items():
            place -= weight
            if place < 0:
                return value
        raise AssertionError("weights add up to their sum")

    def some_of(self, values: Sequence[T], count: int) -> list[T]:
        """Different ones, in an order of their own."""
        start, step = self.count(0, len(values) - 1), self.one_of((1, len(values) - 1))
        return [values[(start + index * step) % len(values)] for index in range(min(count, len(values)))]

    def filled(self, saying: str) -> str:
        said = saying.format_map(self)
        return said[0].upper() + said[1:]

    def sentence(self, subject: str) -> str:
        return self.filled(self.one_of(SAYINGS[subject]))

    def sentences(self, subject: str, least: int, most: int) -> str:
        """A paragraph on a subject, no saying twice."""
        sayings = self.some_of(SAYINGS[subject], self.count(least, most))
        return ("  " if self.chance(0.8) else " ").join(map(self.filled, sayings))

    def ingredient(self, number: int | None = None) -> str:
        """The ingredient of that number, or one of the common ones; some are salts."""
        name = name_of(self.count(0, COMMON_NAMES - 1) if number is None else COMMON_NAMES + number)
        return f"{name} {self.one_of(SALTS)}" if self.chance(0.12) else name
