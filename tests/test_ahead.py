"""What comes next is made ready in time, in order, and no more of it than that."""

import threading
from collections.abc import Iterator

import pytest

from pipeline.stages.ahead import one_ahead

PATIENCE = 30.0
"""Seconds after which a thread is held to wait for ever."""


def test_items_come_in_order_whatever_their_number() -> None:
    for count in range(4):
        assert list(one_ahead(range(1, count + 1))) == list(range(1, count + 1))


def test_the_next_item_is_made_while_one_is_used_and_no_other() -> None:
    made = [threading.Event() for _ in range(4)]

    def items() -> Iterator[int]:
        for number, event in enumerate(made):
            event.set()
            yield number

    coming = one_ahead(items())
    assert next(coming) == 0
    assert made[1].wait(PATIENCE)
    assert next(coming) == 1
    assert made[2].wait(PATIENCE)
    assert not made[3].is_set()
    coming.close()


def test_what_an_item_raises_comes_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second is broken")

    coming = one_ahead(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="the second is broken"):
        next(coming)


def test_no_thread_outlives_what_is_left_half_way() -> None:
    before = threading.active_count()
    coming = one_ahead(range(1, 9))
    next(coming)
    assert threading.active_count() == before + 1
    coming.close()
    assert threading.active_count() == before
