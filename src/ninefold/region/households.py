"""Who lives with whom: people come in blocks of twelve, and a block is split into households."""

from dataclasses import dataclass

import numpy as np

from ninefold.region.chance import Chance, Ints

BLOCK = 12
_PATTERNS = (
    (1, 1, 2, 2, 2, 4),
    (4, 5, 3),
    (2, 3, 3, 4),
    (1, 2, 4, 5),
    (1, 1, 1, 2, 3, 4),
    (2, 2, 2, 3, 3),
    (1, 1, 2, 2, 6),
    (1, 2, 2, 3, 4),
)
_START = np.array([[sum(p[:i]) for i, size in enumerate(p) for _ in range(size)] for p in _PATTERNS])
_SIZE = np.array([[size for size in p for _ in range(size)] for p in _PATTERNS])


@dataclass(frozen=True)
class Household:
    """For each person: the first member of the household, how many live there, and the place within."""

    first: Ints
    size: Ints
    member: Ints


def of(people: Ints, chance: Chance) -> Household:
    """The household each person is born into this region with."""
    block, place = people // BLOCK, people % BLOCK
    pattern = chance.below("household", len(_PATTERNS), block)
    first = block * BLOCK + _START[pattern, place]
    return Household(first, _SIZE[pattern, place].astype(np.int64), people - first)
