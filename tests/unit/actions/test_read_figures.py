"""What a door is told of a workspace: the right release, gaps as gaps, nothing of another audience."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.support.fake_reader import FakeReader
from tests.support.released_workspace import (
    MADE,
    add_areas,
    add_ledger,
    add_quality,
    add_quarantine,
    add_release,
    empty_workspace,
    figure,
)

from ninefold.actions.figures.read_figures import WorkspaceReader, sorted_figures
from ninefold.actions.workspace import Workspace
from ninefold.contracts.reading import Figure, FigureFilter, FigureReader
from ninefold.engine.snapshots import LedgerEntry
from ninefold.errors import NotFound


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return empty_workspace(tmp_path)


def entry(**changes: object) -> LedgerEntry:
    usual = {
        "file": "f1",
        "name": "a.csv",
        "source": "custody",
        "layout": "a",
        "status": "loaded",
        "rows_in": 100,
        "loaded": 90,
        "quarantined": 7,
        "duplicates": 3,
        "load": "00000001",
        "received_at": "2026-07-03T14:20:00",
    }
    return LedgerEntry(**(usual | changes))  # type: ignore[arg-type]


def test_the_newest_month_of_all_types_is_shown_when_nothing_is_asked(workspace: Workspace) -> None:
    rows = [figure("E1", "2026-05", 4.0), figure("E1", "2026-06", 9.0), figure("E2", "2026-06", 3.0)]
    add_release(workspace, "r1", "staff", [*rows, figure("E1", "2026-06", 2.0, category="burglary")])
    page = WorkspaceReader(workspace).figures(FigureFilter())
    assert (page.asked.period, page.asked.category, page.asked.area_kind) == ("2026-06", "all", "lsoa")
    assert [(each.area, each.value) for each in page.figures] == [("E1", 9.0), ("E2", 3.0)]


def test_staff_figures_are_never_given_to_the_public(workspace: Workspace) -> None:
    add_release(workspace, "exact", "staff", [figure("E1", "2026-06", 3.0)])
    reader = WorkspaceReader(workspace)
    with pytest.raises(NotFound):
        reader.figures(FigureFilter(audience="public"))
    with pytest.raises(NotFound):
        reader.release_file("exact", "figures.parquet", "public")
    assert reader.releases("public") == ()


def test_a_newer_release_takes_the_place_of_an_older_one_at_once(workspace: Workspace) -> None:
    """A reader that is already open sees the new release with its next question."""
    add_release(workspace, "old", "staff", [figure("E1", "2026-06", 1.0)])
    reader = WorkspaceReader(workspace)
    assert reader.figures(FigureFilter()).figures[0].value == 1.0
    add_release(workspace, "new", "staff", [figure("E1", "2026-06", 2.0)], created=MADE + timedelta(days=1))
    assert reader.figures(FigureFilter()).figures[0].value == 2.0
    assert reader.release_key(FigureFilter()) == "new"


def test_a_month_without_a_figure_is_a_gap_in_the_series(workspace: Workspace) -> None:
    rows = [figure("E1", "2026-04", 4.0), figure("E1", "2026-06", 6.0), figure("E2", "2026-05", 1.0)]
    add_release(workspace, "r1", "staff", rows)
    series = WorkspaceReader(workspace).series(FigureFilter(area="E1"))
    assert [(each.period, each.value) for each in series.points] == [
        ("2026-04", 4.0),
        ("2026-05", None),
        ("2026-06", 6.0),
    ]
    assert series.points[1].band == "missing"


def test_only_the_areas_of_a_force_are_shown_when_it_is_chosen(workspace: Workspace) -> None:
    add_areas(workspace, ["E1"], "durham")
    rows = [figure("E1", "2026-06", 4.0), figure("E2", "2026-06", 6.0)]
    add_release(workspace, "r1", "staff", rows)
    page = WorkspaceReader(workspace).figures(FigureFilter(force="durham"))
    assert [each.area for each in page.figures] == ["E1"]
    assert [choice.value for choice in page.choices.forces] == ["durham"]
    with pytest.raises(NotFound):
        WorkspaceReader(workspace).figures(FigureFilter(force="nowhere"))


def test_suppressed_figures_are_counted_and_come_last(workspace: Workspace) -> None:
    hidden = figure("E1", "2026-06", None, suppressed=True, band=None, reasons=None)
    add_release(workspace, "r1", "public", [hidden, figure("E2", "2026-06", 20.0)])
    page = WorkspaceReader(workspace).figures(FigureFilter(audience="public"))
    assert [(each.area, each.value, each.suppressed) for each in page.figures] == [
        ("E2", 20.0, False),
        ("E1", None, True),
    ]
    assert page.figures[1].band == "unknown"
    assert page.missing[0].amount == "1 of 2 areas"


def test_records_without_a_place_are_told_to_staff_alone(workspace: Workspace) -> None:
    force = figure("durham", "2026-06", 10.0, area_kind="force")
    rows = [figure("E1", "2026-06", 6.0), force]
    add_release(workspace, "r1", "staff", rows)
    add_release(workspace, "r2", "public", rows)
    reader = WorkspaceReader(workspace)
    told = [each.amount for each in reader.figures(FigureFilter(area_kind="lsoa")).missing]
    assert told == ["4 of 10"]
    assert reader.figures(FigureFilter(area_kind="lsoa", audience="public")).missing == ()


def test_a_month_a_force_did_not_send_is_named(workspace: Workspace) -> None:
    gap = figure("durham", "2026-05", None, area_kind="force", band="missing", area_name="Durham")
    rows = [gap, figure("durham", "2026-06", 10.0, area_kind="force", area_name="Durham")]
    add_release(workspace, "r1", "staff", rows)
    told = WorkspaceReader(workspace).figures(FigureFilter(area_kind="force")).missing
    assert [(each.what, each.amount) for each in told] == [("Durham", "1 month")]
    assert "2026-05" in told[0].meaning


def test_a_hexagon_is_named_by_where_it_is(workspace: Workspace) -> None:
    """The number of a cell means nothing to people."""
    cell = "8819429931fffff"
    row = figure(cell, "2026-06", 1.0, area_kind="h3", area_name=cell)
    add_release(workspace, "r1", "staff", [row])
    reader = WorkspaceReader(workspace)
    page = reader.figures(FigureFilter())
    assert page.figures[0].area_name.startswith("Near 5")
    assert '"Polygon"' in reader.outlines("h3", [cell]).outlines[0].geometry


def test_outlines_come_with_their_notice_and_only_where_held(workspace: Workspace) -> None:
    add_areas(workspace, ["E1"], "durham")
    found = WorkspaceReader(workspace).outlines("lsoa", ["E1", "E9"])
    assert [each.area for each in found.outlines] == ["E1"]
    assert found.attribution == "Made-up outlines."


def test_loads_add_up_and_refused_files_are_told_with_their_reason(workspace: Workspace) -> None:
    add_ledger(
        workspace,
        entry(),
        entry(file="f2", name="b.csv"),
        entry(file="", name="c.csv", status="refused", load="", rows_in=0, loaded=0, quarantined=0, duplicates=0,
              reason="The file is cut short."),
    )  # fmt: skip
    quality = WorkspaceReader(workspace).source_quality("custody")
    assert quality.totals
    assert (quality.totals.rows_in, quality.totals.files, quality.totals.adds_up) == (200, 2, True)
    assert [(each.file, each.reason) for each in quality.refused] == [("c.csv", "The file is cut short.")]


def test_quality_is_summed_over_files_and_told_by_column(workspace: Workspace) -> None:
    add_ledger(workspace, entry())
    add_quality(
        workspace,
        "custody",
        [
            {"layout": "a", "column": "Born", "dimension": "completeness", "good": 60, "total": 100},
            {"layout": "a", "column": "Born", "dimension": "completeness", "good": 40, "total": 100},
            {"layout": "a", "column": "Born", "dimension": "conformity", "good": 95, "total": 100},
            {"column": "", "dimension": "four_plus_one", "good": 30, "total": 40},
            {"column": "gender", "dimension": "four_plus_one", "good": 36, "total": 40},
        ],
    )
    quality = WorkspaceReader(workspace).source_quality("custody")
    latest = {each.name: each.latest for each in quality.dimensions}
    assert (latest["completeness"], latest["conformity"], latest["accuracy"]) == (0.5, 0.95, None)
    assert [(each.column, each.filled, each.quarantined) for each in quality.columns] == [("Born", 0.5, 5)]
    assert quality.four_plus_one
    assert (quality.four_plus_one.passing, quality.four_plus_one.missing_parts) == (30, (("gender", 4),))


def test_quarantine_is_counted_by_rule_and_never_shown(workspace: Workspace) -> None:
    add_ledger(workspace, entry())
    add_quarantine(workspace, "custody", ["Born:DS_034.future", "Born:DS_034.future;Town:DS_009.list"])
    found = WorkspaceReader(workspace).source_quality("custody").quarantine
    assert [(each.column, each.rule, each.rows) for each in found] == [
        ("Born", "DS_034.future", 2),
        ("Town", "DS_009.list", 1),
    ]
    assert found[0].meaning == "The date is later than the day it was received"


def test_an_empty_workspace_is_told_as_empty(workspace: Workspace) -> None:
    status = WorkspaceReader(workspace).status()
    assert (status.snapshot, status.has_figures, status.sources, status.run) == (None, False, (), None)


@pytest.mark.parametrize(
    ("sort", "descending", "wanted"),
    [("value", True, "bca"), ("value", False, "cba"), ("change", True, "cba"), ("area_name", False, "abc")],
)
def test_figures_without_a_value_come_last_however_they_are_sorted(
    sort: str, descending: bool, wanted: str
) -> None:
    figures = [
        Figure("volume", "lsoa", "a", "a", "2026-06", "all", None),
        Figure("volume", "lsoa", "b", "b", "2026-06", "all", 9.0, expected=9.0),
        Figure("volume", "lsoa", "c", "c", "2026-06", "all", 5.0, expected=1.0),
    ]
    ordered = sorted_figures(figures, FigureFilter(sort=sort, descending=descending))
    assert "".join(each.area for each in ordered) == wanted


def test_the_fake_and_the_real_reader_keep_one_protocol(workspace: Workspace) -> None:
    """The pages are tested over the fake, so it must refuse what the real one refuses."""
    add_release(workspace, "r1", "staff", [figure("E1", "2026-06", 1.0)])
    readers: list[FigureReader] = [FakeReader(), WorkspaceReader(workspace)]
    for reader in readers:
        for wrong in (
            FigureFilter(product="unheard"),
            FigureFilter(area_kind="ward"),
            FigureFilter(period="1999-01"),
            FigureFilter(category="unheard"),
        ):
            with pytest.raises(NotFound):
                reader.figures(wrong)
        with pytest.raises(NotFound):
            reader.series(FigureFilter(area="nowhere"))
        with pytest.raises(NotFound):
            reader.source_quality("nobody")
        with pytest.raises(NotFound):
            reader.release("none", "staff")
        assert isinstance(reader.releases("staff")[0].made_at, datetime)
