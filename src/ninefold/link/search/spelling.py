"""Words one slip of the finger apart: a letter dropped, added, changed, or two changed over.

Two words are at most one such slip apart only if they share a form with one letter left out (or one is such a
form of the other), so every word is filed under the hashes of all its forms: symmetric deletion, after
W. Garbe's SymSpell (2012). Hashes are polynomials, so all forms of all words come from sums, without a loop
over words.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Hashes = npt.NDArray[np.uint64]
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by modulo 2^64
_INVERSE = pow(_BASE, -1, 2**64)
_LIMIT = 2**64
SHORTEST = 3  # shorter words must be right


def word_hash(word: str) -> int:
    """The hash of one word."""
    total, power = 0, 1
    for letter in word.encode():
        total = (total + (letter + 1) * power) % _LIMIT
        power = power * _BASE % _LIMIT
    return total


def forms(word: str) -> Iterator[str]:
    """The word, and the word with each one letter left out."""
    yield word
    if len(word) >= SHORTEST:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def all_forms(words: pa.Array) -> tuple[Hashes, npt.NDArray[np.int32]]:
    """The hashes of all forms of all words, and which word each is of: (forms,), (forms,)."""
    letters, lengths = _letters(words)
    count, width = letters.shape
    powers = np.array([pow(_BASE, at, _LIMIT) for at in range(width)], np.uint64)
    terms = np.where(np.arange(width) < lengths[:, None], (letters.astype(np.uint64) + 1) * powers, 0)
    before = np.cumsum(terms, axis=1, dtype=np.uint64)
    whole = before[:, -1] if width else np.zeros(count, np.uint64)
    numbers = np.arange(count, dtype=np.int32)
    hashes, owners = [whole], [numbers]
    for at in range(width):
        chosen = (lengths > at) & (lengths >= SHORTEST)
        left = before[chosen, at] - terms[chosen, at]
        right = (whole[chosen] - before[chosen, at]) * np.uint64(_INVERSE)
        hashes.append(left + right)
        owners.append(numbers[chosen])
    return np.concatenate(hashes), np.concatenate(owners)


def _letters(words: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of each word in a row of its own, filled up with zeros, and how many there are."""
    made = np.asarray([word.encode() for word in words.to_pylist()], dtype=bytes)
    width = made.dtype.itemsize
    letters = np.frombuffer(made.tobytes(), np.uint8).reshape(len(made), width) if len(made) else None
    if letters is None:
        return np.zeros((0, 0), np.uint8), np.zeros(0, np.int64)
    return letters, (letters != 0).sum(axis=1)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two different words are one slip apart (optimal string alignment distance 1)."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = _same_start(one, other)
    if len(one) == len(other):
        rest, other_rest = one[start:], other[start:]
        is_swap = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:] and len(rest) > 1
        return rest[1:] == other_rest[1:] or is_swap
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]


def _same_start(one: str, other: str) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
