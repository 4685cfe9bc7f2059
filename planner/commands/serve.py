"""planner serve: a local page for what-if."""

from __future__ import annotations

import secrets
import socket
from typing import TYPE_CHECKING, Any

from planner.commands.case_options import add_case, read_case
from planner.commands.parsing import examples
from planner.errors import UserError, not_installed
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.case import Case
    from planner.commands.interface import Commands

HERE = "127.0.0.1"
"""The page is for this machine alone."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "serve",
        help="open a page for what-if in a browser: move a factor, and see the plan move",
        epilog=examples("planner serve inputs/us-2028 --set case.operations.hours_per_block=24"),
    )
    add_case(command)
    command.add_argument("--port", default="0", help="port to listen at (default: any that is free)")
    command.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Serve the page of a case until Ctrl-C."""
    case = read_case(options)
    port = _port(options.port)
    try:
        import uvicorn

        from planner.serve.app import Server
        from planner.serve.guard import Guard
    except ModuleNotFoundError:
        raise not_installed("The page needs", "serve") from None
    from planner.report.chart import converter
    from planner.stochastic.futures_file import read_futures

    converter()
    listening = _listen(port)
    server = Server(case, _scenarios(options, case), read_futures(case.origin))
    token = secrets.token_urlsafe(24)
    address = f"http://{HERE}:{listening.getsockname()[1]}/{token}/"
    say(f"What if: {case.settings.title}\n    {address}\nfor this machine alone; Ctrl-C ends it.")
    if not options.no_browser:
        import webbrowser

        webbrowser.open(address)
    app: Any = Guard(server.app, token, listening.getsockname()[1])
    config = uvicorn.Config(app, log_level="critical", server_header=False, timeout_graceful_shutdown=1)
    try:
        uvicorn.Server(config).run([listening])
    finally:
        server.broker.close()
        listening.close()


def _scenarios(options: argparse.Namespace, case: Case) -> list[dict[str, Any]]:
    """The scenarios of the case's folder: name, sentence and edits of each."""
    from planner.study.scenarios import check_scenarios

    return [
        {"name": one.name, "sentence": one.sentence, "edits": [str(edit) for edit in one.edits]}
        for one in check_scenarios(case, options.case)
    ]


def _port(text: str) -> int:
    """The number of a port; raises UserError."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise UserError(
            f"--port: found {text!r}.\n    allowed: a whole number from 0, any that is free, to 65535\n"
            "    mend: leave the option out"
        )
    return int(text)


def _listen(port: int) -> socket.socket:
    """A socket of this machine alone; raises UserError where the port is taken or not ours to take."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HERE, port))
    except OSError as problem:
        listening.close()
        raise UserError(
            f"--port: {port} cannot be had: {problem.strerror}.\n    mend: leave the option out, or name another"
        ) from None
    return listening
