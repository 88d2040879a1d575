"""People of a crime in a file of their own, as forces with one record for each person keep them."""

import numpy as np

from ninefold.region.batch import Batch, join

ROLES = ("victim", "suspect")


def of_crimes(numbered: Batch) -> Batch:
    """A row for each victim and suspect of crimes that have their numbers."""
    parts: list[Batch] = []
    for place, role in enumerate(ROLES):
        rows = numbered.take(numbered[role] >= 0)
        parts.append(rows.having(person=rows[role], role=np.full(len(rows), place, dtype=np.int64)))
    whole = join(parts)
    # No corrections follow these rows, so they carry no outcome.
    kept = {name: column for name, column in whole.columns.items() if name not in ("outcome", *ROLES)}
    return Batch("parties", numbered.force, kept)
