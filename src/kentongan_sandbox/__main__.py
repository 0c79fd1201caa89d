"""`python -m kentongan_sandbox --config FILE --data DIR`: run the sandbox until it is stopped."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import FrameType

import uvicorn

from .app import Sandbox
from .settings import BadSettings, load

LAST_WORDS = 2  # seconds that open connections get when the program stops


class Server(uvicorn.Server):
    """Tells open event streams and unanswered sends that the end has come."""

    def __init__(self, config: uvicorn.Config, sandbox: Sandbox) -> None:
        super().__init__(config)
        self.sandbox = sandbox

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.sandbox.closing.set()
        super().handle_exit(sig, frame)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="kentongan_sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--config", type=Path, required=True, help="JSON: apps, lines, templates")
    parser.add_argument("--data", type=Path, required=True, help="where chats are remembered")
    given = parser.parse_args(argv)
    try:
        settings = load(given.config, given.data, f"http://{_host(given.host)}:{given.port}")
    except BadSettings as wrong:
        print(wrong, file=sys.stderr)
        return 2
    sandbox = Sandbox(settings)
    config = uvicorn.Config(
        sandbox,
        host=given.host,
        port=given.port,
        access_log=False,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=LAST_WORDS,
        server_header=False,
    )
    server = Server(config, sandbox)
    server.run()
    return 0 if server.started else 1


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
