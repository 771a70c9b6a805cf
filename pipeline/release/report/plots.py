"""The report's plots: drawn by pygal as SVG, coloured by the page's own style sheet.

pygal draws a bar chart in a few milliseconds and starts in some fifty, a tenth of what the common plotting libraries
take. Of its SVG only shapes and texts are kept: its scripts and styles would need a wider content policy, and a
comment of its holds today's date.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pipeline.release.distribution import Distribution

WIDTH = 380
ROW_HEIGHT = 24
HISTOGRAM_HEIGHT = 190
BINS = 12
_LABEL_FONT = 12
_DIGIT_WIDTH = 8
_LABEL_GAP = 6
_DROPPED = frozenset({"defs", "title", "desc"})


class Plot(NamedTuple):
    """A plot, what it says in words, and its numbers."""

    title: str
    summary: str
    svg: str
    rows: tuple[tuple[str, str], ...]


def plot_shares(title: str, summary: str, counts: Sequence[tuple[str, int]], total: int) -> Plot:
    """Horizontal bars, the first on top: each count's share of a total in per cent."""
    chart = _chart("HorizontalBar", 44 + ROW_HEIGHT * len(counts), _percent, range=(0, 100))
    chart.margin_right = 46
    chart.x_labels = [name for name, _ in reversed(counts)]
    chart.y_labels = [0, 25, 50, 75, 100]
    chart.add("", [_share(count, total) for _, count in reversed(counts)])
    rows = tuple((name, f"{count:,} ({_percent(_share(count, total))})") for name, count in counts)
    return Plot(title, summary, _svg(chart, title), rows)


def plot_distribution(title: str, distribution: Distribution) -> Plot:
    """A histogram of a distribution; its last bar holds all that is above."""
    width = _bin_width(distribution)
    bins = distribution.bins(width, BINS)
    chart = _chart("Bar", HISTOGRAM_HEIGHT, _short, show_y_labels=False, show_y_guides=False)
    chart.x_labels = _apart([f"{found.low}+" if found.high >= found.low + width else str(found.low) for found in bins])
    chart.add("", [found.times for found in bins])
    quantiles = [distribution.quantile(share) for share in (0.05, 0.5, 0.95)]
    summary = "Median {1:,}; nine in ten from {0:,} to {2:,}; at most {3:,}.".format(*quantiles, distribution.maximum)
    if width > 1:
        summary += f" A bar spans {width:,}."
    rows = tuple((_span(found.low, found.high), f"{found.times:,}") for found in bins)
    return Plot(title, summary, _svg(chart, title), rows)


def _apart(labels: Sequence[str]) -> list[str]:
    """The labels of neighbouring bars, some left blank where all would run into each other; the last one stays."""
    widest = max(map(len, labels)) * _DIGIT_WIDTH + _LABEL_GAP
    step = -(-widest * len(labels) // WIDTH)
    return [label if (len(labels) - 1 - place) % step == 0 else "" for place, label in enumerate(labels)]


def _bin_width(distribution: Distribution) -> int:
    """The smallest width of 1, 2, 5, 10, 20, 50 … with which the bins reach nearly all values."""
    reach = distribution.quantile(0.99) + 1
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale * (BINS - 1) >= reach:
                return step * scale
        scale *= 10


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _share(count: int, total: int) -> float:
    return 100 * count / total if total else 0.0


def _percent(share: float) -> str:
    """A share as a person reads it; what is not quite all or nothing is not rounded to it."""
    if 0 < share < 0.1:
        return "<0.1 %"
    if 99.9 < share < 100:
        return ">99.9 %"
    return f"{share:.1f} %" if 0 < share < 10 or 90 < share < 100 else f"{share:.0f} %"


def _short(number: float) -> str:
    """A count that fits above a bar: ``990``, ``1.2k``, ``48k``."""
    if number < 1_000:
        return f"{number:.0f}"
    return f"{number / 1_000:.1f}k" if number < 9_950 else f"{number / 1_000:.0f}k"


def _chart(kind: str, height: int, formatter: Callable[[float], str], **options: Any) -> Any:
    # Only a release that is published has a report: nothing else pays for the import.
    import pygal  # noqa: PLC0415
    from pygal.etree import etree  # noqa: PLC0415
    from pygal.style import Style  # noqa: PLC0415

    # With lxml installed pygal would write the same tree in other bytes.
    etree.to_etree()
    style = Style(label_font_size=_LABEL_FONT, major_label_font_size=_LABEL_FONT, value_font_size=_LABEL_FONT)
    return getattr(pygal, kind)(
        width=WIDTH,
        height=height,
        style=style,
        show_legend=False,
        truncate_label=-1,
        print_values=True,
        print_values_position="top",
        print_zeroes=False,
        formatter=formatter,
        margin=4,
        spacing=6,
        js=[],
        css=[],
        **options,
    )


def _svg(chart: Any, title: str) -> str:
    from xml.etree import ElementTree  # noqa: PLC0415 - written here, not read

    root = chart.render_tree()
    _strip(root)
    kept = {name: root.get(name) for name in ("xmlns", "viewBox")}
    root.attrib.clear()
    root.attrib.update(kept | {"role": "img", "aria-label": title})
    return ElementTree.tostring(root, encoding="unicode")


def _strip(node: Any) -> None:
    """Keep shapes and texts; drop comments, scripts, styles, tooltips; turn a bar's description into its title."""
    for child in list(node):
        if not isinstance(child.tag, str) or child.tag in _DROPPED or "tooltip-overlay" in child.get("class", ""):
            node.remove(child)
        else:
            _strip(child)
