"""What a visitor is told who may not, or who asks for what is not there: a page without a word of the request."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from doisoat.desk.pages import page
from doisoat.desk.texts import text
from doisoat.desk.visitor import Refused


def install(app: FastAPI) -> None:
    """Let the application answer refusals and errors of its own with pages."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 (what it was registered for)
    if error.status == 401 and request.method == "GET" and request.headers.get("sec-fetch-dest") != "iframe":
        return RedirectResponse(request.app.state.desk.sign_in, 303)
    return _tell(request, error.status, error.reason)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _tell(request, status, "refused.missing" if status in {404, 405} else "refused.form")


async def _invalid(request: Request, _: Exception) -> Response:
    return _tell(request, 400, "refused.form")


def _tell(request: Request, status: int, reason: str) -> Response:
    if hasattr(request.state, "guest"):
        return page(request, "refused", status=status, reason=reason)
    # Nobody we know: no frame, no navigation, both languages.
    return HTMLResponse(
        f"<!DOCTYPE html><html lang=vi><meta charset=utf-8><title>doisoat</title>"
        f"<p>{text('vi', reason)}</p><p lang=en>{text('en', reason)}</p>",
        status,
    )
