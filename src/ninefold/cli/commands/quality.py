"""`ninefold quality`: how good each source's data is."""

from typing import Annotated

import typer

from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.cli import render
from ninefold.cli.options import JsonOption, WorkspaceOption, opened
from ninefold.contracts.reading import SourceQuality


def show_quality(
    source: Annotated[str | None, typer.Argument(help="One source; all of them otherwise.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show what each source measures up to, in the six dimensions of police data quality."""
    with opened(workspace, quiet=True) as (place, _):
        reader = WorkspaceReader(place)
        found = (reader.source_quality(source.replace("-", "_")),) if source else reader.quality()
        if json:
            render.as_json({"sources": found})
            return
        _summary(found)
        if source:
            _details(found[0])


def _summary(found: tuple[SourceQuality, ...]) -> None:
    names = [dimension.name for dimension in found[0].dimensions] if found else []
    rows = []
    for quality in found:
        totals = quality.totals
        sums = (totals.rows_in, totals.loaded, totals.quarantined, totals.duplicates) if totals else (0,) * 4
        shares = [_percent(dimension.latest) for dimension in quality.dimensions]
        whole = quality.four_plus_one
        rule = _percent(whole.passing / whole.people) if whole and whole.people else "–"
        rows.append((quality.source, *sums, *shares, rule))
    headings = ["source", "rows in", "loaded", "quarantined", "duplicates", *names, "4+1 rule"]
    render.table("Data quality", headings, rows)
    for quality in found:
        if quality.late:
            render.out.print(f"{quality.source}: {quality.late}", markup=False)


def _details(quality: SourceQuality) -> None:
    if quality.quarantine:
        render.table(
            "In quarantine, by rule",
            ["column", "rule", "what it means", "rows"],
            [(q.column, q.rule, q.meaning, q.rows) for q in quality.quarantine],
        )
    if quality.refused:
        render.table(
            "Files refused or waiting", ["file", "why"], [(r.file, r.reason) for r in quality.refused]
        )
    render.table(
        "Columns",
        ["layout", "column", "rows", "filled", "conforming"],
        [(c.layout, c.column, c.rows, _percent(c.filled), _percent(c.conforming)) for c in quality.columns],
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
