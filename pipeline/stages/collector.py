"""The garbage collector, kept from looking again and again at what is no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """What is made by the hundred thousand and no garbage would be walked by the collector again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def only_new_collected() -> Iterator[None]:
    """Leave out what is there already: the libraries are hundreds of thousands of objects that stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
