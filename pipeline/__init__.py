"""Drug monographs in Markdown in, a validated and versioned dataset out.

The stages, in order; each border is a change of type::

    raw/*.md ─► Page ─► Monograph ─► Tables ─► checked ─► outputs/
         sources   monograph   tables.tabulate  tables.validate  release

``build`` puts them in order, ``stages`` cuts the work into batches, ``flow`` hands it to Prefect.
"""

__version__ = "0.1.0"
