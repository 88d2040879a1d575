"""When a record is made from a row, as its card's `when` says."""

import ibis
from ibis import ir

from ninefold.contracts.layouts import Condition, RecordSpec


def record_is_made(batch: ibis.Table, record: RecordSpec) -> ir.BooleanValue:
    """True for the rows a record is made from, never NULL; every condition must hold."""
    made: ir.BooleanValue = ibis.literal(True)
    for condition in record.when:
        made = made & _holds(batch, condition)
    return made


def _holds(batch: ibis.Table, condition: Condition) -> ir.BooleanValue:
    present = [batch[name] for name in condition.columns if name in batch.columns]
    if not present:
        return ibis.literal(condition.excluding is not None)
    bare = [value.strip() for value in present]
    if condition.among is not None:
        return _is_among(bare[0], condition.among)
    if condition.excluding is not None:
        return ~_is_among(bare[0], condition.excluding)
    return _any_filled(bare)


def _is_among(value: ir.StringValue, texts: tuple[str, ...]) -> ir.BooleanValue:
    # Cases, not a list of members: an engine makes a join of each such list.
    return value.cases(*((text, True) for text in texts), else_=False)


def _any_filled(values: list[ir.StringValue]) -> ir.BooleanValue:
    found = (values[0] != "").fill_null(False)
    for value in values[1:]:
        found = found | (value != "").fill_null(False)
    return found
