"""FEBRL 3 and 4: the best F1 of single pairs, beside Splink's own example settings in the same run.

Like for like: for both, the threshold is swept over every pair that blocking brings together. The shipped
model has not seen these tables (it learned from FEBRL 1 and 2, of the same generator); Splink learns from them.
"""

from benchmarks.linkage import _peer, _sets
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.link.match import compared
from ninefold.link.measure import best_pair_score
from ninefold.link.model import load_model

NAME, UNIT = "linkage/febrl", "F1 (FEBRL 3)"
TARGET = "FEBRL 3 ≥ 0.996 and FEBRL 4 ≥ 0.9996"


def main() -> None:
    """Link both with the shipped model, and with Splink as documented."""
    if shared_data_is_absent(NAME, UNIT, TARGET):
        return
    import pyarrow as pa
    import pyarrow.compute as pc

    model = load_model()
    three = _sets.febrl3()
    left, right = _sets.febrl4()
    both = pa.concat_tables([left.nominals, right.nominals])
    truth = pa.concat_tables([left.truth, right.truth])
    with _sets.engine() as engine:
        ours3 = compared(engine, three.nominals, model)
        ours4 = compared(engine, both, model)
    ids = left.nominals["record_id"].combine_chunks()
    sides = [pc.is_in(ours4[side].combine_chunks(), value_set=ids) for side in ("left_id", "right_id")]
    ours4 = ours4.filter(pc.xor(*sides))  # originals are linked with copies
    f3, f4 = best_pair_score(ours3, three.truth)[1], best_pair_score(ours4, truth)[1]
    peer3 = best_pair_score(_peer.febrl3(three.rows), three.truth)[1]
    peer4 = best_pair_score(_peer.febrl4(left.rows, right.rows), truth)[1]
    print(f"FEBRL 3: {f3}\n  Splink: {peer3}\nFEBRL 4: {f4}\n  Splink: {peer4}")
    assert None not in (f3.f1, f4.f1, peer3.f1, peer4.f1)
    Proof(
        NAME,
        round(f3.f1, 5),
        UNIT,
        TARGET,
        round(f3.f1, 4) >= 0.996 and round(f4.f1, 4) >= 0.9996,
        "Splink, its own example settings",
        round(peer3.f1, 5),
        round(f3.f1 / peer3.f1, 4),
        n=len(three.rows),
        more={"febrl4": round(f4.f1, 5), "febrl4_peer": round(peer4.f1, 5)},
    ).say()


if __name__ == "__main__":
    main()
