"""A Prefect server for one run, which hears nothing of what is sent to the run's process group."""

import atexit
import subprocess
import sys

from pipeline.errors import WorldBroken

# Without the working directory among the places of modules: any file may lie there.
_KEEPER = (sys.executable, "-P", "-m", "pipeline.operations.server_keeper")


def start_temporary_server() -> str:
    """Start a server that ends with this process, once Prefect has sent its last words there.

    Returns:
        the address of its API.

    Raises:
        WorldBroken: it could not be started; standard error says why.
    """
    pipe = subprocess.PIPE
    keeper = subprocess.Popen(_KEEPER, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    # Closes the pipe that the keeper watches, and waits for it.
    atexit.register(keeper.__exit__, None, None, None)
    address = keeper.stdout.readline().strip() if keeper.stdout else ""
    if not address:
        raise WorldBroken("no Prefect server could be started; what it said stands above")
    return address
