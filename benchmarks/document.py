"""Results → docs/benchmarks.md: the tables between two markers, and the plots beside it."""

from math import ceil, log10
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.contest import Standing
from benchmarks.environments import PROJECT
from benchmarks.report import render
from benchmarks.results import Result, Results

PAGE = PROJECT / "docs" / "benchmarks.md"
IMAGES = "images"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

_SECONDS = {"floor": "A build beside the least that it can take", "others": "A build beside other tools"}
_HIDDEN = "start-up"


def write_document(results: Results, page: Path = PAGE) -> None:
    """Put the figures between the markers of the page, and draw the plots.

    Raises:
        ValueError: the page lacks the markers.
    """
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page.name} lacks the markers {BEGIN} and {END}")
    images = page.parent / IMAGES
    images.mkdir(exist_ok=True)
    shown = []
    for name, title in _SECONDS.items():
        if name in results.measures:
            path = images / f"benchmarks-{name}.svg"
            path.write_bytes(plot(title, results.measures[name]))
            shown.append(f"![{title}: seconds]({IMAGES}/{path.name})")
    figures = "\n\n".join([*shown, render(results)])
    page.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}", encoding="utf-8")


def plot(title: str, result: Result) -> bytes:
    """Horizontal bars of seconds, the shortest on top; as pygal draws them."""
    # Loaded after all measuring: what this process holds counts as the peak of those that it starts.
    import pygal  # noqa: PLC0415
    from pygal.etree import etree  # noqa: PLC0415
    from pygal.style import CleanStyle  # noqa: PLC0415

    # With lxml installed pygal would write the same tree in other bytes.
    etree.to_etree()
    standings = sorted((one for one in result.standings if one.name != _HIDDEN), key=lambda one: -one.wall)
    tenfold = standings[0].wall > 20 * standings[-1].wall
    # pygal's own logarithmic axis begins at the shortest bar, which is then none.
    lengths = [log10(one.wall) + 1 if tenfold else one.wall for one in standings]
    chart: Any = pygal.HorizontalBar(
        title=f"{title}: seconds" + (", each line ten times as many" if tenfold else ""),
        width=760,
        height=90 + 36 * len(standings),
        style=CleanStyle(
            background="white",
            plot_background="white",
            font_family="sans-serif",
            title_font_size=16,
            label_font_size=13,
            value_font_size=12,
        ),
        range=(0, 1.1 * max(lengths)),
        show_legend=False,
        truncate_label=-1,
        print_values=True,
        print_values_position="top",
        js=[],
        no_prefix=True,
    )
    if tenfold:
        chart.y_labels = [
            {"value": power + 1, "label": f"{10**power:g}"} for power in range(-1, ceil(max(lengths)) - 1)
        ]
    chart.x_labels = [standing.name for standing in standings]
    chart.add("", list(map(_bar, standings, lengths)))
    return _without_scripts(chart.render_tree())


def _bar(standing: Standing, length: float) -> dict[str, Any]:
    seconds = f"{standing.wall:,.1f}" if standing.wall < 100 else f"{standing.wall:,.0f}"
    colour = "#0c3795" if standing.name.startswith("build") else "#a9b4c8"
    return {"value": length, "color": colour, "formatter": lambda _: seconds}


def _without_scripts(root: ElementTree.Element) -> bytes:
    """The SVG without pygal's scripts, which an image does not run, and its comments, one of which has a date."""
    for node in list(root.iter()):
        for child in list(node):
            if not isinstance(child.tag, str) or child.tag.endswith("script"):
                node.remove(child)
    return ElementTree.tostring(root)
