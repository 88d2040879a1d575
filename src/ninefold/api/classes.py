"""Class breaks for the map: which of up to five shades a value takes, and what the legend says."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ninefold.contracts.reading import Figure

# One hue from light to dark, told apart by lightness alone: it holds in print and for colour-blind readers.
COLOURS = ("#e4eff5", "#a9cbdd", "#649fc0", "#2b6c99", "#0b3557")
SUPPRESSED, MISSING = -1, -2


@dataclass(frozen=True)
class Classes:
    """Rising lower bounds of each class; values in the last class have no upper bound."""

    bounds: tuple[float, ...]
    highest: float

    def of(self, figure: Figure) -> int:
        """The class of a figure: 0 upwards, or `SUPPRESSED` or `MISSING`."""
        if figure.suppressed:
            return SUPPRESSED
        if figure.value is None:
            return MISSING
        return max(0, sum(figure.value >= bound for bound in self.bounds) - 1)


def class_breaks(figures: Sequence[Figure]) -> Classes:
    """Breaks at round numbers near the 20th, 40th, … percentile of the values shown."""
    values = sorted(figure.value for figure in figures if figure.value is not None and not figure.suppressed)
    if not values:
        return Classes((), 0.0)
    wanted = (values[int(len(values) * share / 5)] for share in range(1, 5))
    bounds = [_rounded(values[0], math.floor)]
    for bound in map(_rounded, wanted):
        if bound > bounds[-1]:
            bounds.append(bound)
    return Classes(tuple(bounds), values[-1])


def _rounded(value: float, to_whole: Callable[[float], int] = round) -> float:
    """The value to two figures at most, so that the legend can be read; whole numbers below a hundred."""
    if value < 100:
        return float(to_whole(value))
    step = 10 ** (math.floor(math.log10(value)) - 1)
    return float(to_whole(value / step) * step)
