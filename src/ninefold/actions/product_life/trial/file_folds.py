"""Which rows of a flat file are held out to judge by, and whom each row stands for."""

import numpy as np

from ninefold.assure.evidence import Dataset, Names
from ninefold.assure.file_card import FileCard
from ninefold.assure.file_rows import FileRows
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.scoring.splits import Fold, Rows, connected, forward_folds, random_folds, teaches

_TRAIN_WORDS = ("train", "training", "fit", "learn")


def folds_of(found: FileRows, card: FileCard) -> tuple[Fold, ...]:
    """The folds that teach and judge; FileRefused where no split leaves both outcomes to learn from."""
    folds = tuple(fold for fold in _folds(found, card) if teaches(fold, found.dataset.outcome))
    if not folds:
        raise FileRefused(
            "No split leaves both outcomes to learn from and rows to judge: few subjects, or one-sided [folds]."
        )
    return folds


def subjects_of(data: Dataset) -> Names:
    """Without a subject's column every row stands for somebody else, which gate G5 says it cannot know."""
    if data.subject is not None:
        return data.subject
    return np.array([f"row {number + 1}" for number in range(len(data.outcome))])


def sets_of(data: Dataset) -> Rows:
    """Rows that must stand on the same side of a split: of one subject, or tied as the card says."""
    ties = dict(data.ties) if data.subject is None else {"subject": data.subject, **data.ties}
    return connected(ties, len(data.outcome))


def _folds(found: FileRows, card: FileCard) -> tuple[Fold, ...]:
    """The file's own halves when the card names them; else forward folds where there are dates, and random ones."""
    data = found.dataset
    if found.fold_names is not None:
        return _given(found.fold_names)
    sets = sets_of(data)
    by_chance = random_folds(data.outcome, sets, folds=max(2, card.fold_count), seed=card.seed)
    if data.as_of is None or card.folds == "random":
        return by_chance
    window = found.label.window_days
    gap = card.gap_days if card.gap_days is not None else (window or 0.0)
    ahead = forward_folds(data.as_of, gap_days=gap, sets=sets)
    if (
        len(ahead) >= 3 and window is not None and gap >= window
    ):  # no gate reads chance splits where these are
        return ahead
    ahead = forward_folds(data.as_of, gap_days=0, sets=sets, kind="forward_short")
    return ahead if card.folds == "forward" and ahead else (*by_chance, *ahead)


def _given(names: Names) -> tuple[Fold, ...]:
    """A column that says 'train' and 'test', or a number of each row's fold."""
    parts = [part for part in np.unique(names).tolist() if part]
    lower = {part.lower(): part for part in parts}
    train = next((lower[word] for word in _TRAIN_WORDS if word in lower), None)
    if train is not None:
        test = np.flatnonzero((names != train) & (names != ""))
        return (Fold("held_out", "held_out", np.flatnonzero(names == train), test),)
    if len(parts) < 2:
        raise CardInvalid(
            "[folds] column holds one value only. Give train and test, or a number for each fold."
        )
    return tuple(
        Fold(f"given-{place + 1}", "random", np.flatnonzero(names != each), np.flatnonzero(names == each))
        for place, each in enumerate(parts)
    )
