"""``python -m benchmarks``: measure, print tables, keep the figures."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.corpora import Collections
from benchmarks.document import write_document
from benchmarks.environments import PROJECT, Environments
from benchmarks.machine import describe_machine
from benchmarks.measures import MEASURES
from benchmarks.report import render
from benchmarks.results import Results, read_results

KEPT = PROJECT / "benchmarks" / "results.json"
USUAL = ("floor", "release", "others", "rebuild", "jobs", "flow")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measures that were asked for."""
    options = _options().parse_args(arguments)
    if wrong := sorted(set(options.only) - set(MEASURES)):
        _options().error(f"no such measure: {', '.join(wrong)}; there are {', '.join(MEASURES)}")
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.scratch, prefix="benchmarks-") as scratch:
        collections = Collections(Path(scratch), options.corpus, _tell)
        bench = Bench(Path(scratch), options.runs, Environments(options.environments), collections, _tell)
        results = Results(describe_machine(), {name: MEASURES[name](bench) for name in options.only})
    print(render(results))
    if options.json:
        options.json.write_text(results.to_json(), encoding="utf-8")
    if options.write_docs:
        known = read_results(KEPT)
        results = Results(results.machine, (known.measures if known else {}) | results.measures)
        KEPT.write_text(results.to_json(), encoding="utf-8")
        write_document(results)


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast the pipeline is.")
    asked.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(USUAL),
        metavar="MEASURES",
        help=f"some of {','.join(MEASURES)}; by default all but scale, which takes half an hour and 34 GB of disk",
    )
    asked.add_argument("--corpus", type=Path, metavar="DIR", help="pages to measure with, instead of the usual ones")
    asked.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each, after one to warm up (5)")
    asked.add_argument(
        "--scratch", type=Path, metavar="DIR", help="where made pages and outputs stand for the time being"
    )
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    asked.add_argument("--write-docs", action="store_true", help="put the figures into docs/benchmarks.md")
    asked.add_argument(
        "--environments",
        type=Path,
        default=PROJECT / ".venv" / "benchmarks",
        metavar="DIR",
        help="where the tools' virtual environments are made",
    )
    return asked


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
