"""What a browser can ask: the page and its parts, a plan, a stop, what comes of it, and what to take away."""

from __future__ import annotations

import asyncio
import io
import json
import tempfile
import zipfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from planner.case.editing import apply_edits
from planner.case.write_case import write
from planner.errors import CaseError
from planner.serve.broker import Broker, check_edits
from planner.serve.live_page import page_html, page_script, page_style
from planner.serve.sliders import as_data, factors_of, factors_of_futures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from starlette.requests import Request

    from planner.case import Case
    from planner.stochastic.futures_file import Future

QUIET_SECONDS = 15.0
"""After how long without news a line is sent that says nothing, so that a browser knows we are there."""
LONGEST_TAB = 64
"""Most characters in the name that a tab gives itself."""


class Server:
    """The page of a case: `scenarios` are names, sentences and edits of each; what `futures` change can be moved."""

    def __init__(
        self, case: Case, scenarios: Sequence[dict[str, Any]], futures: Mapping[str, Future] | None = None
    ) -> None:
        known = futures or {}
        self.case, self.scenarios = case, [*scenarios, *_known_from_the_start(known)]
        self.broker = Broker(case)
        self.factors = [*factors_of(case), *factors_of_futures(case, known.values())]
        self.app = Starlette(
            routes=[
                Route("/", self.page),
                Route("/page.js", self.script),
                Route("/page.css", self.style),
                Route("/about", self.about),
                Route("/plan", self.plan, methods=["POST"]),
                Route("/tornado", self.tornado, methods=["POST"]),
                Route("/stop", self.stop, methods=["POST"]),
                Route("/events", self.events),
                Route("/case.zip", self.case_folder),
                Route("/scenario.yaml", self.scenario),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Let go of the process at the end."""
        yield
        self.broker.close()

    async def page(self, request: Request) -> Response:
        """The page."""
        return Response(page_html(self.case), media_type="text/html; charset=utf-8")

    async def script(self, request: Request) -> Response:
        """Its script, that of the charts within."""
        return Response(page_script(), media_type="text/javascript; charset=utf-8")

    async def style(self, request: Request) -> Response:
        """Its style."""
        return Response(page_style(), media_type="text/css; charset=utf-8")

    async def about(self, request: Request) -> Response:
        """What there is to move."""
        return JSONResponse({"factors": as_data(self.factors), "scenarios": list(self.scenarios)})

    async def plan(self, request: Request) -> Response:
        """Ask for the plan of the case with edits made."""
        tab, body = await _asked(request)
        if tab is None:
            return PlainTextResponse(f"{body}\n", 400)
        return JSONResponse({"job": self.broker.plan(tab, body["edits"])})

    async def tornado(self, request: Request) -> Response:
        """Ask for the cost at both ends of every factor, beside the plan with edits made."""
        tab, body = await _asked(request)
        if tab is None:
            return PlainTextResponse(f"{body}\n", 400)
        factors = [
            {"key": factor.key, "prefix": factor.prefix, "ends": [low, high]}
            for factor in self.factors
            for low, high in [(0.8, 1.2) if factor.kind == "times" else (factor.low / 2, factor.high / 2)]
        ]
        return JSONResponse({"job": self.broker.swings(tab, body["edits"], factors)})

    async def stop(self, request: Request) -> Response:
        """Stop what the tab has asked for."""
        tab, body = await _asked(request)
        if tab is None:
            return PlainTextResponse(f"{body}\n", 400)
        return JSONResponse({"stopped": self.broker.stop(tab)})

    async def events(self, request: Request) -> Response:
        """What comes of a tab's requests, as it comes."""
        name = request.query_params.get("tab", "")
        if not 0 < len(name) <= LONGEST_TAB:
            return PlainTextResponse("name the tab\n", 400)
        tab = self.broker.tab(name)

        async def lines() -> AsyncIterator[bytes]:
            yield b": here\n\n"
            while not await request.is_disconnected():
                try:
                    message = await asyncio.wait_for(tab.heard.get(), QUIET_SECONDS)
                    yield f"data: {json.dumps(message)}\n\n".encode()
                except TimeoutError:
                    yield b": still here\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def case_folder(self, request: Request) -> Response:
        """The case with edits made, as a folder in an archive."""
        try:
            case = apply_edits(self.case, check_edits(request.query_params.getlist("set")))[0]
        except (CaseError, ValueError) as problem:
            return PlainTextResponse(f"{problem}\n", 400)
        packed = io.BytesIO()
        with (
            tempfile.TemporaryDirectory() as place,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            folder = Path(place) / "case"
            write(case, folder)
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{case.name}/{file.name}")
        return _download(packed.getvalue(), "application/zip", "case.zip")

    async def scenario(self, request: Request) -> Response:
        """The edits as a scenario to put into `scenarios.yaml`."""
        import yaml

        try:
            edits = list(check_edits(request.query_params.getlist("set")))
            apply_edits(self.case, edits)
        except (CaseError, ValueError) as problem:
            return PlainTextResponse(f"{problem}\n", 400)
        told = {"what-if": {"sentence": "Say what this asks.", "edits": edits}}
        text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=10_000)
        return _download(text.encode(), "text/yaml; charset=utf-8", "scenario.yaml")


async def _asked(request: Request) -> tuple[str | None, Any]:
    """The tab that asks, and what; None and a sentence where the request is not in order."""
    try:
        body = await request.json()
    except ValueError:
        return None, "send JSON"
    if (
        not isinstance(body, dict)
        or not isinstance(body.get("tab"), str)
        or not 0 < len(body["tab"]) <= LONGEST_TAB
    ):
        return None, "name the tab"
    try:
        return body["tab"], {"edits": check_edits(body.get("edits", []))}
    except ValueError as problem:
        return None, str(problem)


def _known_from_the_start(futures: Mapping[str, Future]) -> list[dict[str, Any]]:
    """Futures as buttons: each with all that comes on its way, known from the start, where it changes anything."""
    found = []
    for name, future in futures.items():
        way = [future]
        while way[-1].after is not None:
            way.append(futures[way[-1].after])
        edits = [str(edit) for one in reversed(way) for edit in one.edits]
        sentence = f"{future.sentence} Known from the start, from {future.since} on."
        if edits:
            found.append({"name": f"future {name}", "sentence": sentence, "edits": edits})
    return found


def _download(content: bytes, kind: str, name: str) -> Response:
    """Content that a browser saves."""
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
