"""What the patterns page shows of forecasts of places and of near-repeats, beside what it shows of counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ninefold.contracts.reading import AreaSeries, Figure, FigureFilter, FigurePage, FigureReader
from ninefold.errors import NotFound
from ninefold.web.told import JUDGED

FORECAST, REPEATS, RECORDED = "place_risk", "near_repeat", "volume"
BANDS = ("first", "next", "other")
MONTHS_SHOWN = 12
ROWS_SHOWN = 60
TUNED = "fitted the last year best"
TOO_FEW = "Too few areas to rank"


@dataclass(frozen=True)
class RepeatsTable:
    """Areas and months with near-repeats or same-day pairs, newest month first; `more` are left out."""

    rows: tuple[Figure, ...]
    more: int
    first_month: str
    last_month: str


@dataclass(frozen=True)
class Measured:
    """What findings of one type carry of their own making."""

    category: str
    areas: int
    judged: int
    told: float


def repeats_table(reader: FigureReader, asked: FigureFilter, page: FigurePage) -> RepeatsTable:
    """The areas of the last twelve months held with anything to tell."""
    months = [choice.value for choice in page.choices.periods if choice.value <= (asked.period or "")]
    shown = months[:MONTHS_SHOWN]
    rows = [row for month in shown for row in _of_month(reader, asked, month) if _tells(row)]
    return RepeatsTable(
        tuple(rows[:ROWS_SHOWN]),
        max(0, len(rows) - ROWS_SHOWN),
        min(shown, default=""),
        max(shown, default=""),
    )


def _of_month(reader: FigureReader, asked: FigureFilter, month: str) -> tuple[Figure, ...]:
    wanted = replace(asked.without_page(), period=month, area=None, sort="value", descending=True)
    try:
        return reader.figures(wanted).figures
    except NotFound:  # a month in which areas of this kind have none
        return ()


def _tells(figure: Figure) -> bool:
    return bool(figure.value) or figure.band in ("raised", "usual") or bool(figure.same_day)


def recorded_series(reader: FigureReader, asked: FigureFilter) -> AreaSeries | None:
    """The recorded months of the area a forecast is for; None where no count of them is held."""
    try:
        return reader.series(replace(asked, product=RECORDED, period=None))
    except NotFound:
        return None


def has_passed(page: FigurePage) -> bool:
    """Whether the month forecast had passed when the release was made."""
    return (page.asked.period or "") < f"{page.release.made_at:%Y-%m}"


def nothing_named(product: str, figures: Sequence[Figure]) -> str:
    """Why no area is put first, or called: the sentence that stands in their place."""
    if product == FORECAST:
        return _nothing_ranked(figures)
    if not figures:
        return "No area has an offence of this type with a day and a place this month."
    if any(_judged(figure) for figure in figures):
        return "In no area did more offences follow another close by than chance gives."
    return "Nothing could be judged this month: chance alone would give less than one in every area."


def _nothing_ranked(figures: Sequence[Figure]) -> str:
    if any(TOO_FEW in figure.reasons for figure in figures):
        return (
            "Too few areas to rank: areas are ranked within each force, and a force needs at least 20 of this kind. Go "
            "by the number expected in the table."
        )
    return "No area is put first: there are too few months on record to rank by."


def measured(reader: FigureReader, product: str) -> tuple[FigurePage, tuple[Measured, ...]]:
    """What the newest findings of a product carry of how they were come by, type by type."""
    page = reader.figures(FigureFilter(product=product, page_size=0))
    return page, tuple(
        _measured_of(reader, page.asked, choice.value, choice.label)
        for choice in page.choices.categories
        if product in JUDGED
    )


def _measured_of(reader: FigureReader, asked: FigureFilter, category: str, label: str) -> Measured:
    try:
        figures = reader.figures(replace(asked, category=category)).figures
    except NotFound:
        figures = ()
    return Measured(label, len(figures), sum(map(_judged, figures)), sum(each.value or 0 for each in figures))


def _judged(figure: Figure) -> bool:
    """Whether a forecast's weights were fitted, or a count was large enough to be tested."""
    if figure.product == FORECAST:
        return TUNED in figure.reasons
    return figure.band in ("raised", "usual")
