"""What a recipe and a fitted model are, whoever wrote them.

A recipe holds parameters and does nothing until it is given data; what it learnt is a separate, frozen thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Floats, Outcomes


@dataclass(frozen=True)
class Contributions:
    """What each term adds to the log odds of each row; base and terms sum to it exactly."""

    base: float
    names: tuple[str, ...]
    values: NDArray[np.float64]  # rows × terms


class Model(Protocol):
    """A fitted model of a yes-or-no outcome."""

    @property
    def kind(self) -> str: ...

    @property
    def glass_box(self) -> bool: ...

    @property
    def features(self) -> tuple[str, ...]: ...

    @property
    def parameters(self) -> int: ...  # learnt weights, as a sample-size formula counts them

    def predict(self, rows: pa.Table) -> Floats: ...  # probabilities

    def contributions(self, rows: pa.Table) -> Contributions: ...  # NotAssured for a black box

    def reasons(self, rows: pa.Table) -> list[list[str]]: ...  # sentences, strongest first

    def content(self) -> bytes: ...  # the whole model file; no pickle

    def describe(self) -> dict[str, Any]: ...  # what a model card shows


class Recipe(Protocol):
    """A way of fitting, with its parameters."""

    @property
    def name(self) -> str: ...

    @property
    def glass_box(self) -> bool: ...

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> Model: ...
