"""The pages in one process: granian without its second one, which would only watch the first.

    python -m kentongan.site.launch.page_server PORT THREADS

Our supervisor starts again what falls, so nobody is missed. In production systemd does the same,
and granian's own command line keeps several processes for several cores.
"""

from __future__ import annotations

import sys
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer
from granian.server.mt import MTServer


class OneProcess(MTServer):
    """Granian's server whose workers are threads.

    It insists on a Python without the global lock, as several such workers would keep each other
    waiting. There is one here.
    """

    def _check_gil(self) -> None:
        assert self.workers == 1

    def serve(self, *options: Any) -> None:
        """Without the warning that Pythons without the lock are new."""
        AbstractServer.serve(self, *options)


def main(port: int, threads: int) -> None:
    OneProcess(
        "kentongan.site.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=threads,
        backpressure=64,
        backlog=512,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
