"""A custody desk about made-up people, with a product approved by people who did not make it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.actions.custody.desk import Desk, Unit
from ninefold.actions.product_life.acting import acting
from ninefold.actions.product_life.define import define
from ninefold.actions.product_life.score import Approved
from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import LifeEvent
from ninefold.contracts.scoring import FittedModel
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.govern.store import register
from ninefold.measures.features.history import FACTS, HISTORY, NEVER, TIED, World
from ninefold.measures.features.life_index import LifeIndex, life_index
from ninefold.measures.features.plain import Subject, features_of
from ninefold.products.hart import method
from ninefold.products.hart.features import ANY, CARD, SERIOUS_OFFENCE
from ninefold.products.hart.predictors import PROPOSED
from ninefold.settings import Settings

NOW = datetime(2026, 1, 5, 9, 0)
AUTHOR, FIRST, SECOND = "Ada Thorn", "Bo Reed", "Cy Marsh"
OFFICER = "Dee Hollow"
FAMILIES = ("theft", "violence", "robbery", "damage", "drug-possession")


def made_up_history(people: int, seed: int = 5) -> pa.Table:
    """Lives in which a few people do much: crimes, and custody records written up within two days."""
    draw = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        rate = float(draw.gamma(0.7, 1.4))
        moment = datetime(2018, 1, 1) + timedelta(days=float(draw.exponential(300)))
        while moment < NOW - timedelta(days=30):
            rows.append(_row(person, len(rows), moment, draw))
            moment += timedelta(days=2 + float(draw.exponential(365 / max(rate, 0.05))))
    return pa.Table.from_pylist(rows, HISTORY)


def _row(person: int, number: int, moment: datetime, draw: np.random.Generator) -> dict[str, object]:
    is_custody = draw.random() < 0.4
    # Custody is written up within days; of the crimes, one in eight is told months late.
    late = 0.0 if is_custody or draw.random() > 0.12 else float(draw.integers(1500, 9000))
    return {
        "person_id": f"P{person:06d}",
        "event_id": f"E{number:07d}",
        "kind": "custody" if is_custody else "crime",
        "role": "suspect",
        "family": str(draw.choice(FAMILIES, p=(0.4, 0.3, 0.08, 0.12, 0.1))),
        "force": f"force{int(draw.integers(3))}",
        "place": None,
        "harm": 10.0,
        "occurred": moment.replace(microsecond=0),
        "known_at": (moment + timedelta(hours=late + float(draw.exponential(12)))).replace(microsecond=0),
        "replaced_at": NEVER,
    }


def made_up_facts(people: int) -> pa.Table:
    """Everyone's day of birth and gender, known before anything else."""
    known = datetime(2017, 1, 1)
    rows = [
        {"person_id": f"P{person:06d}", "fact": fact, "value": value, "known_at": known}
        for person in range(people)
        for fact, value in (("born", 60_000 + person % 15_000), ("gender", person % 2))
    ]
    return pa.Table.from_pylist(rows, FACTS)


def units_of(history: pa.Table) -> dict[str, Unit]:
    """Each custody record as at the moment it was known."""
    return {
        row["event_id"]: Unit(
            row["event_id"],
            row["person_id"],
            row["known_at"],
            {"sex": "female", "ethnicity": "white", "age_band": "18 to 24"},
        )
        for row in history.to_pylist()
        if row["kind"] == "custody"
    }


def training_rows(units: Mapping[str, Unit], lives: LifeIndex) -> pa.Table:
    """Rows of the product for every custody record that could be followed to the end."""
    from ninefold.measures.features.outcomes import FollowUp, label_of

    rows = []
    for unit in units.values():
        subject = Subject(unit.person_id, unit.as_of, unit.custody)
        life = lives.life_of(unit.person_id)
        label = label_of(subject, life, (ANY, SERIOUS_OFFENCE), FollowUp(NOW, NOW))
        if label is not None:
            values = features_of(subject, lives.life_of, PROPOSED)
            rows.append(
                {
                    "subject_id": unit.custody,
                    "as_of": unit.as_of,
                    "outcome": int(sum(label.values())),
                    **values,
                }
            )
    return pa.Table.from_pylist(rows)


def desk_of(root: Path, *, people: int = 400, seed: int = 5) -> Desk:
    """A warm desk in a new workspace, with a model fitted to the made-up lives and approved by two people."""
    workspace = replace(
        open_workspace(Settings(workspace=root, threads=1, memory_mb=300)),
        clock=lambda: NOW.replace(tzinfo=UTC),
    )
    history = made_up_history(people, seed)
    engine = DuckDBEngine([root])
    lives = life_index(engine, World.held(engine, history, made_up_facts(people), TIED.empty_table()))
    engine.close()
    units = units_of(history)
    rows = training_rows(units, lives)
    approved = approved_by_hand(workspace, method.fit(CARD, rows, 1), rows)
    return Desk(workspace, "hart", 0, approved, units, lives)


def approved_by_hand(workspace: Workspace, model: FittedModel, rows: pa.Table) -> Approved:
    """A live approval of a model, as if its gates had passed: these tests are about what comes after."""
    from ninefold.actions.product_life.rows import ranges

    define(workspace, product="hart", by=AUTHOR)
    with acting(workspace, product="hart", verb="test", by=AUTHOR) as act:
        snapshot = act.artefact("snapshot", {"made": "by hand"})
        made = act.artefact("model", {"ranges": ranges(CARD, rows)}, parents=(act.shelf.keep(snapshot),))
        evaluation = act.artefact("evaluation", {"verdicts": []}, parents=(act.shelf.keep(made),))
        act.shelf.keep(evaluation)
        for event in _events(snapshot, made, evaluation):
            with workspace.operations.writing() as connection:
                register.record(connection, "hart", CARD.version, event)
    return Approved(model, made, evaluation, NOW + timedelta(days=300))


def _events(snapshot: Artefact, made: Artefact, evaluation: Artefact) -> list[LifeEvent]:
    return [
        LifeEvent("snapshotted", AUTHOR, NOW, snapshot.sha256),
        LifeEvent("fitted", AUTHOR, NOW, made.sha256),
        *_agreed(made.sha256, evaluation.sha256),
    ]


def _agreed(model: str, evaluation: str) -> list[LifeEvent]:
    told = {
        "evaluation": evaluation,
        "expires": NOW + timedelta(days=300),
        "passed": True,
        "reason": "Agreed.",
    }
    return [
        LifeEvent("evaluated", AUTHOR, NOW, evaluation, model=model, passed=True),
        LifeEvent("approved", FIRST, NOW, "-", **told),  # type: ignore[arg-type]
        LifeEvent("approved", SECOND, NOW, "-", **told),  # type: ignore[arg-type]
    ]


def evaluated_by_hand(workspace: Workspace, product: str = "hart") -> None:
    """An evaluation and two approvals of the model fitted last, as if its gates had passed."""
    with acting(workspace, product=product, verb="test", by=AUTHOR) as act:
        model = act.life().model
        evaluation = act.shelf.keep(act.artefact("evaluation", {"verdicts": []}, parents=(model,)))
        for event in _agreed(model, evaluation):
            with workspace.operations.writing() as connection:
                register.record(connection, product, act.card.version, event)
