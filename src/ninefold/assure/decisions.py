"""G20: whether a person decides, having a view of their own first, and says why."""

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import DECISION_SCHEMA, GROUP_PREFIX, Verdict, group_names

_METRIC = "share of decisions that differ from the score's suggestion"


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Every decision has a view before, one after and a reason; override rates by officer and group."""
    log = evidence.artefacts.decisions
    if log is None or not set(DECISION_SCHEMA.names) <= set(log.column_names):
        why = "There is no log of decisions with the officer's view before and after. Keep one in shadow use."
        return [ask.could_not("log", "decisions without view, reason or time", why)]
    found = [_complete(log, ask), _override("all", "", log, ask)]
    found += [_override("officer", name, rows, ask) for name, rows in _parts(log, "officer")]
    for group in group_names(log):
        found += [_override(group, name, rows, ask) for name, rows in _parts(log, GROUP_PREFIX + group)]
    return [verdict for verdict in found if verdict is not None]


def _parts(log: pa.Table, column: str) -> list[tuple[str, pa.Table]]:
    names = sorted(str(name) for name in pc.unique(log[column]).to_pylist() if name is not None)
    return [(name, log.filter(pc.equal(log[column], name))) for name in names]


def _complete(log: pa.Table, ask: Ask) -> Verdict:
    lacking = pa.array([False] * log.num_rows)
    for name in ("before", "after", "reason"):
        text = pc.utf8_trim_whitespace(pc.fill_null(log[name], ""))
        lacking = pc.or_(lacking, pc.equal(text, ""))
    lacking = pc.or_(lacking, pc.is_null(log["shown_at"]))
    count = int(pc.sum(lacking).as_py() or 0)
    why = f"{count:,} of {log.num_rows:,} decisions lack a view before, a decision, a reason, or when it was shown."
    figure = Figure(count, n=log.num_rows)
    return ask.holds(
        "log", "decisions without view, reason or time", not count, why, figure, threshold="none"
    )


def _override(kind: str, name: str, log: pa.Table, ask: Ask) -> Verdict | None:
    """Judged from so many decisions on; below that only the whole is told of."""
    wanted = int(ask.limit("decisions"))
    subject = f"{kind}: {name}" if name else kind
    if log.num_rows < wanted:
        why = f"There are {log.num_rows:,} decisions; rates are judged from {wanted} on."
        return (
            ask.say("override", _METRIC, "pass", why, Figure(n=log.num_rows), subject=kind, severity="R")
            if kind == "all"
            else None
        )
    share = float(pc.mean(pc.cast(pc.not_equal(log["after"], log["suggested"]), pa.float64())).as_py() or 0.0)
    low, high = ask.limit("override_low"), ask.limit("override_high")
    holds = low <= share <= high
    why = (
        "People decide."
        if holds
        else "Rubber stamp: hardly anybody differs."
        if share < low
        else "The score is ignored."
    )
    figure = Figure(share, n=log.num_rows)
    # To be looked into by a person; the platform does not judge an officer by a rate.
    return ask.holds(
        "override",
        _METRIC,
        holds,
        why,
        figure,
        threshold=f"{low:g} to {high:g}",
        subject=subject,
        severity="J",
    )
