"""Modules loaded for good."""

import gc

import pytest

from pipeline.loading import loaded_for_good


@pytest.mark.parametrize("was_on", [True, False])
def test_what_is_loaded_for_good_is_never_looked_through(was_on: bool) -> None:
    """No collection meanwhile, none of what was there afterwards, and the collector as it was found."""
    if not was_on:
        gc.disable()
    try:
        with loaded_for_good():
            assert not gc.isenabled()
            loaded = [["a module"]]
        assert gc.isenabled() == was_on
        assert not any(found is loaded for found in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.enable()
