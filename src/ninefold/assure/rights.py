"""G23: whether every stored score can be explained, contested, and will be deleted."""

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict

_METRIC = "stored scores without"


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Reasons, a way to contest, a day of deletion."""
    held = evidence.artefacts.findings
    if held is None or not held.num_rows:
        why = "No score with reasons, contest route and deletion date was shown."
        return [ask.could_not("stored", f"{_METRIC} reasons, contest route or deletion date", why)]
    return [_each(name, held, ask) for name in ("reasons", "contest", "delete_on")]


def _each(name: str, held: pa.Table, ask: Ask) -> Verdict:
    metric = f"{_METRIC} {name.replace('_', ' ')}"
    if name not in held.column_names:
        return ask.could_not(name, metric, f"Stored scores have no {name.replace('_', ' ')} at all.")
    without = int(pc.sum(_empty(held[name])).as_py() or 0)
    why = f"{without:,} of {held.num_rows:,} stored scores lack it."
    figure = Figure(without, n=held.num_rows)
    holds = without <= ask.limit("without")
    return ask.holds(name, metric, holds, why, figure, threshold=f"at most {ask.limit('without'):g}")


def _empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.fill_null(pc.equal(pc.list_value_length(column), 0), True)
    if pa.types.is_string(column.type):
        return pc.equal(pc.utf8_trim_whitespace(pc.fill_null(column, "")), "")
    return pc.is_null(column)
