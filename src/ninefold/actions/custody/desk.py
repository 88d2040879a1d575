"""What is kept warm for the custody desk: the approved model, and the lives it reads, of one pinned snapshot.

Opening a desk reads the whole history once; an answer then costs one person's rows. A desk does not see records that
came after it was opened: `snapshot` says which it stands on, and a new one is opened when there is a newer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.actions.product_life.score import Approved, approval_to_score
from ninefold.actions.workspace import Workspace
from ninefold.contracts.scoring import GROUP
from ninefold.errors import NotAssured, NotFound
from ninefold.measures.features.definition import Feature
from ninefold.measures.features.life_index import LifeIndex, life_index
from ninefold.measures.features.plain import Subject, features_of
from ninefold.measures.features.units import kept_world

# The beginning of time for a desk: every custody record there is may be asked about.
_FIRST = datetime(1900, 1, 1)


@dataclass(frozen=True)
class Unit:
    """One custody record that may be asked about."""

    custody: str
    person_id: str
    as_of: datetime
    groups: Mapping[str, str]


@dataclass(frozen=True)
class Desk:
    """A warm desk: what it takes to answer about one person at once."""

    workspace: Workspace = field(repr=False)
    product: str
    snapshot: int
    approved: Approved = field(repr=False)
    units: Mapping[str, Unit] = field(repr=False)
    lives: LifeIndex = field(repr=False)

    @property
    def definitions(self) -> tuple[Feature, ...]:
        """The features the model reads, with their rules."""
        return definitions_of(self.approved)

    def unit(self, custody: str) -> Unit:
        """The custody record asked about; NotFound when it is not in the cohort."""
        if custody not in self.units:
            raise NotFound(
                f"{self.product}: there is no such custody record of an adult here. "
                "See `ninefold custody list`, or bring newer records in."
            )
        return self.units[custody]

    def row(self, unit: Unit) -> pa.Table:
        """The one row of features of a custody record, as at the moment it was known."""
        subject = Subject(unit.person_id, unit.as_of, unit.custody)
        values = features_of(subject, self.lives.life_of, self.definitions)
        columns: dict[str, Any] = {
            "subject_id": pa.array([unit.custody]),
            "as_of": pa.array([unit.as_of], pa.timestamp("us")),
        }
        columns |= {f"{GROUP}{name}": pa.array([value]) for name, value in unit.groups.items()}
        columns |= {name: pa.array([value], pa.float64()) for name, value in values.items()}
        return pa.table(columns)


def open_desk(workspace: Workspace, *, by: str, product: str = "hart") -> Desk:
    """A desk for a product that has a live approval; refuses, with the reason, when it has none."""
    with acting(workspace, product=product, verb="open a desk for", by=by) as act:
        if act.card.shadow_only:
            raise NotAssured(f"{act.subject} runs in shadow only: its scores are shown to nobody.")
        approved = approval_to_score(act)
        definitions_of(approved)
        state = workspace.store.state()
        now = workspace.now()
        inputs = PinnedInputs(workspace, state, now, (_FIRST, now + timedelta(days=1)), run="desk")
        try:
            rows = workspace.engine.collect(act.product.cohort(inputs))
            held = life_index(workspace.engine, kept_world(inputs).world)
        finally:
            workspace.engine.release()
        return Desk(workspace, product, state.number, approved, _units(act, rows), held)


def definitions_of(approved: Approved) -> tuple[Feature, ...]:
    """The rules of the features that an approved model reads; NotAssured where it does not carry them."""
    found = getattr(approved.model, "definitions", None)
    if not found:
        raise NotAssured(
            "This model does not carry the rules of its features, so it cannot answer at a desk."
        )
    return tuple(found)


def _units(act: Act, rows: pa.Table) -> dict[str, Unit]:
    groups = act.card.groups
    return {
        row["subject_id"]: Unit(
            row["subject_id"],
            row["entity_person"],
            row["as_of"],
            {name: str(row[f"{GROUP}{name}"]) for name in groups},
        )
        for row in rows.to_pylist()
    }
