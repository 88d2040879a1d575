"""The one shape of every error the API gives: a problem document (RFC 9457) with our own `code`."""

import logging
from dataclasses import asdict, dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from ninefold.errors import UserError

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
log = logging.getLogger(__name__)

DETAILS = {
    404: "There is no page or figure at this address. Check the address, or start from the home page.",
    405: "This address cannot be used in that way. It can only be read (GET).",
    500: "Something went wrong on our side; nothing was changed. Try again, or tell whoever runs this.",
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, in words and in a code a program can test."""

    type: str
    code: str
    title: str
    status: int
    detail: str


def problem(code: str, status: int, detail: str) -> Problem:
    """A problem document whose `type` is a name, not an address to fetch."""
    title = code.replace("-", " ").capitalize()
    return Problem(f"urn:ninefold:problem:{code}", code, title, status, detail)


def from_user_error(error: UserError) -> Problem:
    """The problem for an error meant for people."""
    return problem(error.code, error.http_status, str(error))


def from_http(error: HTTPException) -> Problem:
    """The problem for what the framework refuses by itself: no such address, wrong method."""
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return problem(
        code, error.status_code, DETAILS.get(error.status_code, "The request could not be answered.")
    )


def from_validation(error: RequestValidationError) -> Problem:
    """The problem for a badly formed question; names the parameters and never repeats their values."""
    named = sorted({str(each["loc"][-1]) for each in error.errors()})
    return problem(
        "bad-question",
        422,
        f"Not a value that can be used: {', '.join(named)}. See the API's own description.",
    )


def from_unexpected(error: Exception) -> Problem:
    """The problem for a fault of ours. The log has its kind; the answer says nothing of it."""
    log.error("unexpected fault while answering: %s", type(error).__name__, exc_info=error)
    return problem("fault", 500, DETAILS[500])


def as_json(found: Problem) -> Response:
    """The problem as an `application/problem+json` answer."""
    return JSONResponse(asdict(found), status_code=found.status, media_type=MEDIA_TYPE)


def from_any(error: Exception) -> Problem:
    """The problem for any exception that reached the door."""
    match error:
        case UserError():
            return from_user_error(error)
        case RequestValidationError():
            return from_validation(error)
        case HTTPException():
            return from_http(error)
        case _:
            return from_unexpected(error)


CAUGHT: tuple[type[Exception], ...] = (UserError, RequestValidationError, HTTPException, Exception)


def is_for_api(request: Request) -> bool:
    """Whether the answer should be a problem document rather than a page."""
    return request.url.path.startswith(PREFIX)


def install(app: FastAPI) -> None:
    """Give every error of an API-only application the one shape."""

    def answer(request: Request, error: Exception) -> Response:
        return as_json(from_any(error))

    for kind in CAUGHT:
        app.add_exception_handler(kind, answer)
