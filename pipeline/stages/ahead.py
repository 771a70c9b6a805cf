"""What comes next is made ready while what came last is worked on."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Have a thread of its own make each item while the one before it is used; no more than one waits.

    Args:
        items: none of them null; their iterator waits for something, as for a disk or a network.

    Raises:
        Exception: what an item raises comes in its place.
    """
    iterator = iter(items)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, iterator, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, iterator, None)
            yield item
