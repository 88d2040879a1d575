"""What the patterns page shows, worked out before the template: rows, legend, links and labels."""

from dataclasses import dataclass, replace

from ninefold.api.asked import as_query
from ninefold.api.classes import Classes, class_breaks
from ninefold.api.routes.figures import BAND_CLASSES
from ninefold.contracts.reading import (
    AreaSeries,
    Choice,
    Figure,
    FigureFilter,
    FigurePage,
    FigureReader,
    ReleaseSummary,
)
from ninefold.web import places_view
from ninefold.web.places_view import FORECAST, REPEATS, RepeatsTable
from ninefold.web.told import JUDGED, forbidden
from ninefold.web.words import UNITS, label, month, number

CHANGES_SHOWN = 6
JUDGED_BANDS = ("rising", "falling", "steady", "raised", "usual")
# The bands worth naming beside the map, and the shade a band of a forecast takes on it.
NAMED_BANDS = {FORECAST: ("first", "next"), REPEATS: ("raised",)}
SHADES = {band: f"class-{shade}" for band, shade in BAND_CLASSES.items()} | {"unknown": "missing"}
DOWNLOADS = (
    ("CSV", "figures.csv"),
    ("JSON", "figures.json"),
    ("Parquet", "figures.parquet"),
)


@dataclass(frozen=True)
class LegendEntry:
    """One line of the map's legend: the swatch's name and what it stands for."""

    swatch: str
    text: str
    count: int


@dataclass(frozen=True)
class Column:
    """One sortable column's heading: its link, and how the table is sorted by it now."""

    name: str
    text: str
    href: str
    sorted: str


@dataclass(frozen=True)
class PageLink:
    """One link of the pagination; `number` None stands for the pages left out."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class PatternsView:
    """Everything the template of `/patterns` needs."""

    asked: FigureFilter
    whole: FigurePage
    rows: tuple[Figure, ...]
    first: int
    title: str
    subtitle: str
    unit: str
    legend: tuple[LegendEntry, ...]
    changed: tuple[Figure, ...]
    rising: int
    falling: int
    columns: tuple[Column, ...]
    pages: tuple[PageLink, ...]
    series: AreaSeries | None
    category: str
    map_source: str
    downloads: tuple[tuple[str, str], ...]
    twin: str
    forbidden: tuple[str, ...] = ()
    repeats: RepeatsTable | None = None

    @property
    def release(self) -> ReleaseSummary:
        """The release the figures come from."""
        return self.whole.release

    @property
    def kind(self) -> str:
        """How the figures are told: 'forecast', 'repeats' or 'recorded'."""
        return {FORECAST: "forecast", REPEATS: "repeats"}.get(self.asked.product, "recorded")

    @property
    def made_before(self) -> bool:
        """Whether the month forecast had passed when it was forecast."""
        return self.kind == "forecast" and places_view.has_passed(self.whole)

    @property
    def nothing_named(self) -> str:
        """Why the list beside the map of a forecast or of near-repeats is empty."""
        return places_view.nothing_named(self.asked.product, self.whole.figures)

    @property
    def evaluation_href(self) -> str | None:
        """The link to how such figures are judged; None for counts."""
        return f"/patterns/evaluation?product={self.asked.product}" if self.asked.product in JUDGED else None

    def banded(self, band: str) -> int:
        """How many areas are in a band."""
        return sum(figure.band == band for figure in self.whole.figures)

    @property
    def is_judged(self) -> bool:
        """Whether change could be judged anywhere in what is shown."""
        return any(figure.band in JUDGED_BANDS for figure in self.whole.figures)

    @property
    def more_changed(self) -> int:
        """How many changed areas the short list leaves out."""
        return self.rising + self.falling - len(self.changed)

    @property
    def by_change_href(self) -> str:
        """The link to the table, largest difference from expected first."""
        return f"?{as_query(self.asked, sort='change', order='desc', page=1)}#table"

    def area_href(self, figure: Figure) -> str:
        """The link that shows one area's months."""
        return f"?{as_query(self.asked, area=figure.area)}#trend"

    def page_href(self, number: int) -> str:
        """The link to another page of the table."""
        return f"?{as_query(self.asked, page=number)}#table"


def build_view(reader: FigureReader, asked: FigureFilter) -> PatternsView:
    """Read the figures and the chosen area's months, and work out what is shown."""
    whole = reader.figures(replace(asked.without_page(), area=None))
    settled = replace(whole.asked, page=asked.page, page_size=asked.page_size, area=asked.area)
    start = (asked.page - 1) * asked.page_size
    rows = whole.figures[start : start + asked.page_size]
    series = _series(reader, settled, whole.figures)
    settled = replace(settled, area=series.area if series else None)
    named = NAMED_BANDS.get(settled.product, ("rising", "falling"))
    changed = [figure for figure in whole.figures if figure.band in named]
    query = as_query(replace(settled, area=None, page=1, page_size=20))
    kind = settled.area_kind or ""
    return PatternsView(
        asked=settled,
        whole=whole,
        rows=rows,
        first=start + 1,
        title=_title(settled, whole),
        subtitle=_subtitle(settled, whole),
        unit=UNITS.get(settled.product, ""),
        legend=_legend_of(settled.product, whole.figures),
        changed=_most_changed(settled.product, changed),
        rising=sum(figure.band in ("rising", "raised") for figure in changed),
        falling=sum(figure.band == "falling" for figure in changed),
        columns=_columns(settled),
        pages=_page_links(settled, len(whole.figures)),
        series=series,
        category=_chosen(whole.choices.categories, settled.category),
        map_source=f"/api/v1/areas/{kind}.geojson?{query}&brief=true",
        downloads=(
            *((text, f"/api/v1/{name}?{query}") for text, name in DOWNLOADS),
            ("GeoJSON", f"/api/v1/areas/{kind}.geojson?{query}"),
        ),
        twin=f"/api/v1/figures?{as_query(replace(settled, area=asked.area))}",
        forbidden=forbidden(settled.product),
        repeats=places_view.repeats_table(reader, settled, whole) if settled.product == REPEATS else None,
    )


def _series(reader: FigureReader, asked: FigureFilter, figures: tuple[Figure, ...]) -> AreaSeries | None:
    """The chosen area's months; with none chosen, those of the first area in the table."""
    area = asked.area or (figures[0].area if figures else None)
    if area and asked.product == FORECAST:
        return places_view.recorded_series(reader, replace(asked, area=area))
    return reader.series(replace(asked, area=area)) if area else None


def _chosen(choices: tuple[Choice, ...], value: str | None) -> str:
    return next((choice.label for choice in choices if choice.value == value), label(value or ""))


def _title(asked: FigureFilter, page: FigurePage) -> str:
    product = _chosen(page.choices.products, asked.product)
    return f"{product}, {'forecast for ' if asked.product == FORECAST else ''}{month(asked.period)}"


def _subtitle(asked: FigureFilter, page: FigurePage) -> str:
    category = _chosen(page.choices.categories, asked.category)
    where = _chosen(page.choices.forces, asked.force) if asked.force else "all forces"
    return f"{category} in {where}, by {_chosen(page.choices.area_kinds, asked.area_kind)}"


def _most_changed(product: str, changed: list[Figure]) -> tuple[Figure, ...]:
    by_value = product == FORECAST
    ordered = sorted(
        changed, key=lambda figure: -((figure.value or 0.0) if by_value else abs(figure.change or 0.0))
    )
    return tuple(ordered[:CHANGES_SHOWN])


def _legend_of(product: str, figures: tuple[Figure, ...]) -> tuple[LegendEntry, ...]:
    if product != FORECAST:
        return _legend(class_breaks(figures), figures)
    entries = [
        LegendEntry(shade, _band_words(band, figures), sum(figure.band == band for figure in figures))
        for band, shade in SHADES.items()
    ]
    return tuple(entry for entry in entries if entry.count)


def _band_words(band: str, figures: tuple[Figure, ...]) -> str:
    """'First: 2.1 to 6 expected'."""
    values = [figure.value for figure in figures if figure.band == band and figure.value is not None]
    name = {"unknown": "Not ranked"}.get(band, band.capitalize())
    if not values:
        return name
    low, high = number(min(values)), number(max(values))
    return f"{name}: {low if low == high else f'{low} to {high}'} expected"


def _legend(classes: Classes, figures: tuple[Figure, ...]) -> tuple[LegendEntry, ...]:
    numbers = [classes.of(figure) for figure in figures]
    ends = [*classes.bounds[1:], None][: len(classes.bounds)]  # no class when all is suppressed
    entries = [
        LegendEntry(f"class-{index}", _class_words(bound, end, classes.highest), numbers.count(index))
        for index, (bound, end) in enumerate(zip(classes.bounds, ends, strict=True))
    ]
    entries += [
        LegendEntry("suppressed", "Suppressed", numbers.count(-1)),
        LegendEntry("missing", "No data", numbers.count(-2)),
    ]
    return tuple(entry for entry in entries if entry.count or entry.swatch.startswith("class"))


def _class_words(bound: float, end: float | None, highest: float) -> str:
    if end is None:
        return number(bound) if bound == highest else f"{number(bound)} to {number(highest)}"
    return f"{number(bound)} to under {number(end)}"


def _columns(asked: FigureFilter) -> tuple[Column, ...]:
    return tuple(
        _column(asked, name, text)
        for name, text in (("area_name", "Area"), ("value", "Figure"), ("change", "Difference from expected"))
    )


def _column(asked: FigureFilter, name: str, text: str) -> Column:
    now = asked.sort == name
    first_order = "asc" if name == "area_name" else "desc"
    turned = "asc" if asked.descending else "desc"
    href = f"?{as_query(asked, sort=name, order=turned if now else first_order, page=1)}#table"
    return Column(name, text, href, ("descending" if asked.descending else "ascending") if now else "none")


def _page_links(asked: FigureFilter, total: int) -> tuple[PageLink, ...]:
    last = max(1, -(-total // asked.page_size))
    wanted = sorted({1, last, *range(max(1, asked.page - 1), min(last, asked.page + 1) + 1)})
    links: list[PageLink] = []
    for before, page in zip([0, *wanted], wanted, strict=False):
        if page - before > 1:
            links.append(PageLink(None))
        links.append(PageLink(page, f"?{as_query(asked, page=page)}#table", page == asked.page))
    return tuple(links)
