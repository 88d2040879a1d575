"""Where a forecast sends patrols, by the kind of area, beside where the victims are.

Areas are put into groups (fifths of deprivation, or of the share of an ethnic group among residents). No person is
looked at. A group whose share of patrols is well above its share of victims is carrying more than its crime.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.errors import SettingMissing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DRAWS = 999


@dataclass(frozen=True)
class GroupLoad:
    """One group of areas: its shares of forecast boxes, of victims and of residents, and boxes over victims.

    `low` and `high` are 95 % limits of `ratio`, from drawing whole rounds of the forecast again and again.
    """

    group: str
    boxes_share: float
    victims_share: float
    residents_share: float | None
    ratio: float | None
    low: float | None
    high: float | None

    @property
    def sentence(self) -> str:
        """The load in words."""
        if self.ratio is None or self.low is None or self.high is None:
            return f"{self.group}: no victims were recorded, so no ratio is given."
        told = f"{self.group}: {self.boxes_share:.0%} of the boxes, {self.victims_share:.0%} of the victims"
        if self.low > 1:
            return f"{told}; more patrol than its victims account for."
        if self.high < 1:
            return f"{told}; less patrol than its victims account for."
        return f"{told}; in proportion, as far as can be told."


def fifths(value: Floats, weight: Floats | None = None) -> Ints:
    """The fifth (0 to 4, lowest values first) that each area falls in, each with a fifth of the weight.

    Areas without a value are -1.
    """
    known = np.isfinite(value)
    group = np.full(value.size, -1, dtype=np.int64)
    order = np.flatnonzero(known)[np.argsort(value[known], kind="stable")]
    size = (np.ones(value.size) if weight is None else weight)[order]
    middle = (np.cumsum(size) - size / 2) / max(float(size.sum()), 1e-12)
    group[order] = np.minimum((middle * 5).astype(np.int64), 4)
    return group


def load_by_group(
    group: Ints,
    names: Sequence[str],
    boxes: Floats,
    victims: Floats,
    residents: Floats | None = None,
    *,
    seed: int = 1,
) -> tuple[GroupLoad, ...]:
    """The load of every group; `boxes` and `victims` are rounds × areas, `group` and `residents` by area.

    Areas of no group (-1) are left out of every share.
    """
    if boxes.shape != victims.shape or boxes.shape[1] != group.size:
        raise SettingMissing(
            "Boxes and victims must have one row for each round and one column for each area."
        )
    sent, hurt = _by_group(boxes, group, len(names)), _by_group(victims, group, len(names))
    drawn = _drawn_ratios(sent, hurt, seed)
    share_sent, share_hurt = _shares(sent.sum(axis=0)), _shares(hurt.sum(axis=0))
    live = None if residents is None else _shares(_by_group(residents[None, :], group, len(names))[0])
    return tuple(
        GroupLoad(
            name,
            float(share_sent[g]),
            float(share_hurt[g]),
            None if live is None else float(live[g]),
            *(
                (None, None, None)
                if share_hurt[g] == 0
                else (float(share_sent[g] / share_hurt[g]), *_limits(drawn[:, g]))
            ),
        )
        for g, name in enumerate(names)
    )


def _by_group(values: Floats, group: Ints, groups: int) -> Floats:
    known = group >= 0
    member = np.zeros((group.size, groups))
    member[np.flatnonzero(known), group[known]] = 1.0
    summed: Floats = np.asarray(values, dtype=np.float64) @ member
    return summed


def _shares(sums: Floats) -> Floats:
    whole = sums.sum(axis=-1, keepdims=True)
    shares: Floats = np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)
    return shares


def _drawn_ratios(sent: Floats, hurt: Floats, seed: int) -> Floats:
    """Ratios when whole rounds are drawn again, since boxes of one round are not independent of one another."""
    rounds = len(sent)
    drawn = np.random.default_rng(seed).multinomial(rounds, np.full(rounds, 1 / rounds), size=_DRAWS)
    top, below = _shares(drawn @ sent), _shares(drawn @ hurt)
    return np.divide(top, below, out=np.full_like(top, np.nan), where=below > 0)


def _limits(ratios: Floats) -> tuple[float, float]:
    low, high = np.nanquantile(ratios, [0.025, 0.975])
    return float(low), float(high)
