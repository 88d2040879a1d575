"""What commands print for scripts is JSON that any reader takes."""

import json
from dataclasses import dataclass
from math import inf, nan

import pytest

from ninefold.cli import render


@dataclass(frozen=True)
class _Figure:
    value: float
    name: str


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_is_null(value: float, capsys: pytest.CaptureFixture[str]) -> None:
    render.as_json({"figures": [_Figure(value, "NaN is a word"), _Figure(1.5, "plain")]})

    told = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert told == {"figures": [{"value": None, "name": "NaN is a word"}, {"value": 1.5, "name": "plain"}]}


def test_other_output_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    render.as_json(_Figure(2.0, "naïve"))

    assert capsys.readouterr().out == '{"value": 2.0, "name": "naïve"}\n'
