"""How finely a file tells time and place, read from the file itself, so that a renamed column hides nothing.

Months betray themselves by all events bearing one day of the month; snapped points by many events on few points
that are never close together. Anonymous map points of data.police.uk stand 65 to 80 metres apart at the median and
hardly any two within 10, where addresses of one street stand a few metres apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ninefold.measures.patterns.allowed import Grade

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_POINTS = 60  # distinct points from which a spacing can be told
_CLOSE = 10.0  # metres
_CLOSE_SHARE = 0.08  # of exact addresses well over this share have a neighbour so close
_SEVERAL = 40  # events on one day of the month before that is called months, not chance
_UNITED_KINGDOM = (-8.7, 2.1, 49.8, 61.0)
# Columns that only data.police.uk has, in its files and in its interface; two of one row are enough.
_STREET_COLUMNS = (
    {"falls within", "reported by", "lsoa code", "lsoa name", "crime type", "last outcome category"},
    {
        "persistent id",
        "location type",
        "location subtype",
        "location street name",
        "location street id",
        "outcome status category",
    },
)


@dataclass(frozen=True)
class PointAudit:
    """Distinct points and how they lie: events a point, the median distance to the next, the share within 10 m.

    `spacing` and `close_share` are None when there are too few points to tell.
    """

    events: int
    points: int
    busiest_percent: float  # share of events at the busiest 1 % of points
    spacing: float | None
    close_share: float | None

    @property
    def is_snapped(self) -> bool:
        """Whether the points are too far apart to be addresses."""
        return self.close_share is not None and self.close_share < _CLOSE_SHARE


def audit_points(longitude: Floats, latitude: Floats) -> PointAudit:
    """How the points of a file lie; degrees, rows without a place left out."""
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.any():
        return PointAudit(0, 0, 0.0, None, None)
    metres = 111_195.0
    middle = np.cos(np.radians(np.median(latitude[known])))
    flat = np.column_stack([longitude[known] * metres * middle, latitude[known] * metres])
    points, counts = np.unique(np.round(flat, 0), axis=0, return_counts=True)
    busiest = np.sort(counts)[::-1][: max(1, counts.size // 100)].sum() / counts.sum()
    if counts.size < FEWEST_POINTS:
        return PointAudit(int(counts.sum()), int(counts.size), float(busiest), None, None)
    nearest = cKDTree(points).query(points, 2)[0][:, 1]
    return PointAudit(
        int(counts.sum()),
        int(counts.size),
        float(busiest),
        float(np.median(nearest)),
        float((nearest < _CLOSE).mean()),
    )


def is_months(day: Ints) -> bool:
    """Whether days (whole, since 1970-01-01) are months written as days: all bear one day of the month."""
    if day.size < 2:
        return False
    dates = day.astype("datetime64[D]")
    of_month = np.unique((dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64))
    last = (dates + 1).astype("datetime64[M]") != dates.astype("datetime64[M]")
    if of_month.size > 1 and not last.all():
        return False
    return np.unique(dates.astype("datetime64[M]")).size > 2 or day.size >= _SEVERAL


def names_police_uk(columns: Iterable[str], texts: Iterable[str] = ()) -> str:
    """What in the columns or in some texts of a file says it is street-level data of data.police.uk; '' if nothing."""
    names = {re.sub(r"[\s_.]+", " ", column).strip().lower() for column in columns}
    for known in _STREET_COLUMNS:
        if len(names & known) >= 2:
            return "columns of data.police.uk"
    if any(text.lower().startswith("on or near ") for text in texts):
        return "places written as 'On or near', as data.police.uk does"
    return ""


def grade_of(
    day: Ints,
    longitude: Floats,
    latitude: Floats,
    *,
    hours_known: bool = False,
    columns: Iterable[str] = (),
    texts: Iterable[str] = (),
    declared: Grade | None = None,
) -> Grade:
    """The grade of a file: the coarser of what its card declares and what it shows; with the evidence in words."""
    audit = audit_points(longitude, latitude)
    police_uk = names_police_uk(columns, texts)
    evidence = [police_uk] if police_uk else []
    grain = "time" if hours_known else "day"
    if (police_uk and not hours_known) or is_months(day) or (declared and declared.grain == "month"):
        grain = "month"
        evidence.append("dates that are months")
    elif declared and declared.grain == "day":
        grain = "day"
    points = "exact"
    if (
        police_uk
        or (declared and declared.points == "snapped")
        or (audit.is_snapped and _in_uk(longitude, latitude))
    ):
        points = "snapped"
        evidence.append(_lie(audit, "anonymous map points"))
    elif audit.is_snapped or (declared and declared.points == "block"):
        points = "block"
        evidence.append(_lie(audit, "points of blocks or crossings, not of addresses"))
    return Grade(grain, points, tuple(evidence))


def _lie(audit: PointAudit, what: str) -> str:
    if audit.spacing is None or audit.close_share is None:
        return what
    return (
        f"{what} ({audit.events / max(audit.points, 1):.1f} events a point, {audit.spacing:.0f} m to the next, "
        f"{audit.close_share:.1%} within {_CLOSE:.0f} m)"
    )


def _in_uk(longitude: Floats, latitude: Floats) -> bool:
    west, east, south, north = _UNITED_KINGDOM
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.any():
        return False
    at = float(np.median(longitude[known])), float(np.median(latitude[known]))
    return west <= at[0] <= east and south <= at[1] <= north
