"""Dask's one door: the workers of a standing cluster, or of one that lives as long as the run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import WorldBroken, WrongUse
from pipeline.stages.fingerprint import cache_fingerprint

START_SECONDS = 60


def check_dask_address(runner: str | None, address: str | None) -> None:
    """Make sure that an address is said only where it is used, and is one.

    Raises:
        WrongUse: it is not.
    """
    if address is None:
        return
    if runner != "dask":
        raise WrongUse(f"the Dask address {address!r} is of no use without the runner dask")
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415

    try:
        get_address_host_port(address)
    except ValueError as error:
        raise WrongUse(f"{address!r} is no address of a Dask scheduler: write tcp://HOST:PORT") from error


@contextmanager
def dask_workers(jobs: int, address: str | None) -> Iterator[Any]:
    """A started task runner of Prefect's whose tasks run on Dask workers; Dask itself survives the loss of some.

    Args:
        jobs: the number of workers of a cluster of the run's own, on this machine.
        address: the scheduler of a standing cluster, ``tcp://…``; its workers must have this package installed, at
            the same version, and see the same storage.

    Raises:
        WrongUse: a worker has another version of this package, or none.
        WorldBroken: there is no scheduler or no worker, or workers kept dying.
    """
    # Loaded here: Dask costs every other run a second.
    from distributed import KilledWorker  # noqa: PLC0415
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415

    logging.getLogger("distributed").setLevel(logging.WARNING)
    own = {"n_workers": jobs, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    try:
        with DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=own) as workers:
            workers.client.wait_for_workers(1, timeout=START_SECONDS)
            _check_code(workers.client.run(cache_fingerprint, on_error="return"))
            yield workers
    except (OSError, TimeoutError, KilledWorker) as error:
        raise WorldBroken(f"the Dask cluster {address or 'of this run'} failed: {error}") from error


def _check_code(fingerprints: dict[str, Any]) -> None:
    """The same pages must become the same rows wherever they are read."""
    strangers = [worker for worker, fingerprint in sorted(fingerprints.items()) if fingerprint != cache_fingerprint()]
    if strangers:
        raise WrongUse(f"not the same version of this package is installed on the Dask workers {', '.join(strangers)}")
