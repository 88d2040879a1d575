"""What a person decides about records: same, different or cannot tell; kept for ever, taken back by another row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking.judgement_store import SOURCE, TABLE, ZONE, judgements_of
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace, Writing, stored
from ninefold.engine.zones import table_folder
from ninefold.errors import NotFound, NotInThisState, UserError
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.link.judgements import (
    ANSWERS,
    DIFFERENT,
    JUDGEMENT_SCHEMA,
    WITHDRAWN,
    Contradiction,
    forced,
    in_force,
)
from ninefold.link.numbers import KINDS, checked

_FORM = re.compile(rf"[{''.join(KINDS.values())}]\d{{9}}[A-Z]")


@dataclass(frozen=True)
class Judged:
    """What was put down: the decision, what it takes back, and every contradiction it now stands in."""

    decision: str
    kind: str
    answer: str
    pairs: int
    withdraws: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    snapshot: str


def judge(workspace: Workspace, *, left: str, right: str, answer: str, reason: str, by: str) -> Judged:
    """Judge two records, or two persons by their ids; takes effect when records are linked next.

    Two persons judged the same are joined by one pair of records, judged different they are kept apart in
    every pair; whoever judges the same pair again takes back what they said of it before.
    """
    permissions.check_is_named(by)
    _check_said(answer, reason)
    with workspace.writing() as writing:
        state = writing.state
        kind, pairs = _pairs(workspace.root, state, left, right, answer)
        earlier = _own_earlier(judgements_of(workspace.root, state, kind), pairs, by)
        rows = _rows(workspace, state, kind, pairs, answer, reason, by, writing.next_load())
        for number, gone in enumerate(earlier):
            rows[min(number, len(rows) - 1)]["withdraws"] = gone
        rows += [_taking_back(rows[0], gone) for gone in earlier[len(rows) :]]
        snapshot = _commit(workspace, writing, rows, by, f"judged records: {answer}")
        return _judged(workspace, kind, answer, rows, tuple(earlier), snapshot)


def withdraw(workspace: Workspace, *, decision: str, reason: str, by: str) -> Judged:
    """Take a judgement out of force; what it said stays on record, with who took it back and why."""
    permissions.check_is_named(by)
    _check_said(WITHDRAWN, reason)
    with workspace.writing() as writing:
        state = writing.state
        known = judgements_of(workspace.root, state)
        of_it = known.filter(pc.equal(known["decision"], decision)).to_pylist()
        if not of_it:
            raise NotFound(
                "No judgement has this number. See those there are: ninefold link review --judgements."
            )
        if decision not in in_force(known)["decision"].to_pylist():
            raise NotInThisState(f"Judgement {decision} is not in force: it was withdrawn before.")
        now = workspace.now()
        row = of_it[0] | {
            "decision": f"J{writing.next_load()}", "answer": WITHDRAWN, "by": by, "reason": reason.strip(),
            "withdraws": decision, "occurred": now, "known_at": now,
        }  # fmt: skip
        snapshot = _commit(workspace, writing, [row], by, "withdrew a judgement")
        return _judged(workspace, row["kind"], WITHDRAWN, [row], (decision,), snapshot)


def _check_said(answer: str, reason: str) -> None:
    if answer not in (*ANSWERS, WITHDRAWN):
        raise UserError(f"A judgement is one of: {', '.join(ANSWERS)}.")
    if len(reason.strip()) < 3:
        raise UserError("A judgement needs its reason, in your own words: give --reason.")


def _pairs(
    root: "object", state: "object", left: str, right: str, answer: str
) -> tuple[str, list[tuple[str, str]]]:
    """The kind of thing judged, and the pairs of records that the judgement speaks of."""
    kinds = [checked(each)[1] for each in (left, right) if _is_an_id(each)]
    if len(kinds) == 2 and kinds[0] != kinds[1]:
        raise UserError("The two ids are of different kinds of things. Judge two of one kind.")
    kind = kinds[0] if kinds else "person"
    zone = LinkedZone(root, state, kind)  # type: ignore[arg-type]
    ends = [_records(zone, each) for each in (left, right)]
    if set(ends[0]) & set(ends[1]):
        raise UserError(
            "Both are the same record or person already. Judge two of the records that it is made of."
        )
    pairs = sorted({(min(pair), max(pair)) for pair in product(*ends)})
    return kind, pairs if answer == DIFFERENT or len(pairs) == 1 else [_strongest(zone, pairs)]


def _is_an_id(text: str) -> bool:
    """Whether this has the form of an id, though its check letter may be wrong; else it is a record's."""
    return _FORM.fullmatch(re.sub(r"[\s-]", "", text).upper()) is not None


def _records(zone: LinkedZone, told: str) -> list[str]:
    column, wanted = ("person_id", checked(told)[0]) if _is_an_id(told) else ("record_id", told)
    found = zone.rows("membership", column, pa.array([wanted]))
    if not found.num_rows:
        raise NotFound(
            "No linked record or person has one of these ids. Link first, or look the id up again."
        )
    records: list[str] = sorted(found["record_id"].to_pylist())
    return records


def _strongest(zone: LinkedZone, pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Of pairs that would all join the same two persons, the one with most evidence, else the first."""
    kept = zone.rows("pair", "left_id", pa.array(sorted({left for left, _ in pairs})))
    weights = {
        (row["left_id"], row["right_id"]): row["weight"]
        for row in kept.select(["left_id", "right_id", "weight"]).to_pylist()
    }
    return max(pairs, key=lambda pair: (weights.get(pair, float("-inf")), pair))


def _own_earlier(known: pa.Table, pairs: Sequence[tuple[str, str]], by: str) -> list[str]:
    """The judgements of this person in force on any of the pairs."""
    said = in_force(known).to_pylist()
    return sorted(
        {r["decision"] for r in said if r["by"] == by and (r["left_id"], r["right_id"]) in set(pairs)}
    )


def _rows(
    workspace: Workspace, state: "object", kind: str, pairs: Sequence[tuple[str, str]], answer: str, reason: str,
    by: str, load: str,
) -> list[dict[str, object]]:  # fmt: skip
    zone = LinkedZone(workspace.root, state, kind)  # type: ignore[arg-type]
    told = zone.rows("pair", "left_id", pa.array(sorted({left for left, _ in pairs})))
    scores = {}
    if told.num_rows:
        for row in told.select(["left_id", "right_id", "weight", "probability"]).to_pylist():
            scores[row["left_id"], row["right_id"]] = row
    now, model = workspace.now(), (zone.last_run or {}).get("model")
    return [
        {
            "decision": f"J{load}",
            "kind": kind,
            "answer": answer,
            "left_id": left,
            "right_id": right,
            "by": by,
            "reason": reason.strip(),
            "withdraws": None,
            "model": model,
            "weight": scores.get((left, right), {}).get("weight"),
            "probability": scores.get((left, right), {}).get("probability"),
            "occurred": now,
            "known_at": now,
        }
        for left, right in pairs
    ]


def _taking_back(row: dict[str, object], gone: str) -> dict[str, object]:
    return row | {"withdraws": gone, "answer": WITHDRAWN}


def _commit(workspace: Workspace, writing: Writing, rows: list[dict[str, object]], by: str, what: str) -> str:
    load = writing.next_load()
    folder = workspace.root / table_folder(ZONE, TABLE, SOURCE, load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "judgements.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=JUDGEMENT_SCHEMA), path)
    file = stored(workspace.root, path, len(rows), zone=ZONE, table=TABLE, source=SOURCE, load=load)
    kind = str(rows[0]["kind"])
    snapshot = writing.commit(
        run={"run": f"judgements-{load}", "action": "judge", "kind": kind, "decision": rows[0]["decision"]},
        files=[file],
        ledger=[],
        event=event(
            "alteration", what, by=by, at=workspace.now(), subject=str(rows[0]["decision"]), pairs=len(rows)
        ),
    )
    return snapshot.name


def _judged(
    workspace: Workspace,
    kind: str,
    answer: str,
    rows: list[dict[str, object]],
    gone: tuple[str, ...],
    snapshot: str,
) -> Judged:
    now = forced(in_force(judgements_of(workspace.root, workspace.store.state(), kind)))
    records = {row[end] for row in rows for end in ("left_id", "right_id")}
    met = tuple(each for each in now.contradictions if records & set(each.records))
    pairs = len({(row["left_id"], row["right_id"]) for row in rows})
    return Judged(str(rows[0]["decision"]), kind, answer, pairs, gone, met, snapshot)
