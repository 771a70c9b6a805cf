"""Results → tables, for a terminal and for a Markdown page alike: pipe tables."""

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.contest import Standing
from benchmarks.results import Result, Results, Target

TITLES = {
    "floor": "A build beside the least that it can take",
    "release": "A release beside its Parquet and CSV alone",
    "others": "Beside what else one could use",
    "rebuild": "A second build",
    "jobs": "Two processes",
    "flow": "As a Prefect flow",
    "scale": "Larger collections",
}


def render(results: Results) -> str:
    """All measures, each with a table of times and one of targets."""
    machine = results.machine
    head = (
        f"{machine['processor']}, {machine['cores']} cores that other work shares, {machine['memory_gib']} GiB,"
        f" {machine['system']}, Python {machine['python']}."
    )
    return "\n\n".join([head, *(_measure(name, results.measures[name]) for name in TITLES if name in results.measures)])


def _measure(name: str, result: Result) -> str:
    runs = sorted({standing.runs for standing in result.standings})
    blocks = [
        f"### {TITLES[name]}",
        f"{result.collection}. Medians of {' or '.join(map(str, runs))} run{'s' if runs[-1] > 1 else ''}.",
        table(("", "pages", "cores", "wall s", "CPU s", "pages/s", "peak MiB"), map(_standing, result.standings)),
    ]
    if result.targets:
        blocks.append(table(("", "by wall", "by CPU", "target", "met"), map(_target, result.targets)))
    blocks += [" ".join(result.notes)] if result.notes else []
    blocks.append(", ".join(f"{package} {version}" for package, version in result.versions.items()) + ".")
    return "\n\n".join(blocks)


def _standing(standing: Standing) -> tuple[str, ...]:
    return (
        standing.name,
        f"{standing.pages:,}" if standing.pages else "",
        str(standing.cores),
        f"{standing.wall:.2f}",
        f"{standing.cpu:.2f}",
        f"{standing.pages / standing.wall:,.0f}" if standing.pages else "",
        f"{standing.peak / 2**20:,.0f}",
    )


def _target(target: Target) -> tuple[str, ...]:
    most, least = (_figure(limit, target.unit) for limit in (target.most, target.least))
    wanted = f"≤ {most}" if most else f"≥ {least}" if least else ""
    met = ("yes" if target.is_met else "no") if wanted else ""
    wanted += " by CPU" if target.by_cpu else ""
    return target.name, _figure(target.value, target.unit), _figure(target.cpu, target.unit), wanted, met


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 or unit == "%" else 2
    return f"{value:.{digits}f} {unit}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table whose columns are aligned in plain text: the first to the left, the others to the right."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_lines(lines, widths))


def _lines(lines: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for number, (first, *others) in enumerate(lines):
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
