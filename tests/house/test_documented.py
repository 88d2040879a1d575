"""What can be generated is generated and current; each setting, command, cleaner and check can be looked up."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from tests.house.generated import DOCS, GENERATED, generation

from ninefold.contracts.conformance import CHECKS
from ninefold.contracts.vocabulary import CLEANERS as IN_CARDS
from ninefold.settings import Settings
from ninefold.standardise.registry import CLEANERS

READERS = DOCS.parent / "src" / "ninefold" / "engine" / "formats"
READER_RULE = re.compile(r'"((?:csv|encoding|fixed_width|json|parquet|sqlite|xlsx|xml)\.[a-z_]+)"')


def _page(name: str) -> str:
    return (GENERATED / name).read_text(encoding="utf-8")


def test_no_generated_page_is_stale() -> None:
    generate = generation()

    assert generate.stale(GENERATED, generate.pages()) == [], "run `make fix`"


def test_a_changed_a_missing_and_a_left_over_page_are_each_called_stale(tmp_path: Path) -> None:
    generate = generation()
    generate.write(tmp_path, {"a.md": "one", "b/c.md": "two"})
    (tmp_path / "a.md").write_text("changed")
    (tmp_path / "old.md").write_text("left over")

    assert generate.stale(tmp_path, {"a.md": "one", "b/c.md": "two", "d.md": "new"}) == [
        "a.md",
        "d.md",
        "old.md",
    ]


def test_every_setting_has_its_meaning() -> None:
    meanings = generation("generation.settings").meanings_by_name()

    for setting in fields(Settings):
        assert meanings.get(setting.name), f"{setting.name} has no comment saying what it means"
        assert f"NINEFOLD_{setting.name.upper()}" in _page("settings.md")


def test_every_command_and_every_option_says_what_it_does() -> None:
    commands = generation("generation.commands")

    assert len(commands.page_names()) > 10
    for name in commands.page_names():
        assert f"## `{name}`" in _page("commands.md")
    rows = [line for line in _page("commands.md").splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.split(" | ")[1].strip() == ""] == []


def test_cards_and_cleaners_know_the_same_names() -> None:
    assert set(IN_CARDS) == set(CLEANERS)


@pytest.mark.parametrize("name", sorted(CLEANERS))
def test_every_cleaner_is_in_the_reference(name: str) -> None:
    assert f"| `{name}` |" in _page("cleaners.md")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_of_a_source_is_in_the_reference(check: object) -> None:
    assert f"`{check.__name__}`" in _page("checks.md")


def test_every_rule_a_reader_refuses_by_is_in_the_reference() -> None:
    rules = {rule for path in READERS.glob("*.py") for rule in READER_RULE.findall(path.read_text("utf-8"))}

    assert len(rules) > 15
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in _page("quality.md")] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]
    broken = [
        f"{page.relative_to(DOCS.parent)} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
