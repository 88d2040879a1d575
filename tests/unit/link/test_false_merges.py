"""Where nobody knows the truth, some joined pairs are looked at, and the rest is worked out."""

import pyarrow as pa
import pytest

from ninefold.link.false_merges import audit_sample, false_merges, joined_pairs

CLUSTERS = pa.table({"record_id": ["a", "b", "c", "d", "e"], "cluster": ["a", "a", "c", "c", "c"]})
PAIRS = pa.table(
    {
        "left_id": ["a", "c", "c", "d", "a"],
        "right_id": ["b", "d", "e", "e", "d"],
        "weight": [1.0, 5.0, 6.0, 7.0, 9.0],
        "probability": [0.6, 0.9, 0.9, 0.9, 1.0],
    }
)


def judged(**answers: str) -> pa.Table:
    rows = [(pair[0], pair[1], answer) for pair, answer in answers.items()]
    names = ("left_id", "right_id", "answer")
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})


def test_an_audit_holds_the_weakest_joins_and_some_drawn_at_random() -> None:
    told = audit_sample(joined_pairs(PAIRS, CLUSTERS), 2, seed=1)
    assert told["why"].to_pylist() == ["weakest", "drawn"]
    assert told["left_id"].to_pylist()[0] == "a"
    assert ("a", "d") not in set(zip(told["left_id"].to_pylist(), told["right_id"].to_pylist(), strict=True))


def test_nothing_is_claimed_until_a_drawn_pair_has_been_judged() -> None:
    sample = audit_sample(joined_pairs(PAIRS, CLUSTERS), 2, seed=1)
    found = false_merges(sample, 4, judged(ab="different"))
    assert (found.judged, found.different, found.share) == (1, 1, None)


def test_drawn_pairs_stand_for_the_rest_and_the_weakest_for_themselves() -> None:
    sample = audit_sample(joined_pairs(PAIRS, CLUSTERS), 4, seed=1)
    found = false_merges(sample, 100, judged(ab="different", cd="same", ce="different", de="same"))
    # of the two weakest one is wrong; of the two drawn one is, which stands for the other 98
    assert found.share == pytest.approx((1 + 98 * 0.5) / 100)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high


def test_a_pair_on_which_one_cannot_tell_says_nothing() -> None:
    sample = audit_sample(joined_pairs(PAIRS, CLUSTERS), 4, seed=1)
    found = false_merges(sample, 4, judged(ab="cannot tell", de="same"))
    assert (found.judged, found.different) == (1, 0)
