"""What the pages and the API are told: figures of releases, quality of sources, and what runs now.

One reader serves every request of a door. Figures are asked of the engine one question at a time,
since an engine has one connection; answers are kept by release, so each question is asked once.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

import ibis.expr.types as ir
import pyarrow as pa

from ninefold.actions.figures import figure_questions as questions
from ninefold.actions.figures import missing_data, read_quality
from ninefold.actions.figures.area_outlines import KnownAreas, place_words
from ninefold.actions.figures.filter_choices import choices_of, defaults
from ninefold.actions.figures.inputs import stored_areas
from ninefold.actions.figures.release_shelf import ShelvedRelease, shelved
from ninefold.actions.product_life.read_register import RegisterOf
from ninefold.actions.progress import read_progress
from ninefold.actions.workspace import Workspace
from ninefold.contracts.reading import (
    AreaOutlines,
    AreaSeries,
    Audience,
    Choice,
    Figure,
    FigureFilter,
    FigurePage,
    MissingStatement,
    ReleaseSummary,
    SourceQuality,
    StoredFile,
    SystemStatus,
)
from ninefold.engine.snapshots import SnapshotStore, State
from ninefold.errors import NotFound
from ninefold.pole.forces import force_name

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".gz": "application/gzip",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
}
KEPT = 256
Answer = TypeVar("Answer")


class WorkspaceReader(RegisterOf):
    """Reads a workspace for the doors; satisfies `contracts.reading.FigureReader`."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._root: Path = workspace.root
        self._store = SnapshotStore(workspace.root)
        self._state: State | None = None
        self._engine_lock = Lock()
        self._lock = RLock()
        self._tables: dict[Path, ir.Table] = {}
        self._answers: dict[Hashable, Any] = {}

    def status(self) -> SystemStatus:
        """What is loaded, what runs now, and how fresh each source is."""
        state = self._now()
        return SystemStatus(
            version=version("ninefold"),
            snapshot=f"{state.number:08d}" if state.number else None,
            has_figures=bool(self._shelf("staff") or self._shelf("public")),
            run=read_progress(self._root),
            sources=tuple(read_quality.freshness(each) for each in self.quality()),
            made_up=read_quality.is_made_up(self._workspace.sources, state),
        )

    def release_key(self, asked: FigureFilter) -> str:
        """The id of the release that answers `asked`."""
        return self._release_for(asked).summary.release

    def figures(self, asked: FigureFilter) -> FigurePage:
        """One page of figures; `page_size` 0 gives all of them."""
        release = self._release_for(asked)
        settled = self._settled(release, asked)
        found = sorted_figures(self._month(release, settled), settled)
        start = (settled.page - 1) * settled.page_size
        shown = found[start : start + settled.page_size] if settled.page_size else found
        return FigurePage(
            asked=settled,
            figures=tuple(shown),
            total=len(found),
            release=self._described(release, settled),
            choices=choices_of(
                self._held(release, settled.product), self._products(settled.audience), self._forces(settled)
            ),
            missing=self._missing(release, settled, found),
        )

    def series(self, asked: FigureFilter) -> AreaSeries:
        """The months of one area and category, with gaps left as gaps."""
        release = self._release_for(asked)
        settled = self._settled(release, asked)
        if settled.area is None:
            raise NotFound("No area is named. Give the code of one, as the table of figures lists them.")
        points = self._kept(
            ("series", release.summary.release, replace(settled.without_page(), period=None)),
            lambda: self._ask(release, lambda table: questions.of_one_area(table, settled)),
        )
        if not points:
            raise NotFound("There is no such area among these figures. Choose one from the table.")
        periods = sorted({period for _, period, _ in self._held(release, settled.product)})
        whole = missing_data.with_gaps(points, periods)
        return AreaSeries(points[0].area, points[0].area_name, points[0].category, whole)

    def outlines(self, area_kind: str, areas: Sequence[str]) -> AreaOutlines:
        """The outlines of the named areas, leaving out those for which none is held."""
        return self._areas().outlines(area_kind, areas)

    def quality(self) -> tuple[SourceQuality, ...]:
        """Every source's quality, by title."""
        state = self._now()
        return self._kept(
            ("quality", state.number),
            lambda: read_quality.all_sources(self._workspace, state),
        )

    def source_quality(self, source: str) -> SourceQuality:
        """One source's quality."""
        found = next((each for each in self.quality() if each.source == source), None)
        if found is None:
            raise NotFound("There is no source of that name with anything loaded. See the data page.")
        return found

    def releases(self, audience: Audience) -> tuple[ReleaseSummary, ...]:
        """Every release that audience may see, newest first."""
        return tuple(self._with_periods(each) for each in self._shelf(audience))

    def release(self, release: str, audience: Audience) -> ReleaseSummary:
        """One release; one made for another audience is not found."""
        return self._with_periods(self._shelved(release, audience))

    def release_file(self, release: str, name: str, audience: Audience) -> StoredFile:
        """One file of a release, by the name its summary gives."""
        path = self._shelved(release, audience).files.get(name)
        if path is None:
            raise NotFound("The release has no file of that name. Its summary lists the ones it has.")
        return StoredFile(name, MEDIA_TYPES.get(path.suffix, "application/octet-stream"), path.read_bytes())

    def _now(self) -> State:
        """The newest state; read again only when there is a newer snapshot."""
        with self._lock:
            head = self._store.head()
            if self._state is None or self._state.number != head:
                self._state = self._store.state(head)
            return self._state

    def _kept(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        with self._lock:
            if key in self._answers:
                kept: Answer = self._answers[key]
                return kept
        made = make()
        with self._lock:
            if len(self._answers) >= KEPT:
                self._answers.clear()
            self._answers[key] = made
        return made

    def _shelf(self, audience: Audience) -> tuple[ShelvedRelease, ...]:
        state = self._now()
        return self._kept(("shelf", state.number, audience), lambda: shelved(self._root, state, audience))

    def _shelved(self, release: str, audience: Audience) -> ShelvedRelease:
        found = next((each for each in self._shelf(audience) if each.summary.release == release), None)
        if found is None:
            raise NotFound("There is no release of that id for this audience. See the list of releases.")
        return found

    def _areas(self) -> KnownAreas:
        state = self._now()
        paths = tuple(stored.path for stored in state.of("geography"))
        return self._kept(("areas", paths), lambda: KnownAreas(stored_areas(self._workspace, state)))

    def _release_for(self, asked: FigureFilter) -> ShelvedRelease:
        """The newest release that holds the product, and the kind of area when one is named."""
        for release in self._shelf(asked.audience):
            if asked.product not in release.summary.products:
                continue
            kinds = {kind for kind, _, _ in self._held(release, asked.product)}
            if asked.area_kind is None or asked.area_kind in kinds:
                return release
        raise NotFound(
            "No release for this audience holds that measure for that kind of area. "
            "Run `ninefold run`, or see the list of releases."
        )

    def _held(self, release: ShelvedRelease, product: str) -> dict[tuple[str, str, str], int]:
        """How many figures a release has for each kind of area, month and category."""
        return self._kept(
            ("held", release.summary.release, product), lambda: self._count_held(release, product)
        )

    def _count_held(self, release: ShelvedRelease, product: str) -> dict[tuple[str, str, str], int]:
        rows = self._collect(release, lambda table: questions.distinct(table, product)).to_pylist()
        return {(row["area_kind"], row["period"], row["category"]): row["figures"] for row in rows}

    def _settled(self, release: ShelvedRelease, asked: FigureFilter) -> FigureFilter:
        """The question with nothing left open; NotFound when the release does not hold what is asked."""
        settled = defaults(self._held(release, asked.product), asked)
        if settled.force and settled.force not in {choice.value for choice in self._forces(settled)}:
            raise NotFound("No figures are held for that force. Choose one from the list.")
        return settled

    def _forces(self, asked: FigureFilter) -> tuple[Choice, ...]:
        names = self._kept(("force names", self._now().number), self._force_names)
        found = set(self._areas().forces(asked.area_kind or "").values())
        if asked.area_kind == "force":
            found = set(names)
        return tuple(Choice(force, names.get(force) or force_name(force)) for force in sorted(found))

    def _force_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for release in (*self._shelf("public"), *self._shelf("staff")):
            rows = self._collect(release, questions.force_names)
            names |= dict(zip(rows["area"].to_pylist(), rows["area_name"].to_pylist(), strict=True))
        return names

    def _products(self, audience: Audience) -> tuple[Choice, ...]:
        names = {name for release in self._shelf(audience) for name in release.summary.products}
        return tuple(Choice(name, self._short_title(name)) for name in sorted(names, reverse=True))

    def _short_title(self, product: str) -> str:
        """The part of a product's title before its colon."""
        known = self._workspace.products.get(product)
        return known.card.title.split(":")[0] if known else product

    def _month(self, release: ShelvedRelease, asked: FigureFilter) -> tuple[Figure, ...]:
        areas = self._areas_in(asked)
        key = ("month", release.summary.release, replace(asked.without_page(), sort="", descending=True))
        return self._kept(
            key, lambda: self._ask(release, lambda table: questions.of_one_month(table, asked, areas))
        )

    def _areas_in(self, asked: FigureFilter) -> list[str] | None:
        """The areas of the force asked for; None when all forces are."""
        if asked.force is None:
            return None
        if asked.area_kind == "force":
            return [asked.force]
        forces = self._areas().forces(asked.area_kind or "")
        return [area for area, force in forces.items() if force == asked.force]

    def _missing(
        self, release: ShelvedRelease, asked: FigureFilter, found: Sequence[Figure]
    ) -> tuple[MissingStatement, ...]:
        key = ("forces", release.summary.release, asked.product, asked.category)
        forces = self._kept(key, lambda: self._ask(release, lambda table: questions.of_forces(table, asked)))
        names = {figure.area: figure.area_name for figure in forces}
        told = missing_data.of_the_data(asked, release.files.get(missing_data.ABOUT_DATA), names)
        return (*told, *missing_data.statements(asked, found, forces, release.summary.left_out))

    def _described(self, release: ShelvedRelease, asked: FigureFilter) -> ReleaseSummary:
        """The release, with the product's own words on how it counts and the notices of its map."""
        summary = self._with_periods(release)
        product = self._workspace.products.get(asked.product)
        if product is None:
            return summary
        return replace(
            summary, method=product.card.question, notes=(product.card.interval, product.card.test)
        )

    def _with_periods(self, release: ShelvedRelease) -> ReleaseSummary:
        periods = {
            period for product in release.summary.products for _, period, _ in self._held(release, product)
        }
        return replace(
            release.summary, first_period=min(periods, default=""), last_period=max(periods, default="")
        )

    def _ask(self, release: ShelvedRelease, question: Callable[[ir.Table], ir.Table]) -> tuple[Figure, ...]:
        return tuple(map(_named, questions.as_figures(self._collect(release, question))))

    def _collect(self, release: ShelvedRelease, question: Callable[[ir.Table], ir.Table]) -> pa.Table:
        with self._engine_lock:
            engine = self._workspace.engine
            if release.figures not in self._tables:
                self._tables[release.figures] = questions.whole(engine.read([release.figures]))
            return engine.collect(question(self._tables[release.figures]))


def sorted_figures(figures: Sequence[Figure], asked: FigureFilter) -> list[Figure]:
    """The figures in the order asked for; those without a value come last, and ties go by area."""
    by_area = sorted(figures, key=lambda figure: figure.area)
    if asked.sort == "area_name":
        return sorted(by_area, key=lambda figure: figure.area_name, reverse=asked.descending)
    values = [(_sorted_by(figure, asked.sort), figure) for figure in by_area]
    known = [(value, figure) for value, figure in values if value is not None]
    known.sort(key=lambda pair: pair[0], reverse=asked.descending)
    return [figure for _, figure in known] + [figure for value, figure in values if value is None]


def _sorted_by(figure: Figure, sort: str) -> float | None:
    return figure.change if sort == "change" else figure.value


def _named(figure: Figure) -> Figure:
    """The figure with its area in words; an H3 cell that nobody named is told by where it is."""
    if figure.area_name not in ("", None, figure.area) or figure.area_kind not in ("h3", "force"):
        return figure
    words = place_words if figure.area_kind == "h3" else force_name
    return replace(figure, area_name=words(figure.area))
