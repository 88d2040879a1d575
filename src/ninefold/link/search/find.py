"""Answering a question: who holds its words, how well, and why.

Each word of the question counts once, by the best word of the subject that it meets: in full when it is the
same, less when it is one slip away or only begun. Rare words count for more (inverse document frequency), so a
date of birth outweighs a common first name. A subject that holds more of the words stands before one that holds
fewer of them better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ninefold.link.search.index import Index
from ninefold.link.search.spelling import forms, is_one_slip, word_hash
from ninefold.link.search.words import question_words

SAME, SLIP, BEGUN = 1.0, 0.7, 0.6
MOST_BEGUN = 200  # words that a begun word may stand for
SHORTEST_BEGUN = 3
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Meeting:
    """One word of the question and what it met: the word found, its field, and how ('same', 'slip', 'begun')."""

    asked: str
    found: str
    field: str
    how: str


@dataclass(frozen=True)
class Found:
    """One subject found, best first; `missed` are words of the question that it does not hold."""

    kind: str
    id: str
    label: str
    score: float
    records: int
    forces: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """A word of the index that a word of the question may mean, and what holding it is worth."""

    word: int
    quality: float
    worth: float


def find(
    index: Index, question: str, *, kind: str | None = None, as_at: date | None = None, most: int = 10
) -> list[Found]:
    """The subjects that fit a question best, as was known on a day; none when it has no word."""
    asked = question_words(question)
    if not asked or not index.size:
        return []
    candidates = [_candidates(index, forms_) for forms_ in asked]
    total = np.zeros(index.size, np.float32)
    for each in candidates:
        _add(index, each, as_at, total)
    if kind is not None:
        total[index.kinds != _kind_number(index, kind)] = 0
    return [
        _found(index, int(at), float(total[at]), asked, candidates, as_at) for at in _best(index, total, most)
    ]


def _kind_number(index: Index, kind: str) -> int:
    return index.kind_names.index(kind) if kind in index.kind_names else -1


def _best(index: Index, total: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.int64]:
    # the best are near the top, so that only few need sorting
    touched = np.flatnonzero(total > total.max() / 2)
    if len(touched) < most:
        touched = np.flatnonzero(total > 0)
    # equals stand in the order of how much is known of them, then as they are filed, so that answers repeat
    return touched[np.lexsort((touched, -index.records[touched], -total[touched]))][:most]


def _add(
    index: Index, candidates: Sequence[_Candidate], as_at: date | None, total: npt.NDArray[np.float32]
) -> None:
    """Add one question word's worth to every subject that holds it; the best of its candidates counts."""
    worth = np.zeros(index.size, np.float32)
    for each in reversed(candidates):
        place = index.holders(each.word)
        subjects = index.subjects[place]
        if as_at is not None:
            subjects = subjects[index.known[place] <= (as_at - _EPOCH).days]
        worth[subjects] = each.worth
    total += worth


def _candidates(index: Index, asked: Sequence[str]) -> list[_Candidate]:
    """The words of the index that one word of the question may mean, those worth most first."""
    best: dict[int, float] = {}
    for word in asked:
        for number, quality in _meant(index, word):
            best[number] = max(best.get(number, 0.0), quality)
    meant = [
        _Candidate(number, quality, quality * float(index.rarity[number])) for number, quality in best.items()
    ]
    return sorted(meant, key=lambda each: -each.worth)


def _meant(index: Index, word: str) -> Iterator[tuple[int, float]]:
    first = _place(index, word)
    if first < len(index.words) and index.words[first].as_py() == word:
        yield first, SAME
    for number in _near(index, word):
        if is_one_slip(word, index.words[number].as_py()):
            yield number, SLIP
    if len(word) >= SHORTEST_BEGUN:
        last = min(_place(index, word + "\U0010ffff"), first + MOST_BEGUN)
        yield from ((number, BEGUN) for number in range(first, last) if index.words[number].as_py() != word)


def _near(index: Index, word: str) -> npt.NDArray[np.int32]:
    hashes = np.array([word_hash(form) for form in forms(word)], np.uint64)
    starts = np.searchsorted(index.hashes, hashes, "left")
    ends = np.searchsorted(index.hashes, hashes, "right")
    return np.unique(np.concatenate([index.owners[a:b] for a, b in zip(starts, ends, strict=True)]))


def _place(index: Index, word: str) -> int:
    """Where a word stands, or would stand, among the words."""
    low, high = 0, len(index.words)
    while low < high:
        middle = (low + high) // 2
        if index.words[middle].as_py() < word:
            low = middle + 1
        else:
            high = middle
    return low


def _found(
    index: Index,
    subject: int,
    score: float,
    asked: Sequence[tuple[str, ...]],
    candidates: Sequence[Sequence[_Candidate]],
    as_at: date | None,
) -> Found:
    met = [
        _meeting(index, subject, words[0], each, as_at) for words, each in zip(asked, candidates, strict=True)
    ]
    return Found(
        kind=index.kind_names[index.kinds[subject]],
        id=index.ids[subject].as_py(),
        label=index.labels[subject].as_py(),
        score=round(score, 3),
        records=int(index.records[subject]),
        forces=tuple(index.forces[subject].as_py()),
        meetings=tuple(meeting for meeting in met if meeting is not None),
        missed=tuple(words[0] for words, meeting in zip(asked, met, strict=True) if meeting is None),
    )


def _meeting(
    index: Index, subject: int, word: str, candidates: Sequence[_Candidate], as_at: date | None
) -> Meeting | None:
    """The best word that one subject holds of those a question word may mean."""
    for each in candidates:
        place = index.holders(each.word)
        at = place.start + int(np.searchsorted(index.subjects[place], subject))
        while at < place.stop and index.subjects[at] == subject:
            if as_at is None or index.known[at] <= (as_at - _EPOCH).days:
                how = {SAME: "same", SLIP: "slip", BEGUN: "begun"}[each.quality]
                found = index.words[each.word].as_py()
                return Meeting(word, found, index.field_names[index.fields[at]], how)
            at += 1
    return None
