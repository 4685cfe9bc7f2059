"""The page's server as it runs for a user, in a thread of this process; and a client of an application alone."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

from planner.serve.app import Server
from planner.serve.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case import Case

TOKEN = "of-this-test-alone"


@contextmanager
def served(case: Case, scenarios: list[dict[str, Any]] | None = None) -> Iterator[str]:
    """The address of the page of a case."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = Server(case, scenarios or [])
    config = uvicorn.Config(Guard(server.app, TOKEN, port), log_level="critical", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}/{TOKEN}/"
    finally:
        running.should_exit = True
        thread.join(10)
        server.broker.close()
        listening.close()


class Client:
    """Asks an application without a network."""

    def __init__(self, app: Any, base: str) -> None:
        self.app, self.base = app, base

    def get(self, where: str, **more: Any) -> httpx.Response:
        return self._ask("GET", where, **more)

    def post(self, where: str, **more: Any) -> httpx.Response:
        return self._ask("POST", where, **more)

    def _ask(self, method: str, where: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
                return await client.request(method, where, **more)

        # In a thread of its own, for where a browser is driven too, this one has a loop that runs.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(lambda: asyncio.run(asked())).result()
