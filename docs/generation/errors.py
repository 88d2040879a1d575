"""The page of errors, from ninefold.errors."""

import inspect
from collections.abc import Iterator

from generation.markdown import code, section, table
from generation.markdown import page as markdown_page
from ninefold import errors
from ninefold.errors import NinefoldError, UserError


def page() -> str:
    """The tree of errors, and the code and statuses of each that people meet."""
    tree = (inspect.getdoc(errors) or "").split("\n\n")[1]
    rows = [
        (
            code(each.code),
            code(each.__name__),
            (each.__doc__ or "").strip(),
            each.exit_status,
            each.http_status,
        )
        for each in family(UserError)
        if each.__module__ == errors.__name__
    ]
    return markdown_page(
        "Errors",
        "A message says what happened, where, and what to do next. It never repeats a value from the data.",
        section("The tree", f"```text\n{tree}\n```"),
        section("Those that people meet", table(["code", "class", "when", "exit", "HTTP"], rows)),
        "The API answers every error as one problem document: `type`, `title`, `status`, `detail` and `code`.",
    )


def family(parent: type[UserError]) -> Iterator[type[UserError]]:
    """An error and all below it, parents first."""
    yield parent
    for child in parent.__subclasses__():
        yield from family(child)


def everything(parent: type[NinefoldError] = NinefoldError) -> list[type[NinefoldError]]:
    """Every error of ninefold.errors."""
    found = [parent, *(each for child in parent.__subclasses__() for each in everything(child))]
    return [each for each in found if each.__module__ == errors.__name__]
