"""The false-merge audit: where nobody knows the truth, people look at some joined pairs, and the rest is worked out."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.judgements import DIFFERENT, SAME
from ninefold.measures.shares import wilson

WEAKEST, DRAWN = "weakest", "drawn"


@dataclass(frozen=True)
class FalseMerges:
    """How many compared pairs are in one person, how many of the sample people judged, and the share found wrong.

    `share`, with its 95 % interval, is of all joined pairs; None until a drawn pair has been judged.
    """

    joined: int
    judged: int
    different: int
    share: float | None
    low: float | None
    high: float | None


def joined_pairs(pairs: pa.Table, clusters: pa.Table) -> pa.Table:
    """The pairs of which both records are in one cluster (record_id, cluster)."""
    ids, label = clusters["record_id"].combine_chunks(), clusters["cluster"].combine_chunks()
    sides = [
        label.take(pc.index_in(pairs[side].combine_chunks(), value_set=ids))
        for side in ("left_id", "right_id")
    ]
    kept = pairs.filter(pc.equal(*sides).fill_null(False))
    return kept.select(["left_id", "right_id", "weight", "probability"])


def audit_sample(joined: pa.Table, size: int, *, seed: int) -> pa.Table:
    """Joined pairs for a person to check: half are the weakest joins, half are drawn at random from the others.

    Columns: left_id, right_id, weight, probability, why.
    """
    weakest = pc.sort_indices(joined["weight"]).to_numpy()[: size // 2]
    rest = np.setdiff1d(np.arange(len(joined)), weakest)
    drawn = np.random.default_rng(seed).choice(rest, min(len(rest), size - len(weakest)), replace=False)
    rows = np.r_[weakest.astype(np.int64), np.sort(drawn)]
    why = [WEAKEST] * len(weakest) + [DRAWN] * len(drawn)
    return joined.take(pa.array(rows)).append_column("why", pa.array(why, pa.string()))


def false_merges(sample: pa.Table, joined: int, judgements: pa.Table) -> FalseMerges:
    """What judgements in force (left_id, right_id, answer) on a sample say of all joined pairs.

    The weakest are a whole layer, counted as they are; the drawn ones stand for all the others. `cannot tell`
    says nothing.
    """
    answers = _answers(sample, judgements)
    why = sample["why"].to_numpy(zero_copy_only=False)
    wrong, right = answers == DIFFERENT, answers == SAME
    weak, drawn = why == WEAKEST, why == DRAWN
    told = int(np.sum((wrong | right) & drawn))
    found = FalseMerges(joined, int(np.sum(wrong | right)), int(np.sum(wrong)), None, None, None)
    if not told:
        return found
    count = float(np.sum(wrong & drawn))
    low, high = wilson(np.array([count]), np.array([told]))
    parts = [_of_all(float(each), weak, wrong, joined) for each in (count / told, low[0], high[0])]
    return FalseMerges(joined, found.judged, found.different, *parts)


def _of_all(share: float, weak: "np.ndarray", wrong: "np.ndarray", joined: int) -> float:
    return round((float(np.sum(wrong & weak)) + (joined - float(np.sum(weak))) * share) / joined, 6)


def _answers(sample: pa.Table, judgements: pa.Table) -> "np.ndarray":
    keys = [
        pc.binary_join_element_wise(each["left_id"], each["right_id"], " ") for each in (sample, judgements)
    ]
    place = pc.index_in(keys[0].combine_chunks(), value_set=keys[1].combine_chunks())
    return np.asarray(
        judgements["answer"].combine_chunks().take(place).fill_null("").to_numpy(zero_copy_only=False)
    )
