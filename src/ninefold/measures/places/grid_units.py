"""Whether numbers of a flat grid that nobody named are metres or feet, by where such numbers can lie.

State planes of the United States are mostly in feet, with eastings and northings of hundreds of thousands to many
millions; the common grids in metres lie in narrower boxes. Where both can be meant nothing is guessed.
"""

from typing import Literal

import numpy as np

from ninefold.measures.places.events import Floats

# Boxes of eastings and northings in thousands of metres.
_METRES = (
    (-50, 900, -50, 10_000),  # UTM, the British, Irish and Dutch grids, and others that start near nought
    (100, 1_250, 6_000, 7_200),  # Lambert-93
)
# Grids in metres whose numbers a state plane in feet could have too.
_EITHER = (
    (2_480, 2_840, 1_070, 1_300),  # Switzerland
    (1_000, 2_100, 4_700, 6_250),  # New Zealand
    (750, 1_400, 1_450, 2_100),  # Korea
    (2_300, 5_700, 5_200, 6_200),  # Gauß-Krüger zones 2 to 5
)
# State planes in feet, in thousands of feet: all east of their origins.
_FEET = (250, 14_000, 0, 27_500)

Units = Literal["metres", "feet", "either"]


def likely_units(x: Floats, y: Floats) -> Units:
    """What the numbers of nearly all points fit: metres where none but metres, or nothing known, does."""
    if not len(x):
        return "metres"
    east, north = (np.quantile(each, [0.05, 0.95]) / 1000 for each in (x, y))
    boxed = [any(_holds(box, east, north) for box in boxes) for boxes in (_METRES, _EITHER, (_FEET,))]
    if boxed[0] or not boxed[2]:
        return "metres"
    return "either" if boxed[1] else "feet"


def _holds(box: tuple[float, ...], east: Floats, north: Floats) -> bool:
    return bool(box[0] <= east[0] and east[1] <= box[1] and box[2] <= north[0] and north[1] <= box[3])
