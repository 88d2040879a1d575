"""The names people may build on: listed once, sorted, each there, and none fetched before it is asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import ninefold

KEPT = [
    "IngestOutcome",
    "NinefoldError",
    "RunOutcome",
    "Settings",
    "UserError",
    "Workspace",
    "check_product",
    "check_source",
    "ingest",
    "open_workspace",
    "read_settings",
    "run",
]


def test_the_public_names_are_these_and_sorted() -> None:
    assert ninefold.__all__ == KEPT
    assert sorted(ninefold.__all__) == ninefold.__all__


@pytest.mark.parametrize("name", KEPT)
def test_each_public_name_leads_to_something_documented(name: str) -> None:
    assert getattr(ninefold, name).__doc__


def test_the_types_are_told_for_the_same_names() -> None:
    stub = Path(ninefold.__file__).with_suffix(".pyi").read_text(encoding="utf-8")

    assert sorted(re.findall(r"import (\w+) as \1$", stub, re.M)) == KEPT


def test_a_name_that_is_not_public_is_refused_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"Those it has: .*open_workspace"):
        _ = ninefold.no_such_name


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    code = "import sys, ninefold; print([name for name in sys.modules if name.startswith('ninefold.')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
