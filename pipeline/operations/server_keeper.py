"""``python -m pipeline.operations.server_keeper``: Prefect's temporary server, as long as standard input is held open.

It prints the address of the server's API once that answers, and ends with its parent, even with one that is killed.
"""

import os
import select
import sys
import threading

from prefect.server.api.server import SubprocessASGIServer

_LOOK_SECONDS = 0.2
_STARTED_AGAIN = 3
"""The exit status after which Prefect starts another server, for as long as it waits: the port was taken, or worse."""
_MOST_TRIES = 3


def _keep(server: SubprocessASGIServer) -> None:
    threading.Thread(target=_start, args=[server], daemon=True).start()
    ended: set[int] = set()
    while not select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
        process = server.server_process
        status = process.poll() if process else None
        if process and status is not None:
            ended.add(process.pid)
            if status != _STARTED_AGAIN or len(ended) == _MOST_TRIES:
                break
    server.stop()


def _start(server: SubprocessASGIServer) -> None:
    try:
        server.start()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        os._exit(1)
    print(server.api_url, flush=True)


if __name__ == "__main__":
    _keep(SubprocessASGIServer())
