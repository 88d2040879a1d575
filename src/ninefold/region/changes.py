"""Changes planted in the region on purpose, and gaps in what was delivered; the truth lists them all."""

from dataclasses import dataclass

import numpy as np

from ninefold.region import days
from ninefold.region.chance import Floats, Ints


@dataclass(frozen=True)
class Change:
    """From a day on (until another), one kind or crime type runs at `factor` times its rate somewhere."""

    name: str
    force: int  # -1: every force
    kind: str
    category: str  # a crime type, or "" for all
    first: int
    last: int
    factor: float
    centre_only: bool
    what: str  # real: the world changed; recording: only the recording of it did


CHANGES = (
    Change("quiet spring", -1, "crimes", "", days.number(2020, 3, 24), days.number(2020, 6, 14), 0.68,
           False, "real"),
    Change("shop theft rises", -1, "crimes", "shoplifting", days.number(2023, 1), days.LAST, 1.35,
           False, "real"),
    Change("burglary operation", 0, "crimes", "burglary", days.number(2023, 3), days.LAST, 0.62,
           False, "real"),
    Change("keyless car theft", 1, "crimes", "vehicle-crime", days.number(2024, 5), days.LAST, 1.9,
           False, "real"),
    Change("new night street", 4, "crimes", "robbery", days.number(2024, 1), days.LAST, 2.6,
           True, "real"),
    Change("harassment counted anew", 6, "crimes", "public-order", days.number(2022, 4), days.LAST, 0.7,
           False, "recording"),
    Change("search policy", 2, "searches", "", days.number(2022, 9), days.LAST, 0.5, False, "real"),
)  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """A month whose records of one kind never arrived, or arrived in part."""

    force: int
    kind: str
    month: int  # counted from 1970-01
    kept: float


GAPS = (
    Gap(3, "crimes", (2023 - 1970) * 12 + 6, 0.0),
    Gap(5, "crimes", (2021 - 1970) * 12 + 9, 0.45),
)


def factor(force: int, kind: str, category: str, on: Ints, centre: bool = False) -> Floats:
    """How many times its ordinary rate something runs at on each day."""
    rate = np.ones(len(on))
    for change in CHANGES:
        here = change.force in (-1, force) and change.kind == kind and change.centre_only == centre
        if here and change.category in ("", category):
            rate = np.where((on >= change.first) & (on <= change.last), rate * change.factor, rate)
    return rate
