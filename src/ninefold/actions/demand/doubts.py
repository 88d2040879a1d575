"""What is doubtful in a file of counts, said in sentences, so that nobody takes a gap or a total for demand."""

import numpy as np

from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import HOURS, SEASON, Floats, Ints
from ninefold.measures.demand.tree import Tree

_PLAIN_ZERO = 12.0  # a mean from which a count of nought by chance is one in a hundred thousand and rarer
_SUM_SHARE = 0.95  # of the periods, in which one series is the sum of the others
_MOST_TRIED = 60  # series, among which a sum of the others is looked for


def doubts(
    history: History, day: Ints, count: Floats, *, absent: str, repeated: int = 0
) -> tuple[str, ...]:  # fmt: skip
    """Sentences for what a reader should look at; `day` and `count` are those of the rows."""
    found = [_unwritten(history, day) if absent == "zero" else "", _a_sum(history.counts, history.tree)]
    known = count[np.isfinite(count)]
    if len(known) < len(count):
        found.append(
            f"{len(count) - len(known):,} rows have no number as their count: they are taken as not known."
        )
    if repeated:
        found.append(f"{repeated:,} rows repeat another row in every column, and are counted again.")
    if len(known) and (known != np.round(known)).any():
        found.append(
            "The counts are not whole numbers: limits are made for counts, and may be too wide for amounts."
        )
    return tuple(each for each in found if each)


def _unwritten(history: History, day: Ints) -> str:
    """Periods without any row, where a usual one is far from nought, weekdays apart that never have one."""
    periods, total = history.periods, history.counts[:, 0]
    first = periods.first[::HOURS] if periods.step == "hour" else periods.first
    end = periods.end[::HOURS] if periods.step == "hour" else periods.end
    told = np.unique(day)
    without = np.searchsorted(told, end) == np.searchsorted(told, first)
    if periods.step == "hour":
        total = total.reshape(-1, HOURS).sum(axis=1)
    season = SEASON["day"] if periods.step in ("day", "hour") else 1
    usual = np.array([_usual(total[start::season]) for start in range(season)])
    odd = without & (usual[np.arange(len(total)) % season] > _PLAIN_ZERO)
    if not odd.any():
        return ""
    name = "day" if periods.step == "hour" else periods.step
    return (
        f"{int(odd.sum()):,} {name}s have no row, though such a {name} usually has many events. They are taken as "
        'nought; if nobody wrote them down, say absent = "missing" in the card.'
    )


def _usual(total: Floats) -> float:
    known = total[np.isfinite(total)]
    return float(np.median(known)) if len(known) else 0.0


def _a_sum(counts: Floats, tree: Tree) -> str:
    """Whether a series is the sum of all others beside it, so that all is counted twice."""
    nodes = tree.at(1) if tree.depths > 1 else []
    if not 2 < len(nodes) <= _MOST_TRIED:
        return ""
    known = counts[np.isfinite(counts[:, 0]) & (counts[:, 0] > 0)]
    for node in nodes:
        if len(known) and np.mean(np.isclose(2 * known[:, node], known[:, 0])) >= _SUM_SHARE:
            return "One series is the sum of all others, so that everything is counted twice. Name it in leave_out."
    return ""
