"""The garbage collector, kept from looking again and again at what is no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """For what is made by the hundred thousand and stays, as rows: none of it is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """For modules: the collector would look through hundreds of thousands of objects that stay, during and after."""
    with no_collection():
        yield
        gc.freeze()


@contextmanager
def only_new_collected() -> Iterator[None]:
    """Leave out what is there already."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def end_collection() -> None:
    """For a program at its end: the interpreter would look through all that is left, though no memory outlives it."""
    gc.freeze()
