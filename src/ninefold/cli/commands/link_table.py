"""`ninefold link evaluate|train|threshold`: link any table a card describes, score it by a truth, learn a model."""

from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.linking.choose_threshold import choose_threshold
from ninefold.actions.linking.evaluate_linkage import evaluate_linkage
from ninefold.actions.linking.train_linkage import Labelled, train_linkage
from ninefold.cli import render
from ninefold.cli.options import JsonOption
from ninefold.errors import CardInvalid
from ninefold.link.evaluation import Evaluation
from ninefold.link.measure import Score
from ninefold.link.model import Threshold

FileArgument = Annotated[
    Path, typer.Argument(help="A file of people: CSV, Parquet, XLSX, JSON lines and others.")
]
CardOption = Annotated[
    Path, typer.Option("--card", help="The card.toml whose [[layout]] says which column is what.")
]
FilesArgument = Annotated[list[Path], typer.Argument(help="Files of people whose truth is known.")]
CardsOption = Annotated[
    list[Path], typer.Option("--card", help="One card for all files, or one for each in order.")
]
TruthsOption = Annotated[
    list[str], typer.Option("--truth", help="One column for all files, or one for each.")
]
PrecisionOption = Annotated[
    float,
    typer.Option("--precision", min=0.5, max=0.9999, help="The share of joined pairs that must be right."),
]
ModelOption = Annotated[
    str, typer.Option("--model", help="A shipped model's name or a file; else the newest.")
]


def evaluate(
    file: FileArgument,
    card: CardOption,
    truth: Annotated[str, typer.Option("--truth", help="The column that says who each row really is.")],
    group: Annotated[str | None, typer.Option("--group", help="A column to measure each group by.")] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="The label of the person, if a row has several.")
    ] = None,
    model: ModelOption = "",
    json: JsonOption = False,
) -> None:
    """Link a table of people with the shipped settings, and score the answer against a column of truth."""
    with render.progress(quiet=json) as report:
        told = evaluate_linkage(
            file=file, card=card, truth=truth, group=group, person=person, model=model, report=report
        )
    if json:
        render.as_json(told)
        return
    _show(told)


def train(
    files: FilesArgument,
    card: CardsOption,
    truth: TruthsOption,
    out: Annotated[Path, typer.Option("--out", help="The folder the dated model file is written to.")],
    name: Annotated[str, typer.Option("--name", help="The model's name; else person_ and the date.")] = "",
    precision: PrecisionOption = 0.99,
    beside: Annotated[
        str,
        typer.Option("--beside", help="The model to compare with: a name or a file; else the shipped one."),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Learn a new dated model from labelled files; it is calibrated and compared on people it did not learn from."""
    labelled = _labelled(files, card, truth)
    with render.progress(quiet=json) as report:
        outcome = train_linkage(
            labelled, folder=out, name=name, precision=precision, beside=beside, report=report
        )
    if json:
        render.as_json(outcome)
        return
    rows = [(c.sample, c.pairs, _share(c.before.f1), _share(c.after.f1)) for c in outcome.compared]
    render.table(
        "Best F1 of single pairs, on people held out",
        ["sample", "pairs", f"{outcome.compared_with}", outcome.name],
        rows,
    )
    _tell_line(outcome.threshold, precision, outcome.calibration_error, outcome.path)


def threshold(
    files: FilesArgument,
    card: CardsOption,
    truth: TruthsOption,
    precision: PrecisionOption = 0.99,
    model: ModelOption = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the model with this line to a folder, to link with it."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The written model's name.")] = "",
    json: JsonOption = False,
) -> None:
    """Find the weight above which pairs are surely as right as wished, on labels the model did not learn from."""
    labelled = _labelled(files, card, truth)
    with render.progress(quiet=json) as report:
        chosen = choose_threshold(
            labelled, precision=precision, model=model, folder=out, name=name, report=report
        )
    if json:
        render.as_json(chosen)
        return
    render.out.print(
        f"{chosen.model}: {chosen.pairs:,} pairs compared, {chosen.true_pairs:,} of them one person.",
        highlight=False,
    )
    _tell_line(chosen.threshold, precision, chosen.calibration_error, chosen.path)


def _tell_line(found: Threshold | None, precision: float, error: float, path: Path | None) -> None:
    render.out.print(f"{_line(found, precision)} Told probabilities are off by {error:.4f}.", highlight=False)
    if path is not None:
        render.out.print(f"Written: {path}", highlight=False)


def _line(found: Threshold | None, precision: float) -> str:
    if found is None:
        return (
            f"No weight is surely right in {precision:.1%} of pairs: more labels are needed, or a lower wish."
        )
    return (
        f"From a weight of {found.weight:.2f} bits (probability {found.probability:.3f}) pairs are right in "
        f"{found.precision:.2%} (95 % interval {found.low:.2%} to {found.high:.2%}, {found.pairs:,} pairs), "
        f"and {found.recall:.2%} of the true pairs compared are among them."
    )


def _labelled(files: list[Path], cards: list[Path], truths: list[str]) -> tuple[Labelled, ...]:
    for given, what in ((cards, "--card"), (truths, "--truth")):
        if len(given) not in (1, len(files)):
            raise CardInvalid(
                f"{what} is given {len(given)} times for {len(files)} files. Give it once, or once for each."
            )
    cards = cards * len(files) if len(cards) == 1 else cards
    truths = truths * len(files) if len(truths) == 1 else truths
    return tuple(Labelled(*each) for each in zip(files, cards, truths, strict=True))


def _show(told: Evaluation) -> None:
    blocking, linkage = told.blocking, told.linkage
    render.table(
        "Blocking",
        ["rule", "pairs added", "largest block", "too large, left out"],
        [(rule.rule, rule.pairs_added, rule.largest_block, rule.hot_blocks) for rule in blocking.rules],
    )
    render.out.print(
        f"{blocking.records:,} records, {blocking.pairs:,} pairs compared. Of the true pairs, "
        f"{_share(blocking.recall)} are among them ({_share(blocking.estimated_recall)} estimated without the truth).",
        highlight=False,
    )
    scores = [
        ("single pairs", told.pairs),
        ("single pairs, at the best weight", told.best_pairs),
        ("pairs in one cluster", linkage.pairwise),
        ("whole clusters", linkage.clusters),
        ("records (B-cubed)", linkage.b_cubed),
    ]
    scores += [(f"{each.group}: pairs in one cluster", each.pairwise) for each in told.groups]
    scores += [(f"{each.group}: records", each.b_cubed) for each in told.groups]
    render.table(
        f"Linked with {told.model}",
        ["counted over", "precision", "recall", "F1"],
        [_row(*each) for each in scores],
    )
    render.out.print(
        f"{linkage.found:,} people found, {linkage.people:,} true; the largest has {linkage.largest} records, "
        f"the largest true one {linkage.largest_true}. Unsure of {told.unsure:,} records.",
        highlight=False,
    )


def _row(name: str, score: Score) -> tuple[str, str, str, str]:
    return name, _share(score.precision), _share(score.recall), _share(score.f1)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
