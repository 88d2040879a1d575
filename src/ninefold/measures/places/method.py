"""What a way of forecasting is: a name and settings first, then learning from the past, then rates."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.windows import Window


class Forecaster(Protocol):
    """What a method learnt; it is handed only what was known before each window."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was tuned, for the table to show."""

    def rates(self, known: History, window: Window) -> Floats:
        """Events expected in each cell during the window."""


class Method(Protocol):
    """A way of forecasting, before it has seen any data."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    def learn(self, known: History, tuning: Sequence[Window]) -> Forecaster:
        """Tune on windows that all lie in the past, each forecast from what came before it."""
