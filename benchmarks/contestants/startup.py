"""The interpreter and what a build imports, early or late, and nothing done with it; it ends as the program does."""

import atexit

import jinja2  # noqa: F401
import pandera.accessors.pandas_accessor
import pandera.api.geopandas.model
import pandera.backends.pandas.builtin_checks
import pandera.backends.pandas.builtin_hypotheses
import pandera.backends.pandas.register
import pandera.backends.register_checks  # noqa: F401
import pyarrow.acero
import pyarrow.dataset  # noqa: F401
import pygal  # noqa: F401

import pipeline.build
import pipeline.cli
import pipeline.progress  # noqa: F401
from pipeline.collector import end_collection

atexit.register(end_collection)
