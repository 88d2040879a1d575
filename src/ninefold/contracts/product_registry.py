"""Finds products by name: those in `ninefold.products`, and those others install by entry point.

A force keeps a private product in its own package and names it in its pyproject:

    [project.entry-points."ninefold.products"]
    my_product = "my_package.my_product"
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ninefold.contracts.product import Product
from ninefold.contracts.product_card import read_card
from ninefold.contracts.scoring import ScoringProduct
from ninefold.contracts.scoring_card import is_scoring, read_scoring_card
from ninefold.errors import CardInvalid, NotFound

GROUP = "ninefold.products"


def product_names() -> list[str]:
    """Every counting product that can be loaded, sorted."""
    return sorted(name for name, package in _all().items() if not _is_scoring(package))


def scoring_product_names() -> list[str]:
    """Every scoring product that can be loaded, sorted."""
    return sorted(name for name, package in _all().items() if _is_scoring(package))


def load_product(name: str) -> Product:
    """The product of that name; raises NotFound, or CardInvalid where its folder is incomplete."""
    return product_from_package(_package(name))


def load_scoring_product(name: str) -> ScoringProduct:
    """The scoring product of that name; raises NotFound, or CardInvalid where its folder is incomplete."""
    return scoring_product_from_package(_package(name))


def product_from_package(package: str) -> Product:
    """The product in an importable package that holds card.toml, features.py and method.py."""
    folder = _folder(package)
    _check_has(folder, "features.py", "method.py")
    return Product(
        card=read_card(folder / "card.toml"),
        features=_verb(f"{package}.features", "features"),
        train=_verb(f"{package}.method", "train"),
        analyse=_verb(f"{package}.method", "analyse"),
        explain=_verb(f"{package}.method", "explain"),
        folder=folder,
    )


def scoring_product_from_package(package: str) -> ScoringProduct:
    """The scoring product in an importable package that holds card.toml and features.py."""
    folder = _folder(package)
    _check_has(folder, "features.py")
    own = (folder / "method.py").exists()
    return ScoringProduct(
        card=read_scoring_card(folder / "card.toml"),
        cohort=_verb(f"{package}.features", "cohort"),
        outcomes=_verb(f"{package}.features", "outcomes"),
        features=_verb(f"{package}.features", "features"),
        folder=folder,
        fit=_verb(f"{package}.method", "fit") if own else None,
        load=_verb(f"{package}.method", "load") if own else None,
        timelines=_verb(f"{package}.features", "timelines") if (folder / "sample").is_dir() else None,
    )


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise NotFound(
            f"{package}: there is no such package to load a product from. Install it, or correct its name."
        )
    return Path(spec.origin).parent


def _check_has(folder: Path, *parts: str) -> None:
    for part in parts:
        if not (folder / part).exists():
            raise CardInvalid(
                f"{folder}: has no {part}. A product is a folder with card.toml, features.py and method.py."
            )


def _verb(module: str, name: str) -> Callable[..., Any]:
    """The function of that name, imported when first called: statistics are slow to import, cards are not."""

    def call(*arguments: Any) -> Any:
        verb = getattr(import_module(module), name, None)
        if not callable(verb):
            raise CardInvalid(f"{module}: has no function `{name}`. Every product has one.")
        return verb(*arguments)

    return call


def _package(name: str) -> str:
    packages = _all()
    if name not in packages:
        raise NotFound(f"There is no product of that name. Those there are: {', '.join(sorted(packages))}.")
    return packages[name]


def _is_scoring(package: str) -> bool:
    spec = find_spec(package)
    return spec is not None and spec.origin is not None and is_scoring(Path(spec.origin).parent / "card.toml")


def _all() -> dict[str, str]:
    return _built_in() | _installed()


def _built_in() -> dict[str, str]:
    package = import_module(GROUP)
    return {m.name: f"{GROUP}.{m.name}" for m in pkgutil.iter_modules(package.__path__) if m.ispkg}


def _installed() -> dict[str, str]:
    return {point.name: point.value for point in entry_points(group=GROUP)}
