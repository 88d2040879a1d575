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
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise NotFound(
            f"{package}: there is no such package to load a product from. Install it, or correct its name."
        )
    folder = Path(spec.origin).parent
    for part in ("features.py", "method.py"):
        if not (folder / part).exists():
            raise CardInvalid(
                f"{folder}: has no {part}. A product is a folder with card.toml, features.py and method.py."
            )
    return Product(
        card=read_card(folder / "card.toml"),
        features=_verb(f"{package}.features", "features"),
        train=_verb(f"{package}.method", "train"),
        analyse=_verb(f"{package}.method", "analyse"),
        explain=_verb(f"{package}.method", "explain"),
        folder=folder,
    )


def _verb(module: str, name: str) -> Callable[..., Any]:
    """The function of that name, imported when first called: statistics are slow to import, cards are not."""

    def call(*arguments: Any) -> Any:
        verb = getattr(import_module(module), name, None)
        if not callable(verb):
            raise CardInvalid(f"{module}: has no function `{name}`. Every product has one.")
        return verb(*arguments)

    return call


def _built_in() -> dict[str, str]:
    package = import_module(GROUP)
    return {m.name: f"{GROUP}.{m.name}" for m in pkgutil.iter_modules(package.__path__) if m.ispkg}


def _installed() -> dict[str, str]:
    return {point.name: point.value for point in entry_points(group=GROUP)}
