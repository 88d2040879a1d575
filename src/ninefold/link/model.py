"""A trained model: what each level of likeness is worth, how rare things count, and where to join. A dated file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from ninefold.errors import NotFound
from ninefold.link.compare import BY_NAME, DIFFERENT, NAMESAKE_KEY

SHIPPED = "person_2026_11_23"
_FOLDER = Path(__file__).parent / "models"
# The share of records at which a shared value is worth just its level; rarer ones are worth more.
USUAL_SHARE = 2.0**-8
_FEWEST_RECORDS = 500


@dataclass(frozen=True)
class Worth:
    """What one comparison says, in bits: by level, and for each halving of how common a shared value is."""

    levels: Mapping[str, float]
    rarity: float = 0.0


@dataclass(frozen=True)
class Joining:
    """How clusters are made of pairs, in bits."""

    join_at: float = -0.5  # two groups join when their records' mean weight is at least this
    not_compared: float = -2.0  # what a pair that no rule brought together counts for
    most: float = 8.0  # no pair counts for more than this, for or against
    unsure_within: float = 1.0  # a join this near the line is told to be unsure


@dataclass(frozen=True)
class Calibration:
    """From a weight to a probability: 1 / (1 + 2 ** -(slope * weight + shift))."""

    slope: float = 1.0
    shift: float = 0.0

    def probability(self, weight: float) -> float:
        """The probability that a pair with this weight is one person."""
        return float(1.0 / (1.0 + 2.0 ** -max(-500.0, min(500.0, self.slope * weight + self.shift))))


@dataclass(frozen=True)
class Threshold:
    """The lowest weight above which held-out pairs were surely as right as wished, and how right they were.

    `low` and `high` are the 95 % interval of their precision; `recall` is of the true pairs that were compared.
    """

    wished: float
    weight: float
    probability: float
    precision: float
    low: float
    high: float
    recall: float
    pairs: int


@dataclass(frozen=True)
class Model:
    """Everything that was learned, and on what; `intercept` is for a table of `records` records.

    `agreement` says how often records of one person share each column that blocking uses.
    """

    name: str
    made_on: str
    trained_on: tuple[str, ...]
    records: int
    intercept: float
    worth: Mapping[str, Worth]
    joining: Joining = Joining()
    calibration: Calibration = Calibration()
    least_share: float = 2.0**-17
    agreement: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    threshold: Threshold | None = None

    @property
    def comparison_names(self) -> tuple[str, ...]:
        """The comparisons it knows, in their order."""
        return tuple(name for name in BY_NAME if name in self.worth)

    def start(self, records: int) -> float:
        """The weight of a pair before anything is compared: the more records, the more strangers are alike."""
        return self.intercept - log2(max(records, _FEWEST_RECORDS) / self.records)

    def least_share_of(self, column: str) -> float:
        """The least share a value is taken to have, as rarer ones are often slips; a namesake's count is no share."""
        return 0.0 if column == NAMESAKE_KEY else self.least_share

    def level_worth(self, comparison: str, level: str) -> float:
        """What a level is worth, in bits; a level it never saw says nothing."""
        return float(self.worth[comparison].levels.get(level, 0.0))

    def words(self, comparison: str, gamma: int) -> str:
        """A level in plain words: "surname: sound alike"."""
        known = BY_NAME[comparison]
        level = known.level_at(gamma)
        return f"{known.words}: {level.words if level else 'not known on one side'}"


def load_model(name: str | Path = SHIPPED) -> Model:
    """A shipped model by its name, or one in a file."""
    path = Path(name) if str(name).endswith(".json") else _FOLDER / f"{name}.json"
    return _read(path)


@cache
def _read(path: Path) -> Model:
    if not path.is_file():
        raise NotFound(
            f"There is no model '{path.stem}'. Name one of: {', '.join(shipped_models())}, or a file."
        )
    return model_of(json.loads(path.read_text(encoding="utf-8")))


def shipped_models() -> tuple[str, ...]:
    """The names of the models that come with Ninefold, the oldest first."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def model_of(told: Mapping[str, Any]) -> Model:
    """A model from what its file holds."""
    worth = {name: Worth(**each) for name, each in told["worth"].items() if name in BY_NAME}
    known = {key: told[key] for key in ("name", "made_on", "records", "intercept", "least_share")}
    known |= {key: told.get(key, {}) for key in ("agreement", "figures")}
    return Model(
        trained_on=tuple(told["trained_on"]),
        worth=worth,
        joining=Joining(**told["joining"]),
        calibration=Calibration(**told["calibration"]),
        threshold=Threshold(**told["threshold"]) if told.get("threshold") else None,
        **known,
    )


def save_model(model: Model, folder: Path) -> Path:
    """Write a model as `<name>.json`; the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{model.name}.json"
    path.write_text(json.dumps(asdict(model), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def untrained() -> Model:
    """Every level worth a step more than the one below it: a start for training, not for use."""
    worth = {}
    for name, comparison in BY_NAME.items():
        told = [level.name for level in comparison.told if level is not DIFFERENT]
        steps = {level: 4.0 - 6.0 * place / max(1, len(told)) for place, level in enumerate(told)}
        worth[name] = Worth(steps | {DIFFERENT.name: -3.0}, 1.0)
        if name == "household":
            worth[name] = Worth({"namesakes": 0.0} | dict.fromkeys([*told[1:], DIFFERENT.name], -4.0))
        if told == ["same", "slip", "two_slips"]:
            worth[name] = Worth({"same": 8.0, "slip": 4.0, "two_slips": 3.0, DIFFERENT.name: -1.5}, 0.5)
    return Model("untrained", "", (), 10_000, -8.0, worth)
