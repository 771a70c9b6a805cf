"""Addresses: which are paths on this machine, and which paths."""

from pathlib import Path

from pipeline.errors import WrongUse


def is_local(address: str) -> bool:
    """Whether an address is a path on this machine."""
    return ("://" not in address and "::" not in address) or address.startswith("file://")


def local_path(address: str) -> Path:
    """The absolute path of a local address; ``~`` is the user's home.

    Raises:
        WrongUse: the address is empty, holds what no path holds, or names the home of somebody unknown.
    """
    path = address.removeprefix("file://")
    if not path.strip():
        raise WrongUse("an address is empty; the folder that one works in is written as .")
    if "\0" in path:
        raise WrongUse(f"{address!r} is no address of a folder")
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise WrongUse(f"there is no home folder for {address}") from error
