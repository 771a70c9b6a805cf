"""A web server for a folder of releases, on the loopback address: `make schedule` starts it, for the reports.

    python scripts/reports.py 8000 outputs

Names that begin with a dot are the pipeline's own: they are neither listed nor served.
"""

import argparse
import html
import io
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote


class Releases(SimpleHTTPRequestHandler):
    """The files of one folder and below."""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        asked = Path(self.translate_path(self.path)).relative_to(self.directory)
        if any(name.startswith(".") for name in asked.parts):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: str) -> io.BytesIO | None:  # type: ignore[override]
        try:
            found = sorted(place for place in Path(path).iterdir() if not place.name.startswith("."))
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        names = [place.name + "/" * place.is_dir() for place in found]
        links = "".join(f'<li><a href="./{quote(name)}">{html.escape(name)}</a></li>\n' for name in names)
        page = f'<!DOCTYPE html>\n<meta charset="utf-8">\n<title>Releases</title>\n<ul>\n{links}</ul>\n'.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        return io.BytesIO(page)


def main() -> None:
    """Serve until the process ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    handler = partial(Releases, directory=str(arguments.folder.resolve()))
    with ThreadingHTTPServer(("127.0.0.1", arguments.port), handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
