"""Every rule that a reader or a cleaner can tell has plain words for people."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ninefold.actions.figures.rule_words import WORDS, rule_words

FOLDERS = ("ninefold.engine.formats", "ninefold.standardise")
# "csv.nul_byte", "DS_010.format", f"{rule}.range": a rule's number and its ending
RULE = re.compile(r'"(?:[A-Za-z][A-Za-z0-9_]*|\{[a-z_]+\})\.([a-z][a-z_]*)"')
NOT_RULES = {"xml", "tmp", "csv", "parquet", "db"}  # endings of file names
BY_DESIGN = ("row:no_record", "Number:required", "ethnicity.list", "types.unknown")


def endings() -> set[str]:
    """The ending of every rule written in the code of the readers and the cleaners."""
    texts = (p.read_text("utf-8") for folder in FOLDERS for p in Path(str(files(folder))).glob("*.py"))
    return {ending for text in texts for ending in RULE.findall(text)} - NOT_RULES


def test_the_rules_in_the_code_are_found() -> None:
    assert {"nul_byte", "too_deep", "binary_value", "repeated_element", "format", "range"} <= endings()
    assert len(endings()) > 35


@pytest.mark.parametrize("ending", sorted(endings()))
def test_every_rule_has_words(ending: str) -> None:
    assert rule_words(f"any.{ending}") != rule_words("any.rule at all"), (
        f"no words for rules ending in {ending}"
    )


@pytest.mark.parametrize("told", BY_DESIGN)
def test_reasons_as_they_are_told_have_words(told: str) -> None:
    assert rule_words(told.rpartition(":")[2]) in WORDS.values()
