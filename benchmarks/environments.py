"""A virtual environment for each tool, made when it is first needed."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent


class NotInstalledError(Exception):
    """A tool could not be installed; the message says why."""


class Tool(NamedTuple):
    """Something that is measured: the folder of its environment, what pip installs, whose version is told."""

    name: str
    requirements: Sequence[str]
    packages: Sequence[str]


PIPELINE = Tool(
    "pipeline",
    ["--constraint", str(PROJECT / "constraints.txt"), "--editable", str(PROJECT)],
    ["pyromark", "pyarrow", "pandas", "pandera"],
)
"""Without what only tests need: Pandera imports Hypothesis where it is installed."""

PREFECT = PIPELINE._replace(packages=["prefect"])

_VERSIONS = """
import importlib.metadata, json, sys
print(json.dumps({package: importlib.metadata.version(package) for package in sys.argv[1:]}))
"""

OTHERS = {
    "markdown-it-py": Tool("markdown-it-py", ["markdown-it-py==4.3.0"], ["markdown-it-py"]),
    "langchain": Tool("langchain", ["langchain-text-splitters==1.1.3"], ["langchain-text-splitters"]),
    # It fetches a language model at its first use, and is left out where it cannot.
    "unstructured": Tool("unstructured", ["unstructured[md]==0.27.32"], ["unstructured"]),
    "docling": Tool("docling", ["torch==2.13.0", "docling==2.143.0"], ["docling"]),
}


class Environments:
    """The environments in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def python(self, tool: Tool) -> str:
        """The interpreter of a tool's environment, which is made if it is not there.

        Raises:
            NotInstalledError: pip did not find or could not build something.
        """
        place = self._folder / tool.name
        python, mark = place / "bin" / "python", place / "installed.json"
        wanted = json.dumps(list(tool.requirements))
        if not mark.is_file() or mark.read_text() != wanted:
            _run([sys.executable, "-m", "venv", "--clear", str(place)])
            _run([str(python), "-m", "pip", "install", "--quiet", *tool.requirements])
            mark.write_text(wanted)
        return str(python)

    def versions(self, tool: Tool) -> dict[str, str]:
        """The installed version of each of a tool's packages."""
        said = subprocess.run(
            [self.python(tool), "-c", _VERSIONS, *tool.packages], capture_output=True, text=True, check=True
        )
        found: dict[str, str] = json.loads(said.stdout)
        return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NotInstalledError(" ".join(last) or f"{command[0]} ended with {done.returncode}")
