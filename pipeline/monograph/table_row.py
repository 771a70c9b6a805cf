"""A row of a pipe table while its cells are read."""

from pipeline.monograph.spaces import squeeze


class TableRow:
    """The cells of one row; ``data`` is the body that the row starts in at ``start``."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._reached = start
        self._cells: list[str] = []

    def add(self, text: str, end: int) -> None:
        """A cell with its text, which ends before the byte ``end``."""
        self._cells.append(squeeze(text))
        self._reached = end

    def text(self, end: int) -> str:
        """The whole row, which ends before the byte ``end``, on one line.

        What it holds behind as many cells as the head has is no part of the table to a parser (GitHub Flavored
        Markdown 0.29, section 4.10), and is kept.
        """
        surplus = self._data[self._reached : end].decode().split("|")
        return " | ".join([*self._cells, *filter(None, map(squeeze, surplus))])
