"""Contributions in words that an officer can repeat to the person concerned."""

import numpy as np
import pyarrow as pa

from ninefold.measures.models.contract import Contributions

_LEAST = 0.01  # log odds; less than this changes nothing worth saying


def sentences(found: Contributions, rows: pa.Table, *, most: int = 8) -> list[list[str]]:
    """For each row its terms, strongest first, each with what it does to the odds."""
    told = []
    for number in range(len(found.values)):
        order = np.argsort(-np.abs(found.values[number]), kind="stable")[:most]
        row = [
            _sentence(found.names[term], _shown(rows, found.names[term], number), found.values[number, term])
            for term in order
            if abs(found.values[number, term]) >= _LEAST
        ]
        told.append(row or ["Nothing known of this person moves the score from that of everybody."])
    return told


def _sentence(name: str, shown: str, added: float) -> str:
    factor = float(np.exp(abs(added)))
    return f"{name}{shown} {'raises' if added > 0 else 'lowers'} the odds {factor:.2f} times."


def _shown(rows: pa.Table, name: str, number: int) -> str:
    if name not in rows.column_names:
        return ""  # a term made of two columns, or a whole line of a scorecard, names itself
    held = rows[name][number].as_py()
    if held is None:
        return " (not known)"
    return f" ({held:.6g})" if isinstance(held, float) else f" ({held})"
