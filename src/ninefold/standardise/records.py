"""From cleaned columns to rows of the POLE tables: fields, identity, provenance and handling."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import ibis
from ibis import ir

from ninefold.contracts.cards import SourceCard
from ninefold.contracts.layouts import FieldSpec, Layout, LinkSpec, RecordElsewhere, RecordSpec
from ninefold.contracts.source import MapContext
from ninefold.contracts.vocabulary import LINK_ENTITY
from ninefold.pole.tables import TABLES
from ninefold.standardise.plan import Plan, link_is_made_when, moment_literal, naive_utc

_TYPES = {
    "string": "string",
    "int64": "int64",
    "double": "float64",
    "date": "date",
    "timestamp": "timestamp",
    "map": "map<string, string>",
}
# Never found in the texts of a key, so that ("ab", "c") and ("a", "bc") stay apart.
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Making:
    """What making records of a layout needs besides the rows."""

    plan: Plan
    layout: Layout
    card: SourceCard
    context: MapContext

    def record(self, label: str) -> RecordSpec:
        """The record of this label."""
        return next(record for record in self.layout.records if record.label == label)


def record_rows(good: ibis.Table, record: RecordSpec, making: Making) -> ibis.Table:
    """The rows of one record, with the columns of its table in order."""
    rows = good.filter(good[f"made_{record.label}"]) if record.when else good
    if record.distinct:
        rows = _distinct(rows, record, making)
    return _in_table(rows, record.table, _record_columns(rows, record, making))


def _record_columns(rows: ibis.Table, record: RecordSpec, making: Making) -> dict[str, ir.Value]:
    columns = _common(rows, making) | {
        "record_id": record_id(rows, record, making),
        "basis": ibis.literal(record.basis),
    }
    details: dict[str, ir.Value] = {}
    for spec in record.fields:
        value = _value(rows, spec, making.plan)
        if spec.target.startswith("details."):
            details[spec.target.removeprefix("details.")] = value.cast("string")
        else:
            columns[spec.target] = value
            columns |= _learned(rows, spec, making.plan, record)
    if details:
        columns["details"] = _details(details)
    return columns


def _value(rows: ibis.Table, spec: FieldSpec, plan: Plan) -> ir.Value:
    if spec.cleaner is None:
        return ibis.literal(spec.literal)
    slot = plan.slot_for(spec)
    return slot.final(rows, rows[slot.value])


def _learned(rows: ibis.Table, spec: FieldSpec, plan: Plan, record: RecordSpec) -> dict[str, ir.Value]:
    """Columns that come with a value: its precision, or the high end of a range."""
    if spec.cleaner is None:
        return {}
    slot, given = plan.slot_for(spec), {field.target for field in record.fields}
    learned = {f"{spec.target}_precision": "precision"}
    if spec.target.endswith("_low"):
        learned[spec.target.removesuffix("_low") + "_high"] = "high"
    known = {
        target: slot.extra(name)
        for target, name in learned.items()
        if target in TABLES[record.table].columns and target not in given and slot.extra(name) in rows.columns
    }
    return {target: _when_filled(rows[slot.value], rows[column]) for target, column in known.items()}


def _when_filled(value: ir.Value, extra: ir.Value) -> ir.Value:
    return ibis.ifelse(value.notnull(), extra, ibis.null(extra.type()))


def _details(details: Mapping[str, ir.Value]) -> ir.Value:
    # Building a map costs more than the rest of a row together, so a row with nothing in it gets none.
    values = list(details.values())
    anything = ibis.coalesce(*values).notnull()
    made = ibis.map(ibis.array(list(details)), ibis.array(values))
    return ibis.ifelse(anything, made, ibis.null("map<string, string>"))


def _common(rows: ibis.Table, making: Making) -> dict[str, ir.Value]:
    card = making.card
    return {
        "version": rows._version,
        "source": ibis.literal(card.name),
        "force": _force(rows, making),
        "file": rows._file,
        "row": rows._row,
        "run": rows._run,
        "known_at": _known_at(rows, making),
        "marking": ibis.literal(card.marking),
        "retention_group": ibis.literal(card.retention_group),
        "review_on": _review_on(making),
    }


def _force(rows: ibis.Table, making: Making) -> ir.Value:
    force = making.layout.force
    if force.field is not None:
        return _value(rows, force.field, making.plan).fill_null("unknown")
    if force.file_name is not None:
        return rows._force.fill_null("unknown")
    return ibis.literal(force.literal)


def _known_at(rows: ibis.Table, making: Making) -> ir.Value:
    received = moment_literal(making.context.received_at)
    if making.layout.known_at is None:
        return received
    return _value(rows, making.layout.known_at, making.plan).cast("timestamp").fill_null(received)


def _review_on(making: Making) -> ir.Value:
    years = making.card.review_after_years
    if years is None:
        return ibis.null("date")
    received = naive_utc(making.context.received_at).date()
    # 29 February has no anniversary in most years.
    due = received.replace(year=received.year + years, day=min(received.day, 28))
    return ibis.literal(due.isoformat()).cast("date")


def record_id(rows: ibis.Table, record: RecordSpec, making: Making) -> ir.StringValue:
    """32 hex digits: the same for one record whenever it is re-sent, by its key or else its row's identity."""
    by_row = _hashed([making.card.name, record.table, record.label], _identity(rows, record, making))
    if not record.key:
        return by_row
    known = all_filled([rows[making.plan.keys[column]] for column in record.key])
    # A nominal without its number is known only by its row; joining all such would merge strangers.
    return cast(ir.StringValue, ibis.ifelse(known, _id_by_key(rows, record, making), by_row))


def _id_by_key(rows: ibis.Table, record: RecordSpec | RecordElsewhere, making: Making) -> ir.StringValue:
    """The id that a key gives a record, the same from whichever layout it is named."""
    keys: list[ir.Value] = [rows[making.plan.keys[column]] for column in record.key]
    return _hashed([making.card.name, record.table, record.namespace, "key"], keys)


def all_filled(texts: list[ir.Value]) -> ir.BooleanValue:
    """Whether none of these texts is empty or NULL; never NULL itself."""
    filled = (texts[0] != "").fill_null(False)
    for text in texts[1:]:
        filled = filled & (text != "").fill_null(False)
    return filled


def _identity(rows: ibis.Table, record: RecordSpec, making: Making) -> list[ir.Value]:
    if not record.distinct:
        return [rows._identity]
    used = [making.plan.slot_for(spec) for spec in record.fields if spec.cleaner]
    return [rows[slot.value].cast("string").fill_null("") for slot in used]


def _hashed(names: list[str], values: list[ir.Value]) -> ir.StringValue:
    text: ir.StringValue = ibis.literal(_BETWEEN.join(names))
    for value in values:
        text = text + _BETWEEN + value
    return text.hexdigest("md5")


def _distinct(rows: ibis.Table, record: RecordSpec, making: Making) -> ibis.Table:
    """One row for each content; of the rows alike, the provenance is that of the first by file and number."""
    place = rows._file + (ibis.literal("0" * 12) + rows._row.cast("string")).right(12)
    alike = rows.group_by(_content(rows, record, making)).agg(
        _place=place.min(),
        _version=rows._version.min(),
        _run=rows._run.min(),
        _identity=rows._identity.min(),
        **_earliest_known(rows, record, making),
    )
    file = alike._place.left(alike._place.length() - 12)
    return alike.mutate(_file=file, _row=alike._place.right(12).cast("int64"))


def _content(rows: ibis.Table, record: RecordSpec, making: Making) -> list[str]:
    """The columns in which rows of one distinct record are alike."""
    plan, force = making.plan, making.layout.force.field
    specs = [*record.fields, *([force] if force else [])]
    slots = [plan.slot_for(spec) for spec in specs if spec.cleaner]
    wanted = {"_force", *(plan.keys[column] for column in record.key)}
    for slot in slots:
        wanted |= {slot.value, slot.extra("precision"), slot.extra("high")}
        wanted |= {slot.text, slot.unless} if slot.unless else set()
    return [name for name in rows.columns if name in wanted]


def _earliest_known(rows: ibis.Table, record: RecordSpec, making: Making) -> dict[str, ir.Value]:
    if making.layout.known_at is None:
        return {}
    column = making.plan.slot_for(making.layout.known_at).value
    return {} if column in _content(rows, record, making) else {column: rows[column].min()}


def link_rows(good: ibis.Table, link: LinkSpec, making: Making) -> ibis.Table:
    """The links between two records of the same row, or of one to a record that another layout makes."""
    source = link.source_elsewhere or making.record(link.source_label)
    target = link.target_elsewhere or making.record(link.target_label)
    rows = good
    for end, is_made in zip((source, target), link_is_made_when(link, making.plan.named), strict=True):
        is_sure = isinstance(end, RecordSpec) and not end.when
        rows = rows if is_sure else rows.filter(rows[is_made])
    rows = rows.mutate(_from=_end_id(rows, source, making), _to=_end_id(rows, target, making)).view()
    reason = _value(rows, link.reason, making.plan)
    columns = _common(rows, making) | {
        "record_id": _hashed([making.card.name, "link"], [reason, rows._from, rows._to]),
        "entity": ibis.literal(LINK_ENTITY),
        "basis": ibis.literal("assessment" if "assessment" in (source.basis, target.basis) else "fact"),
        "from_table": ibis.literal(source.table),
        "from_id": rows._from,
        "to_table": ibis.literal(target.table),
        "to_id": rows._to,
        "reason": reason,
    }
    return _in_table(rows, "link", columns | _when_it_happened(rows, (target, source), making))


def _end_id(rows: ibis.Table, end: RecordSpec | RecordElsewhere, making: Making) -> ir.StringValue:
    # Computed, not looked up: so the people may come before the crime, and a crime that never comes is told.
    return record_id(rows, end, making) if isinstance(end, RecordSpec) else _id_by_key(rows, end, making)


def _when_it_happened(
    rows: ibis.Table, ends: tuple[RecordSpec | RecordElsewhere, ...], making: Making
) -> dict[str, ir.Value]:
    for record in (end for end in ends if isinstance(end, RecordSpec)):
        for spec in record.fields:
            if spec.target == "occurred" and spec.cleaner is not None:
                return {"occurred": _value(rows, spec, making.plan)} | _learned(
                    rows, spec, making.plan, record
                )
    return {}


def _in_table(rows: ibis.Table, table: str, columns: Mapping[str, ir.Value]) -> ibis.Table:
    made = {}
    for name, kind in TABLES[table].columns.items():
        dtype = _TYPES[kind]
        value = columns.get(name)
        if value is None:
            made[name] = ibis.null(dtype)
        else:
            made[name] = value if value.type() == ibis.dtype(dtype) else value.cast(dtype)
    return rows.select(**made)
