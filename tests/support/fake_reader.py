"""A FigureReader over made-up figures, for tests of the pages and the API and for looking at them.

Two made-up forces, about thirty H3 cells each, twenty-four months, one month a force did not send.
Run `python -m tests.support.fake_reader` to serve the pages from it.
"""

import csv
import io
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import h3

from ninefold.contracts.reading import (
    FIGURE_COLUMNS,
    AreaOutline,
    AreaOutlines,
    AreaSeries,
    Audience,
    Choice,
    ColumnQuality,
    Figure,
    FigureFilter,
    FigurePage,
    FilterChoices,
    FourPlusOne,
    LoadSummary,
    MissingStatement,
    QualityDimension,
    QualityPoint,
    QuarantineCount,
    RefusedFile,
    ReleaseFile,
    ReleaseSummary,
    RunStatus,
    RunStep,
    SourceFreshness,
    SourceQuality,
    StoredFile,
    SystemStatus,
)
from ninefold.contracts.reading_register import MayScore
from ninefold.errors import NotAssured, NotFound

CENTRES = {"almondshire": (53.42, -1.32), "birchwold": (53.27, -1.05)}
STREETS = (
    *("Almond Road", "Beck Lane", "Canal Wharf", "Dene Park", "Elm Rise", "Foundry Street", "Garth Hill"),
    *("Harbour Row", "Ings Lane", "Juniper Close", "Kiln Bank", "Larch Avenue", "Market Place", "North Gate"),
    *("Orchard Way", "Priory", "Quarry Edge", "Rowan Drive", "Station Approach", "Thorn Field", "Viaduct"),
    *("Upper Green", "Weir Side", "Yew Tree", "Abbey", "Bramble Hill", "Castle Yard", "Drovers End"),
    *("East Moor", "Fell View", "Gable Street", "Hawthorn", "Ivy House", "Jubilee", "Kestrel Way", "Linden"),
    "Mill Race",
)
CATEGORIES = ("all", "burglary", "violence-and-sexual-offences", "vehicle-crime")
PERIODS = tuple(f"{2024 + month // 12}-{month % 12 + 1:02d}" for month in range(6, 30))
NEW = datetime(2026, 7, 3, 14, 20, tzinfo=UTC)
GAP = ("birchwold", "2025-07")


@dataclass(frozen=True)
class Place:
    """One made-up cell: its H3 index, its name, and the force it lies in."""

    cell: str
    name: str
    force: str
    size: float


def _places(hostile: str, prefix: str) -> tuple[Place, ...]:
    chosen = random.Random(9)
    found: list[Place] = []
    for force, (latitude, longitude) in CENTRES.items():
        for cell in sorted(h3.grid_disk(h3.latlng_to_cell(latitude, longitude, 7), 3)):
            name = f"{prefix}{STREETS[len(found) % len(STREETS)]}, {force.capitalize()}{hostile}"
            found.append(Place(cell, name, force, chosen.lognormvariate(3, 1)))
    return tuple({place.cell: place for place in reversed(found)}.values())


def _figure(place: Place, product: str, category: str, month: int) -> Figure:
    chosen = random.Random(f"{place.cell}{product}{category}{month}")
    part = {"all": 1.0, "burglary": 0.12, "violence-and-sexual-offences": 0.4, "vehicle-crime": 0.15}[
        category
    ]
    weight = 38.0 if product == "harm" else 1.0
    expected = place.size * part * (1 + 0.15 * math.sin(month / 12 * math.tau))
    odd = 1.8 if chosen.random() > 0.95 else 0.4 if chosen.random() > 0.97 else 1.0
    value = max(0, round(chosen.gauss(expected * odd, math.sqrt(expected))))
    spread = 2.6 * math.sqrt(expected)
    band = "rising" if value > expected + spread else "falling" if value < expected - spread else "steady"
    reasons = {
        "rising": "Above the range expected from the same months of earlier years.",
        "falling": "Below the range expected from the same months of earlier years.",
    }.get(band, "Within the range expected from earlier months.")
    figure = Figure(
        product=product,
        area_kind="h3",
        area=place.cell,
        area_name=place.name,
        period=PERIODS[month],
        category=category,
        value=value * weight,
        low=max(0.0, value - 1.96 * math.sqrt(value)) * weight,
        high=(value + 1.96 * math.sqrt(value)) * weight,
        band=band,
        trend=round(expected * weight, 1),
        expected=round(expected * weight, 1),
        expected_low=round(max(0.0, expected - spread) * weight, 1),
        expected_high=round((expected + spread) * weight, 1),
        reasons=reasons,
    )
    if (place.force, PERIODS[month]) == GAP:
        missing = "The force sent no file for this month, so nothing can be counted."
        return replace(figure, value=None, low=None, high=None, band="missing", reasons=missing)
    return figure


def _disclosed(figure: Figure) -> Figure:
    """The figure as the public sees it: under ten not shown, the rest to the nearest five."""
    if figure.value is None:
        return figure
    if figure.value < 10:
        nothing: dict[str, None] = dict.fromkeys(
            ("value", "low", "high", "trend", "expected", "expected_low", "expected_high")
        )
        return replace(figure, **nothing, band="unknown", suppressed=True, reasons="Too few to publish.")  # type: ignore[arg-type]
    return replace(figure, value=5.0 * round(figure.value / 5), low=None, high=None)


@dataclass
class FakeReader:
    """Made-up figures behind the same protocol as the real reader; `hostile` is put in every free text."""

    hostile: str = ""
    prefix: str = ""
    going_on: bool = False
    empty: bool = False
    reads: int = 0
    places: tuple[Place, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.places = _places(self.hostile, self.prefix)

    def status(self) -> SystemStatus:
        quality = self.quality()
        names = ("Generate the region", "Ingest", "Standardise", "Count", "Publish")
        states = ("done", "running", "waiting", "waiting", "waiting")
        steps = tuple(
            RunStep(
                name,
                state if self.going_on else "done",
                f"4 of 9 forces{self.hostile}" if state == "running" and self.going_on else "",
            )  # type: ignore[arg-type]
            for name, state in zip(names, states, strict=True)
        )
        run = RunStatus("run-000042", NEW - timedelta(minutes=3), None if self.going_on else NEW, steps)
        return SystemStatus(
            "0.1.0", "00000017", not self.empty, run, tuple(map(_freshness, quality)), made_up=True
        )

    def release_key(self, asked: FigureFilter) -> str:
        return self._release(asked.product, asked.audience).release

    def figures(self, asked: FigureFilter) -> FigurePage:
        self.reads += 1
        asked = self._settled(asked)
        found = [figure for figure in self._month(asked) if asked.area in (None, figure.area)]
        found.sort(key=lambda figure: _sort_key(figure, asked.sort), reverse=asked.descending)
        found.sort(key=lambda figure: figure.value is None and asked.sort != "area_name")
        start = (asked.page - 1) * asked.page_size
        shown = found[start : start + asked.page_size] if asked.page_size else found
        return FigurePage(
            asked,
            tuple(shown),
            len(found),
            self._release(asked.product, asked.audience),
            self._choices(),
            self._missing(found),
        )

    def series(self, asked: FigureFilter) -> AreaSeries:
        asked = self._settled(asked)
        place = next((place for place in self.places if place.cell == asked.area), None)
        if place is None:
            raise NotFound("There is no such area among these figures. Choose one from the table.")
        points = tuple(
            self._shown(_figure(place, asked.product, asked.category or "all", month), asked.audience)
            for month in range(len(PERIODS))
        )
        return AreaSeries(place.cell, place.name, asked.category or "all", points)

    def outlines(self, area_kind: str, areas: Sequence[str]) -> AreaOutlines:
        if area_kind != "h3":
            raise NotFound("No outlines are held for that kind of area. Import a boundary file first.")
        return AreaOutlines(
            "h3", tuple(AreaOutline(area, _outline(area)) for area in areas), "Made-up places"
        )

    def quality(self) -> tuple[SourceQuality, ...]:
        if self.empty:
            return ()
        return (
            _quality("almondshire_crimes", "Almondshire crimes", self.hostile),
            _quality("birchwold_custody", "Birchwold custody", self.hostile),
        )

    def source_quality(self, source: str) -> SourceQuality:
        found = next((each for each in self.quality() if each.source == source), None)
        if found is None:
            raise NotFound(
                "There is no source of that name. See the data page for the sources that are loaded."
            )
        return found

    def releases(self, audience: Audience) -> tuple[ReleaseSummary, ...]:
        if self.empty:
            return ()
        return tuple(self._release(product, audience) for product in ("volume", "harm"))

    def release(self, release: str, audience: Audience) -> ReleaseSummary:
        found = next((each for each in self.releases(audience) if each.release == release), None)
        if found is None:
            raise NotFound("There is no release of that id for this audience. See the list of releases.")
        return found

    def register(self) -> dict[str, Any]:
        """A register of one product that its own checks refused."""
        line = {"product": "second_look", "state": "evaluated", "in_words": "Refused by its own checks (G8)."}
        return {"format": "ninefold-register/1", "products": [line]}

    def registered(self, product: str) -> dict[str, Any]:
        """The same, for that product alone."""
        if product != "second_look":
            raise NotFound("There is no product of that name in the register.")
        return self.register()

    def may_score(self, product: str) -> MayScore:
        """It may not."""
        raise NotAssured("The product has no live approval, being evaluated.")

    def release_file(self, release: str, name: str, audience: Audience) -> StoredFile:
        summary = self.release(release, audience)
        if name not in {file.name for file in summary.files}:
            raise NotFound("The release has no file of that name. Its summary lists the ones it has.")
        out = io.StringIO()
        csv.writer(out).writerow(FIGURE_COLUMNS)
        return StoredFile(name, "text/csv", out.getvalue().encode())

    def _settled(self, asked: FigureFilter) -> FigureFilter:
        if self.empty:
            raise NotFound("No figures are published yet. They appear when the first run has finished.")
        known = {
            "product": ("volume", "harm"),
            "area_kind": ("h3", None),
            "category": (*CATEGORIES, None),
            "period": (*PERIODS, None),
        }
        for name, values in known.items():
            if getattr(asked, name) not in values:
                raise NotFound(
                    f"No figures are held for that {name.replace('_', ' ')}. Choose one from the list."
                )
        return replace(
            asked, area_kind="h3", category=asked.category or "all", period=asked.period or PERIODS[-1]
        )

    def _month(self, asked: FigureFilter) -> list[Figure]:
        month = PERIODS.index(asked.period or PERIODS[-1])
        return [
            self._shown(_figure(place, asked.product, asked.category or "all", month), asked.audience)
            for place in self.places
            if asked.force in (None, place.force)
        ]

    def _shown(self, figure: Figure, audience: Audience) -> Figure:
        figure = replace(figure, reasons=figure.reasons + self.hostile)
        return _disclosed(figure) if audience == "public" else figure

    def _choices(self) -> FilterChoices:
        return FilterChoices(
            products=(
                Choice("volume", "Volume: how many"),
                Choice("harm", "Harm: days of the Crime Harm Index"),
            ),
            area_kinds=(Choice("h3", "hexagons of 5 km²"),),
            forces=(Choice("almondshire", f"Almondshire{self.hostile}"), Choice("birchwold", "Birchwold")),
            categories=tuple(
                Choice(each, "All types" if each == "all" else each.replace("-", " ").capitalize())
                for each in CATEGORIES
            ),
            periods=tuple(Choice(each, each) for each in reversed(PERIODS)),
        )

    def _missing(self, found: list[Figure]) -> tuple[MissingStatement, ...]:
        hidden = sum(figure.suppressed for figure in found)
        return (
            MissingStatement(
                "Birchwold, July 2025",
                "1 month",
                f"The force sent no file, so the month is a gap, not a zero.{self.hostile}",
            ),
            MissingStatement(
                "Records with no usable place",
                "1,204 of 48,310 rows",
                "They are in the force totals and in no area.",
            ),
            *(
                (
                    MissingStatement(
                        "Suppressed figures", f"{hidden} areas", "Too few to publish; never shown as 0."
                    ),
                )
                if hidden
                else ()
            ),
        )

    def _release(self, product: str, audience: Audience) -> ReleaseSummary:
        public = audience == "public"
        return ReleaseSummary(
            release=f"{product}-{audience}-0007",
            products=(product,),
            audience=audience,
            made_at=NEW,
            run="run-000042",
            snapshot="00000017",
            card=f"{product} 1.0{self.hostile}",
            policy="public: under 10 suppressed, rounded to 5" if public else "staff: exact",
            marking="OFFICIAL" if public else "OFFICIAL-SENSITIVE",
            attribution=f"Made-up forces in made-up places.{self.hostile}",
            figures=len(self.places) * len(PERIODS) * len(CATEGORIES),
            first_period=PERIODS[0],
            last_period=PERIODS[-1],
            method=f"Counts of recorded events by place and month.{self.hostile}",
            notes=("Change is judged against earlier months; about 1 area in 100 is marked by chance.",),
            files=(ReleaseFile("figures.csv", "ab" * 32, 130, 0),),
        )


def _sort_key(figure: Figure, by: str) -> tuple[float | str, str]:
    keys = {"value": figure.value or 0.0, "change": figure.change or 0.0, "area_name": figure.area_name}
    return keys[by], figure.area


def _outline(cell: str) -> str:
    ring = [[round(longitude, 5), round(latitude, 5)] for latitude, longitude in h3.cell_to_boundary(cell)]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def _freshness(quality: SourceQuality) -> SourceFreshness:
    load, totals = quality.last_load, quality.totals
    return SourceFreshness(
        quality.source,
        quality.title,
        quality.owner,
        quality.refresh,
        load.at if load else None,
        quality.newest_record,
        totals.loaded if totals else 0,
    )


def _quality(source: str, title: str, hostile: str) -> SourceQuality:
    chosen = random.Random(source)
    when = [NEW - timedelta(days=30 * ago) for ago in range(11, -1, -1)]
    loads = []
    for number, at in enumerate(when):
        rows, bad, twice = 4000 + number * 37, chosen.randint(20, 90), chosen.randint(0, 12)
        loads.append(LoadSummary(f"load-{number:06d}", at, 2, rows, rows - bad - twice, bad, twice))
    meanings = {
        "accuracy": "Values that pass the rules for their kind",
        "integrity": "Links that lead to a record that is there",
        "timeliness": "Records that arrived within the time agreed",
        "completeness": "Mandatory parts that are filled",
        "conformity": "Values in the standard form",
        "duplication": "Records that are not a repeat of another",
    }
    dimensions = tuple(
        QualityDimension(
            name,
            meaning,
            tuple(
                QualityPoint(
                    load.load,
                    load.at,
                    None if name == "timeliness" and index == 4 else min(1.0, chosen.gauss(0.965, 0.012)),
                )
                for index, load in enumerate(loads)
            ),
        )
        for name, meaning in meanings.items()
    )
    return SourceQuality(
        source=source,
        title=f"{title}{hostile}",
        owner=f"Head of Data, {title.split()[0]} Police{hostile}",
        licence="Made up",
        refresh="monthly",
        marking="OFFICIAL-SENSITIVE",
        loads=tuple(loads),
        dimensions=dimensions,
        four_plus_one=FourPlusOne(
            18_204, 14_377, (("contact reference", 2_610), ("date of birth", 902), ("gender", 315))
        ),
        refused=(
            RefusedFile(
                f"2026-05-extract.csv{hostile}",
                when[-2],
                "The column Outcome is missing. Ask the force, then mend the card.",
            ),
        ),
        quarantine=(
            QuarantineCount(
                "DS_015.range", "Longitude", f"Longitude lies outside the United Kingdom{hostile}", 212
            ),
            QuarantineCount(
                "DS_034.future", "Date of birth", "Date is later than the day it was received", 96
            ),
            QuarantineCount("code.unknown", "Crime type", "Code is not in the source's list", 41),
        ),
        columns=(
            ColumnQuality("crimes", f"Crime type{hostile}", "code", 48_310, 1.0, 0.999, 41),
            ColumnQuality("crimes", "Longitude", "longitude", 48_310, 0.921, 0.996, 212),
            ColumnQuality("crimes", "Victim date of birth", "date", 48_310, 0.713, 0.998, 96),
            ColumnQuality("crimes", "Note", "text", 48_310, 0.288, None, 0),
        ),
        newest_record="2026-06",
    )


if __name__ == "__main__":
    import sys

    import uvicorn

    from ninefold.web.app import create_app

    reader = FakeReader(going_on="going-on" in sys.argv, empty="empty" in sys.argv)
    uvicorn.run(create_app(reader), port=8765, log_level="warning")
