"""How many offences followed another close by, how many would by chance, and where that is more."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import gammainc

from ninefold.contracts import finding
from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import read_card
from ninefold.measures import counting, intervals, wording
from ninefold.measures.discoveries import q_values
from ninefold.measures.patterns.predecessors import preceded
from ninefold.measures.places.plane import local_plane
from ninefold.measures.stamps import Stamp, stamp

CARD = read_card(Path(__file__).parent / "card.toml")
Key = tuple[str, str, str, float, float]  # force, category, day, longitude, latitude
_CELL = ("area_kind", "area", "period", "category")
_REFUSED = (
    "Near-repeats are refused on this force's data: it gives months or no points, and a month hides whether the "
    "second offence came before the first. Bring records with days and places."
)


@dataclass(frozen=True)
class Followed:
    """Of one offence: whether it followed another, whether another bears its day, and the chance of the first."""

    before: bool
    same_day: bool
    chance: float


@dataclass(frozen=True)
class Fitted:
    """What is known of every offence with a day and a point, and the stamp of the findings."""

    stamp: Stamp
    followed: Mapping[Key, Followed]


def train(inputs: Inputs, features: pa.Table) -> Fitted:
    """Which offences followed another, force by force and type by type; each force's own totals are used."""
    rows = features.filter(
        pc.and_(pc.equal(features["area_kind"], "force"), pc.not_equal(features["day"], ""))
    )
    followed: dict[Key, Followed] = {}
    for force, category in sorted(
        set(zip(*(rows[n].to_pylist() for n in ("force", "category")), strict=True))
    ):
        own = rows.filter(pc.and_(pc.equal(rows["force"], force), pc.equal(rows["category"], category)))
        followed |= _followed(
            own.sort_by([("day", "ascending"), ("longitude", "ascending"), ("latitude", "ascending")])
        )
    return Fitted(stamp(CARD, inputs.as_of, inputs.run), followed)


def _followed(rows: pa.Table) -> dict[Key, Followed]:
    times = np.repeat(np.arange(len(rows)), rows["n"].to_numpy())
    longitude, latitude = rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
    x, y = local_plane(longitude, latitude).forward(longitude, latitude)
    day = np.array(rows["day"].to_pylist(), dtype="datetime64[D]").astype(np.int64)
    told = preceded(
        x[times], y[times], day[times], metres=CARD.parameters["metres"], days=CARD.parameters["days"]
    )
    first = np.searchsorted(times, np.arange(len(rows)))
    keys = zip(
        *(rows[name].to_pylist() for name in ("force", "category", "day", "longitude", "latitude")),
        strict=True,
    )
    return {
        key: Followed(bool(told.before[at]), bool(told.same_day[at]), float(told.chance[at]))
        for key, at in zip(keys, first, strict=True)
    }


def analyse(fitted: Fitted, features: pa.Table) -> pa.Table:
    """Findings for every area, month and type with offences that have a day, and for forces that cannot be asked."""
    if features.num_rows == 0:
        return finding.empty()
    dated = features.filter(pc.not_equal(features["day"], ""))
    return pa.concat_tables([_findings(fitted, dated), _refusals(fitted, features)])


def _findings(fitted: Fitted, rows: pa.Table) -> pa.Table:
    if rows.num_rows == 0:
        return finding.empty()
    keys = zip(
        *(rows[name].to_pylist() for name in ("force", "category", "day", "longitude", "latitude")),
        strict=True,
    )
    told = [fitted.followed[key] for key in keys]
    n = rows["n"].to_numpy().astype(np.float64)
    for name, amount in (
        ("seen", n * np.array([each.before for each in told])),
        ("same_day", n * np.array([each.same_day for each in told])),
        # Summed in whole billionths, so that the order of rows does not change the last digit.
        ("chance", np.round(1e9 * n * np.array([each.chance for each in told])).astype(np.int64)),
    ):
        rows = rows.append_column(name, pa.array(amount))
    wanted = [(name, "sum") for name in ("n", "seen", "same_day", "chance")]
    cells = rows.group_by(list(_CELL)).aggregate(wanted).sort_by([(name, "ascending") for name in _CELL])
    return _worded(fitted, cells)


def _worded(fitted: Fitted, cells: pa.Table) -> pa.Table:
    events, seen, same_day = (
        cells[f"{name}_sum"].to_numpy().astype(np.float64) for name in ("n", "seen", "same_day")
    )
    expected = cells["chance_sum"].to_numpy() / 1e9
    tested = expected >= CARD.parameters["least_expected"]
    q = _q(cells, seen, expected, tested)
    raised = tested & (q <= CARD.parameters["discovery_rate"])
    low, high = intervals.poisson(seen)
    columns = {
        "subject_id": cells["area"],
        "area": cells["area"],
        "value": pa.array(seen),
        "low": pa.array(low),
        "high": pa.array(high),
        "band": pa.array(np.select([raised, tested], ["raised", "usual"], "unknown")),
        "reasons": wording.lists(
            [_reason(events, seen, expected), _call(q, raised, tested), _apart(same_day)]
        ),
        "area_kind": cells["area_kind"],
        "period": cells["period"],
        "category": cells["category"],
        "expected": pa.array(expected),
        "same_day": pa.array(same_day),
    }
    return finding.from_columns(columns | fitted.stamp.columns("area", len(cells)), len(cells))


def _q(cells: pa.Table, seen: np.ndarray, expected: np.ndarray, tested: np.ndarray) -> np.ndarray:
    """False-discovery rates within each month and kind of area, of the cells tested."""
    # The chance of so many or more, by the gamma form of the Poisson tail.
    p = np.where(seen > 0, gammainc(np.maximum(seen, 1.0), expected), 1.0)
    family = (
        pc.binary_join_element_wise(cells["area_kind"], cells["period"], "|")
        .combine_chunks()
        .dictionary_encode()
    )
    q = np.ones(len(cells))
    q[tested] = q_values(p[tested], family.indices.to_numpy().astype(np.int64)[tested])
    return q


def _reason(events: np.ndarray, seen: np.ndarray, expected: np.ndarray) -> pa.Array:
    metres, days = CARD.parameters["metres"], CARD.parameters["days"]
    return wording.joined(
        wording.numbers(seen), " of ", wording.numbers(events),
        f" followed another within {metres:g} m in the 1 to {days} days before; ", wording.numbers(expected, 1),
        " would by chance.",
    )  # fmt: skip


def _call(q: np.ndarray, raised: np.ndarray, tested: np.ndarray) -> pa.Array:
    rate = f"{CARD.parameters['discovery_rate']:.0%}"
    called = wording.joined(f"Raised: called at a {rate} false-discovery rate, ", wording.rates(q), ".")
    words = wording.chosen(
        [(raised, called), (tested, "Not more than chance gives.")],
        f"Under {CARD.parameters['least_expected']:g} expected: too few to judge.",
    )
    return words if isinstance(words, pa.Array) else pa.array([words] * len(q))


def _apart(same_day: np.ndarray) -> pa.Array:
    words = wording.joined(
        wording.numbers(same_day),
        " had another near by on the same day: perhaps one visit recorded twice, not counted.",
    )
    return wording.where(same_day > 0, words)


def _refusals(fitted: Fitted, features: pa.Table) -> pa.Table:
    """One finding for each force whose records have no day or point at all."""
    own = features.filter(pc.equal(features["area_kind"], "force"))
    dated = set(own.filter(pc.not_equal(own["day"], ""))["force"].to_pylist())
    forces = pa.array(sorted(set(own["force"].to_pylist()) - dated), pa.string())
    rows = len(forces)
    columns = {
        "subject_id": forces,
        "area": forces,
        "band": pa.array(["missing"] * rows, pa.string()),
        "reasons": pa.array([[_REFUSED]] * rows, pa.list_(pa.string())),
        "area_kind": pa.array(["force"] * rows, pa.string()),
        "category": pa.array(["all"] * rows, pa.string()),
    }
    return finding.from_columns(columns | fitted.stamp.columns("data", rows), rows)


def explain(fitted: Fitted, features: pa.Table, subject: Subject) -> list[str]:
    """The reasons of one finding, then how its figures were come by."""
    return counting.explain(analyse(fitted, counting.around(features, subject)), subject, CARD)
