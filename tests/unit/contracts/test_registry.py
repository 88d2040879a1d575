"""Sources are found in the package and in a workspace; a broken card stops its own source only."""

from pathlib import Path

import pytest
from tests.support.declared import CARD, made_card

from ninefold.contracts.registry import find_sources
from ninefold.errors import CardInvalid, NotFound
from ninefold.standardise.declared import declared_map


def test_the_built_in_sources_are_found_without_being_named() -> None:
    assert "police_uk" in find_sources(declared_map)


def test_a_workspace_card_is_a_source_like_any_other(tmp_path: Path) -> None:
    made_card(tmp_path / "sources" / "madeup")
    assert find_sources(declared_map, tmp_path)["madeup"].card.owner == "Records Manager"


def test_a_broken_card_stops_its_own_source_and_no_other(tmp_path: Path) -> None:
    made_card(tmp_path / "sources" / "madeup")
    (tmp_path / "sources" / "broken").mkdir()
    (tmp_path / "sources" / "broken" / "card.toml").write_text("[source", encoding="utf-8")
    sources = find_sources(declared_map, tmp_path)
    assert "madeup" in sources
    with pytest.raises(CardInvalid, match="not valid TOML"):
        sources["broken"]


def test_a_name_that_is_taken_is_refused_not_replaced(tmp_path: Path) -> None:
    made_card(tmp_path / "sources" / "other", CARD.replace('name = "madeup"', 'name = "police_uk"'))
    sources = find_sources(declared_map, tmp_path)
    assert sources["police_uk"].card.licence == "OGL-3.0"
    assert "another source has this name" in str(sources.broken["other"])


def test_python_in_a_workspace_is_not_run(tmp_path: Path) -> None:
    made_card(tmp_path / "sources" / "madeup")
    (tmp_path / "sources" / "madeup" / "map.py").write_text("raise SystemExit('run')", encoding="utf-8")
    assert find_sources(declared_map, tmp_path)["madeup"].map is declared_map


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(NotFound, match="police_uk"):
        find_sources(declared_map)["nobody"]
