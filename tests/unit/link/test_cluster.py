"""From pairs to people."""

import pyarrow as pa

from ninefold.link.cluster import cluster, components
from ninefold.link.model import untrained
from ninefold.link.prepare import nominals_from_columns

MODEL = untrained()


def people(*ids: str) -> pa.Table:
    return nominals_from_columns({"record_id": pa.array(list(ids))})


def pairs(*drawn: tuple[str, str, float]) -> pa.Table:
    left, right, weight = zip(*drawn, strict=True)
    return pa.table({"left_id": list(left), "right_id": list(right), "weight": list(weight)})


def links(*drawn: tuple[str, str]) -> pa.Table:
    sides = ([a for a, _ in drawn], [b for _, b in drawn])
    return pa.table([pa.array(side, pa.string()) for side in sides], names=["left_id", "right_id"])


def clusters(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["record_id"].to_pylist(), table["cluster"].to_pylist(), strict=True))


def test_every_nominal_has_a_row_named_by_its_smallest_record() -> None:
    told = cluster(pairs(("b", "c", 5.0)), people("c", "b", "a"), MODEL)
    assert clusters(told) == {"c": "b", "b": "b", "a": "a"}


def test_a_judgement_that_two_are_one_overrides_the_scores() -> None:
    told = cluster(pairs(("a", "b", -8.0)), people("a", "b"), MODEL, must_link=links(("a", "b")))
    assert clusters(told) == {"a": "a", "b": "a"}


def test_a_judgement_that_two_are_not_one_overrides_the_scores() -> None:
    told = cluster(pairs(("a", "b", 8.0)), people("a", "b"), MODEL, cannot_link=links(("b", "a")))
    assert clusters(told) == {"a": "a", "b": "b"}


def test_what_almost_joined_is_left_apart_and_told() -> None:
    drawn = pairs(("a", "b", 6.0), ("b", "c", 0.5), ("a", "c", -2.0))
    told = cluster(drawn, people("a", "b", "c"), MODEL)
    assert clusters(told)["c"] == "c"
    assert "left apart" in told["unsure"].to_pylist()[2]


def test_a_join_on_little_evidence_is_told() -> None:
    told = cluster(pairs(("a", "b", 0.0)), people("a", "b"), MODEL)
    assert clusters(told)["b"] == "a"
    assert told["unsure"].to_pylist() == ["joined on little evidence"] * 2


def test_a_component_clustered_alone_gives_what_the_whole_gives() -> None:
    drawn = pairs(("a", "b", 5.0), ("b", "c", 5.0), ("d", "e", 5.0))
    whole = clusters(cluster(drawn, people("a", "b", "c", "d", "e"), MODEL))
    part = clusters(cluster(drawn.slice(0, 2), people("a", "b", "c"), MODEL))
    assert part == {record: name for record, name in whole.items() if record in "abc"}


def test_components_reach_as_far_as_pairs_do() -> None:
    told = components(pairs(("a", "b", 1.0), ("b", "c", 1.0)), pa.array(["a", "b", "c", "d"]))
    assert len(set(told["component"].to_pylist())) == 2
