"""What a person should look at first: the pairs that teach most, and the clusters that look worst.

A pair teaches most when its probability is near one half and much hangs on it: it would bring together, or
part, many records. A cluster looks bad when few of its pairs speak for it, when something contradicts, when
it is large, or when judgements about it disagree.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SUSPICIOUS_SIZE = 20


@dataclass(frozen=True)
class PairToReview:
    """A pair worth judging: the persons its records are now, and why it is put forward."""

    left_id: str
    right_id: str
    left_person: str
    right_person: str
    probability: float
    score: float
    why: str


@dataclass(frozen=True)
class ClusterToReview:
    """A person whose records may not all belong together, with the reasons."""

    person_id: str
    records: int
    score: float
    why: tuple[str, ...]


def pairs_that_teach(pairs: pa.Table, person: pa.Table, judged: pa.Table, most: int) -> list[PairToReview]:
    """The pairs to judge first; pairs on which a judgement is in force are left out.

    `person` has record_id, person_id and records (how many the person has).
    """
    left, right = (_of(person, pairs[end], "person_id") for end in ("left_id", "right_id"))
    sizes = [
        _of(person, pairs[end], "records").fill_null(1).to_numpy(zero_copy_only=False)
        for end in ("left_id", "right_id")
    ]
    probability = pairs["probability"].to_numpy()
    doubt = 4 * probability * (1 - probability)
    bridging = np.asarray(pc.fill_null(pc.not_equal(left, right), True))
    smaller, larger = np.minimum(*sizes), np.maximum(*sizes)
    # a pair between persons would join two groups; a pair within one is one voice among its many
    at_stake = np.where(bridging, np.log2(1 + smaller + larger), 1 / np.maximum(1.0, np.log2(larger + 1)))
    score = doubt * at_stake
    score[_is_judged(pairs, judged)] = -1
    best = np.argsort(-score, kind="stable")[:most]
    return [
        PairToReview(
            pairs["left_id"][place].as_py(),
            pairs["right_id"][place].as_py(),
            left[place].as_py() or "",
            right[place].as_py() or "",
            round(float(probability[place]), 4),
            round(float(score[place]), 3),
            _why(bool(bridging[place]), int(smaller[place]), int(larger[place])),
        )
        for place in best.tolist()
        if score[place] > 0
    ]


def _of(person: pa.Table, records: pa.ChunkedArray, column: str) -> pa.Array:
    place = pc.index_in(records.combine_chunks(), person["record_id"].combine_chunks())
    return person[column].combine_chunks().take(place)


def _is_judged(pairs: pa.Table, judged: pa.Table) -> "np.ndarray":
    keys = [pc.binary_join_element_wise(each["left_id"], each["right_id"], " ") for each in (pairs, judged)]
    return np.asarray(pc.is_in(keys[0], keys[1].combine_chunks()))


def _why(bridging: bool, smaller: int, larger: int) -> str:
    if not bridging:
        return f"It holds together a person of {larger} records, on evidence that could go either way."
    return f"It would bring together two persons of {larger} and {smaller} records; the evidence could go either way."


def clusters_that_look_bad(
    people: pa.Table, pairs: pa.Table, person: pa.Table, contested: set[str], most: int
) -> list[ClusterToReview]:
    """The persons to look at first. `contested` are records about which judgements disagree."""
    inside = _inside(pairs, person)
    table = people.select(["person_id", "records", "weakest"]).join(inside, "person_id").combine_chunks()
    records = table["records"].to_numpy().astype(np.float64)
    possible = records * (records - 1) / 2
    speaking = table["speaking"].fill_null(0).to_numpy().astype(np.float64)
    against = table["against"].fill_null(0).to_numpy().astype(np.float64)
    density = np.divide(speaking, possible, out=np.ones_like(possible), where=possible > 0)
    weakest = table["weakest"].fill_null(1.0).to_numpy()
    disputed = np.asarray(pc.is_in(table["person_id"], _persons_of(person, contested)))
    score = (
        (records > 2) * (1 - density) + np.minimum(against, 5) / 5 + (1 - weakest)
        + np.maximum(0, records / SUSPICIOUS_SIZE - 1) + 2.0 * disputed
    )  # fmt: skip
    order = np.argsort(-score, kind="stable")[:most]
    return [
        ClusterToReview(
            table["person_id"][place].as_py(),
            int(records[place]),
            round(float(score[place]), 3),
            _reasons(records[place], density[place], against[place], weakest[place], bool(disputed[place])),
        )
        for place in order.tolist()
        if score[place] > 0.2
    ]


def _inside(pairs: pa.Table, person: pa.Table) -> pa.Table:
    """For each person: how many of the pairs among their records speak for it, and how many against."""
    left, right = (_of(person, pairs[end], "person_id") for end in ("left_id", "right_id"))
    same = pc.fill_null(pc.equal(left, right), False)
    weight = pairs["weight"].combine_chunks().filter(same)
    rows = pa.table(
        {
            "person_id": left.filter(same),
            "speaking": pc.greater_equal(weight, 0.0).cast(pa.int64()),
            "against": pc.less(weight, -2.0).cast(pa.int64()),
        }
    )
    summed = rows.group_by("person_id").aggregate([("speaking", "sum"), ("against", "sum")])
    return summed.select(["person_id", "speaking_sum", "against_sum"]).rename_columns(
        ["person_id", "speaking", "against"]
    )


def _persons_of(person: pa.Table, records: set[str]) -> pa.Array:
    return person.filter(pc.is_in(person["record_id"], pa.array(sorted(records), pa.string())))[
        "person_id"
    ].combine_chunks()


def _reasons(
    records: float, density: float, against: float, weakest: float, disputed: bool
) -> tuple[str, ...]:
    told = []
    if disputed:
        told.append("Judgements about its records disagree.")
    if records > SUSPICIOUS_SIZE:
        told.append(f"It has {int(records)} records, which is many for one person.")
    if records > 2 and density < 0.5:
        told.append(f"Only {density:.0%} of the pairs among its records speak for it.")
    if against:
        told.append(f"{int(against)} of the pairs among its records speak against it.")
    if weakest < 0.9:
        told.append(f"Its weakest join has a probability of {weakest:.2f}.")
    return tuple(told) or ("Several small doubts add up.",)
