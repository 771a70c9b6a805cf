"""A Prefect flow that does nothing, against the server that the environment names: ``empty_flow.py``."""

from prefect import flow


@flow
def nothing() -> None:
    """Begin and end."""


nothing()
