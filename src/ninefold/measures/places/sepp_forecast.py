"""The self-exciting process as a forecast: its intensity, integrated over the window and over each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ninefold.measures.places.baselines import THREE_YEARS
from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.memory import side
from ninefold.measures.places.sepp import LONGEST, Excitation, fit
from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.windows import Window

MOST_EVENTS = 40_000
LEAST_EVENTS = 200


@dataclass(frozen=True)
class Sepp:
    """The process before it has seen any data; its background's bandwidth in sides of a cell."""

    eta: float = 0.6
    name: str = "SEPP"

    def learn(self, known: History, tuning: Sequence[Window]) -> "LearntSepp":
        """Parameters from the last three years (at most 40,000 events)."""
        metres = self.eta * side(known.cells)
        end = int(tuning[-1].end_day) if tuning else int(known.day[-1]) + 1
        part = _recent(known, end)
        if part.stop - part.start < LEAST_EVENTS:
            return LearntSepp(_nothing(), Kernel(known.cells, metres), 0, np.ones(0))
        chance = np.random.default_rng(0)
        # Days are all that is known: events of one day are put in an order by chance.
        t = known.day[part] + np.sort(chance.random(part.stop - part.start))
        order = np.argsort(t, kind="stable")
        fitted = fit(
            known.x[part][order], known.y[part][order], t[order], start=float(known.day[part.start]),
            end=float(end), eta=metres,
        )  # fmt: skip
        background = np.empty(len(order))
        background[order] = fitted.background
        return LearntSepp(fitted.excitation, Kernel(known.cells, metres), part.start, background)


@dataclass
class LearntSepp:
    """The parameters, and the chance of each event learnt from being background."""

    excitation: Excitation
    smooth: Kernel
    first: int  # where the events learnt from begin
    background: Floats
    settings: Mapping[str, Any] = field(init=False)
    near: Kernel = field(init=False)

    def __post_init__(self) -> None:
        found = self.excitation
        self.near = Kernel(self.smooth.cells, found.sigma)
        self.settings = {
            "theta": round(found.theta, 4),
            "omega_per_day": round(found.omega, 5),
            "sigma_m": round(found.sigma, 1),
            "background_bandwidth_m": round(self.smooth.bandwidth),
            "same_day_share": round(found.same_day_share, 3),
            "warnings": list(found.warnings),
        }

    def rates(self, known: History, window: Window) -> Floats:
        """Events expected in each cell during the window: background, offspring, and offspring within it."""
        start = max(window.first_day - THREE_YEARS, known.first_day)
        first = int(np.searchsorted(known.day, start))
        days = max(known.recorded_days(start, window.first_day), 1)
        held = np.bincount(known.at[first:], weights=self._chances(known)[first:], minlength=len(known.cells))
        calm = np.asarray(self.smooth.matrix.T @ held) * (window.days / days)
        late = int(np.searchsorted(known.day, window.first_day - LONGEST))
        age = np.asarray(window.first_day - known.day[late:] - 0.5, dtype=np.float64)  # at noon of its day
        sent = self.excitation.offspring(age, window.days)
        stirred = self.near.sums(sent[None, :], known.at[late:])[0]
        return np.asarray((calm + stirred) / (1 - self._within(window.days)))

    def _chances(self, known: History) -> Floats:
        """Of events not learnt from, the mean chance of being background is taken."""
        usual = float(self.background.mean()) if len(self.background) else 1.0
        chances = np.full(len(known), usual)
        end = min(self.first + len(self.background), len(known))
        chances[self.first : end] = self.background[: end - self.first]
        return chances

    def _within(self, days: float) -> float:
        """The offspring in the window of an event in the window, on average over when it falls."""
        through = self.excitation.omega * days
        share = 1 - (1 - np.exp(-through)) / through if through > 0 else 0.0
        return min(float(self.excitation.theta * share), 0.9)


def _recent(known: History, end: int) -> slice:
    first = int(np.searchsorted(known.day, end - THREE_YEARS))
    return slice(max(first, len(known) - MOST_EVENTS), len(known))


def _nothing() -> Excitation:
    return Excitation(0.0, 1.0, 20.0, 0, 0.0, ("There are too few events to tell contagion from chance.",))
