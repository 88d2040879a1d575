"""The cells of a table of figures as arrays, and which cells add up to which.

Cells are compared as whole numbers made of their five key words, so two million of them stay cheap.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.errors import NotInThisState
from ninefold.measures.areas import PARENT_KINDS, SIZE_ORDER
from ninefold.publish.figures import distinct_pairs, encoded
from ninefold.publish.periods import shape, smallest_around

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

Place = tuple[str, str]  # kind of area, code
Word = TypeVar("Word", str, Place)
ABSENT = -1


@dataclass(frozen=True)
class Words:
    """The distinct words of a set of cells: what each number in a cell's key stands for."""

    products: tuple[str, ...]
    places: tuple[Place, ...]
    periods: tuple[str, ...]
    categories: tuple[str, ...]

    def key(self, product: Ints, place: Ints, period: Ints, category: Ints) -> Ints:
        """One number for each cell; ABSENT where any of its words is ABSENT."""
        mixed = product
        for words, size in ((place, self.places), (period, self.periods), (category, self.categories)):
            mixed = mixed * len(size) + words
        absent = (product < 0) | (place < 0) | (period < 0) | (category < 0)
        return np.where(absent, ABSENT, mixed)

    def numbers(self, table: pa.Table) -> tuple[Ints, Ints, Ints, Ints]:
        """The number of each row's product, place, period and category."""
        pairs, place = _places(table)
        return (
            _looked_up(table["product"], self.products),
            _moved(tuple(pairs), self.places)[place],
            _looked_up(table["period"], self.periods),
            _looked_up(table["category"], self.categories),
        )

    def with_words_of(self, other: "Words") -> "Words":
        """These words in their order, then those that only the other has."""
        return Words(
            products=_joined(self.products, other.products),
            places=_joined(self.places, other.places),
            periods=_joined(self.periods, other.periods),
            categories=_joined(self.categories, other.categories),
        )


@dataclass(frozen=True)
class Cells:
    """The key words of each cell as numbers into `words`, and the cells by key."""

    words: Words
    product: Ints
    place: Ints
    period: Ints
    category: Ints
    sorted_keys: Ints
    order: Ints

    def __len__(self) -> int:
        return len(self.product)

    def key(self, **changed: Ints) -> Ints:
        """Each cell's key, with some of its words changed."""
        own = {"product": self.product, "place": self.place, "period": self.period, "category": self.category}
        return self.words.key(**(own | changed))

    def in_words(self, words: Words) -> "Cells":
        """The same cells, numbered by a larger set of words."""
        return sorted_cells(
            words,
            _moved(self.words.products, words.products)[self.product],
            _moved(self.words.places, words.places)[self.place],
            _moved(self.words.periods, words.periods)[self.period],
            _moved(self.words.categories, words.categories)[self.category],
        )

    def rows(self, keys: Ints) -> Ints:
        """The row of each key, or ABSENT."""
        if not len(self.sorted_keys):
            return np.full(len(keys), ABSENT, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.sorted_keys, keys), len(self.sorted_keys) - 1)
        return np.where(self.sorted_keys[at] == keys, self.order[at], ABSENT)


@dataclass(frozen=True)
class Sums:
    """Cells that add up to others along one way of nesting.

    `child` are rows; `group` says which sum each is part of; `total` is the row of each sum, or ABSENT
    when it is not in this table; `key` is the sum's key.
    """

    child: NDArray[np.int32]
    group: NDArray[np.int32]
    total: Ints
    key: Ints


@dataclass(frozen=True)
class Nest:
    """The larger areas each area lies in, by kind."""

    parents: Mapping[Place, Mapping[str, str]]

    @classmethod
    def of(cls, areas: pa.Table | None) -> "Nest":
        """From the table of areas, nested."""
        if areas is None:
            return cls({})
        columns = [areas[name].to_pylist() for name in ("area_kind", "code", *PARENT_KINDS)]
        return cls({(kind, code): _known(kind, larger) for kind, code, *larger in zip(*columns, strict=True)})

    def larger(self, place: Place, kind: str) -> Place | None:
        """The area of a kind that a place lies in, if known."""
        code = self.parents.get(place, {}).get(kind)
        return (kind, code) if code is not None else None


def cells_of(figures: pa.Table) -> Cells:
    """The cells of a table of figures; NotInThisState when one occurs twice."""
    words = words_of(figures)
    return sorted_cells(words, *words.numbers(figures))


def words_of(table: pa.Table) -> Words:
    """The distinct key words of a table of figures or of the registry."""
    products, periods, categories = (
        tuple(table[name].unique().to_pylist()) for name in ("product", "period", "category")
    )
    return Words(products, tuple(_places(table)[0]), periods, categories)


def all_sums(cells: Cells, nest: Nest, total_category: str) -> Iterator[Sums]:
    """Every way in which cells add up to larger ones: categories to the total, areas, and periods."""
    yield from _category_sums(cells, total_category)
    yield from _period_sums(cells)
    yield from _area_sums(cells, nest)


def kinds_that_nest(places: Iterable[Place], nest: Nest) -> set[str]:
    """The kinds of area, from the largest down, known to lie in every larger kind that is kept."""
    known = list(places)
    present = {kind for kind, _ in known}
    nested = {(kind, larger) for kind, code in known for larger in nest.parents.get((kind, code), {})}
    kept: set[str] = set()
    for kind in sorted(present, key=_size, reverse=True):
        if all((kind, larger) in nested for larger in kept):
            kept.add(kind)
    return kept


def renumbered(from_words: tuple[Word, ...], changed: Mapping[Word, Word]) -> Ints:
    """For each word, the number of the word it changes into, or ABSENT."""
    number = {word: at for at, word in enumerate(from_words)}
    numbers = [number.get(changed[word], ABSENT) if word in changed else ABSENT for word in from_words]
    return np.array(numbers, dtype=np.int64)


def sorted_cells(words: Words, product: Ints, place: Ints, period: Ints, category: Ints) -> Cells:
    """Cells from the numbers of their words; NotInThisState when one occurs twice."""
    keys = words.key(product, place, period, category)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    if len(ordered) and (ordered[1:] == ordered[:-1]).any():
        raise NotInThisState("release: an area has two figures for one period and category. Choose one run.")
    return Cells(words, product, place, period, category, ordered, order)


def _category_sums(cells: Cells, total: str) -> Iterator[Sums]:
    if total in cells.words.categories and len(cells.words.categories) > 1:
        into = {category: total for category in cells.words.categories if category != total}
        yield _sums(cells, category=renumbered(cells.words.categories, into)[cells.category])


def _period_sums(cells: Cells) -> Iterator[Sums]:
    periods = cells.words.periods
    around = smallest_around(periods)
    if around:
        yield _sums(cells, period=renumbered(periods, around)[cells.period])
    # Months also add up to the year when quarters stand between them.
    for inner, outer in permutations(sorted({shape(period) for period in periods}), 2):
        into = {p: o for p in periods if shape(p) == inner and (o := _outer_of_shape(p, outer, around))}
        if any(around[p] != o for p, o in into.items()):
            yield _sums(cells, period=renumbered(periods, into)[cells.period])


def _outer_of_shape(period: str, wanted: str, around: Mapping[str, str]) -> str | None:
    outer = around.get(period)
    while outer is not None and shape(outer) != wanted:
        outer = around.get(outer)
    return outer


def _area_sums(cells: Cells, nest: Nest) -> Iterator[Sums]:
    present = {kind for kind, _ in cells.words.places}
    nested: set[frozenset[str]] = set()
    for larger in sorted(present):
        into = {place: outer for place in cells.words.places if (outer := nest.larger(place, larger))}
        nested |= {frozenset((kind, larger)) for kind, _ in into}
        if into:
            yield _sums(cells, place=renumbered(cells.words.places, into)[cells.place])
    check_all_nest(present, nested)


def check_all_nest(kinds: set[str], nested: set[frozenset[str]]) -> None:
    """Refuse kinds of area of which it is not known how they nest; their overlaps could be subtracted."""
    if any(frozenset((a, b)) not in nested for a in kinds for b in kinds if a < b):
        raise NotInThisState(
            "release: it is not known how its kinds of area nest, so they cannot be checked together. "
            "Import the boundaries of each, or release one kind of area."
        )


def _sums(cells: Cells, **outer: Ints) -> Sums:
    key = cells.key(**outer)
    child = np.flatnonzero(key != ABSENT)
    keys, group = np.unique(key[child], return_inverse=True)
    # Half the memory of the usual whole numbers; there are far fewer rows than two thousand million.
    return Sums(child.astype(np.int32), group.astype(np.int32), cells.rows(keys), keys)


def _size(kind: str) -> tuple[int, str]:
    return (SIZE_ORDER.index(kind) if kind in SIZE_ORDER else -1), kind


def _known(kind: str, larger: list[str | None]) -> dict[str, str]:
    named = zip(PARENT_KINDS, larger, strict=True)
    return {parent: code for parent, code in named if code is not None and parent != kind}


def _joined(words: tuple[Word, ...], more: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(words + more))


def _moved(words: tuple[Word, ...], into: tuple[Word, ...]) -> Ints:
    number = {word: at for at, word in enumerate(into)}
    return np.array([number[word] for word in words], dtype=np.int64)


def _places(table: pa.Table) -> tuple[list[Place], Ints]:
    pairs, at = distinct_pairs(encoded(table["area_kind"]), encoded(table["area"]))
    return pairs, np.asarray(at.to_numpy(zero_copy_only=False), dtype=np.int64)


def _looked_up(column: pa.ChunkedArray, words: tuple[str, ...]) -> Ints:
    whole = encoded(column)
    number = {word: at for at, word in enumerate(words)}
    of_word = np.array([number.get(word, ABSENT) for word in whole.dictionary.to_pylist()], dtype=np.int64)
    numbers: Ints = of_word[whole.indices.to_numpy(zero_copy_only=False)]
    return numbers
