"""When rows leave a force, and in which file: by the month they were last touched, with what goes wrong on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ninefold.region import days
from ninefold.region.batch import Batch, join
from ninefold.region.chance import Chance, Ints
from ninefold.region.changes import GAPS
from ninefold.region.layouts import FileLayout

CORRECTED, TWICE = 0.035, 0.003
PAGE_ROWS = 50_000
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "all": 72}
_FIRST_MONTH = (2020 - 1970) * 12


@dataclass(frozen=True)
class Parcel:
    """The rows of one file, in the order they are written."""

    period: str
    rows: Batch
    resent: bool


def parcels(
    layout: FileLayout, chance: Chance, years: Callable[[int], Batch], resend: bool
) -> Iterator[Parcel]:
    """The files of one kind from one force, period by period; rows still in hand at the end never leave."""
    waiting: Batch | None = None
    span = _MONTHS[layout.every]
    for period in range(72 // span if span <= 12 else 1):
        first = _FIRST_MONTH + period * span
        for year in days.YEARS if span > 12 else _years_starting(first):
            fresh = _with_corrections(years(year), chance)
            waiting = fresh if waiting is None else join([waiting, fresh])
        assert waiting is not None
        month = days.months(waiting["recorded"] // days.MINUTES)
        due = waiting.take(month < first + span)
        waiting = waiting.take(month >= first + span)
        rows = _in_order(_with_doubles(_less_gaps(due, layout.kind, chance), chance))
        # A database has all its tables, be they empty.
        if len(rows) or layout.format == "sqlite":
            yield Parcel(_label(layout.every, first), rows, resent=False)
            if resend and period == 72 // span // 2:
                yield Parcel(_label(layout.every, first), _resent(rows, chance), resent=True)


def _years_starting(month: int) -> list[int]:
    return [1970 + month // 12] if month % 12 == 0 else []


def _with_corrections(batch: Batch, chance: Chance) -> Batch:
    """Some rows leave unfinished and follow, finished, some weeks later."""
    if "outcome" not in batch.columns or not len(batch):
        return batch
    key = (batch.force, batch["serial"])
    chosen = (chance.share("corrected", *key) < CORRECTED) & (batch["outcome"] >= 0)
    wait = (20 + chance.below("corrected after", 100, *key)) * days.MINUTES
    later = batch.take(chosen)
    later = later.having(recorded=later["recorded"] + wait[chosen], sent=np.ones(len(later), dtype=np.int64))
    first = batch.having(outcome=np.where(chosen, 0, batch["outcome"]))
    return join([first, later])


def _less_gaps(batch: Batch, kind: str, chance: Chance) -> Batch:
    for gap in GAPS:
        if gap.force == batch.force and gap.kind == kind:
            month = days.months(batch["recorded"] // days.MINUTES)
            kept = chance.share("gap", batch["serial"]) < gap.kept
            batch = batch.take((month != gap.month) | kept)
    return batch


def _with_doubles(batch: Batch, chance: Chance) -> Batch:
    """A few rows appear twice in the same file."""
    twice = chance.share("twice", batch.force, batch["serial"], batch["sent"]) < TWICE
    return join([batch, batch.take(twice)])


def _in_order(batch: Batch) -> Batch:
    return batch.take(np.lexsort((batch["serial"], batch["recorded"])))


def _resent(batch: Batch, chance: Chance) -> Batch:
    """The same rows again, with a few outcomes mended."""
    if "outcome" not in batch.columns:
        return batch
    mended = (chance.share("mended", batch["serial"]) < 0.01) & (batch["outcome"] == 0)
    return batch.having(outcome=np.where(mended, 6, batch["outcome"]))


def _label(every: str, month: int) -> str:
    year, place = 1970 + month // 12, month % 12
    if every == "month":
        return f"{year}-{place + 1:02}"
    if every == "quarter":
        return f"{year}-q{place // 3 + 1}"
    return str(year) if every == "year" else "2020-2025"


def numbered(batch: Batch, year: int, unit: int) -> Batch:
    """The batch in order of report, each row with its serial."""
    order: Ints = np.lexsort((batch["occurred"], batch["reported"]))
    batch = batch.take(order)
    return batch.having(serial=year * unit + 1 + np.arange(len(batch), dtype=np.int64))
