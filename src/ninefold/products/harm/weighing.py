"""The weight of an offence in days, by the most exact thing that is known about it.

Looked up in order, the first that is found is used: the offence code, the Home Office classification,
the offence subgroup, the crime type. A code or classification gives its own weight where that is certain,
else its subgroup's.
"""

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights"
LEVELS = ("offence", "subgroup", "type", "none")
FINENESS = 64  # weights are whole numbers of this part of a day


@dataclass(frozen=True)
class Weight:
    """Days of harm of one offence, the range over the offences it could be, and what it was found by."""

    days: float
    low: float
    high: float
    level: str  # one of LEVELS
    proactive: bool = False


NO_WEIGHT = Weight(0.0, 0.0, 0.0, "none")


@dataclass(frozen=True)
class Index:
    """One dated edition of the index, ready to look up."""

    edition: str
    codes: dict[str, Weight]
    subgroups: dict[str, Weight]
    types: dict[str, Weight]

    def weight(
        self, offence_code: str | None, ho_class: str | None, subgroup: str | None, category: str | None
    ) -> Weight:
        """The weight by the first of the four that the index knows; a weight of none where it knows none."""
        found = (
            self.codes.get(_code(offence_code)),
            *(self.codes.get(code) for code in _class_codes(ho_class)),
            self.subgroups.get(slug(subgroup)),
            self.types.get(slug(category)),
        )
        return next((weight for weight in found if weight is not None), NO_WEIGHT)


def slug(name: str | None) -> str:
    """A name in lower case with single hyphens, so that 'Vehicle crime' and 'vehicle_crime' are the same."""
    return re.sub(r"[^a-z0-9]+", "-", (name or "").lower()).strip("-")


@cache
def read_index(edition: str) -> Index:
    """The edition of that name from the weights folder."""
    folder = WEIGHTS / edition
    about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
    subgroups = _subgroups(folder, set(about["proactive"]["subgroups"]))
    types = _types(folder, subgroups)
    named = {**subgroups, **{name: subgroups[to] for name, to in about["subgroup_names"].items()}}
    known = {**types, **{name: types[to] for name, to in about["type_names"].items()}}
    return Index(edition, _codes(folder, subgroups), named, known)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _subgroups(folder: Path, proactive: set[str]) -> dict[str, Weight]:
    return {
        row["subgroup"]: Weight(
            float(row["median_days"]),
            float(row["least_days"]),
            float(row["most_days"]),
            "subgroup",
            row["subgroup"] in proactive,
        )
        for row in _rows(folder / "subgroups.csv")
    }


def _types(folder: Path, subgroups: dict[str, Weight]) -> dict[str, Weight]:
    mixes: dict[str, list[tuple[Weight, float]]] = {}
    for row in _rows(folder / "type_mix.csv"):
        part = (subgroups[row["subgroup"]], float(row["offences_2017_18"]))
        mixes.setdefault(row["type"], []).append(part)
    return {name: _mixed(parts) for name, parts in mixes.items()}


def _mixed(parts: list[tuple[Weight, float]]) -> Weight:
    total = sum(n for _, n in parts)

    def mean(part: str) -> float:
        # Rounded so that sums are exact, and the order of rows cannot change a figure.
        exact: float = sum(getattr(weight, part) * n for weight, n in parts) / total
        return round(exact * FINENESS) / FINENESS

    proactive = all(weight.proactive for weight, _ in parts)
    return Weight(mean("days"), mean("low"), mean("high"), "type", proactive)


def _codes(folder: Path, subgroups: dict[str, Weight]) -> dict[str, Weight]:
    """Weights by code, and by the number before its letter where all codes of that number agree."""
    codes: dict[str, Weight] = {}
    by_number: dict[str, set[Weight]] = {}
    for row in _rows(folder / "offence_codes.csv"):
        weight = subgroups[row["subgroup"]]
        if row["days"]:
            days = float(row["days"])
            weight = Weight(days, days, days, "offence", weight.proactive)
        codes[row["code"]] = weight
        by_number.setdefault(re.match(r"\d*", row["code"])[0], set()).add(weight)  # type: ignore[index]
    agreed = {number: next(iter(found)) for number, found in by_number.items() if len(found) == 1}
    return agreed | codes


def _code(code: str | None) -> str:
    return (code or "").strip().upper().lstrip("0")


def _class_codes(ho_class: str | None) -> tuple[str, ...]:
    """The counting-rule codes that a classification NNN/NN may stand under: '004/04' is 4.4, else 4."""
    match = re.match(r"^0*(\d+)/0*(\d+)$", (ho_class or "").strip())
    return (f"{match[1]}.{match[2]}", match[1]) if match else ()
