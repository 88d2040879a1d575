"""How much harm, over what range of weights, the trend, and what changed.

Value is the sum of weights in days. `low` and `high` say between what the sum lies over the offences that
the records could be; what chance alone could do stands among the reasons.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import read_card
from ninefold.measures import counting, force_shapes, intervals, wording
from ninefold.measures.judging import Cells
from ninefold.measures.panel import Bools
from ninefold.measures.signals import Rules
from ninefold.products.harm.weighing import LEVELS, Weight, read_index

CARD = read_card(Path(__file__).parent / "card.toml")
_LEVEL_WORDS = ("offence", "subgroup", "crime type", "nothing")
_KNOWN_BY = ("offence_code", "ho_class", "subgroup", "category")


def train(inputs: Inputs, features: pa.Table) -> counting.Fitted:
    """What the areas share by force and category: delivered months, shape of the year, scale of harm."""
    return counting.learnt(inputs, features, _amounts(features), CARD)


def analyse(fitted: counting.Fitted, features: pa.Table) -> pa.Table:
    """Findings for every area, month and category, and for months whose data is missing or incomplete."""
    return counting.judged(fitted, features, _amounts, _account)


def explain(fitted: counting.Fitted, features: pa.Table, subject: Subject) -> list[str]:
    """The reasons of one finding, then how its figures were come by."""
    return counting.explain(analyse(fitted, counting.around(features, subject)), subject, CARD)


def _amounts(features: pa.Table) -> force_shapes.Amounts:
    """Sums of weights, of their ranges, and of how each was known, along the rows of the features."""
    n = np.asarray(features["n"].to_numpy(), dtype=np.float64)
    weights, of = _weights(features)
    days = np.array([weight.days for weight in weights])[of]
    proactive = np.array([weight.proactive for weight in weights], dtype=bool)[of]
    levels = np.array([LEVELS.index(weight.level) for weight in weights], dtype=np.int64)[of]
    carried = {
        "low": n * np.array([weight.low for weight in weights])[of],
        "high": n * np.array([weight.high for weight in weights])[of],
        "records": n,
        "proactive": n * proactive,
        **{f"by_{level}": n * (levels == place) for place, level in enumerate(LEVELS)},
    }
    in_total: Bools = counting.crime_rows(features["stream"]) & ~proactive
    return force_shapes.Amounts(n * days, in_total, carried, squares=n * days**2)


def _weights(features: pa.Table) -> tuple[list[Weight], np.ndarray]:
    """The weights of the distinct descriptions of an offence, and which of them each row has."""
    texts = [pc.fill_null(features[name].cast(pa.string()), "") for name in _KNOWN_BY]
    described = pc.binary_join_element_wise(*texts, "\x1f")
    coded = pa.chunked_array([described]) if isinstance(described, pa.Array) else described
    encoded = coded.combine_chunks().dictionary_encode()
    index = read_index(CARD.parameters["edition"])
    weights = [index.weight(*text.split("\x1f")) for text in encoded.dictionary.to_pylist()]
    return weights, np.asarray(encoded.indices.to_numpy(), dtype=np.int64)


def _account(cells: Cells, rules: Rules) -> counting.Account:
    reasons = [
        _sum_reasons(cells),
        _weight_reasons(cells),
        wording.where(cells.values["proactive"] > 0, "Found by police activity: not in the total."),
        counting.change_reasons(cells, rules),
        counting.elsewhere_reasons(cells),
        counting.season_reasons(cells),
    ]
    return counting.Account(cells.values["low"], cells.values["high"], reasons)


def _sum_reasons(cells: Cells) -> pa.Array:
    low, high = intervals.compound_poisson(cells.amount, cells.values["squares"])
    return wording.joined(
        wording.numbers(cells.amount, 1), " days from ", wording.numbers(cells.values["records"]),
        " crimes (by chance ", wording.numbers(low, 1), " to ", wording.numbers(high, 1), ").",
    )  # fmt: skip


def _weight_reasons(cells: Cells) -> pa.Array:
    """How the weights were known, and that low and high are their range."""
    known = [cells.values[f"by_{level}"] for level in LEVELS]
    each = [
        wording.chosen([(n > 0, wording.joined(" ", words, " ", wording.numbers(n)))], "")
        for n, words in zip(known, _LEVEL_WORDS, strict=True)
    ]
    words = wording.joined("Low to high: the offences these could be. Weighed by", *each, ".")
    return wording.where(cells.values["records"] > 0, words)
