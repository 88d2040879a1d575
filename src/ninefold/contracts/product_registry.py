"""Finds products by name: those in `ninefold.products`, and those others install by entry point.

A force keeps a private product in its own package and names it in its pyproject:

    [project.entry-points."ninefold.products"]
    my_product = "my_package.my_product"
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from ninefold.contracts.product import Product
from ninefold.contracts.product_card import read_card
from ninefold.errors import CardInvalid, NotFound

GROUP = "ninefold.products"


def product_names() -> list[str]:
    """Every product that can be loaded, sorted."""
    return sorted({*_built_in(), *_installed()})


def load_product(name: str) -> Product:
    """The product of that name; raises NotFound, or CardInvalid where its folder is incomplete."""
    packages = _built_in() | _installed()
    if name not in packages:
        raise NotFound(f"There is no product of that name. Those there are: {', '.join(sorted(packages))}.")
    return product_from_package(packages[name])


def product_from_package(package: str) -> Product:
    """The product in an importable package that holds card.toml, features.py and method.py."""
    features = import_module(f"{package}.features")
    method = import_module(f"{package}.method")
    folder = Path(str(features.__file__)).parent
    return Product(
        card=read_card(folder / "card.toml"),
        features=_verb(features, "features"),
        train=_verb(method, "train"),
        analyse=_verb(method, "analyse"),
        explain=_verb(method, "explain"),
        folder=folder,
    )


def _verb(module: ModuleType, name: str) -> Callable[..., Any]:
    verb = getattr(module, name, None)
    if not callable(verb):
        raise CardInvalid(f"{module.__name__}: has no function `{name}`. Every product has one.")
    return verb  # type: ignore[no-any-return]


def _built_in() -> dict[str, str]:
    package = import_module(GROUP)
    return {m.name: f"{GROUP}.{m.name}" for m in pkgutil.iter_modules(package.__path__) if m.ispkg}


def _installed() -> dict[str, str]:
    return {point.name: point.value for point in entry_points(group=GROUP)}
