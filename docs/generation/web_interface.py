"""The page of the API, from the description it gives of itself."""

from typing import Any, cast

from generation.markdown import code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.api.app import OPENAPI, create_api
from ninefold.contracts.reading import FigureReader


def page() -> str:
    """Every endpoint, what it answers, and what may be asked of it."""
    # The endpoints are described without being called, so no reader is needed behind them.
    described = create_api(cast(FigureReader, None)).openapi()
    paths = sorted(described["paths"].items())
    rows = [(code(path), _told(verbs["get"]), _asked(verbs["get"])) for path, verbs in paths]
    return markdown_page(
        "The API",
        f"Read-only, version 1, served beside the pages by `ninefold serve`. Its description is at {code(OPENAPI)}.",
        table(["GET", "answers", "may be asked with"], rows),
        section(
            "Parameters of a question about figures",
            table(["parameter", "takes", "default"], _parameters(paths)),
        ),
    )


def _told(verb: dict[str, Any]) -> str:
    return " ".join(verb.get("description", "").split())


def _asked(verb: dict[str, Any]) -> str:
    return listing(code(each["name"]) for each in verb.get("parameters", []))


def _parameters(paths: list[tuple[str, Any]]) -> list[tuple[str, str, str]]:
    verb = next(verbs["get"] for path, verbs in paths if path.endswith("/figures"))
    return [
        (code(each["name"]), _takes(each), code(each["schema"].get("default", "")))
        for each in verb["parameters"]
    ]


def _takes(parameter: dict[str, Any]) -> str:
    kind = parameter["schema"]
    if told := parameter.get("description"):
        return str(told)
    if "enum" in kind:
        return " or ".join(code(word) for word in kind["enum"])
    return {"integer": "whole number"}.get(kind.get("type", ""), "text")
