"""The review queue: what teaches most comes first, and what was judged does not come again."""

import pyarrow as pa

from ninefold.link.judgements import JUDGEMENT_SCHEMA
from ninefold.link.review import clusters_that_look_bad, pairs_that_teach

PERSON = pa.table(
    {
        "record_id": ["a", "b", "c", "d", "e", "f"],
        "person_id": ["P1", "P1", "P1", "P2", "P2", "P3"],
        "records": [3, 3, 3, 2, 2, 1],
    }
)
PEOPLE = pa.table({"person_id": ["P1", "P2", "P3"], "records": [3, 2, 1], "weakest": [0.6, 0.99, None]})


def pairs(*told: tuple[str, str, float, float]) -> pa.Table:
    columns = list(zip(*told, strict=True))
    return pa.table(
        dict(zip(("left_id", "right_id", "probability", "weight"), map(list, columns), strict=True))
    )


SOME = pairs(
    ("a", "b", 0.99, 6.0),
    ("b", "c", 0.6, 0.5),
    ("a", "d", 0.5, 0.0),
    ("d", "e", 0.99, 7.0),
    ("e", "f", 0.9, 3.0),
)


def judged(*told: tuple[str, str]) -> pa.Table:
    return pa.Table.from_pylist([{"left_id": a, "right_id": b} for a, b in told], schema=JUDGEMENT_SCHEMA)


def test_a_doubtful_pair_between_two_persons_comes_first() -> None:
    found = pairs_that_teach(SOME, PERSON, judged(), 5)
    assert (found[0].left_id, found[0].right_id) == ("a", "d")
    assert "two persons of 3 and 2 records" in found[0].why


def test_a_pair_that_was_judged_does_not_come_again() -> None:
    found = pairs_that_teach(SOME, PERSON, judged(("a", "d")), 5)
    assert ("a", "d") not in [(each.left_id, each.right_id) for each in found]


def test_a_person_held_together_by_little_looks_worse_than_a_sure_one() -> None:
    found = clusters_that_look_bad(PEOPLE, SOME, PERSON, set(), 5)
    assert found[0].person_id == "P1"
    assert "weakest join has a probability of 0.60" in " ".join(found[0].why)
    assert "P2" not in [each.person_id for each in found]


def test_judgements_that_disagree_put_a_person_in_front() -> None:
    found = clusters_that_look_bad(PEOPLE, SOME, PERSON, {"d"}, 5)
    assert (found[0].person_id, found[0].why[0]) == ("P2", "Judgements about its records disagree.")
