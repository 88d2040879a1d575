"""Scored pairs as a table: who, what weight, what probability, and what each comparison says."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.compare import BY_NAME, Comparison
from ninefold.link.components import component_of
from ninefold.link.model import Model
from ninefold.link.splinked import Linkage, weight_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_NEARLY = 2.0**-21


def touching(linkage: Linkage, scored: str, model: Model, comparisons: Sequence[Comparison]) -> pa.Table:
    """The pairs that can matter: those that may join, and those between records that others may join.

    A pair that speaks against a join is evidence only inside a group that could be joined.
    """
    columns = ", ".join(["i_l", "i_r", "match_weight", *_weight_columns(linkage, scored, comparisons, model)])
    line = model.joining.join_at
    joining = linkage.fetch(linkage.make(f"SELECT {columns} FROM {scored} WHERE match_weight >= {line}"))
    groups = _groups(joining)
    if not len(groups):
        return joining
    held = linkage.put(groups)
    against = linkage.make(
        f"SELECT {columns} FROM (SELECT s.*, a.g AS g_l, b.g AS g_r FROM {scored} s "
        f"JOIN {held} a ON a.i = s.i_l JOIN {held} b ON b.i = s.i_r WHERE s.match_weight < {line}) t "
        "WHERE g_l = g_r"
    )
    return pa.concat_tables([joining, linkage.fetch(against).cast(joining.schema)])


def _groups(joining: pa.Table) -> pa.Table:
    """Every record of a group of three or more, and its group."""
    left, right = joining["i_l"].to_numpy(), joining["i_r"].to_numpy()
    records, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    half, count = len(left), len(records)
    group = component_of(count, places[:half], places[half:])
    large = np.bincount(group)[group] > 2 if count else np.zeros(0, np.bool_)
    return pa.table({"i": records[large].astype(np.int64), "g": group[large]})


def _weight_columns(
    linkage: Linkage, scored: str, comparisons: Sequence[Comparison], model: Model
) -> list[str]:
    known = set(linkage.columns(scored))
    guarding = [name for name in model.comparison_names if BY_NAME[name].guards]
    wanted = list(dict.fromkeys(f"mw_{name}" for name in (*guarding, *(each.name for each in comparisons))))
    wanted += [f"mw_tf_adj_{each.name}" for each in comparisons]
    return [name for name in wanted if name in known]


def evidence_of(
    nominals: pa.Table, kept: pa.Table | None, comparisons: Sequence[Comparison], model: Model, told: bool
) -> pa.Table:
    """Pairs with their record ids, the smaller first, sorted; weight, probability and evidence."""
    ids = nominals["record_id"].combine_chunks()
    if kept is None:
        kept = pa.table({"i_l": pa.array([], pa.int64()), "i_r": pa.array([], pa.int64()),
                         "match_weight": pa.array([], pa.float64())})  # fmt: skip
    kept = _in_order(ids, kept)
    first, second = ids.take(kept["i_l"].combine_chunks()), ids.take(kept["i_r"].combine_chunks())
    weight = kept["match_weight"].to_numpy().astype(np.float64)
    columns: dict[str, pa.Array] = {
        "left_id": first,
        "right_id": second,
        "weight": pa.array(weight),
        "probability": pa.array(probabilities(weight, model)),
        "apart": pa.array(_kept_apart(kept, model)),
    }
    if told:
        for name in model.comparison_names:
            columns |= _evidence(name, kept, comparisons, model)
    return pa.table(columns)


def _in_order(ids: pa.Array, kept: pa.Table) -> pa.Table:
    """The pairs with the smaller record id on the left, in the order of their ids."""
    place = _rank(ids)
    left, right = kept["i_l"].to_numpy(), kept["i_r"].to_numpy()
    turned = place[left] > place[right]
    left, right = np.where(turned, right, left), np.where(turned, left, right)
    order = pa.array(np.lexsort((place[right], place[left])))
    kept = kept.set_column(kept.column_names.index("i_l"), "i_l", pa.array(left))
    return kept.set_column(kept.column_names.index("i_r"), "i_r", pa.array(right)).take(order)


def _rank(ids: pa.Array) -> Ints:
    """Where each id stands among all in their order; a table that is sorted already costs nothing."""
    count = len(ids)
    if count < 2 or pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        return np.arange(count)
    rank = np.empty(count, np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(count)
    return rank


def _kept_apart(kept: pa.Table, model: Model) -> npt.NDArray[np.bool_]:
    """Pairs that look like two people of one household: twins, or a parent and a child of one name."""
    apart = np.zeros(len(kept), np.bool_)
    for name in model.comparison_names:
        comparison = BY_NAME[name]
        if comparison.guards and f"mw_{name}" in kept.column_names:
            levels = _levels(kept[f"mw_{name}"].to_numpy().astype(np.float64), comparison, model)
            apart |= np.isin(levels, [comparison.gamma_of(level.name) for level in comparison.guards])
    return apart


def probabilities(weight: Floats, model: Model) -> Floats:
    """The calibrated probabilities of weights."""
    told = model.calibration.slope * weight + model.calibration.shift
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(told, -500.0, 500.0))))


def _evidence(
    name: str, kept: pa.Table, comparisons: Sequence[Comparison], model: Model
) -> dict[str, pa.Array]:
    """The level each pair is at, from the weight it was given, and its weight with rarity."""
    compared = next((each for each in comparisons if each.name == name), None)
    rows = len(kept)
    if compared is None or f"mw_{name}" not in kept.column_names:
        gamma, bits = np.full(rows, -1, np.int8), np.zeros(rows, np.float32)
    else:
        weights = kept[f"mw_{name}"].to_numpy().astype(np.float64)
        gamma = _levels(weights, compared, model)
        rarity = f"mw_tf_adj_{name}"
        bits = weights + (kept[rarity].to_numpy() if rarity in kept.column_names else 0.0)
    return {f"gamma_{name}": pa.array(gamma), f"weight_{name}": pa.array(bits.astype(np.float32))}


def _levels(weights: Floats, comparison: Comparison, model: Model) -> npt.NDArray[np.int8]:
    gamma = np.full(len(weights), -1, np.int8)
    for level in comparison.told:
        given = weight_of(comparison, level, model)
        gamma[np.abs(weights - given) < _NEARLY] = comparison.gamma_of(level.name)
    return gamma
