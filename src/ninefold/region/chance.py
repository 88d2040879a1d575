"""Chance that can be asked again: every draw is a function of the seed, a topic and the keys it is about.

A person's whole life follows from the person's number, so nothing about the population has to be held
in memory and any force can look up anyone. The mixing is the finaliser of splitmix64.
"""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


_30, _27, _31, _11 = (np.uint64(bits) for bits in (30, 27, 31, 11))


def _finish(words: Words) -> Words:
    words ^= words >> _30
    words *= _FIRST
    words ^= words >> _27
    words *= _SECOND
    words ^= words >> _31
    return words


@dataclass(frozen=True)
class Chance:
    """Draws that depend on `seed`, a topic and keys, and on nothing else."""

    seed: int

    def words(self, topic: str, *keys: ArrayLike) -> Words:
        """64 mixed bits for each combination of keys (keys are broadcast together)."""
        start = (self.seed * 0x1_0000_0001 + zlib.crc32(topic.encode())) & 0xFFFF_FFFF_FFFF_FFFF
        mixed: Words = np.array([start], dtype=np.uint64)
        for key in keys:
            number = np.asarray(key, dtype=np.int64).reshape(-1).view(np.uint64)
            mixed = _finish(mixed * _GOLDEN + (number * _SECOND + _GOLDEN))
        return _finish(mixed.copy())

    def share(self, topic: str, *keys: ArrayLike) -> Floats:
        """Numbers spread evenly over [0, 1)."""
        return (self.words(topic, *keys) >> _11).astype(np.float64) * 2.0**-53

    def below(self, topic: str, limit: ArrayLike, *keys: ArrayLike) -> Ints:
        """Whole numbers from 0 up to, not including, `limit`."""
        drawn: Ints = (self.share(topic, *keys) * np.asarray(limit)).astype(np.int64)
        return drawn

    def pick(self, topic: str, cumulative: Floats, *keys: ArrayLike) -> Ints:
        """Places in a list whose cumulative weights (ending at 1) are given."""
        places: Ints = np.searchsorted(cumulative, self.share(topic, *keys), side="right").astype(np.int64)
        return places

    def generator(self, topic: str, *keys: int) -> np.random.Generator:
        """An ordinary generator for one batch of draws."""
        return np.random.default_rng([self.seed, zlib.crc32(topic.encode()), *keys])


def cumulative(weights: ArrayLike) -> Floats:
    """Weights as a running share ending at 1."""
    running = np.cumsum(np.asarray(weights, dtype=np.float64))
    share: Floats = running / running[-1]
    share[-1] = 1.0
    return share


def zipf_mandelbrot(count: int, shift: float, power: float = 1.0) -> Floats:
    """Falling weights 1/(rank+shift)^power: few common names and a long tail."""
    weights: Floats = (np.arange(count, dtype=np.float64) + 1.0 + shift) ** -power
    return weights
