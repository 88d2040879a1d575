"""The made-up region: nine forces' files, the geography they share, and the truth kept apart from both."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.region import (
    calls,
    crimes,
    custody,
    delivery,
    domestic,
    geography,
    intelligence,
    layouts,
    missing,
    names,
    parties,
    places,
    plan,
    planted,
    rosters,
    safeguarding,
    searches,
    spoil,
)
from ninefold.region.batch import Batch
from ninefold.region.chance import Chance
from ninefold.region.drawing import Region
from ninefold.region.layouts import FileLayout, Style
from ninefold.region.page import YEAR, Page
from ninefold.region.people import People
from ninefold.region.places import Places
from ninefold.region.plan import FORCES
from ninefold.region.planted import Touches
from ninefold.region.truth import Truth
from ninefold.region.writers.database import write_database
from ninefold.region.writers.text import (
    Spoil,
    Tables,
    write_delimited,
    write_fixed_width,
    write_json_lines,
    write_xml,
)
from ninefold.region.writers.workbook import write_workbook

Report = Callable[[str, float], None]
_WRITERS: dict[str, Callable[[Path, FileLayout, Tables], None]] = {
    "csv": write_delimited,
    "fixed_width": write_fixed_width,
    "jsonl": write_json_lines,
    "xml": write_xml,
    "xlsx": write_workbook,
    "sqlite": write_database,
}
_SIMULATIONS: dict[str, Callable[[Region, int, int], Batch]] = {
    "crimes": crimes.in_year,
    "parties": crimes.in_year,
    "calls": calls.in_year,
    "searches": searches.in_year,
    "custody": custody.in_year,
    "missing": missing.in_year,
    "domestic": domestic.in_year,
    "safeguarding": safeguarding.in_year,
    "intelligence": intelligence.in_year,
    "rosters": rosters.in_year,
}


@dataclass(frozen=True)
class RegionSummary:
    """What was made: people, areas, files and rows by force and kind."""

    folder: Path
    people: int
    areas: int
    files: int
    rows: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def total_rows(self) -> int:
        """Rows written by all the forces."""
        return sum(sum(kinds.values()) for kinds in self.rows.values())


def generate(
    out: Path, *, people: int = 200_000, seed: int = 9, report: Report | None = None
) -> RegionSummary:
    """Write a whole region under `out`: the same seed and size give the same bytes."""
    tell = report or (lambda what, share: None)
    tell("islands", 0.0)
    for part in ("geography", "forces", "truth"):
        # What an interrupted run left would be mixed with this one.
        shutil.rmtree(out / part, ignore_errors=True)
    chance = Chance(seed)
    laid = plan.lay_out(people, chance)
    land = geography.draw(laid)
    lists = names.read()
    geography.write(laid, land, geography.area_names(laid, lists.towns), out / "geography")
    written = places.write_down(laid, land, lists)
    region = Region(laid, People(laid, chance, lists), chance, laid.heat())
    touches = planted.plant(region)
    rows: dict[str, dict[str, int]] = {}
    with Truth(out / "truth", laid) as truth:
        for number, force in enumerate(FORCES):
            tell(force.name, 0.05 + 0.95 * sum(f.share for f in FORCES[:number]))
            folder = out / "forces" / force.slug
            office = Office(region, written, layouts.read(number), folder, truth, touches)
            rows[force.slug] = office.write()
    tell("done", 1.0)
    files = sum(1 for path in (out / "forces").rglob("*") if path.is_file())
    return RegionSummary(out, laid.people, len(laid.area_force), files, rows)


@dataclass(frozen=True)
class Office:
    """One force's records office: it writes its files, and the truth about them."""

    region: Region
    places: Places
    style: Style
    folder: Path
    truth: Truth
    touches: Touches

    def write(self) -> dict[str, int]:
        """Every file of the force; rows by kind."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return {layout.kind: self._write_kind(layout) for layout in self.style.files}

    def _write_kind(self, layout: FileLayout) -> int:
        def in_year(year: int) -> Batch:
            batch = _SIMULATIONS[layout.kind](self.region, self.style.force, year)
            batch = planted.put_in(batch, self.touches, year)
            batch = delivery.numbered(batch, year, YEAR)
            if layout.kind == "parties":
                return parties.of_crimes(batch)
            self.truth.happened(batch)
            return batch

        rows = 0
        resend = layout.kind == "crimes" and layout.format != "sqlite"
        for parcel in delivery.parcels(layout, self.region.chance, in_year, resend):
            name = layout.name.format(period=parcel.period)
            if parcel.resent:
                stem, dot, end = name.rpartition(".")
                name = f"{stem}_resent{dot}{end}"
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _WRITERS[layout.format](path, layout, self._tables(layout, parcel.rows, name))
            rows += len(parcel.rows)
        return rows

    def _tables(self, layout: FileLayout, rows: Batch, name: str) -> Iterator[tuple[pa.Table, Spoil]]:
        for start in range(0, len(rows), delivery.PAGE_ROWS):
            part = rows.take(np.arange(start, min(start + delivery.PAGE_ROWS, len(rows))))
            page = Page(self.style, layout, part, self.region.people, self.places, self.region.chance)
            self.truth.written(page, name)
            yield page.table(), self._spoiler(layout, page, name, start)

    def _spoiler(self, layout: FileLayout, page: Page, name: str, start: int) -> Spoil:
        delimiter = layout.options.get("delimiter", ",")

        def spoiled(lines: list[str]) -> list[str]:
            key = (self.style.force, start, sum(name.encode()))
            rows = spoil.broken_lines(len(lines), layout.format, self.region.chance, *key)
            for row in rows:
                lines[row] = spoil.break_line(lines[row], layout.format, delimiter, row)
            self.truth.broken(page, name, rows)
            return lines

        return spoiled
