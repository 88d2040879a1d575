"""Why a score is what it is, in words an officer can repeat to the person it is about.

Only for glass boxes, whose contributions sum exactly to the log odds. Beside the reasons stand what would change the
answer, what is not known, and how to contest it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ninefold.measures.features.definition import Feature, Measure, When
from ninefold.measures.models.contract import Model

PAIR = " × "
_LEAST = 0.02  # log odds; less is not worth saying
_TRUTHS = (Measure.ANY,)
_STAYS = (Measure.AGE, Measure.FACT, Measure.AGE_AT_FIRST)
NOT_RECORDED = (
    "What was never recorded, or recorded by a force whose records are not here, is not known.",
    "What became known after the date of the answer is not in it.",
)


@dataclass(frozen=True)
class Forecast:
    """One question a model answers, and the model."""

    words: str
    model: Model


@dataclass(frozen=True)
class Explanation:
    """What is said to the person concerned."""

    reasons: tuple[str, ...]
    would_change: tuple[str, ...]
    not_known: tuple[str, ...]
    contest: str


def led_by(features: Sequence[Feature], forecast: Forecast, rows: pa.Table) -> list[list[str]]:
    """For each row, what moved the odds, strongest first."""
    found = forecast.model.contributions(rows)
    words = {feature.name: feature for feature in features}
    told = []
    for number, values in enumerate(found.values):
        order = [
            place for place in np.argsort(-np.abs(values), kind="stable") if abs(values[place]) >= _LEAST
        ]
        told.append(
            [
                f"{_stated(words, found.names[place], rows, number)} "
                f"{_effect(float(values[place]))} the odds of {forecast.words} {_factor(float(values[place]))}."
                for place in order
            ]
        )
    return told


def _effect(added: float) -> str:
    return "raises" if added > 0 else "lowers"


def _factor(added: float) -> str:
    return f"{np.exp(abs(added)):.1f} times"


def _stated(words: dict[str, Feature], name: str, rows: pa.Table, number: int) -> str:
    """A term and its value as the start of a sentence; a term of two features names both."""
    parts = name.split(PAIR)
    told = [f"{words[part].words}: {shown(words[part], rows[part][number].as_py())}" for part in parts]
    return f"{_capital(' and '.join(told))}. This"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shown(feature: Feature, value: float | None) -> str:
    """A value as it is said."""
    if value is None:
        return "not known"
    if feature.measure in _TRUTHS:
        return "yes" if value else "no"
    if feature.absent and value == feature.absent:
        return "not known" if feature.measure in (Measure.AGE, Measure.FACT) else "never"
    return f"{value:.0f}"


def explained(
    features: Sequence[Feature],
    forecasts: Sequence[Forecast],
    rows: pa.Table,
    bands: Callable[[pa.Table], list[str]],
    contest: str,
) -> list[Explanation]:
    """The whole explanation of each row."""
    told = [led_by(features, forecast, rows) for forecast in forecasts]
    return [
        Explanation(
            reasons=tuple(sentence for each in told for sentence in each[number][:4]),
            would_change=_changes(features, rows.slice(number, 1), bands),
            not_known=(*_gaps(features, rows, number), *NOT_RECORDED),
            contest=contest,
        )
        for number in range(rows.num_rows)
    ]


def _gaps(features: Sequence[Feature], rows: pa.Table, number: int) -> list[str]:
    return [
        f"{_capital(feature.words)} is not known."
        for feature in features
        if shown(feature, rows[feature.name][number].as_py()) == "not known"
    ]


def _changes(
    features: Sequence[Feature], row: pa.Table, bands: Callable[[pa.Table], list[str]]
) -> tuple[str, ...]:
    """What can change by itself with time, or by a correction, and what the answer would then be."""
    held = row.to_pylist()[0]
    movable = [feature for feature in features if _can_change(feature, held[feature.name])]
    # All that might be otherwise is asked in one go: the row as it is, then with one entry taken away each time.
    asked = pa.Table.from_pylist([held, *({**held, f.name: f.absent} for f in movable)], row.schema)
    now, *then = bands(asked)
    told = [
        f"{_if(feature)} the answer would be {band}, not {now}."
        for feature, band in zip(movable, then, strict=True)
        if band != now
    ]
    return tuple(told) or ("No single entry of the record, taken away, would change the answer.",)


def _can_change(feature: Feature, value: float | None) -> bool:
    stays = feature.measure in _STAYS or feature.when is When.UNIT
    return not stays and value is not None and value != feature.absent


def _if(feature: Feature) -> str:
    if feature.months is not None:
        return f"With none of these for {feature.months} months ({feature.words}),"
    return f"If these were wrongly recorded ({feature.words}),"
