"""Each source's quality as the doors show it: loads, six dimensions, refused files, counts by rule."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.figures.rule_words import rule_words
from ninefold.actions.ingesting.quarantine import waiting_rows
from ninefold.actions.workspace import Workspace
from ninefold.contracts.reading import (
    ColumnQuality,
    FourPlusOne,
    LoadSummary,
    QualityDimension,
    QualityPoint,
    QuarantineCount,
    RefusedFile,
    SourceFreshness,
    SourceQuality,
)
from ninefold.contracts.source import Source
from ninefold.engine.snapshots import LedgerEntry, State, StoredFile
from ninefold.measures.coverage import newest_expected
from ninefold.measures.months import number, text

DIMENSIONS = {
    "accuracy": "Values that pass the rules for their kind",
    "integrity": "Links that lead to a record that is there",
    "timeliness": "Records that arrived within the time agreed",
    "completeness": "Parts of the layout that are filled",
    "conformity": "Values in the form required",
    "duplication": "Rows that are not a repeat of another",
}
FOUR_PLUS_ONE = "four_plus_one"
NOT_TAKEN = ("refused", "waiting")
MEASURED = ("layout", "load", "column", "dimension", "good", "total", "measured_at")


def all_sources(workspace: Workspace, state: State) -> tuple[SourceQuality, ...]:
    """Every source of which anything was taken in or refused, by title."""
    names = dict.fromkeys(entry.source for entry in state.ledger)
    found = [_source(workspace, state, name) for name in names]
    return tuple(sorted(found, key=lambda each: each.title))


def freshness(quality: SourceQuality) -> SourceFreshness:
    """How fresh a source is, from its quality."""
    totals = quality.totals
    return SourceFreshness(
        source=quality.source,
        title=quality.title,
        owner=quality.owner,
        refresh=quality.refresh,
        last_load=quality.last_load.at if quality.last_load else None,
        newest_record=quality.newest_record,
        rows=totals.loaded if totals else 0,
    )


def is_made_up(members: Mapping[str, Source], state: State) -> bool:
    """Whether every source loaded says in its title that its records are made up."""
    names = {entry.source for entry in state.ledger}
    return bool(names) and all(
        name in members and "made up" in members[name].card.title.lower() for name in names
    )


def _source(workspace: Workspace, state: State, name: str) -> SourceQuality:
    root, member = workspace.root, workspace.sources.get(name)
    entries = [entry for entry in state.ledger if entry.source == name]
    measured = _measured(root, state.of("quality", source=name))
    card = member.card if member else None
    newest = _newest_record(root, state.of("pole", "event", name))
    return SourceQuality(
        source=name,
        title=card.title if card else name,
        owner=card.owner if card else "not known",
        licence=card.licence if card else "not known",
        refresh=card.refresh if card else "not known",
        marking=card.marking if card else "OFFICIAL-SENSITIVE",
        loads=_loads(entries),
        dimensions=_dimensions(measured),
        four_plus_one=_four_plus_one(measured),
        refused=tuple(_not_taken(entries)),
        quarantine=_quarantine(waiting_rows(workspace, state, name)),
        columns=_columns(measured, member),
        newest_record=newest,
        late=_late(newest, card.refresh if card else "irregular", workspace.now()),
    )


def _not_taken(entries: Sequence[LedgerEntry]) -> Iterable[RefusedFile]:
    """Files refused, and files that waited for a person and still do."""
    taken = {entry.file for entry in entries if entry.status == "loaded"}
    for entry in entries:
        if entry.status in NOT_TAKEN and not (entry.status == "waiting" and entry.file in taken):
            yield _refused(entry)


def _loads(entries: Sequence[LedgerEntry]) -> tuple[LoadSummary, ...]:
    """One line for each load; files that were here before, which make no load, are one line a day."""
    grouped: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        if entry.status not in NOT_TAKEN:
            grouped.setdefault(entry.load or f"no load, {entry.received_at[:10]}", []).append(entry)
    return tuple(_load(load, members) for load, members in grouped.items())


def _load(load: str, entries: Sequence[LedgerEntry]) -> LoadSummary:
    return LoadSummary(
        load=load,
        at=_moment(entries[-1].received_at),
        files=len(entries),
        rows_in=sum(entry.rows_in for entry in entries),
        loaded=sum(entry.loaded for entry in entries),
        quarantined=sum(entry.quarantined for entry in entries),
        duplicates=sum(entry.duplicates for entry in entries),
    )


def _refused(entry: LedgerEntry) -> RefusedFile:
    return RefusedFile(entry.name, _moment(entry.received_at), entry.reason)


def _measured(root: Path, files: Sequence[StoredFile]) -> pa.Table:
    """Everything measured of a source: good of total, by layout, load, column and dimension."""
    tables = [pq.read_table(root / each.path, columns=list(MEASURED)) for each in files]
    if not tables:
        return pa.table({name: [] for name in MEASURED})
    return pa.concat_tables(tables)


def _dimensions(measured: pa.Table) -> tuple[QualityDimension, ...]:
    sums = _summed(measured, "dimension", "load")
    return tuple(
        QualityDimension(name, meaning, tuple(_point(row) for row in sums if row["dimension"] == name))
        for name, meaning in DIMENSIONS.items()
    )


def _point(row: Mapping[str, Any]) -> QualityPoint:
    at = row["measured_at"].replace(tzinfo=UTC)
    return QualityPoint(row["load"], at, row["good"] / row["total"] if row["total"] else None)


def _four_plus_one(measured: pa.Table) -> FourPlusOne | None:
    """The rule over all loads: rows without a column hold the verdict, the others one part each."""
    sums = [row for row in _summed(measured, "dimension", "column") if row["dimension"] == FOUR_PLUS_ONE]
    whole = next((row for row in sums if not row["column"]), None)
    if whole is None or not whole["total"]:
        return None
    parts = sorted(
        ((row["column"], row["total"] - row["good"]) for row in sums if row["column"]), key=lambda p: -p[1]
    )
    return FourPlusOne(whole["total"], whole["good"], tuple(part for part in parts if part[1]))


def _columns(measured: pa.Table, member: Source | None) -> tuple[ColumnQuality, ...]:
    """Every column in all loads of each layout, in the order of the layout."""
    sums = [row for row in _summed(measured, "layout", "column", "dimension") if row["column"]]
    by_column: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in sums:
        by_column.setdefault((row["layout"], row["column"]), {})[row["dimension"]] = row
    kinds = _kinds(member)
    return tuple(
        _column(layout, column, kinds.get((layout, column), ""), found)
        for (layout, column), found in by_column.items()
        if "completeness" in found
    )


def _column(layout: str, column: str, kind: str, found: Mapping[str, Mapping[str, Any]]) -> ColumnQuality:
    filled, formed = found["completeness"], found.get("conformity")
    known = formed is not None and formed["total"] > 0
    return ColumnQuality(
        layout=layout,
        column=column,
        kind=kind,
        rows=filled["total"],
        filled=filled["good"] / filled["total"] if filled["total"] else 0.0,
        conforming=formed["good"] / formed["total"] if formed and known else None,
        quarantined=formed["total"] - formed["good"] if formed else 0,
    )


def _kinds(member: Source | None) -> dict[tuple[str, str], str]:
    """The kind of value each column of each layout holds, by the cleaner its card names."""
    if member is None:
        return {}
    return {
        (layout.name, column): (spec.cleaner or "").replace("_", " ")
        for layout in member.card.layouts
        for record in layout.records
        for spec in record.fields
        for column in spec.columns
    }


def _summed(measured: pa.Table, *keys: str) -> list[dict[str, Any]]:
    """Good and total summed by keys, in the order in which they were first measured."""
    if not len(measured):
        return []
    wanted = [("good", "sum"), ("total", "sum"), ("measured_at", "max")]
    grouped = measured.group_by(list(keys), use_threads=False).aggregate(wanted)
    names = {"good_sum": "good", "total_sum": "total", "measured_at_max": "measured_at"}
    return list(grouped.rename_columns([names.get(name, name) for name in grouped.column_names]).to_pylist())


def _quarantine(waiting: pa.Table) -> tuple[QuarantineCount, ...]:
    """How often each rule of each column sets a row aside, of the rows that still wait."""
    counted: Counter[str] = Counter()
    for found in pc.value_counts(waiting["reasons"]).to_pylist():
        for reason in set(_parts(found["values"])):
            counted[reason] += found["counts"]
    return tuple(_quarantine_count(reason, rows) for reason, rows in counted.most_common())


def _parts(reasons: str | None) -> Iterable[str]:
    return (reasons or "not given").split(";")


def _quarantine_count(reason: str, rows: int) -> QuarantineCount:
    column, separator, rule = reason.rpartition(":")
    return QuarantineCount(rule, column if separator else "Whole row", rule_words(rule), rows)


def _newest_record(root: Path, files: Sequence[StoredFile]) -> str | None:
    """The newest month any event reaches, from the statistics each Parquet file carries of itself."""
    newest = [moment for each in files if (moment := _newest_in(root / each.path)) is not None]
    return f"{max(newest):%Y-%m}" if newest else None


def _late(newest: str | None, refresh: str, now: datetime) -> str:
    """In words, the months after the newest one held that should be here by now; empty when none should."""
    held, expected = number(newest or ""), newest_expected(refresh, now.date())
    if held is None or expected is None or expected <= held:
        return ""
    months = expected - held
    return (
        f"Nothing after {newest} has come, although it is sent {refresh}: "
        f"{months:,} month{'s' if months > 1 else ''} to {text(expected)} should be here. "
        f"They are missing, not zero."
    )


def _newest_in(path: Path) -> datetime | None:
    footer = pq.ParquetFile(path).metadata
    place = footer.schema.names.index("occurred")
    found = (footer.row_group(number).column(place).statistics for number in range(footer.num_row_groups))
    return max((each.max for each in found if each is not None and each.has_min_max), default=None)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
