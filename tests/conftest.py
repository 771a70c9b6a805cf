"""What all tests share: git with nothing of the user's, no date from outside, no test judged by its time."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["prefect_server"]


def pytest_configure() -> None:
    # CI runs the same examples each time, so that a change is judged and not its luck; elsewhere a run looks further.
    settings.register_profile("any speed", deadline=None, derandomize=bool(os.environ.get("CI")))
    settings.load_profile("any speed")
    # A hook of git's that runs the tests names its own repository to them.
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    os.environ |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.org",
        "GIT_COMMITTER_NAME": "Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.org",
        "GIT_COMMITTER_DATE": "2026-11-05T23:30:00-05:00",
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-golden", action="store_true", help="write the golden files of our own pages anew")
