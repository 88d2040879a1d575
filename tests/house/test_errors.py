"""The tree of errors is drawn as it is, each error can be told apart, and no message is made of a row's values."""

import ast
import re
from pathlib import Path

import pytest

from ninefold import errors
from ninefold.errors import NinefoldError, UserError

SOURCE = Path(errors.__file__).parent
# What code calls a value that came out of the data; none of these may stand in a message.
VALUES = {
    "value",
    "text",
    "row",
    "rows",
    "cell",
    "record",
    "received",
    "raw",
    "content",
    "body",
    "fields",
    "values",
}
TELLING = {"debug", "info", "warning", "error", "exception", "critical", "refuse", "print"}


def _drawn() -> list[tuple[int, str]]:
    """Depth and name of every class in the drawing, in order."""
    lines = re.findall(r"^([│├└─ ]*)(\w+Error|[A-Z]\w+)\b", errors.__doc__ or "", re.M)
    return [(len(before) // 4, name) for before, name in lines if before or name == "NinefoldError"]


def _real(parent: type, depth: int = 0) -> list[tuple[int, str]]:
    own = [each for each in parent.__subclasses__() if each.__module__ == errors.__name__]
    return [(depth, parent.__name__), *(found for each in own for found in _real(each, depth + 1))]


def _own_errors() -> list[type[UserError]]:
    return [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, UserError)]


def test_the_tree_drawn_is_the_tree_there_is() -> None:
    assert _drawn() == _real(NinefoldError)


def test_every_error_for_people_has_a_code_of_its_own() -> None:
    codes = [each.code for each in _own_errors()]

    assert len(set(codes)) == len(codes) > 10
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("error", _own_errors(), ids=lambda each: each.__name__)
def test_every_error_for_people_has_statuses_and_a_sentence(error: type[UserError]) -> None:
    assert 2 <= error.exit_status <= 9
    assert 400 <= error.http_status < 600
    assert (error.__doc__ or "").strip().endswith(".")


def _told(tree: ast.AST) -> list[ast.AST]:
    """Every raise of an error and every call that tells or logs something."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        or (
            isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in TELLING
        )
    ]


def _values_in(told: ast.AST) -> list[str]:
    """Names of values of the data that stand bare in a formatted text."""
    shown = [node.value for node in ast.walk(told) if isinstance(node, ast.FormattedValue)]
    return [ast.unparse(each) for each in shown if _root(each) in VALUES]


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_no_message_is_formatted_with_a_value_of_the_data() -> None:
    guilty = [
        f"{path.relative_to(SOURCE)}:{told.lineno} shows {', '.join(names)}"
        for path in sorted(SOURCE.rglob("*.py"))
        for told in _told(ast.parse(path.read_text(encoding="utf-8")))
        if (names := _values_in(told))
    ]

    assert guilty == []


def test_a_message_that_shows_a_value_would_be_found() -> None:
    planted = ast.parse("raise FileRefused(f'row {number}: {row[\"SURNAME\"]} is not a name')")

    assert [_values_in(told) for told in _told(planted)] == [["row['SURNAME']"]]
