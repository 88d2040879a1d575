"""What people decided about pairs of records: kept as it came, in force until it is withdrawn.

A judgement says that two records are the same, are different, or that one cannot tell. It is made by a
named person with a reason, and is never changed: who withdraws it, or judges the pair again, adds a row.
What was in force at any moment can therefore be worked out again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.components import component_of

Answer = Literal["same", "different", "cannot tell"]
ANSWERS: tuple[str, ...] = get_args(Answer)
SAME, DIFFERENT, _ = ANSWERS
WITHDRAWN = "withdrawn"

# decision     one act of one person, which may speak of several pairs (a person against another)
# withdraws    the decision this row takes out of force
# model, weight, probability   what the machine said of the pair then, so that leaning on it can be studied
JUDGEMENT_SCHEMA = pa.schema(
    [
        ("decision", pa.string()),
        ("kind", pa.string()),
        ("answer", pa.string()),
        ("left_id", pa.string()),
        ("right_id", pa.string()),
        ("by", pa.string()),
        ("reason", pa.string()),
        ("withdraws", pa.string()),
        ("model", pa.string()),
        ("weight", pa.float64()),
        ("probability", pa.float64()),
        ("occurred", pa.timestamp("us")),
        ("known_at", pa.timestamp("us")),
    ]
)
LINKS = ("left_id", "right_id")


@dataclass(frozen=True)
class Contradiction:
    """Judgements that cannot all be true: the decisions concerned, their records, and why in words."""

    decisions: tuple[str, ...]
    records: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Forced:
    """Pairs that must be joined and pairs that must be apart, and the judgements set aside as contradictory."""

    must_link: pa.Table
    cannot_link: pa.Table
    contradictions: tuple[Contradiction, ...]


def in_force(judgements: pa.Table, as_at: datetime | None = None) -> pa.Table:
    """The judgements known at a moment (default: all) that nobody has withdrawn by then."""
    known = judgements
    if as_at is not None:
        known = known.filter(pc.less_equal(known["known_at"], pa.scalar(as_at, pa.timestamp("us"))))
    gone = known["withdraws"].drop_null()
    is_answer = pc.not_equal(known["answer"], WITHDRAWN)
    return known.filter(pc.and_(is_answer, pc.invert(pc.is_in(known["decision"], gone))))


def forced(judgements: pa.Table) -> Forced:
    """What judgements in force ask of the next run.

    Where "same" judgements, taken together, join two records of which another says "different", none of
    those that hang together takes effect: they are reported, and the scores decide until somebody
    withdraws one.
    """
    same = judgements.filter(pc.equal(judgements["answer"], SAME))
    different = judgements.filter(pc.equal(judgements["answer"], DIFFERENT))
    group_of = _joined(same)
    clashing = {
        group_of[left]
        for left, right in _pairs(different)
        if left in group_of and group_of[left] == group_of.get(right)
    }
    contradictions = tuple(_contradiction(group, group_of, same, different) for group in sorted(clashing))
    kept_same = _without(same, group_of, clashing, whole=False)
    kept_different = _without(different, group_of, clashing, whole=True)
    return Forced(_links(kept_same), _links(kept_different), contradictions)


def _pairs(rows: pa.Table) -> list[tuple[str, str]]:
    return list(zip(rows["left_id"].to_pylist(), rows["right_id"].to_pylist(), strict=True))


def _joined(same: pa.Table) -> dict[str, int]:
    """The group of each record that "same" judgements join to others."""
    if not same.num_rows:
        return {}
    ends = pa.chunked_array([*same["left_id"].chunks, *same["right_id"].chunks]).combine_chunks()
    coded = ends.dictionary_encode()
    left, right = np.split(coded.indices.to_numpy(), 2)
    group = component_of(len(coded.dictionary), left, right)
    return dict(zip(coded.dictionary.to_pylist(), group.tolist(), strict=True))


def _without(rows: pa.Table, group_of: dict[str, int], clashing: set[int], *, whole: bool) -> pa.Table:
    """Rows that are not within a clashing group; with `whole`, both ends must be in it to count."""
    kept = []
    for left, right in _pairs(rows):
        groups = {group_of.get(left), group_of.get(right)}
        kept.append(not (len(groups) == 1 and groups <= clashing) if whole else not groups & clashing)
    return rows.filter(pa.array(kept, pa.bool_()))


def _contradiction(
    group: int, group_of: dict[str, int], same: pa.Table, different: pa.Table
) -> Contradiction:
    records = {record for record, each in group_of.items() if each == group}
    concerned = [
        row
        for table in (same, different)
        for row in table.to_pylist()
        if {row["left_id"], row["right_id"]} <= records
    ]
    people = {
        answer: sorted({r["by"] for r in concerned if r["answer"] == answer}) for answer in (SAME, DIFFERENT)
    }
    why = (
        f"{' and '.join(people[SAME])} judged records the same which {' and '.join(people[DIFFERENT])} "
        "judged different. None of these judgements has effect until one is withdrawn."
    )
    return Contradiction(tuple(sorted({r["decision"] for r in concerned})), tuple(sorted(records)), why)


def _links(rows: pa.Table) -> pa.Table:
    return rows.select(LINKS).group_by(list(LINKS)).aggregate([])


def no_judgements() -> pa.Table:
    """A table of judgements without any row."""
    return JUDGEMENT_SCHEMA.empty_table()
