"""What the demand page shows, worked out before the template: the days and hours of one area, and the choices."""

from dataclasses import dataclass, replace

from ninefold.api.asked import as_query
from ninefold.contracts.reading import Choice, Figure, FigureFilter, FigurePage, FigureReader
from ninefold.errors import NotFound
from ninefold.web.told import forbidden

PRODUCT, WHOLE_DAY, HOURS = "demand", "all", "hour-"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; None takes the first there is."""

    area_kind: str | None = None
    area: str | None = None
    day: str | None = None


@dataclass(frozen=True)
class DemandView:
    """Everything the template of `/demand` needs."""

    page: FigurePage
    area: str
    area_name: str
    area_kind: str
    day: str
    areas: tuple[Choice, ...]
    days: tuple[Figure, ...]
    hours: tuple[Figure, ...]
    twin: str
    forbidden: tuple[str, ...]
    evaluation_href: str = f"/patterns/evaluation?product={PRODUCT}"

    @property
    def busiest(self) -> Figure | None:
        """The day with the largest number expected."""
        known = [figure for figure in self.days if figure.value is not None]
        return max(known, key=lambda figure: figure.value or 0.0, default=None)

    @property
    def total(self) -> float:
        """How many are expected over all the days; their intervals do not add up, so it has none."""
        return sum(figure.value or 0.0 for figure in self.days)

    @property
    def made_before(self) -> bool:
        """Whether the last day forecast had passed when the release was made."""
        return self.days[-1].period < f"{self.page.release.made_at:%Y-%m-%d}"


def build_demand(reader: FigureReader, wanted: Wanted) -> DemandView:
    """Read the days of the area wanted, and its hours on the day wanted; NotFound for an area that is not held."""
    asked = FigureFilter(product=PRODUCT, area_kind=wanted.area_kind or _widest(reader), category=WHOLE_DAY)
    page = reader.figures(replace(asked, sort="area_name", descending=False, page_size=0))
    areas = tuple(Choice(figure.area, figure.area_name or figure.area) for figure in page.figures)
    area = _area(wanted, areas)
    series = reader.series(replace(page.asked, area=area, period=None))
    days = tuple(point for point in series.points if point.value is not None) or series.points
    day = wanted.day if wanted.day in {figure.period for figure in days} else days[0].period
    return DemandView(
        page=page,
        area=area,
        area_name=series.area_name,
        area_kind=page.asked.area_kind or "",
        day=day or "",
        areas=areas,
        days=days,
        hours=_hours(reader, page, area, day or ""),
        twin=f"/api/v1/series?{as_query(replace(page.asked, area=area, period=None, sort='value', descending=True))}",
        forbidden=forbidden(PRODUCT),
    )


def _widest(reader: FigureReader) -> str | None:
    """Forces where they are held, since only their figures are told by the hour."""
    kinds = [
        choice.value
        for choice in reader.figures(FigureFilter(product=PRODUCT, page_size=1)).choices.area_kinds
    ]
    return kinds[-1] if kinds else None


def _area(wanted: Wanted, areas: tuple[Choice, ...]) -> str:
    """The area wanted; the first one where another kind of area has just been chosen."""
    held = [choice.value for choice in areas]
    return wanted.area if wanted.area in held else held[0]


def _hours(reader: FigureReader, page: FigurePage, area: str, day: str) -> tuple[Figure, ...]:
    """The hours of one day; none where the area is not told by the hour."""
    categories = sorted(choice.value for choice in page.choices.categories if choice.value.startswith(HOURS))
    points = [point for category in categories for point in _points(reader, page, area, category)]
    return tuple(point for point in points if point.period == day and point.value is not None)


def _points(reader: FigureReader, page: FigurePage, area: str, category: str) -> tuple[Figure, ...]:
    try:
        return reader.series(replace(page.asked, area=area, category=category, period=None)).points
    except NotFound:
        return ()
