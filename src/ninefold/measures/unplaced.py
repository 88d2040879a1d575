"""How many records are in no figure, because they carry no month or no area of a kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.measures.by_area import CRIME

# Cells stand in where there are no boundaries: a record in a small area need not have one.
STAND_INS = {"h3"}


@dataclass(frozen=True)
class Unplaced:
    """Records of one force that figures by `missing` ('month', or a kind of area) leave out."""

    force: str
    missing: str
    records: int
    of: int


def unplaced(features: pa.Table) -> list[Unplaced]:
    """For each force what its crime and ASB records lack, from features with all kinds of area."""
    crime = features.filter(pc.equal(features["stream"], CRIME))
    by_kind = _sums(crime, "area_kind")
    kinds = sorted({kind for _, kind in by_kind} - {"force"} - STAND_INS)
    undated = _sums(crime.filter(pc.equal(crime["area_kind"], "force")), "period")
    forces = sorted({force for force, _ in by_kind})
    return [lack for force in forces for lack in _lacks(force, kinds, by_kind, undated) if lack.records > 0]


Sums = dict[tuple[str, str], int]


def _lacks(force: str, kinds: list[str], by_kind: Sums, undated: Sums) -> Iterator[Unplaced]:
    total = by_kind.get((force, "force"), 0)
    yield Unplaced(force, "month", undated.get((force, ""), 0), total)
    for kind in kinds:
        yield Unplaced(force, kind, total - by_kind.get((force, kind), 0), total)


def _sums(features: pa.Table, column: str) -> Sums:
    summed = features.group_by(["force", column]).aggregate([("n", "sum")])
    names = zip(summed["force"].to_pylist(), summed[column].to_pylist(), strict=True)
    return dict(zip(names, summed["n_sum"].to_pylist(), strict=True))
