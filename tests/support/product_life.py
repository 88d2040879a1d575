"""A made-up force's custody records, the tiny scoring product that reads them, and a life to walk it through."""

import csv
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.product_life import judging
from ninefold.actions.product_life.approve import approve
from ninefold.actions.product_life.define import define
from ninefold.actions.product_life.evaluate import evaluate
from ninefold.actions.product_life.fit import fit
from ninefold.actions.product_life.snapshot import snapshot
from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.contracts.check import PREDICTION_SCHEMA, Verdict
from ninefold.contracts.product_registry import scoring_product_from_package
from ninefold.publish.transparency.words import QUESTIONS, SIGNED
from ninefold.settings import Settings

FOLDER = Path(__file__).parent / "second_look"
PRODUCT = "second_look"
AUTHOR, FIRST, SECOND = "Ada Thorn", "Bo Reed", "Cy Marsh"
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EXPIRES = datetime(2026, 12, 1)
DATES = tuple(datetime(year, month, 1) for year in (2024, 2025) for month in (1, 4, 7, 10))[:6]

CARD = """
[source]
name = "northmoor_custody"
title = "Northmoor custody (made up)"
owner = "Records Manager, Northmoor Police"
lawful_basis = "Made-up data."
licence = "none"
purpose = "Tests."
force = "northmoor"
refresh = "monthly"
sensitivity = "police"
marking = "OFFICIAL"
retention_group = "4"
expected_rows = {min = 0, max = 100000}

[[layout]]
name = "custody"
format = "csv"
files = ["*-custody.csv"]
keys = ["Record"]
known_at = {column = "Written", as = "timestamp"}
[[layout.record]]
table = "event"
label = "custody"
entity = "E_003"
kind = "custody"
[layout.record.fields]
reference = {column = "Nominal", as = "text", required = true}
occurred = {column = "Arrived", as = "timestamp", required = true}
"details.sex" = {column = "Sex", as = "text"}
"details.grade" = {column = "Grade", as = "text"}
"details.offences" = {column = "Offences", as = "text"}
"""
COLUMNS = ("Record", "Nominal", "Arrived", "Written", "Sex", "Grade", "Offences")


def custody_file(folder: Path, *, people: int = 300, seed: int = 11, until: date = date(2026, 1, 1)) -> Path:
    """Custody records of made-up people: some come often, most hardly ever; each is written up within days."""
    draw = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        rate = float(draw.gamma(0.8, 1.6))
        moment = datetime(2022, 1, 1) + timedelta(days=float(draw.exponential(200)))
        while moment.date() < until:
            rows.append(_row(len(rows), person, moment, rate, draw))
            moment += timedelta(days=3 + float(draw.exponential(365 / max(rate, 0.05))))
    path = folder / "all-custody.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def _row(number: int, person: int, moment: datetime, rate: float, draw: np.random.Generator) -> Sequence[Any]:
    written = moment + timedelta(days=float(draw.exponential(2)))
    grade = 1 + int(np.clip(rate + draw.normal(0, 1), 0, 2))
    shown = [f"{each:%Y-%m-%d %H:%M:%S}" for each in (moment, written)]
    sex = "female" if person % 4 == 0 else "male"
    return (f"C{number:06d}", f"N{person:05d}", *shown, sex, grade, 1 + int(draw.poisson(min(rate, 4))))


def custody_workspace(root: Path, package: str = "tests.support.second_look", **changes: Any) -> Workspace:
    """A workspace with the custody records in it, and the product, at a moment that stands still."""
    folder = root / "sources" / "northmoor_custody"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.toml").write_text(CARD, encoding="utf-8")
    workspace = custody_place(root, package)
    if workspace.store.head() == 0:
        ingest(workspace, source="northmoor_custody", paths=[custody_file(root / "in", **changes)], by=AUTHOR)
    return workspace


def custody_place(root: Path, package: str = "tests.support.second_look", at: datetime = NOW) -> Workspace:
    """The same workspace opened anew, at a moment."""
    workspace = open_workspace(Settings(workspace=root, threads=1, memory_mb=300))
    product = scoring_product_from_package(package)
    return replace(workspace, clock=lambda: at, find_scoring_products=lambda: {product.name: product})


def at(workspace: Workspace, moment: datetime) -> Workspace:
    """The same workspace at another moment."""
    return replace(workspace, clock=lambda: moment)


def own_copy(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the product that a test may change, importable by `name`."""
    shutil.copytree(FOLDER, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.syspath_prepend(folder)
    for module in [m for m in sys.modules if m.split(".")[0] == name]:
        del sys.modules[module]
    return folder / name


def verdict(gate: str, outcome: str = "pass", severity: str = "B") -> Verdict:
    """A verdict of a made-up gate run."""
    return Verdict(
        gate,
        "made_up",
        "what was measured",
        0.5,
        0.4,
        0.6,
        100,
        "above 0.3",
        severity,  # type: ignore[arg-type]
        outcome,  # type: ignore[arg-type]
        "Made up for a test.",
    )


PASSING = tuple(verdict(gate) for gate in judging.BEFORE)


def gates_say(monkeypatch: pytest.MonkeyPatch, *verdicts: Verdict) -> None:
    """Put made-up verdicts in the place of the gates, which have tests of their own."""

    def judged(act: object, facts: judging.Facts) -> judging.Judged:
        return judging.Judged(tuple(verdicts) or PASSING, _predictions(facts), "made-up", "0" * 64)

    monkeypatch.setattr(judging, "judged", judged)


def _predictions(facts: judging.Facts) -> Any:
    rows = facts.rows
    n = rows.num_rows
    columns = {
        "subject": rows["subject_id"],
        "as_of": rows["as_of"],
        "fold": pa.repeat("made up", n),
        "kind": pa.repeat("forward", n),
        "model": pa.repeat("proposed", n),
        "score": pa.array(facts.model.predict(rows)),
        "low": pa.nulls(n, pa.float64()),
        "high": pa.nulls(n, pa.float64()),
        "outcome": rows["outcome"].cast(pa.int8()),
        "group_sex": rows["group_sex"],
    }
    return pa.table(columns, schema=pa.schema([*PREDICTION_SCHEMA, pa.field("group_sex", pa.string())]))


def filled_words(signer: str = "Dee Hollow", on: date = date(2025, 12, 15)) -> dict[str, Any]:
    """Every question answered by somebody who made their answers up."""
    words: dict[str, Any] = {
        section: {name: f"A made-up but earnest answer about {name.replace('_', ' ')}." for name in fields}
        for section, fields in QUESTIONS.items()
    }
    words["signatures"] = {name: {"signed_by": signer, "signed_on": on.isoformat()} for name in SIGNED}
    return words


def evaluated(workspace: Workspace) -> None:
    """Walk the product up to its evaluation."""
    define(workspace, product=PRODUCT, by=AUTHOR)
    snapshot(workspace, product=PRODUCT, as_of=DATES, by=AUTHOR)
    fit(workspace, product=PRODUCT, by=AUTHOR)
    evaluate(workspace, product=PRODUCT, by=AUTHOR)


def approved(workspace: Workspace, *people: str, expires: datetime = EXPIRES) -> None:
    """Have people approve the newest evaluation."""
    for person in people or (FIRST, SECOND):
        approve(
            workspace,
            product=PRODUCT,
            decision="approve",
            reason="Read the evaluation and agree.",
            expires=expires,
            words=filled_words(),
            by=person,
        )
