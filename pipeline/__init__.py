"""Drug monographs in Markdown in, a validated and versioned dataset out.

The stages, in order; each border is a change of type::

    raw/*.md ─► Page ─► Monograph ─► Tables ─► Tables ─► outputs/
        sources   monograph.parse   tables.tabulate   tables.validate   release
"""

__version__ = "0.1.0"
