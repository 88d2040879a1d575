"""British National Grid (EPSG:27700) to and from WGS84, to within about 5 metres.

Method: transverse Mercator projection on the Airy 1830 ellipsoid, then a seven-parameter Helmert shift
between OSGB36 and WGS84, as in Ordnance Survey's "A guide to coordinate systems in Great Britain",
annexes B and C. The exact change of datum needs the OSTN15 grid, which is not used here.
"""

import math
import re
from dataclasses import dataclass

from ninefold.pole.refusal import Refusal, compact
from ninefold.pole.where import Point

_REFERENCE = re.compile(r"([HJNOST])([A-HJ-Z])([0-9]{2,10})")
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # the grid's letters leave out I
_ARC_SECOND = math.pi / 648_000


@dataclass(frozen=True, slots=True)
class _Ellipsoid:
    a: float
    b: float

    @property
    def e2(self) -> float:
        return 1 - (self.b / self.a) ** 2


_AIRY = _Ellipsoid(6_377_563.396, 6_356_256.909)
_WGS84 = _Ellipsoid(6_378_137.0, 6_356_752.314_245)

# The projection: scale on the central meridian, true origin in radians, false origin in metres.
_F0 = 0.999_601_271_7
_LAT0, _LON0 = math.radians(49), math.radians(-2)
_E0, _N0 = 400_000.0, -100_000.0

# Helmert from WGS84 to OSGB36: metres, parts, radians.
_SHIFT = (-446.448, 125.157, -542.060)
_SCALE = 20.4894e-6
_TURN = (-0.1502 * _ARC_SECOND, -0.2470 * _ARC_SECOND, -0.8421 * _ARC_SECOND)


@dataclass(frozen=True, slots=True)
class GridPoint:
    """Easting and northing in metres from the grid's false origin; inside 700 by 1,300 kilometres."""

    easting: float
    northing: float

    def __post_init__(self) -> None:
        if not (0 <= self.easting < 700_000 and 0 <= self.northing < 1_300_000):
            raise Refusal("grid.range", "lies outside the National Grid")


def parse_grid_reference(text: str) -> GridPoint:
    """The south-west corner of the square a reference such as TQ 300 804 names."""
    found = _REFERENCE.fullmatch(compact(text, "grid"))
    if not found or len(found[3]) % 2:
        raise Refusal("grid.format", "is not two grid letters and an even number of digits")
    first, second = _LETTERS.index(found[1]), _LETTERS.index(found[2])
    east = (first - 2) % 5 * 5 + second % 5
    north = 19 - first // 5 * 5 - second // 5
    half = len(found[3]) // 2
    step = 10 ** (5 - half)
    return GridPoint(
        east * 100_000.0 + int(found[3][:half]) * step, north * 100_000.0 + int(found[3][half:]) * step
    )


def to_wgs84(place: GridPoint, *, is_snapped: bool = False) -> Point:
    """The latitude and longitude of a grid point, within about 5 metres."""
    latitude, longitude = _unproject(place.easting, place.northing)
    x, y, z = _unshift(*_cartesian(_AIRY, latitude, longitude))
    latitude, longitude = _geodetic(_WGS84, x, y, z)
    return Point(math.degrees(latitude), math.degrees(longitude), is_snapped)


def to_grid(point: Point) -> GridPoint:
    """The easting and northing of a point, within about 5 metres; refused outside the grid."""
    if not (49 <= point.latitude <= 62 and -10 <= point.longitude <= 4.5):
        # Far from the central meridian the series gives figures that only look like places.
        raise Refusal("grid.range", "lies outside the National Grid")
    here = _cartesian(_WGS84, math.radians(point.latitude), math.radians(point.longitude))
    return GridPoint(*_project(*_geodetic(_AIRY, *_shift(*here))))


def _meridional_arc(latitude: float) -> float:
    n = (_AIRY.a - _AIRY.b) / (_AIRY.a + _AIRY.b)
    less, more = latitude - _LAT0, latitude + _LAT0
    first = (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
    second = (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(less) * math.cos(more)
    third = (1.875 * n**2 + 1.875 * n**3) * math.sin(2 * less) * math.cos(2 * more)
    fourth = 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
    return _AIRY.b * _F0 * (first - second + third - fourth)


def _radii(latitude: float) -> tuple[float, float, float]:
    """Transverse and meridional radii of curvature, and eta squared."""
    bend = 1 - _AIRY.e2 * math.sin(latitude) ** 2
    nu = _AIRY.a * _F0 / math.sqrt(bend)
    rho = _AIRY.a * _F0 * (1 - _AIRY.e2) / bend**1.5
    return nu, rho, nu / rho - 1


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    nu, rho, eta2 = _radii(latitude)
    sin, cos, tan2 = math.sin(latitude), math.cos(latitude), math.tan(latitude) ** 2
    north_2 = nu / 2 * sin * cos
    north_4 = nu / 24 * sin * cos**3 * (5 - tan2 + 9 * eta2)
    north_6 = nu / 720 * sin * cos**5 * (61 - 58 * tan2 + tan2**2)
    east_1 = nu * cos
    east_3 = nu / 6 * cos**3 * (nu / rho - tan2)
    east_5 = nu / 120 * cos**5 * (5 - 18 * tan2 + tan2**2 + 14 * eta2 - 58 * tan2 * eta2)
    d = longitude - _LON0
    northing = _N0 + _meridional_arc(latitude) + north_2 * d**2 + north_4 * d**4 + north_6 * d**6
    return _E0 + east_1 * d + east_3 * d**3 + east_5 * d**5, northing


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    latitude = _LAT0 + (northing - _N0) / (_AIRY.a * _F0)
    while abs(left := northing - _N0 - _meridional_arc(latitude)) > 1e-5:
        latitude += left / (_AIRY.a * _F0)
    nu, rho, eta2 = _radii(latitude)
    tan, sec = math.tan(latitude), 1 / math.cos(latitude)
    tan2 = tan**2
    lat_2 = tan / (2 * rho * nu)
    lat_4 = tan / (24 * rho * nu**3) * (5 + 3 * tan2 + eta2 - 9 * tan2 * eta2)
    lat_6 = tan / (720 * rho * nu**5) * (61 + 90 * tan2 + 45 * tan2**2)
    lon_1 = sec / nu
    lon_3 = sec / (6 * nu**3) * (nu / rho + 2 * tan2)
    lon_5 = sec / (120 * nu**5) * (5 + 28 * tan2 + 24 * tan2**2)
    lon_7 = sec / (5040 * nu**7) * (61 + 662 * tan2 + 1320 * tan2**2 + 720 * tan2**3)
    d = easting - _E0
    longitude = _LON0 + lon_1 * d - lon_3 * d**3 + lon_5 * d**5 - lon_7 * d**7
    return latitude - lat_2 * d**2 + lat_4 * d**4 - lat_6 * d**6, longitude


def _cartesian(shape: _Ellipsoid, latitude: float, longitude: float) -> tuple[float, float, float]:
    nu = shape.a / math.sqrt(1 - shape.e2 * math.sin(latitude) ** 2)
    flat = nu * math.cos(latitude)
    return flat * math.cos(longitude), flat * math.sin(longitude), nu * (1 - shape.e2) * math.sin(latitude)


def _geodetic(shape: _Ellipsoid, x: float, y: float, z: float) -> tuple[float, float]:
    flat = math.hypot(x, y)
    latitude = math.atan2(z, flat * (1 - shape.e2))
    for _ in range(6):  # each round gains two digits or more; six reach a micrometre
        nu = shape.a / math.sqrt(1 - shape.e2 * math.sin(latitude) ** 2)
        latitude = math.atan2(z + shape.e2 * nu * math.sin(latitude), flat)
    return latitude, math.atan2(y, x)


def _shift(x: float, y: float, z: float) -> tuple[float, float, float]:
    (tx, ty, tz), (rx, ry, rz), s = _SHIFT, _TURN, 1 + _SCALE
    return tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z


def _unshift(x: float, y: float, z: float) -> tuple[float, float, float]:
    # Turning signs round is the shift's inverse only to a few millimetres; two rounds of correction
    # make going there and back exact.
    guess = (x, y, z)
    for _ in range(3):
        there = _shift(*guess)
        guess = (guess[0] + x - there[0], guess[1] + y - there[1], guess[2] + z - there[2])
    return guess
