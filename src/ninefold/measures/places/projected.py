"""Flat planes that files commonly use, by EPSG code: the UTM zones and the British National Grid.

Method: Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395, pages 60-64; good to a
centimetre within four degrees of the central meridian.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ninefold.measures.places.events import Floats
from ninefold.pole.national_grid import GridPoint, to_grid, to_wgs84
from ninefold.pole.where import Point

_A, _F, _K0 = 6_378_137.0, 1 / 298.257_223_563, 0.9996
_E2 = _F * (2 - _F)
_EP2 = _E2 / (1 - _E2)


class FlatPlane(Protocol):
    """A plane in metres that can be told from degrees and back."""

    def forward(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north."""

    def backward(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees."""


@dataclass(frozen=True)
class Transverse:
    """One UTM zone: its central meridian in degrees, and its false northing in metres."""

    meridian: float
    north: float = 0.0

    def forward(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Easting and northing in metres."""
        at = np.radians(np.asarray(latitude, dtype=np.float64))
        turn = np.radians(np.asarray(longitude, dtype=np.float64) - self.meridian)
        n = _A / np.sqrt(1 - _E2 * np.sin(at) ** 2)
        t, c, a = np.tan(at) ** 2, _EP2 * np.cos(at) ** 2, np.cos(at) * turn
        east = a + (1 - t + c) * a**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * _EP2) * a**5 / 120
        up = a**2 / 2 + (5 - t + 9 * c + 4 * c**2) * a**4 / 24
        up += (61 - 58 * t + t**2 + 600 * c - 330 * _EP2) * a**6 / 720
        return 500_000 + _K0 * n * east, self.north + _K0 * (_meridian(at) + n * np.tan(at) * up)

    def backward(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees, by stepping until forward gives the point back."""
        east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        latitude = np.degrees((north - self.north) / (_K0 * 6_367_449.0))
        longitude = self.meridian + np.degrees((east - 500_000) / (_A * np.cos(np.radians(latitude))))
        for _ in range(8):
            seen_east, seen_north = self.forward(longitude, latitude)
            latitude = latitude + np.degrees((north - seen_north) / (_K0 * 6_367_449.0))
            longitude = longitude + np.degrees((east - seen_east) / (_A * np.cos(np.radians(latitude))))
        return longitude, latitude


@dataclass(frozen=True)
class NationalGrid:
    """The British National Grid (EPSG:27700), to within 5 metres; each distinct point is worked out once."""

    def forward(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Easting and northing in metres."""
        points, back = _distinct(longitude, latitude)
        found = [to_grid(Point(float(north), float(east))) for east, north in points]
        pairs = np.array([(each.easting, each.northing) for each in found]).reshape(-1, 2)[back]
        return pairs[:, 0], pairs[:, 1]

    def backward(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees."""
        points, back = _distinct(x, y)
        found = [to_wgs84(GridPoint(float(east), float(north))) for east, north in points]
        pairs = np.array([(each.longitude, each.latitude) for each in found]).reshape(-1, 2)[back]
        return pairs[:, 0], pairs[:, 1]


def known_projection(epsg: int) -> FlatPlane | None:
    """The plane of an EPSG code where its formula is here; None otherwise."""
    if epsg == 27700:
        return NationalGrid()
    if 32601 <= epsg <= 32660:
        return Transverse(6 * (epsg - 32600) - 183)
    if 32701 <= epsg <= 32760:
        return Transverse(6 * (epsg - 32700) - 183, 10_000_000.0)
    return None


def _meridian(latitude: Floats) -> Floats:
    """The length of the meridian from the equator."""
    fourth, sixth = _E2**2, _E2**3
    return np.asarray(
        _A
        * (
            (1 - _E2 / 4 - 3 * fourth / 64 - 5 * sixth / 256) * latitude
            - (3 * _E2 / 8 + 3 * fourth / 32 + 45 * sixth / 1024) * np.sin(2 * latitude)
            + (15 * fourth / 256 + 45 * sixth / 1024) * np.sin(4 * latitude)
            - (35 * sixth / 3072) * np.sin(6 * latitude)
        ),
        dtype=np.float64,
    )


def _distinct(first: ArrayLike, second: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    pairs = np.column_stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)])
    points, back = np.unique(pairs, axis=0, return_inverse=True)
    return points, back.ravel()
