"""The plan of the region: nine forces, their areas, and which people begin life where.

People are numbered 0, 1, 2 …; a force, and within it each small area, is a run of numbers.
Areas are coded in the manner of the real ones, with a letter no country uses: N01 small, N02 middle, N23 force.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ninefold.region.chance import Bools, Chance, Floats, Ints
from ninefold.region.households import BLOCK

PER_SMALL_AREA = 1500
SMALL_PER_MIDDLE = 5
STREETS = 30  # streets of a small area
POSTCODE_AREAS = ("NF", "NX", "NV")  # letters that no post town uses
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # never C I K M O V


@dataclass(frozen=True)
class Force:
    """One made-up force: its slug, its name, its three letters and its share of the people."""

    slug: str
    name: str
    letters: str
    share: float


FORCES = (
    Force("aldmoor", "Aldmoor Constabulary", "ALD", 0.20),
    Force("brackwater", "Brackwater Police", "BRK", 0.15),
    Force("carrowmere", "Carrowmere Constabulary", "CAR", 0.12),
    Force("dunfell", "Dunfell Police", "DUN", 0.06),
    Force("eskholme", "Eskholme Police", "ESK", 0.14),
    Force("fallowdale", "Fallowdale Constabulary", "FAL", 0.09),
    Force("garrismouth", "Garrismouth City Police", "GAR", 0.11),
    Force("hartsey", "Hartsey and Isles Constabulary", "HRT", 0.07),
    Force("inverlune", "Inverlune Police", "INV", 0.06),
)


@dataclass(frozen=True)
class Plan:
    """Where everything is: people per force, areas per force, and the weights of places."""

    people: int
    chance: Chance
    force_start: Ints = field(repr=False)  # 10 numbers: first person of each force, then the end
    area_start: Ints = field(repr=False)  # first person of each small area, then the end
    area_force: Ints = field(repr=False)
    area_middle: Ints = field(repr=False)
    middle_force: Ints = field(repr=False)

    def areas_of(self, force: int) -> Ints:
        """Numbers of the small areas of a force."""
        return np.flatnonzero(self.area_force == force).astype(np.int64)

    def area_of(self, people: Ints) -> Ints:
        """The small area each person's household begins in."""
        return np.searchsorted(self.area_start, people, side="right").astype(np.int64) - 1

    def size_of(self, force: int) -> int:
        """People of a force."""
        return int(self.force_start[force + 1] - self.force_start[force])

    def heat(self) -> Floats:
        """How much trouble each small area sees beside the average one; few areas see most of it."""
        areas = np.arange(len(self.area_force))
        spread = np.exp(0.7 * _normal(self.chance, "heat", areas))
        weights: Floats = spread * np.where(self.is_centre(), 2.2, 1.0)
        return weights

    def is_centre(self) -> Bools:
        """True for town-centre areas: the first of every third middle area of a force."""
        first = np.r_[True, self.area_middle[1:] != self.area_middle[:-1]]
        starts_force = np.r_[True, self.area_force[1:] != self.area_force[:-1]]
        centre: Bools = first & (self.area_middle % 3 == 0) | starts_force
        return centre


def lay_out(people: int, chance: Chance) -> Plan:
    """A plan for about `people` people, in proportion to the forces' shares."""
    blocks = np.maximum(1, np.round(np.array([f.share for f in FORCES]) * people / BLOCK)).astype(np.int64)
    force_start = np.r_[0, np.cumsum(blocks) * BLOCK].astype(np.int64)
    starts: list[Ints] = []
    owners: list[Ints] = []
    middles: list[Ints] = []
    middle_owner: list[int] = []
    for force, count in enumerate(blocks):
        small = max(2, round(count * BLOCK / PER_SMALL_AREA))
        starts.append(force_start[force] + (np.arange(small) * count // small) * BLOCK)
        owners.append(np.full(small, force))
        groups = max(1, round(small / SMALL_PER_MIDDLE))
        middles.append(len(middle_owner) + np.arange(small) * groups // small)
        middle_owner += [force] * groups
    return Plan(
        people=int(force_start[-1]),
        chance=chance,
        force_start=force_start,
        area_start=np.r_[np.concatenate(starts), force_start[-1]].astype(np.int64),
        area_force=np.concatenate(owners).astype(np.int64),
        area_middle=np.concatenate(middles).astype(np.int64),
        middle_force=np.array(middle_owner, dtype=np.int64),
    )


def coded(letters: str, numbers: Ints) -> pa.Array:
    """Area codes such as N01000042 (numbers are counted from 0 and written from 1)."""
    return pa.array([f"{letters}{number + 1:06d}" for number in numbers.tolist()], pa.string())


def postcodes(streets: Ints) -> pa.Array:
    """The postcode of each street of the region (streets are counted over the whole region)."""
    unique, places = np.unique(streets, return_inverse=True)
    return pa.array([_postcode(street) for street in unique.tolist()], pa.string()).take(pa.array(places))


def _postcode(street: int) -> str:
    rest, unit = divmod(street, 400)
    rest, sector = divmod(rest, 10)
    area, district = divmod(rest, 99)
    letters = _UNIT_LETTERS[unit // 20] + _UNIT_LETTERS[unit % 20]
    return f"{POSTCODE_AREAS[area % 3]}{district + 1} {sector}{letters}"


def _normal(chance: Chance, topic: str, keys: Ints) -> Floats:
    first, second = chance.share(topic, keys, 1), chance.share(topic, keys, 2)
    bell: Floats = np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second)
    return bell
