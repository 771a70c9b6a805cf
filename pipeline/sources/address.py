"""From an address to a source."""

from pathlib import Path

from pipeline.sources.folder import FolderSource
from pipeline.sources.git import PREFIX, clone, parse_git_address
from pipeline.sources.page import Source
from pipeline.sources.remote import RemoteSource
from pipeline.storage.address import is_local, local_path


def is_git(address: str) -> bool:
    """Whether an address names a git repository."""
    return address.startswith(PREFIX)


def open_source(address: str, scratch: Path) -> Source:
    """Open a collection of pages.

    Args:
        address: a folder; any fsspec address (``s3://bucket/folder``, ``zip://folder::archive.zip``); or a git address
            (``git+https://host/repository@REVISION#folder``).
        scratch: an empty folder, which need not exist, that a git repository is cloned into; it must live as long
            as the source.

    Raises:
        WrongUse: the address is none, or nothing is there.
        WorldBroken: what it names could not be reached.
    """
    if is_git(address):
        scratch.mkdir(parents=True, exist_ok=True)
        return FolderSource(clone(parse_git_address(address), scratch))
    if is_local(address):
        return FolderSource(local_path(address))
    return RemoteSource(address)
