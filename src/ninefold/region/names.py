"""The lists of invented names, read once, as Arrow columns with weights."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.region.chance import Floats, cumulative, zipf_mandelbrot

ORIGINS = ("british", "south_asian", "eastern_european", "african_caribbean", "chinese", "arabic")


@dataclass(frozen=True)
class NameList:
    """Part of a column of names: where it starts and the running share of each name."""

    start: int
    shares: Floats


@dataclass(frozen=True)
class Names:
    """Forenames and surnames as two columns, with the part that belongs to each origin (and sex)."""

    forenames: pa.Array
    surnames: pa.Array
    women: tuple[NameList, ...]
    men: tuple[NameList, ...]
    families: tuple[NameList, ...]
    origin_shares: Floats
    short_forms: dict[str, list[str]]
    towns: list[str]
    streets: list[str]


@cache
def read() -> Names:
    """Every list of names.toml."""
    lists = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    forenames: list[str] = []
    surnames: list[str] = []
    women, men, families = [], [], []
    for origin in ORIGINS:
        women.append(_add(forenames, lists[origin]["women"], 1.5))
        men.append(_add(forenames, lists[origin]["men"], 1.5))
        families.append(_add(surnames, _families(lists[origin]), 12.0))
    places = lists["places"]
    return Names(
        forenames=pa.array(forenames, pa.string()),
        surnames=pa.array(surnames, pa.string()),
        women=tuple(women),
        men=tuple(men),
        families=tuple(families),
        origin_shares=cumulative([lists[origin]["share"] for origin in ORIGINS]),
        short_forms=lists["short_forms"],
        towns=places["towns"],
        streets=[f"{stem} {end}" for end in places["street_endings"] for stem in places["street_stems"]],
    )


def _families(origin: dict[str, list[str]]) -> list[str]:
    built = [stem + ending for stem in origin["stems"] for ending in origin["endings"]]
    # Scattered, so that the common built names do not all begin with the same letters.
    order = np.random.default_rng(len(built)).permutation(len(built))
    return origin["surnames"] + [built[place] for place in order]


def _add(column: list[str], names: list[str], shift: float) -> NameList:
    start = len(column)
    column += names
    return NameList(start, cumulative(zipf_mandelbrot(len(names), shift, 0.9)))
