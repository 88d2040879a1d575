"""Which rows of a delivery are new, which were here before, and which say something newer.

A row is known by its *identity*: the values of its natural key, or, when it has none, its whole
content; both as 128-bit MD5, which is plenty against accident and costs little. `KeyIndex` keeps,
per source and layout, every identity taken so far with the content and version last seen under it.
It is a cache of sorted arrays that can be rebuilt from the received zone, merged as it grows so that
the whole cost of n rows is n log n.
"""

import json
from binascii import unhexlify
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Words = npt.NDArray[np.uint64]

NEW, DUPLICATE, NEWER = 0, 1, 2
MOST_MERGED = 4_000_000  # rows; merging as many takes about 0.3 GB


@dataclass(frozen=True)
class Keys:
    """The identities (high and low words), contents and places of some rows, in the order they came."""

    high: Words
    low: Words
    content: Words
    order: npt.NDArray[np.int64]
    file: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.order)

    def take(self, chosen: npt.NDArray[np.bool_]) -> "Keys":
        """Only the chosen rows."""
        return Keys(
            self.high[chosen], self.low[chosen], self.content[chosen], self.order[chosen], self.file[chosen]
        )


@dataclass(frozen=True)
class Sorted:
    """What each row is (NEW, DUPLICATE or NEWER), and its number among equals in its own file."""

    status: npt.NDArray[np.int8]
    occurrence: npt.NDArray[np.int64]
    keys: Keys


def words(digests: pa.ChunkedArray) -> tuple[Words, Words]:
    """Hex MD5 digests as two arrays of 64-bit words, high and low."""
    text = digests.combine_chunks().cast(pa.string())
    if isinstance(text, pa.ChunkedArray):
        text = text.chunk(0) if text.num_chunks else pa.array([], pa.string())
    if len(text) == 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.uint64)
    start = np.frombuffer(text.buffers()[1], np.int32)[text.offset]
    raw = unhexlify(memoryview(text.buffers()[2])[start : start + 32 * len(text)])
    pairs = np.frombuffer(raw, ">u8").reshape(-1, 2).astype(np.uint64)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def sort_out(
    keys: Keys,
    index: "KeyIndex",
    *,
    keep_repeats: bool,
    earlier: npt.NDArray[np.int64] | None = None,
) -> Sorted:
    """Decide for every row whether it is new, a duplicate, or newer than what is known.

    With `keep_repeats`, equal rows within one file are different things that look alike (two thefts
    at one anonymised point), told apart by counting them: the second one of a file matches the
    second one of a re-sent file. Without it the second one is a duplicate, or a newer version.
    `earlier` says how many equal rows of its file each row has to be counted after.
    """
    occurrence = _occurrences(keys) if keep_repeats else np.ones(len(keys), np.int64)
    if keep_repeats and earlier is not None:
        occurrence = occurrence + earlier
    counted = Keys(keys.high, _told_apart(keys.low, occurrence), keys.content, keys.order, keys.file)
    previous, known = index.find(counted)
    status = np.full(len(keys), NEW, np.int8)
    by_identity = _by_identity(counted.low, counted.high, counted.order)
    high, low = counted.high[by_identity], counted.low[by_identity]
    content = counted.content[by_identity]
    again = np.zeros(len(keys), bool)
    again[1:] = (high[1:] == high[:-1]) & (low[1:] == low[:-1])
    before = np.where(again, np.roll(content, 1), previous[by_identity])
    seen = again | known[by_identity]
    status[by_identity] = np.where(seen, np.where(before == content, DUPLICATE, NEWER), NEW)
    return Sorted(status, occurrence, counted)


def _occurrences(keys: Keys) -> npt.NDArray[np.int64]:
    """1 for the first row of an identity in its file, 2 for the next, and so on."""
    result = np.ones(len(keys), np.int64)
    alike = _with_twins(keys.low)
    if not len(alike):
        return result
    by_file = alike[np.lexsort((keys.order[alike], keys.file[alike], keys.low[alike], keys.high[alike]))]
    high, low, file = keys.high[by_file], keys.low[by_file], keys.file[by_file]
    starts = np.ones(len(by_file), bool)
    starts[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1]) | (file[1:] != file[:-1])
    position = np.arange(len(by_file), dtype=np.int64)
    first = np.maximum.accumulate(np.where(starts, position, 0))
    result[by_file] = position - first + 1
    return result


def _with_twins(low: Words) -> npt.NDArray[np.int64]:
    """The places of words that stand more than once; few, as a rule, so only these are sorted with care."""
    by_word = np.argsort(low)
    ordered = low[by_word]
    equal = ordered[1:] == ordered[:-1]
    is_twin = np.zeros(len(low), bool)
    is_twin[1:] |= equal
    is_twin[:-1] |= equal
    return by_word[is_twin]


def _by_identity(
    low: Words, high: Words, then: npt.NDArray[np.int64] | npt.NDArray[np.int8]
) -> npt.NDArray[np.int64]:
    """The places in order of low word, high word and `then`; one fast sort when no two low words are equal."""
    by_word = np.argsort(low)
    ordered = low[by_word]
    if not (ordered[1:] == ordered[:-1]).any():
        return by_word
    return np.lexsort((then, high, low))


def _told_apart(low: Words, occurrence: npt.NDArray[np.int64]) -> Words:
    # an odd multiplier spreads the small counter over the word
    return low ^ ((occurrence.astype(np.uint64) - np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))


class KeyIndex:
    """The identities taken so far by one layout of one source: sorted runs on disk, merged as they grow.

    `index.json` names the loads it holds. It is written after a load is committed, so after a crash
    it may lack the last one; `missing` says which, and the caller adds them again. An index whose
    files are damaged or gone starts empty, so that all of it is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._contents = folder / "index.json"
        self.loads: list[str] = []
        self._names: list[str] = []
        self._sizes: list[int] = []
        try:
            body = json.loads(self._contents.read_text())
            self._sizes = [self._run(name).shape[1] for name in body["runs"]]
            self.loads, self._names = list(body["loads"]), list(body["runs"])
        except (OSError, ValueError, KeyError, EOFError):
            self.forget()

    def forget(self) -> None:
        """Know of no load; what lies on disk goes with the next one added."""
        self.loads, self._names, self._sizes = [], [], []

    def missing(self, loads: Sequence[str]) -> list[str]:
        """Committed loads whose identities are not here yet."""
        return [load for load in loads if load not in set(self.loads)]

    def find(self, keys: Keys) -> tuple[Words, npt.NDArray[np.bool_]]:
        """The content last known under each identity, and whether the identity is known at all."""
        content = np.zeros(len(keys), np.uint64)
        known = np.zeros(len(keys), bool)
        if not self._names:
            return content, known
        # sorted queries walk the arrays in order, which keeps a memory-mapped search fast
        by_low = np.argsort(keys.low)
        for name in reversed(self._names):  # newest first
            wanted = by_low[~known[by_low]]
            if len(wanted) == 0:
                break
            run = self._run(name)  # mapped for this one search, so that what it touched can be let go
            at, hit = _search(run, keys.high[wanted], keys.low[wanted])
            content[wanted[hit]] = run[2][at[hit]]
            known[wanted[hit]] = True
        return content, known

    def add(self, load: str, keys: Keys) -> None:
        """Keep the identities of one load, then merge runs of like size so that few remain."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.loads.append(load)
        if len(keys):
            self._append(_latest(keys))
        while self._should_merge():
            newer, older = self._pop(), self._pop()
            self._append(_merged(older, newer))
        self._save_contents()

    def _should_merge(self) -> bool:
        """Whether the last two runs are of like size; very long ones stay, for merging takes memory."""
        if len(self._sizes) < 2:
            return False
        older, newer = self._sizes[-2:]
        return bool(older < 2 * newer and older + newer <= MOST_MERGED)

    def _append(self, rows: Words) -> None:
        name = f"{uuid4().hex}.npy"
        np.save(self.folder / name, rows)
        self._names.append(name)
        self._sizes.append(rows.shape[1])

    def _pop(self) -> Words:
        self._sizes.pop()
        return self._run(self._names.pop())

    def _run(self, name: str) -> Words:
        run: Words = np.load(self.folder / name, mmap_mode="r")
        return run

    def _save_contents(self) -> None:
        temporary = self._contents.with_suffix(".part")
        temporary.write_text(json.dumps({"loads": self.loads, "runs": self._names}))
        temporary.replace(self._contents)
        for path in self.folder.glob("*.npy"):
            if path.name not in self._names:
                path.unlink()


def _search(run: Words, high: Words, low: Words) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    at = np.searchsorted(run[0], low)
    last = run.shape[1] - 1
    hit = np.zeros(len(low), bool)
    # two identities share a low word about once in 10^19 pairs; looking at two neighbours is plenty
    for step in (0, 1):
        here = np.minimum(at + step, last)
        fits = (run[0][here] == low) & ~hit
        fits[fits] = run[1][here[fits]] == high[fits]  # looked at where it matters: the rest stays on disk
        at = np.where(fits, here, at)
        hit |= fits
    return at, hit


def _latest(keys: Keys) -> Words:
    rows = np.stack([keys.low, keys.high, keys.content])
    return _drop_earlier(rows[:, _by_identity(keys.low, keys.high, keys.order)])


def _merged(older: Words, newer: Words) -> Words:
    both = np.concatenate([older, newer], axis=1)
    age = np.repeat(np.array([0, 1], np.int8), [older.shape[1], newer.shape[1]])
    return _drop_earlier(both[:, _by_identity(both[0], both[1], age)])


def _drop_earlier(rows: Words) -> Words:
    last = np.ones(rows.shape[1], bool)
    last[:-1] = (rows[0][1:] != rows[0][:-1]) | (rows[1][1:] != rows[1][:-1])
    return rows[:, last]
