"""`ninefold product try`: a flat file as a product, with a card and no Python."""

import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from ninefold.actions.product_life.trial.try_product import Trial
from ninefold.actions.product_life.trial.try_product import try_product as run_trial
from ninefold.assure.report import WORDS, GateResult
from ninefold.cli import render
from ninefold.cli.options import JsonOption
from ninefold.settings import read_settings

_ROOM = 120  # columns of a terminal below which the table of gates has three columns


def try_product(
    file: Annotated[
        Path, typer.Argument(help="CSV (may be .gz) or Parquet: a row for each person and date.")
    ],
    card: Annotated[Path, typer.Option("--card", help="The card that says what its columns are.")],
    test: Annotated[
        Path | None, typer.Option("--test", help="A file of unseen people, to be scored and compared.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write their scores: .csv or .parquet.")
    ] = None,
    policy: Annotated[Path | None, typer.Option("--policy", help="Another policy than our own.")] = None,
    details: Annotated[bool, typer.Option("--details", help="Show every verdict, not one a gate.")] = False,
    json: JsonOption = False,
) -> None:
    """Fit the glass box on a flat file, ask every gate that the file allows, and score unseen people."""
    settings = read_settings()
    with render.progress(quiet=json) as tell:
        trial = run_trial(path=file, card=card, test=test, out=out, policy=policy, by=settings.by, tell=tell)
    if json:
        render.as_json(_plain(trial))
        return
    _show(trial, details=details)


def _plain(trial: Trial) -> dict[str, Any]:
    return {
        "product": trial.product,
        "model": trial.recipe,
        "features": list(trial.model.features),
        "figures": trial.figures,
        **trial.report.as_json(),
        "notes": list(trial.notes),
        "scored": trial.scored,
        "out": trial.out,
    }


def _show(trial: Trial, *, details: bool) -> None:
    for note in trial.notes:
        render.out.print(note, markup=False)
    figures = trial.figures
    render.out.print(
        f"{trial.recipe} on {figures.rows:,} rows held out ({figures.kind}), {figures.outcomes:,} with the outcome: "
        f"AUC {figures.auc:.3f} [{figures.auc_low:.3f}, {figures.auc_high:.3f}], Brier {figures.brier:.4f}, "
        f"calibration error {figures.calibration_error:.3f}, observed over expected {figures.observed_expected:.2f}.",
        markup=False,
    )
    _show_gates(trial, details=details)
    blocking = trial.report.blocking
    if blocking:
        render.out.print(f"It may not score anybody: {', '.join(blocking)} block.", style="bold red")
    if trial.scored and trial.out is None:
        render.out.print("The unseen people were compared. To write their scores, give --out FILE.")
    if trial.out is not None:
        told = f"{trial.scored:,} unseen people scored in {trial.out}: a trial, on which nobody may act."
        render.out.print(escape(told))


def _show_gates(trial: Trial, *, details: bool) -> None:
    """Six columns where there is room; else three, folded between words."""
    rows = [row for gate in trial.report.gates for row in _rows(gate, details=details)]
    title = f"Gates, policy {trial.report.policy}"
    if render.out.width >= _ROOM:
        render.table(title, ["gate", "", "verdict", "measured", "asked", "why"], rows)
        return
    narrow = [
        (
            f"{_folded(gate, 22)}\n{verdict} ({severity})".strip(),
            f"{measured}\n{_folded(asked, 20)}".strip(),
            _folded(why, 27),
        )
        for gate, severity, verdict, measured, asked, why in rows
    ]
    render.table(title, ["gate, verdict", "measured, asked", "why"], narrow)


def _folded(text: str, width: int) -> str:
    return textwrap.fill(text, width)


def _rows(gate: GateResult, *, details: bool) -> list[tuple[str, ...]]:
    shown = gate.verdicts if details else (gate.worst,)
    return [
        (
            f"{gate.gate} {gate.title}" if number == 0 else "",
            verdict.severity,
            WORDS[verdict.verdict],
            _figure(verdict.value, verdict.low, verdict.high),
            verdict.threshold,
            f"{verdict.subject}: {verdict.why}" if verdict.subject else verdict.why,
        )
        for number, verdict in enumerate(shown)
    ]


def _figure(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    between = "" if low is None or high is None else f" [{low:.3g}, {high:.3g}]"
    return f"{value:.4g}{between}"
