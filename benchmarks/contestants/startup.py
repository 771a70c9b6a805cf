"""The interpreter and what a build imports, early or late, and nothing done with it; it ends as the program does."""

import atexit

import jinja2  # noqa: F401
import pygal  # noqa: F401

import pipeline.build
import pipeline.cli  # noqa: F401
from pipeline.collector import end_collection

atexit.register(end_collection)
