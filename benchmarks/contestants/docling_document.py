"""docling's Markdown backend: a document tree."""

from io import BytesIO
from pathlib import Path

from docling.backend.md_backend import MarkdownDocumentBackend
from docling.datamodel.base_models import InputFormat
from docling.datamodel.document import InputDocument
from sample import read_sample


def read(path: Path) -> object:
    """Read a page into a document."""
    stream = BytesIO(path.read_bytes())
    given = InputDocument(
        path_or_stream=stream, format=InputFormat.MD, backend=MarkdownDocumentBackend, filename=path.name
    )
    return MarkdownDocumentBackend(in_doc=given, path_or_stream=stream).convert()


read_sample(read)
