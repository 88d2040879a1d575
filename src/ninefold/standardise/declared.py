"""The map of a declared source: from received text columns to POLE records, by a card and no Python.

Work is staged so that each received column is made ready once, cleaned once and judged once; a `view`
between stages keeps Ibis from folding them into one another and repeating the work in every column.
"""

from functools import partial

import ibis
from ibis import ir

from ninefold.contracts.cards import SourceCard
from ninefold.contracts.layouts import Layout
from ninefold.contracts.source import MapContext, Mapped, RecordTable
from ninefold.standardise.conditions import record_is_made
from ninefold.standardise.plan import Plan
from ninefold.standardise.records import Making, all_filled, link_rows, record_rows

# What the platform wrote beside the received columns, handed on as it is.
_CARRIED = ("_version", "_run", "_order", "_content")


def declared_map(batch: ibis.Table, layout: Layout, card: SourceCard, context: MapContext) -> Mapped:
    """POLE records of a batch, as its card declares, and the rows refused with their reasons."""
    plan = Plan.of(layout, context)
    ready = _ready(batch, layout, plan, context)
    cleaned = _cleaned(ready, plan)
    judged = context.keep(_judged(cleaned, layout, plan))
    making = Making(plan, layout, card, context)
    bad = judged.filter(~judged._is_good)
    refused = bad.select("_file", "_row", reasons=_reasons(bad, plan))
    remake = partial(_records, making=making)
    return Mapped(remake(judged), refused, judged, remake, holds_for_next="_run" in batch.columns)


def _records(judged: ibis.Table, making: Making) -> tuple[RecordTable, ...]:
    """Every record and link of the good rows."""
    layout = making.layout
    good = judged.filter(judged._is_good)
    records = [
        RecordTable(record.table, record.label, record_rows(good, record, making))
        for record in layout.records
    ]
    links = [
        RecordTable("link", f"{link.source_label}->{link.target_label}", link_rows(good, link, making))
        for link in layout.links
    ]
    return (*records, *links)


def _ready(batch: ibis.Table, layout: Layout, plan: Plan, context: MapContext) -> ibis.Table:
    kept: dict[str, ir.Value] = {name: batch[name] for name in ("_file", "_row", "_identity")}
    kept |= {name: batch[name] for name in _CARRIED if name in batch.columns}
    kept.setdefault("_version", ibis.literal(context.version_base) + batch._row)
    kept.setdefault("_run", ibis.literal(context.run))
    kept["_force"] = _or_null(batch, "_force", "string")
    for text in plan.texts:
        kept[text.name] = text.prepare(_received(batch, text.columns), text.parameters)
    for column, name in plan.keys.items():
        kept[name] = _received(batch, (column,)).strip()
    for record in layout.records:
        kept[f"made_{record.label}"] = record_is_made(batch, record)
    for columns, name in plan.named.items():
        kept[name] = all_filled([kept[plan.keys[column]] for column in columns])
    return batch.select(**kept).view()


def _or_null(batch: ibis.Table, name: str, kind: str) -> ir.Value:
    return batch[name] if name in batch.columns else ibis.null(kind)


def _received(batch: ibis.Table, columns: tuple[str, ...]) -> ir.StringValue:
    """One received column, or several joined with a space; a column the file lacks is empty."""
    texts = [_or_null(batch, column, "string") for column in columns]
    if len(texts) == 1:
        return texts[0]
    return ibis.literal(" ").join([text.fill_null("") for text in texts])


def _cleaned(ready: ibis.Table, plan: Plan) -> ibis.Table:
    made: dict[str, ir.Value] = {}
    for slot in plan.slots:
        cleaned = slot.clean(ready)
        made[slot.value] = cleaned.value
        for name, extra in cleaned.extra.items():
            if name in slot.wanted:
                made[slot.extra(name)] = extra
    return ready.mutate(**made).view()


def _judged(cleaned: ibis.Table, layout: Layout, plan: Plan) -> ibis.Table:
    problems = {slot.problem_column: slot.problem(cleaned) for slot in plan.slots if slot.can_refuse(cleaned)}
    judged = cleaned.mutate(**problems).view()
    is_good: ir.BooleanValue = ibis.literal(True)
    if all(record.when for record in layout.records):
        is_good = _any(judged, [f"made_{record.label}" for record in layout.records])
    for name in problems:
        is_good = is_good & judged[name].isnull()
    return judged.select(*_needed(judged, layout, plan), *problems, _is_good=is_good)


def _needed(judged: ibis.Table, layout: Layout, plan: Plan) -> list[str]:
    """The columns that records are made from; texts as received are left behind."""
    needed = ["_file", "_row", "_identity", *_CARRIED, "_force", *plan.keys.values()]
    needed += [*(f"made_{record.label}" for record in layout.records), *plan.named.values()]
    for slot in plan.slots:
        needed += [slot.value, *(slot.extra(name) for name in ("precision", "high"))]
        needed += [slot.text, slot.unless] if slot.unless else []
    return [name for name in dict.fromkeys(needed) if name in judged.columns]


def _any(table: ibis.Table, names: list[str]) -> ir.BooleanValue:
    found = table[names[0]]
    for name in names[1:]:
        found = found | table[name]
    return found


def _reasons(bad: ibis.Table, plan: Plan) -> ir.StringValue:
    told: ir.StringValue = ibis.literal("")
    for slot in plan.slots:
        if slot.problem_column in bad.columns:
            problem = ibis.literal(f"{slot.told_as}:") + bad[slot.problem_column] + ";"
            told = told + problem.fill_null("")
    return ibis.ifelse(told == "", "row:no_record", told.re_replace(";$", ""))
