"""How many, how sure, the trend, and what changed."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import read_card
from ninefold.measures import counting, force_shapes, intervals, wording
from ninefold.measures.judging import Cells
from ninefold.measures.signals import Rules

CARD = read_card(Path(__file__).parent / "card.toml")


def train(inputs: Inputs, features: pa.Table) -> counting.Fitted:
    """What the areas share: delivered months, the shape of the year, by force and category."""
    return counting.learnt(inputs, features, _amounts(features), CARD)


def analyse(fitted: counting.Fitted, features: pa.Table) -> pa.Table:
    """Findings for every area, month and category, and for months whose data is missing or incomplete."""
    return counting.judged(fitted, features, _amounts, _account)


def explain(fitted: counting.Fitted, features: pa.Table, subject: Subject) -> list[str]:
    """The reasons of one finding, then how its figures were come by."""
    return counting.explain(analyse(fitted, counting.around(features, subject)), subject, CARD)


def _amounts(features: pa.Table) -> force_shapes.Amounts:
    n = np.asarray(features["n"].to_numpy(), dtype=np.float64)
    return force_shapes.Amounts(n, counting.crime_rows(features["stream"]))


def _account(cells: Cells, rules: Rules) -> counting.Account:
    low, high = intervals.poisson(cells.amount)
    recorded = wording.joined(
        wording.numbers(cells.amount), " recorded (by chance ", wording.numbers(low, 1), " to ",
        wording.numbers(high, 1), ").",
    )  # fmt: skip
    return counting.Account(
        low,
        high,
        [
            recorded,
            counting.change_reasons(cells, rules),
            counting.elsewhere_reasons(cells),
            counting.season_reasons(cells),
        ],
    )
