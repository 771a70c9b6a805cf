"""``report.html``: the one page that a data steward reads first."""

from pipeline.release.report.page import render_report

__all__ = ["render_report"]
