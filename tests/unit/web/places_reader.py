"""A FigureReader that holds forecasts of places, near-repeats and demand besides counts; all made up."""

from dataclasses import dataclass, replace

from tests.support.fake_reader import FakeReader, Place

from ninefold.contracts.reading import (
    AreaSeries,
    Audience,
    Choice,
    Figure,
    FigureFilter,
    FigurePage,
    ReleaseSummary,
)
from ninefold.errors import NotFound

HELD = {"place_risk": ("2026-08",), "near_repeat": ("2026-04", "2026-05", "2026-06")}
DAYS = tuple(f"2026-07-{day:02d}" for day in range(4, 18))
HOURS = tuple(f"hour-{hour:02d}" for hour in range(24))
CATEGORIES = ("burglary", "vehicle-crime")


@dataclass
class PlacesReader(FakeReader):
    """The made-up figures of `FakeReader`, with those that only staff see."""

    def release_key(self, asked: FigureFilter) -> str:
        self._held(asked)
        return super().release_key(asked)

    def releases(self, audience: Audience) -> tuple[ReleaseSummary, ...]:
        more = () if audience == "public" else ("place_risk", "near_repeat", "demand")
        return (*super().releases(audience), *(self._release(product, audience) for product in more))

    def figures(self, asked: FigureFilter) -> FigurePage:
        if asked.product in ("volume", "harm"):
            return super().figures(asked)
        asked = self._held(asked)
        made = sorted(
            (self._made(place, asked) for place in self.places),
            key=lambda each: each.value or 0,
            reverse=True,
        )
        kind = Choice("h3", "hexagons of 5 km²")
        return FigurePage(
            asked,
            tuple(made),
            len(made),
            self._release(asked.product, asked.audience),
            replace(self._choices(), area_kinds=(kind,), **self._told(asked)),
        )

    def series(self, asked: FigureFilter) -> AreaSeries:
        if asked.product in ("volume", "harm"):
            return super().series(asked)
        asked = self._held(asked)
        place = next((each for each in self.places if each.cell == asked.area), None)
        if place is None:
            raise NotFound("There is no such area among these figures. Choose one from the table.")
        points = tuple(
            self._made(place, replace(asked, period=period)) for period in self._periods(asked.product)
        )
        return AreaSeries(place.cell, place.name, asked.category or "", points)

    def _held(self, asked: FigureFilter) -> FigureFilter:
        if asked.product in ("volume", "harm"):
            return asked
        if asked.audience == "public" or asked.product not in (*HELD, "demand"):
            raise NotFound("No release for this audience holds that measure.")
        periods = self._periods(asked.product)
        if asked.period not in (*periods, None) or asked.area_kind not in ("h3", None):
            raise NotFound("No figures are held for that month. Choose one from the list.")
        first = "all" if asked.product == "demand" else CATEGORIES[0]
        return replace(
            asked, area_kind="h3", category=asked.category or first, period=asked.period or periods[-1]
        )

    def _periods(self, product: str) -> tuple[str, ...]:
        return HELD.get(product, DAYS)

    def _told(self, asked: FigureFilter) -> dict[str, tuple[Choice, ...]]:
        categories = ("all", *HOURS) if asked.product == "demand" else CATEGORIES
        return {
            "categories": tuple(Choice(each, each.capitalize()) for each in categories),
            "periods": tuple(Choice(each, each) for each in reversed(self._periods(asked.product))),
        }

    def _made(self, place: Place, asked: FigureFilter) -> Figure:
        made = {"place_risk": _forecast, "near_repeat": _repeats, "demand": _demand}[asked.product]
        named = Figure(
            asked.product, "h3", place.cell, place.name, asked.period or "", asked.category or "", 0.0
        )
        figure = made(named, self.places.index(place), place.size)
        return replace(figure, reasons=figure.reasons + self.hostile)


def _forecast(figure: Figure, number: int, size: float) -> Figure:
    band = "first" if number < 3 else "next" if number < 12 else "other"
    return replace(
        figure,
        value=0.01 if number == 40 else size / 10,
        low=0.0,
        high=float(int(size / 5) + 1),
        band=band,
        reasons="Recent and older months were weighed as fitted the last year best.",
    )


def _repeats(figure: Figure, number: int, size: float) -> Figure:
    seen = float(number) if number in (7, 9) else 0.0
    return replace(
        figure,
        value=seen,
        low=0.0,
        high=seen + 4,
        band="raised" if number == 9 else "usual" if number == 7 else "unknown",
        expected=1.5 if seen else 0.2,
        reasons=f"{number} of 40 followed another within 200 m.",
        same_day=2.0 if number == 11 else 0.0,
    )


def _demand(figure: Figure, number: int, size: float) -> Figure:
    value = size / 24 if figure.category != "all" else size * (1 + (int(figure.period[-2:]) % 7) / 10)
    return replace(
        figure, value=value, low=value / 2, high=value * 1.6, expected=value / 1.1, band="usual",
        reasons="As a mean day.",
    )  # fmt: skip
