"""Latitude, longitude and points, in WGS84 decimal degrees (DS_014, DS_015)."""

import math
import re
from dataclasses import dataclass

from ninefold.pole.refusal import Refusal, compact

_DECIMAL = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")
# ISO 6709: degrees, or degrees and minutes, or degrees, minutes and seconds, always signed.
_LATITUDE = r"([+-])([0-9]{2})([0-9]{2})?([0-9]{2})?(\.[0-9]{1,15})?"
_LONGITUDE = r"([+-])([0-9]{3})([0-9]{2})?([0-9]{2})?(\.[0-9]{1,15})?"
_ISO_6709 = re.compile(_LATITUDE + _LONGITUDE + r"/?")

# A box round the United Kingdom, the Isle of Man and the Channel Islands, a little generous.
SOUTH, NORTH, WEST, EAST = 49.0, 61.1, -8.8, 2.1


@dataclass(frozen=True, slots=True)
class Point:
    """A point; `is_snapped` marks one moved to an anonymous map point, which never stands for an address."""

    latitude: float
    longitude: float
    is_snapped: bool = False

    def __post_init__(self) -> None:
        _within(self.latitude, 90, "DS_014")
        _within(self.longitude, 180, "DS_015")
        if self.latitude == 0 and self.longitude == 0:
            raise Refusal("DS_014.null", "latitude and longitude are both zero, which stands for not known")

    @property
    def is_in_united_kingdom(self) -> bool:
        """Whether it lies in a box round the United Kingdom; seas and some of Ireland are in it too."""
        return SOUTH <= self.latitude <= NORTH and WEST <= self.longitude <= EAST

    def __str__(self) -> str:
        """ISO 6709 text, such as +51.507400-000.127800/."""
        return f"{self.latitude:+010.6f}{self.longitude:+011.6f}/"


def parse_latitude(text: str) -> float:
    """A latitude from decimal degrees or signed ISO 6709 text, -90 to 90 (DS_014)."""
    return _parse_one(text, "DS_014", _LATITUDE, 90)


def parse_longitude(text: str) -> float:
    """A longitude from decimal degrees or signed ISO 6709 text, -180 to 180 (DS_015)."""
    return _parse_one(text, "DS_015", _LONGITUDE, 180)


def parse_point(text: str, *, is_snapped: bool = False) -> Point:
    """A point from ISO 6709 text: signed latitude and longitude with no space between, then a stroke."""
    found = _ISO_6709.fullmatch(compact(text, "DS_014"))
    if not found:
        raise Refusal("DS_014.format", "is not a signed latitude and longitude as ISO 6709 writes them")
    parts = found.groups()
    return Point(_degrees(parts[:5], "DS_014"), _degrees(parts[5:], "DS_015"), is_snapped)


def point_from(latitude: str, longitude: str, *, is_snapped: bool = False) -> Point:
    """A point from two texts, as most files give them."""
    return Point(parse_latitude(latitude), parse_longitude(longitude), is_snapped)


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance in metres on a sphere of mean radius 6,371,008.8 m; within 0.6 per cent."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    half_north = math.sin((second - first) / 2)
    half_east = math.sin(math.radians(other.longitude - one.longitude) / 2)
    chord = half_north**2 + math.cos(first) * math.cos(second) * half_east**2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(chord)))


def _parse_one(text: str, rule: str, pattern: str, limit: int) -> float:
    short = compact(text, rule)
    # "+51.5" is both forms and means the same; "+513026" can only be degrees, minutes and seconds.
    if _DECIMAL.fullmatch(short):
        return _within(float(short), limit, rule)
    if found := re.fullmatch(pattern, short):
        return _within(_degrees(found.groups(), rule), limit, rule)
    raise Refusal(f"{rule}.format", "is neither decimal degrees nor signed ISO 6709 text")


def _degrees(parts: tuple[str | None, ...], rule: str) -> float:
    sign, degrees, minutes, seconds, fraction = parts
    whole = [float(part) for part in (degrees, minutes, seconds) if part is not None]
    if any(part >= 60 for part in whole[1:]):
        raise Refusal(f"{rule}.range", "has sixty minutes or seconds, or more")
    whole[-1] += float(fraction or 0)
    value = math.fsum(part / 60.0**place for place, part in enumerate(whole))
    return -value if sign == "-" else value


def _within(value: float, limit: int, rule: str) -> float:
    if not math.isfinite(value) or abs(value) > limit:
        raise Refusal(f"{rule}.range", f"is not between -{limit} and {limit} degrees")
    return value
