"""Who is let through to the page's server, and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from serve.served import Client
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from planner.serve.guard import HEADERS, Guard

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

TOKEN, PORT = "s3cret", 8123
HOST = f"127.0.0.1:{PORT}"
HERE = f"http://{HOST}"


async def path(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


@pytest.fixture
def client() -> Client:
    app = Starlette(routes=[Route("/", path), Route("/plan", path, methods=["POST"])])
    return Client(Guard(app, TOKEN, PORT), HERE)


def test_the_page_is_had_with_its_token_alone(client: Client) -> None:
    assert client.get(f"/{TOKEN}/").status_code == 200
    for wrong in ("/", "/s3cre/", "/s3cret", "/S3cret/", f"/x/{TOKEN}/", "/../s3cret"):
        assert client.get(wrong).status_code == 404, wrong


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", f"[::1]:{PORT}", ""]
)
def test_no_other_name_of_the_server_is_answered(client: Client, host: str) -> None:
    """A name that an attacker points at this machine is not ours."""
    assert client.get(f"/{TOKEN}/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1", ""]
)
def test_no_other_page_may_ask(client: Client, origin: str) -> None:
    for ask in (client.get, client.post):
        where = f"/{TOKEN}/" if ask == client.get else f"/{TOKEN}/plan"
        assert ask(where, headers={"origin": origin}).status_code == 403


def test_a_request_that_changes_something_says_where_it_is_from(client: Client) -> None:
    assert client.post(f"/{TOKEN}/plan").status_code == 403
    assert client.post(f"/{TOKEN}/plan", headers={"origin": HERE}).text == "/plan"
    cross = {"origin": HERE, "sec-fetch-site": "cross-site"}
    assert client.post(f"/{TOKEN}/plan", headers=cross).status_code == 403


def test_a_request_of_too_many_bytes_is_not_read(client: Client) -> None:
    headers = {"origin": HERE}
    assert client.post(f"/{TOKEN}/plan", headers=headers, content=b"x" * 200_001).status_code == 413


def test_every_answer_forbids_what_the_page_does_not_need(client: Client) -> None:
    for answer in (client.get(f"/{TOKEN}/"), client.get("/wrong"), client.get(f"/{TOKEN}/nothing")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe-eval" not in HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]
