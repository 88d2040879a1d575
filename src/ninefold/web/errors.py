"""Errors as pages in plain words, or as problem documents under `/api/`; decided by the address alone."""

from fastapi import FastAPI, Request, Response

from ninefold.api import problems
from ninefold.web.templating import Pages

HEADINGS = {
    403: "You cannot see this",
    404: "Page not found",
    405: "This page can only be read",
    409: "This cannot be done now",
    422: "We could not read that question",
}
FAULT = "Sorry, there is a problem with the service"


def install(app: FastAPI, pages: Pages) -> None:
    """Answer every error in the form the reader asked in."""

    def answer(request: Request, error: Exception) -> Response:
        found = problems.from_any(error)
        if problems.is_for_api(request):
            return problems.as_json(found)
        heading = HEADINGS.get(found.status, FAULT)
        return pages.render(request, "error.html", status=found.status, heading=heading, problem=found)

    for kind in problems.CAUGHT:
        app.add_exception_handler(kind, answer)
