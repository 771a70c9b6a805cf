"""The group that rows of a section stand in: below a label alone on its line, as ``**Common:**`` above a list."""


class Group:
    """The group that is open while a section is read; ``label`` is null where none is."""

    __slots__ = ("_has_labels", "has_items", "label")

    def __init__(self) -> None:
        self.open(None)

    def open(self, label: str | None) -> None:
        self.label = label
        self.has_items = False
        self._has_labels: bool | None = None  # whether its first row is a labelled paragraph

    def end_before(self, *, is_labelled: bool) -> None:
        """A group ends at the text below its list, and at a label of its own rank: one that follows unlabelled text."""
        if self.has_items or (is_labelled and self._has_labels is False):
            self.open(None)
        elif self._has_labels is None:
            self._has_labels = is_labelled
