"""The areas a workspace knows: their names, the forces they lie in, and outlines for a map to draw."""

from collections.abc import Sequence

import h3
import pyarrow as pa

from ninefold.contracts.reading import AreaOutline, AreaOutlines
from ninefold.measures import areas as measured

# A map of thousands of areas is looked at from far away: coarser outlines keep the page light.
# Degrees of latitude; 0.001 is about 110 m on the ground.
TOLERANCES = ((400, 0.0), (1500, 0.0005), (3000, 0.001))
COARSEST = 0.0015


class KnownAreas:
    """The areas of a workspace (rows of `AREA_SCHEMA`). Outlines are turned into text once and kept."""

    def __init__(self, areas: pa.Table) -> None:
        self._areas = areas
        self._texts: dict[tuple[str, float], dict[str, str]] = {}

    def forces(self, area_kind: str) -> dict[str, str]:
        """The force each area of a kind lies in; empty when that is not known."""
        held = self._of(area_kind)
        pairs = zip(held["code"].to_pylist(), held["force"].to_pylist(), strict=True)
        return {code: force for code, force in pairs if force}

    def attribution(self, area_kind: str) -> str:
        """The notices that must be shown with outlines of a kind."""
        notices = self._of(area_kind)["attribution"].unique().to_pylist()
        return " ".join(sorted(notice for notice in notices if notice))

    def outlines(self, area_kind: str, areas: Sequence[str]) -> AreaOutlines:
        """The outlines of the areas named, leaving out those that are not held."""
        if area_kind == "h3":
            return AreaOutlines(area_kind, _hexagons(areas), "")
        texts = self._outline_texts(area_kind, _tolerance(len(areas)))
        found = tuple(AreaOutline(area, texts[area]) for area in areas if area in texts)
        return AreaOutlines(area_kind, found, self.attribution(area_kind))

    def _outline_texts(self, area_kind: str, tolerance: float) -> dict[str, str]:
        key = (area_kind, tolerance)
        if key not in self._texts:
            held = self._of(area_kind)
            texts = measured.outline_texts(held, tolerance)
            pairs = zip(held["code"].to_pylist(), texts, strict=True)
            self._texts[key] = {code: text for code, text in pairs if text != "null"}
        return self._texts[key]

    def _of(self, area_kind: str) -> pa.Table:
        return measured.of_kind(self._areas, area_kind)


def place_words(cell: str) -> str:
    """An H3 cell in words a person can use: where its middle is, to about a hundred metres."""
    latitude, longitude = h3.cell_to_latlng(cell)
    east_west = "E" if longitude >= 0 else "W"
    return f"Near {latitude:.3f}° N, {abs(longitude):.3f}° {east_west}"


def _hexagons(cells: Sequence[str]) -> tuple[AreaOutline, ...]:
    held = measured.h3_areas(list(cells))
    texts = measured.outline_texts(held)
    return tuple(AreaOutline(code, text) for code, text in zip(held["code"].to_pylist(), texts, strict=True))


def _tolerance(count: int) -> float:
    return next((tolerance for most, tolerance in TOLERANCES if count <= most), COARSEST)
