"""A product's card is complete, or says what it lacks."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ninefold.contracts.product_card import parse_card, read_card
from ninefold.contracts.product_registry import load_product, product_from_package, product_names
from ninefold.errors import CardInvalid, NotFound

CARD = load_product("volume").folder / "card.toml"


def _content() -> dict[str, Any]:
    return tomllib.loads(CARD.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(_content()["product"].keys() - {"horizon", "pooled"}))
def test_a_card_without_something_it_must_say_is_refused_by_name(name: str) -> None:
    content = _content()
    del content["product"][name]
    with pytest.raises(CardInvalid, match=f"`{name}`"):
        parse_card(content, where="card.toml")


def test_a_card_must_forbid_at_least_one_use() -> None:
    content = _content()
    content["product"]["uses_forbidden"] = []
    with pytest.raises(CardInvalid, match="`uses_forbidden`"):
        parse_card(content, where="card.toml")


def test_a_key_no_card_has_is_refused() -> None:
    content = _content()
    content["product"]["qestion"] = "?"
    with pytest.raises(CardInvalid, match="`qestion`"):
        parse_card(content, where="card.toml")


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text("[product", encoding="utf-8")
    with pytest.raises(CardInvalid, match="not valid TOML"):
        read_card(tmp_path / "card.toml")


def test_a_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="no file here"):
        read_card(tmp_path / "card.toml")


def test_the_counting_products_are_found_by_name() -> None:
    assert {"harm", "volume"} <= set(product_names())


def test_an_unknown_product_is_not_found_and_the_known_are_listed() -> None:
    with pytest.raises(NotFound, match="volume"):
        load_product("no such product")


def test_a_package_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no such package"):
        product_from_package("no_such_package_of_a_force")


def test_a_folder_that_lacks_a_part_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_a_product").mkdir()
    (tmp_path / "half_a_product" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CardInvalid, match=r"no features\.py"):
        product_from_package("half_a_product")


def test_a_product_of_a_force_is_loaded_from_its_own_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A force's package holds a card and borrows nothing; a verb it lacks is named when it is called."""
    folder = tmp_path / "private_product"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "card.toml").write_text(CARD.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "features.py").write_text("def features(inputs): return 'features'\n", encoding="utf-8")
    (folder / "method.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    product = product_from_package("private_product")
    assert product.features(None) == "features"  # type: ignore[comparison-overlap, arg-type]
    with pytest.raises(CardInvalid, match="no function `train`"):
        product.train(None, None)  # type: ignore[arg-type]
