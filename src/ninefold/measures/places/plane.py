"""A flat plane in metres for places given in degrees: equal areas everywhere, distances true near its middle.

Method: Lambert's azimuthal equal-area projection on the WGS 84 ellipsoid (Snyder, "Map Projections: A
Working Manual", USGS Professional Paper 1395, pages 187-190).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_A = 6_378_137.0
_E2 = 0.006_694_379_990_141_3
_E = _E2**0.5


@dataclass(frozen=True)
class Plane:
    """The plane that touches the earth at one point, in degrees; that point is its origin."""

    longitude: float
    latitude: float

    @cached_property
    def _touch(self) -> tuple[float, float, float, float]:
        """Authalic latitude and radius, and the scale that keeps distances true, at the origin."""
        at = np.radians(self.latitude)
        beta = float(np.arcsin(np.clip(_q(at) / _Q_POLE, -1, 1)))
        radius = _A * float(np.sqrt(_Q_POLE / 2))
        m = float(np.cos(at) / np.sqrt(1 - _E2 * np.sin(at) ** 2))
        stretch = _A * m / (radius * np.cos(beta)) if abs(self.latitude) < 89.9 else 1.0
        return beta, radius, float(stretch), float(np.radians(self.longitude))

    def forward(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the origin."""
        beta0, radius, stretch, lon0 = self._touch
        turn = np.radians(np.asarray(longitude, dtype=np.float64)) - lon0
        beta = np.arcsin(np.clip(_q(np.radians(np.asarray(latitude, dtype=np.float64))) / _Q_POLE, -1, 1))
        cosine = np.cos(beta) * np.cos(turn)
        scale = radius * np.sqrt(2 / (1 + np.sin(beta0) * np.sin(beta) + np.cos(beta0) * cosine))
        x = scale * stretch * np.cos(beta) * np.sin(turn)
        y = scale / stretch * (np.cos(beta0) * np.sin(beta) - np.sin(beta0) * cosine)
        return x, y

    def backward(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees of points of the plane."""
        beta0, radius, stretch, lon0 = self._touch
        east, north = np.asarray(x, dtype=np.float64) / stretch, np.asarray(y, dtype=np.float64) * stretch
        rho = np.hypot(east, north)
        angle = 2 * np.arcsin(np.clip(rho / (2 * radius), -1, 1))
        safe = np.where(rho > 0, rho, 1.0)
        sine = np.cos(angle) * np.sin(beta0) + north * np.sin(angle) * np.cos(beta0) / safe
        turn = np.arctan2(
            east * np.sin(angle),
            rho * np.cos(beta0) * np.cos(angle) - north * np.sin(beta0) * np.sin(angle),
        )
        return np.degrees(lon0 + turn), np.degrees(_geodetic(np.arcsin(np.clip(sine, -1, 1))))


def local_plane(longitude: ArrayLike, latitude: ArrayLike) -> Plane:
    """The plane touching at the median of these points, so that a few wild points do not move it."""
    return Plane(float(np.median(np.asarray(longitude))), float(np.median(np.asarray(latitude))))


def _q(latitude: Floats | float) -> Floats:
    sine = np.sin(np.asarray(latitude, dtype=np.float64))
    part = np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    return np.asarray((1 - _E2) * (sine / (1 - _E2 * sine**2) - part), dtype=np.float64)


_Q_POLE = float(_q(np.pi / 2))


def _geodetic(beta: Floats) -> Floats:
    """Geodetic from authalic latitude, by the series good to a millimetre."""
    second = _E2 / 3 + 31 * _E2**2 / 180 + 517 * _E2**3 / 5040
    fourth = 23 * _E2**2 / 360 + 251 * _E2**3 / 3780
    sixth = 761 * _E2**3 / 45360
    return np.asarray(
        beta + second * np.sin(2 * beta) + fourth * np.sin(4 * beta) + sixth * np.sin(6 * beta),
        dtype=np.float64,
    )
