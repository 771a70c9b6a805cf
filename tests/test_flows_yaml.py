"""flows.yaml says only what Prefect reads: a misspelt key would be ignored without a word."""

import inspect
from datetime import UTC, datetime
from importlib.metadata import version
from pkgutil import resolve_name
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from cronsim import CronSim
from prefect_server import PROJECT

FILE = yaml.safe_load((PROJECT / "flows.yaml").read_text())
KEYS = {"prefect-version", "name", "pull", "deployments"}
DEPLOYMENT_KEYS = {
    *("name", "description", "entrypoint", "tags", "parameters", "enforce_parameter_schema"),
    *("concurrency_limit", "schedules", "work_pool"),
}
SCHEDULE_KEYS = {"cron", "timezone", "slug", "active"}

each_deployment = pytest.mark.parametrize("deployment", FILE["deployments"], ids=lambda entry: str(entry["name"]))


def test_the_file_has_exactly_the_keys_that_prefect_reads() -> None:
    assert set(FILE) == KEYS
    assert FILE["prefect-version"] == version("prefect")
    names = [deployment["name"] for deployment in FILE["deployments"]]
    assert len(set(names)) == len(names)


def test_the_code_is_found_by_a_variable_of_the_worker() -> None:
    """Else the deployer's own folder is written in, or the run begins in a temporary one."""
    step = {"prefect.deployments.steps.set_working_directory": {"directory": "{{ $MONOGRAPHS_HOME }}"}}
    assert FILE["pull"] == [step]


@each_deployment
def test_a_deployment_has_exactly_the_keys_that_prefect_reads(deployment: dict[str, Any]) -> None:
    assert set(deployment) == DEPLOYMENT_KEYS
    assert deployment["enforce_parameter_schema"] is True
    assert deployment["concurrency_limit"].keys() == {"limit", "collision_strategy"}
    assert deployment["concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_limit"]["collision_strategy"] in {"ENQUEUE", "CANCEL_NEW"}
    assert deployment["work_pool"] == {"name": "monographs"}


@each_deployment
def test_parameters_are_those_of_the_flow(deployment: dict[str, Any]) -> None:
    # A module path: as a file, the flow's own folder would come first on the path and hide standard modules.
    assert ":" not in deployment["entrypoint"]
    flow = resolve_name(deployment["entrypoint"].replace("flow.", "flow:"))
    assert deployment["parameters"].keys() <= inspect.signature(flow.fn).parameters.keys()
    flow.validate_parameters(deployment["parameters"])


@each_deployment
def test_schedules_can_be_replaced_and_switched_off(deployment: dict[str, Any]) -> None:
    """A schedule without a slug is added again by the next deployment of the file."""
    assert deployment["schedules"]
    for schedule in deployment["schedules"]:
        assert set(schedule) == SCHEDULE_KEYS
        assert isinstance(schedule["active"], bool)
        ZoneInfo(schedule["timezone"])
        CronSim(schedule["cron"], datetime(2026, 11, 23, tzinfo=UTC))


def test_releases_of_two_deployments_are_not_due_at_the_same_time() -> None:
    crons = [deployment["schedules"][0]["cron"] for deployment in FILE["deployments"]]
    assert len(set(crons)) == len(crons)
