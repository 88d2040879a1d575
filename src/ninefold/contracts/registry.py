"""Finds sources by name: those in `ninefold.sources`, those installed by entry point, and a workspace's own.

A force keeps a private source in its own package and names it in its pyproject:

    [project.entry-points."ninefold.sources"]
    custody_north = "north_sources.custody"

A workspace's own sources are cards alone, `sources/NAME/card.toml`: no Python is run from a folder of data.
"""

from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from ninefold.contracts.cards import read_card
from ninefold.contracts.source import MapFunction, Source
from ninefold.errors import CardInvalid, NotFound

GROUP = "ninefold.sources"


class Sources(dict[str, Source]):
    """Sources by name. A broken card of a workspace stops its own source only: see `broken`."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.broken: dict[str, CardInvalid] = {}

    def __missing__(self, name: str) -> Source:
        """Raise what is wrong with the card of that name, or NotFound."""
        if name in self.broken:
            raise self.broken[name]
        known = ", ".join(sorted(self)) or "none"
        raise NotFound(f"There is no source of that name. Those there are: {known}.")


def find_sources(declared: MapFunction, workspace: Path | None = None) -> Sources:
    """Every source that can be read; `declared` maps those whose card says all."""
    sources = Sources()
    for package in [*_built_in(), *_installed()]:
        source = _from_package(package, declared)
        sources[source.name] = source
    folder = None if workspace is None else workspace / "sources"
    if folder is not None and folder.is_dir():
        for card in sorted(folder.glob("*/card.toml")):
            _add_from_folder(sources, card.parent, declared)
    return sources


def load_source(folder: Path, declared: MapFunction) -> Source:
    """The source of one folder that holds a card.toml."""
    return Source(read_card(folder), folder, declared)


def _add_from_folder(sources: Sources, folder: Path, declared: MapFunction) -> None:
    try:
        source = load_source(folder, declared)
        if source.name in sources:
            raise CardInvalid(
                f"{folder.name}/card.toml, [source], `name`: another source has this name. "
                f"Write a name of its own."
            )
    except CardInvalid as error:
        sources.broken[folder.name] = error
    else:
        sources[source.name] = source


def _from_package(package: str, declared: MapFunction) -> Source:
    # A card needs no Python beside it, so its folder may be a bare one.
    folder = Path(next(iter(import_module(package).__path__)))
    if find_spec(f"{package}.map") is None:
        return load_source(folder, declared)
    own = getattr(import_module(f"{package}.map"), "map_batch", None)
    if not callable(own):
        raise CardInvalid(f"{package}.map: has no function `map_batch`. Write one, or leave map.py out.")
    return Source(read_card(folder), folder, own)


def _built_in() -> list[str]:
    package = import_module(GROUP)
    cards = [card for folder in package.__path__ for card in Path(folder).glob("*/card.toml")]
    return sorted(f"{GROUP}.{card.parent.name}" for card in cards)


def _installed() -> list[str]:
    return [point.value for point in entry_points(group=GROUP)]
