"""What decides how a page is read, the code between bytes and rows and the libraries below it, and what comes of it."""

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.stages.run import BuildRequest
from pipeline.tables.rows import SCHEMA_VERSION

_CODE = ("monograph", "tables", "sources/page.py", "vocabulary.py", "wording.py", "yaml_faults.py")
_LIBRARIES = ("pyromark", "python-frontmatter", "PyYAML")


@cache
def parser_fingerprint() -> str:
    """SHA-256 over the source of the parser, the tables and what both call, and the versions of their libraries."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for name in _CODE for path in _sources(root / name)):
        code = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(code)}\n".encode() + code)
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()


def _sources(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.py"))


def made_with(request: BuildRequest) -> tuple[str, ...]:
    """What decides, beside the pages and where they come from, which tables and files a release has."""
    return parser_fingerprint(), SCHEMA_VERSION, str(request.csv_safe), str(request.database)


@cache
def cache_fingerprint() -> str:
    """What a cached part must have been made by: the parser, and Python, whose Unicode tables it reads with."""
    return hashlib.sha256(f"{parser_fingerprint()} {sys.version}".encode()).hexdigest()
