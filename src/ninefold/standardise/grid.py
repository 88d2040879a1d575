"""British National Grid references (EPSG:27700) to degrees, as one polynomial an engine works out fast.

`pole.national_grid` has the exact steps, which loop; here a polynomial in easting and northing is fitted to
them once, and agrees with them to within a centimetre over the whole grid (its test says so).
"""

from functools import cache
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
from ibis import ir

from ninefold.pole.national_grid import GridPoint, to_wgs84
from ninefold.standardise.cleaned import Cleaned

_DEGREE = 9
_EAST, _NORTH = 700_000.0, 1_300_000.0
_PAIR = r"^[ \t]*([0-9]+\.?[0-9]*)[ \t]+([0-9]+\.?[0-9]*)[ \t]*$"
_ENDS = _DEGREE + 1

Axis = Literal["longitude", "latitude"]


def degrees(value: ir.StringValue, axis: Axis) -> Cleaned:
    """Degrees from an easting and a northing in metres, joined by a space; a half that is absent is refused."""
    easting = value.re_extract(_PAIR, 1).try_cast("float64")
    northing = value.re_extract(_PAIR, 2).try_cast("float64")
    x, y = 2 * easting / _EAST - 1, 2 * northing / _NORTH - 1
    inside = (easting < _EAST) & (northing < _NORTH)
    return Cleaned(inside.ifelse(_polynomial(x, y, _fitted(axis)), None), "grid.range")


def _polynomial(
    x: ir.FloatingValue, y: ir.FloatingValue, weights: npt.NDArray[np.float64]
) -> ir.FloatingValue:
    total: ir.FloatingValue | None = None
    for row in weights[::-1]:
        inner: ir.FloatingValue | None = None
        for weight in row[::-1]:
            inner = y * 0 + float(weight) if inner is None else inner * y + float(weight)
        total = inner if total is None else total * x + cast(ir.FloatingValue, inner)
    return cast(ir.FloatingValue, total)


@cache
def _fitted(axis: Axis) -> npt.NDArray[np.float64]:
    """Weights of x^i y^j, by least squares over a lattice that is denser near the edges of the grid."""
    nodes = np.cos(np.pi * (np.arange(28) + 0.5) / 28)
    x, y = (side.ravel() for side in np.meshgrid(nodes, nodes))
    points = [
        to_wgs84(GridPoint((a + 1) / 2 * _EAST, (b + 1) / 2 * _NORTH)) for a, b in zip(x, y, strict=True)
    ]
    terms = np.stack([x**i * y**j for i in range(_ENDS) for j in range(_ENDS)], axis=1)
    weights, *_ = np.linalg.lstsq(terms, np.array([getattr(point, axis) for point in points]), rcond=None)
    return cast(npt.NDArray[np.float64], weights.reshape(_ENDS, _ENDS))
