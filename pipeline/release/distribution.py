"""An exact frequency table of whole numbers: what a histogram and its quantiles are read from."""

from collections import Counter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc


class Bin(NamedTuple):
    """The numbers from ``low`` to ``high``, inclusive, and how many times they occurred."""

    low: int
    high: int
    times: int


class Distribution:
    """How often each whole number occurred. Memory grows with the different numbers, not with how many there are."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()

    def add(self, values: pa.Array | pa.ChunkedArray) -> None:
        """Count the values; nulls are left out."""
        for entry in pc.value_counts(values.drop_null()).to_pylist():
            self.counts[entry["values"]] += entry["counts"]

    @property
    def n(self) -> int:
        return self.counts.total()

    @property
    def maximum(self) -> int:
        return max(self.counts, default=0)

    def quantile(self, share: float) -> int:
        """The smallest value that at least this share of the values does not pass; 0 where nothing was counted."""
        needed, seen = share * self.n, 0
        for value in sorted(self.counts):
            seen += self.counts[value]
            if seen >= needed:
                return value
        return 0

    def bins(self, width: int, limit: int) -> list[Bin]:
        """At most ``limit`` neighbouring bins of one width from 0; the last one holds all that is above, too."""
        last = min(self.maximum // width, limit - 1)
        sums = Counter(dict.fromkeys(range(last + 1), 0))
        for value, count in self.counts.items():
            sums[min(value // width, last)] += count
        highest = max(self.maximum, (last + 1) * width - 1)
        return [
            Bin(index * width, highest if index == last else (index + 1) * width - 1, count)
            for index, count in sorted(sums.items())
        ]
