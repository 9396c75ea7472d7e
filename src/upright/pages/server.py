"""Start the app: one listener on 127.0.0.1, no log, and an end in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from upright.errors import UsageFault
from upright.pages.app import make_app
from upright.pages.house import HOST, House

__all__ = ["serve"]

# uvicorn's and asyncio's words go nowhere: paths, errors and their traces are no business of a terminal's memory.
_NOWHERE: dict[str, Any] = {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False}
_SILENCE: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": dict.fromkeys(("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio"), _NOWHERE),
}


class _Server(uvicorn.Server):
    """A server that tells its port once it listens. Port 0 lets the system choose one."""

    def __init__(self, app: ASGIApp, port: int, listening: Callable[[int], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app, host=HOST, port=port, loop="asyncio", http="h11", ws="none", lifespan="on", log_config=_SILENCE,
                access_log=False, server_header=False, proxy_headers=False, limit_concurrency=64, backlog=64,
                timeout_keep_alive=20, timeout_graceful_shutdown=1, h11_max_incomplete_event_size=32 * 1024,
            )
        )  # fmt: skip
        self._listening = listening

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then tell where."""
        await super().startup(sockets)
        if self.started:
            self._listening(self.servers[0].sockets[0].getsockname()[1])


def serve(house: House, port: int, ready: Callable[[str], None]) -> None:
    """Serve the app until it is ended by a signal; `ready` is given the address that lets one browser in.

    Every open file is closed at the end. Raises UsageFault when the port is taken.
    """

    def listening(found: int) -> None:
        house.port = found
        ready(f"{house.origin}/enter#{house.launch.token()}")

    server = _Server(make_app(house), port, listening)
    try:
        server.run()
    except KeyboardInterrupt:
        return
    except SystemExit:
        if not house.port:
            raise UsageFault("error.port_taken") from None
        raise
    finally:
        house.sessions.end_all(house.clock())
