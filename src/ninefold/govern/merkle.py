"""Merkle trees as RFC 6962 (section 2.1) defines them: one hash that vouches for a whole log, and proofs about it.

Each entry of a log is a leaf. The head of the first n entries cannot be made from any others, so whoever holds an
older head can tell that a newer log still begins with the same entries.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def head(leaves: Sequence[bytes]) -> bytes:
    """The head of a tree with these leaf hashes."""
    if not leaves:
        return EMPTY
    # Equal subtrees are merged as they fill up, like carrying in a sum: one pass, whatever the length.
    waiting: list[tuple[int, bytes]] = []
    for each in leaves:
        size, merged = 1, each
        while waiting and waiting[-1][0] == size:
            size, merged = 2 * size, node(waiting.pop()[1], merged)
        waiting.append((size, merged))
    found = waiting.pop()[1]
    while waiting:
        found = node(waiting.pop()[1], found)
    return found


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is among these: the hashes beside its way up."""
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion(leaves[:half], index), head(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), head(leaves[:half])]


def holds_inclusion(entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that the leaf hash `entry` stands at `index` in the tree of `size` with this head."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, entry
    for beside in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node(beside, found)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            found = node(found, beside)
        at, last = at // 2, last // 2
    return last == 0 and found == root


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
