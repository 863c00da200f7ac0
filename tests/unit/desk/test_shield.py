"""An unexpected error tells its place to the log and nothing of the data to anybody."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from doisoat.desk.shield import Shield


def broken(_: Request) -> Response:
    raise ValueError("Nguyễn Thị Thử 001185000001")


def test_an_error_s_message_reaches_neither_log_nor_page(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(routes=[Route("/", broken)])
    with caplog.at_level(logging.ERROR):
        answer = TestClient(Shield(app)).get("/")
    assert answer.status_code == 500
    assert "unexpected ValueError at" in caplog.text
    assert "test_shield.py" in caplog.text
    assert "001185000001" not in caplog.text + answer.text
    assert answer.headers["cache-control"] == "no-store"
