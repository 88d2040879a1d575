"""Why records are one person, in words and weights: a page of plain data about a pair, or about a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Words = Callable[[Row], list[tuple[str, float]]]
RECORDS_OF_A_FORCE, MOST_JOINS, MOST_NEIGHBOURS, MOST_SENTENCES = 6, 12, 5, 6
SHOWN = (
    "shown", "given", "middle", "surname", "born", "sex", "address", "postcode", "phone", "pnc", "cro", "nino",
    "licence", "email", "nationality",
)  # fmt: skip


def pair_page(pair: Row, words: Words, judged: Sequence[Row] = ()) -> dict[str, Any]:
    """One pair: the weight, the probability, and what speaks for and against, the weightiest first."""
    said = words(pair)
    return {
        "left": pair["left_id"],
        "right": pair["right_id"],
        "weight": _rounded(pair["weight"], 2),
        "probability": _rounded(pair["probability"], 4),
        "for": [f"{text} (+{bits:.1f})" for text, bits in said if bits > 0][:MOST_SENTENCES],
        "against": [f"{text} ({bits:.1f})" for text, bits in said if bits < 0][:MOST_SENTENCES],
        "judgements": [judgement_words(row) for row in judged],
    }


def judgement_words(row: Row) -> str:
    """One judgement as a sentence."""
    return f"{row['by']} judged them {row['answer']} ({row['decision']}): {row['reason']}"


def person_page(
    person: Row,
    records: Sequence[Row],
    pairs: Sequence[Row],
    neighbours: Sequence[Row],
    words: Words,
    judged: Mapping[tuple[str, str], Sequence[Row]],
) -> dict[str, Any]:
    """One person: which forces, which records, how each is joined, the weakest join, and who else it may be.

    `pairs` are those among the records, `neighbours` those with records of other persons. The joins told are
    the strongest that suffice to hold the records together: those between forces first, then the weakest.
    """
    joins = joining(sorted(row["record_id"] for row in records), pairs, judged)
    force = {row["record_id"]: row.get("force") for row in records}
    joins.sort(key=lambda pair: (force[pair["left_id"]] == force[pair["right_id"]], pair["probability"]))
    told = [pair_page(pair, words, judged.get(_ends(pair), ())) for pair in joins]
    weakest = min(told, key=lambda each: each["probability"], default=None)
    shown, further = _of_each_force(records)
    return {
        "person": person["person_id"],
        "forces": sorted(person["forces"] or []),
        "records_held": len(records),
        "summary": _summary(person, records, weakest),
        "records": [record_words(row) for row in shown],
        "further_records": further,
        "weakest_join": weakest,
        "joins": told[:MOST_JOINS],
        "unsure": sorted({row["unsure"] for row in records if row.get("unsure")}),
        "may_also_be": [
            {"person": row["neighbour"], **pair_page(row, words, judged.get(_ends(row), ()))}
            for row in sorted(neighbours, key=lambda each: -each["weight"])[:MOST_NEIGHBOURS]
        ],
    }


def _ends(pair: Row) -> tuple[str, str]:
    return pair["left_id"], pair["right_id"]


def _of_each_force(records: Sequence[Row]) -> tuple[list[Row], dict[str, int]]:
    """Some records of every force, those that say most first, and how many more each force has."""
    by_force: dict[str, list[Row]] = {}
    for row in sorted(records, key=lambda each: (-len(record_words(each)), each["record_id"])):
        by_force.setdefault(row.get("force") or "unknown", []).append(row)
    shown = [row for force in sorted(by_force) for row in by_force[force][:RECORDS_OF_A_FORCE]]
    return shown, {
        force: len(rows) - RECORDS_OF_A_FORCE
        for force, rows in by_force.items()
        if len(rows) > RECORDS_OF_A_FORCE
    }


def joining(
    records: Sequence[str], pairs: Sequence[Row], judged: Mapping[tuple[str, str], Sequence[Row]]
) -> list[Row]:
    """The strongest pairs that suffice to hold records together, the strongest first; judgements before scores."""
    root = {record: record for record in records}

    def top(record: str) -> str:
        while root[record] != record:
            record = root[record]
        return record

    forced = [
        {"left_id": left, "right_id": right, "weight": 0.0, "probability": 1.0}
        for (left, right), rows in judged.items()
        if any(row["answer"] == "same" for row in rows)
    ]
    scored = {_ends(pair): pair for pair in pairs}
    found = []
    ordered = [scored.get(_ends(pair), pair) for pair in forced]
    for pair in [*ordered, *sorted(pairs, key=lambda each: (-each["weight"], *_ends(each)))]:
        left, right = _ends(pair)
        if left in root and right in root and top(left) != top(right):
            root[top(left)] = top(right)
            found.append(pair)
    return found


def record_words(row: Row) -> dict[str, Any]:
    """A record as it is shown: what is filled, and where it came from."""
    told = {name: row[name] for name in SHOWN if row.get(name)}
    return {"record": row["record_id"], "force": row.get("force"), "reference": row.get("reference"), **told}


def _summary(person: Row, records: Sequence[Row], weakest: Row | None) -> str:
    forces = len(person["forces"] or [])
    told = f"{len(records)} record{'s' * (len(records) != 1)} of {forces} force{'s' * (forces != 1)}"
    if weakest is None:
        return f"{told}. Nothing is joined here."
    return f"{told}. The weakest join that holds them together has a probability of {weakest['probability']:.3f}."


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
