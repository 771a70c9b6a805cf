"""The interpreter and what a build imports, early or late, and nothing done with it."""

import jinja2  # noqa: F401
import pygal  # noqa: F401

import pipeline.build
import pipeline.cli  # noqa: F401
