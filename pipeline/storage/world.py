"""What disks, networks and stores raise, told as ``WorldBroken``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import WorldBroken

_STORE_ERRORS = {
    "botocore.exceptions": "BotoCoreError",
    "aiohttp": "ClientError",
    "gcsfs.retry": "HttpError",
    "azure.core.exceptions": "AzureError",
}
"""What the libraries of the stores raise beside ``OSError``, by module; only those that are loaded can be raised."""


@contextmanager
def world(failure: str, expected: type[OSError] | tuple[()] = ()) -> Iterator[None]:
    """Turn what a disk, a network or a store raises into ``WorldBroken``.

    Args:
        failure: what could not be done, as the beginning of the message.
        expected: an error that the caller deals with; it is let through.
    """
    try:
        yield
    except expected:
        raise
    except world_errors() as error:
        raise WorldBroken(f"{failure}: {' '.join(str(error).split()) or type(error).__name__}") from error


def world_errors() -> tuple[type[Exception], ...]:
    """What disks, networks and the loaded stores raise."""
    loaded = ((sys.modules.get(module), name) for module, name in _STORE_ERRORS.items())
    return (OSError, *(getattr(module, name) for module, name in loaded if module is not None))
