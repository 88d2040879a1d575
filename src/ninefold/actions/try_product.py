"""Try a flat file as a product: fit the glass box, ask every gate that the file allows, score unseen people.

A trial approves nothing. It needs no workspace, and writes only the files it is asked to write.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from ninefold.actions.workspace import Report as Tell
from ninefold.actions.workspace import silent
from ninefold.assure.evidence import Artefacts, BuildFacts, Evidence, Names, Use
from ninefold.assure.file_card import FileCard, read_file_card
from ninefold.assure.file_rows import FileRows, rows_of
from ninefold.assure.file_table import column_named, read_table
from ninefold.assure.gates import judge
from ninefold.assure.policy import Policy, read_policy, tightened
from ninefold.assure.reading import judged
from ninefold.assure.report import Report, report_of
from ninefold.contracts.check import Verdict
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.catalogue import recipe
from ninefold.measures.models.choosing import ChosenGlassBox
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.out_of_fold import Judged, part, predictions
from ninefold.measures.models.small import SmallLogistic
from ninefold.measures.models.threads import one_thread
from ninefold.measures.scoring.calibration import expected_calibration_error, observed_expected
from ninefold.measures.scoring.conformal import Neighbours, neighbours
from ninefold.measures.scoring.losses import brier
from ninefold.measures.scoring.ranks import auc_interval
from ninefold.measures.scoring.splits import Fold, Rows, connected, forward_folds, random_folds, teaches

STATUS = "trial: not approved, not to be acted on"
_WINDOW_IF_UNSAID = 0.0
_LIBRARIES = ("numpy", "scipy", "pyarrow", "interpret-core", "scikit-learn", "lightgbm", "skops")


@dataclass(frozen=True)
class Figures:
    """How the proposed model did on rows it never saw."""

    rows: int
    outcomes: int
    kind: str
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    calibration_error: float
    observed_expected: float


@dataclass(frozen=True)
class Trial:
    """What a trial gave."""

    product: str
    model: Model
    recipe: str
    figures: Figures
    verdicts: tuple[Verdict, ...]
    report: Report
    notes: tuple[str, ...]
    scored: int = 0
    out: Path | None = None


def try_product(
    *,
    path: Path,
    card: Path,
    test: Path | None = None,
    out: Path | None = None,
    policy: Path | None = None,
    by: str = "",
    tell: Tell = silent,
) -> Trial:
    """Fit, judge and, when a file of unseen people is given, score them; `by` stands in the scores written."""
    wanted = read_file_card(card)
    rules = tightened(read_policy(policy), wanted.gates)
    found = rows_of(read_table(path), wanted)
    unseen = _unseen(test, wanted) if test else None
    tell("Reading", 1, 1)
    with one_thread():
        evidence = _fitted(found, wanted, unseen, tell)
        verdicts = judge(evidence, rules, artefact=found.dataset.hash, tell=tell)
    written = _write(evidence, unseen, out, by) if unseen else None
    return _trial(evidence, wanted, found, verdicts, rules, unseen, written)


@dataclass(frozen=True)
class Unseen:
    """A file of people apart: all of them to be scored, and those whose outcome it holds to be judged by."""

    everybody: FileRows
    known: FileRows | None


def _unseen(path: Path, card: FileCard) -> Unseen:
    table = read_table(path)
    fitting = _only_what_is_there(card, table)
    try:
        everybody = rows_of(table, fitting, with_label=False)
    except CardInvalid as error:
        raise CardInvalid(f"{path.name}, the file of unseen people: {error}") from None
    try:
        known = rows_of(table, fitting)
    except (CardInvalid, FileRefused):  # no label, or too few: there is nothing to be judged by
        return Unseen(everybody, None)
    return Unseen(everybody, known)


def _only_what_is_there(card: FileCard, table: pa.Table) -> FileCard:
    """The card without what only a file of the past can hold: conditions, groups and incumbent it lacks."""

    def there(name: str) -> bool:
        return column_named(table, name) is not None

    return replace(
        card,
        keep=tuple(each for each in card.keep if there(each.column)),
        groups=tuple(each for each in card.groups if there(each.column)),
        tied=tuple(name for name in card.tied if there(name)),
        incumbent=card.incumbent if card.incumbent and there(card.incumbent) else None,
        subject=card.subject if card.subject and there(card.subject) else None,
        date=card.date if card.date and there(card.date) else None,
        fold_column=None,
    )


def _fitted(found: FileRows, card: FileCard, unseen: Unseen | None, tell: Tell) -> Evidence:
    """Everything the gates are shown of a flat file."""
    data, names = found.dataset, tuple(feature.name for feature in found.features)
    if not names:
        raise CardInvalid("No column is left to be a feature. Name some under [features] use.")
    folds = tuple(fold for fold in _folds(found, card) if teaches(fold, data.outcome))
    if not folds:
        raise FileRefused(
            "No split leaves both outcomes to learn from and rows to judge: few subjects, or one-sided [folds]."
        )
    sets = _sets(found)
    outer, final = _recipes(found, card, names, sets, tell)
    compared: dict[str, Recipe] = {
        "proposed": outer,
        "logistic": Logistic(),
        "small_logistic": SmallLogistic(),
    }
    if not outer.glass_box:
        compared["ebm_pairs"] = Boosting(pairs=10, bags=4)
    rows = Judged(
        data.rows,
        data.outcome,
        _subjects(data.subject, len(data.outcome)),
        data.as_of,
        data.groups,
        data.incumbent,
    )
    table = predictions(rows, compared, folds, names, seed=card.seed, tell=tell)
    tell("Fitting", 0, 1)
    model = final.fit(data.rows, data.outcome, names, card.seed)
    tell("Fitting", 1, 1)
    if unseen is not None and unseen.known is not None:
        apart = _apart(found, unseen.known, model, compared, names, card)
        table = pa.concat_tables([table, *apart], promote_options="default")
    return Evidence(
        product=card.name,
        dataset=data,
        features=found.features,
        label=found.label,
        folds=folds,
        predictions=table,
        recipe=final,
        model=model,
        use=_use(card),
        artefacts=_artefacts(found, card, names, unseen),
        built=False,
        seed=card.seed,
    )


def _recipes(
    found: FileRows, card: FileCard, names: Sequence[str], sets: Rows, tell: Tell
) -> tuple[Recipe, Recipe]:
    """What is judged (choosing included) and what is fitted in the end."""
    if card.estimator != "glass_box":
        named = recipe(card.estimator, **card.settings)
        return named, named
    data = found.dataset
    tell("Choosing the glass box", 0, 1)
    outer = ChosenGlassBox(bags=2)
    chosen = outer.chosen(data.rows, data.outcome, names, card.seed, sets)
    tell("Choosing the glass box", 1, 1)
    return outer, chosen


def _subjects(subject: Names | None, n: int) -> Names:
    """Without a subject's column every row stands for somebody else, which gate G5 says it cannot know."""
    return np.array([f"row {number + 1}" for number in range(n)]) if subject is None else subject


def _sets(found: FileRows) -> Rows:
    data = found.dataset
    ties = dict(data.ties) if data.subject is None else {"subject": data.subject, **data.ties}
    return connected(ties, len(data.outcome))


def _folds(found: FileRows, card: FileCard) -> tuple[Fold, ...]:
    """The file's own halves when the card names them; else forward folds where there are dates, and random ones."""
    data = found.dataset
    if found.fold_names is not None:
        return _given(found.fold_names, data.outcome)
    sets = _sets(found)
    by_chance = random_folds(data.outcome, sets, folds=max(2, card.fold_count), seed=card.seed)
    if data.as_of is None or card.folds == "random":
        return by_chance
    gap = card.gap_days if card.gap_days is not None else (found.label.window_days or _WINDOW_IF_UNSAID)
    ahead = forward_folds(data.as_of, gap_days=gap, sets=sets)
    enough = found.label.window_days is not None and gap >= found.label.window_days
    if len(ahead) >= 3 and enough:  # no gate reads chance splits where these are
        return ahead
    ahead = forward_folds(data.as_of, gap_days=0, sets=sets, kind="forward_short")
    return ahead if card.folds == "forward" and ahead else (*by_chance, *ahead)


def _given(names: Names, outcome: np.ndarray[Any, np.dtype[np.int8]]) -> tuple[Fold, ...]:
    """A column that says 'train' and 'test', or a number of each row's fold."""
    parts = [part for part in np.unique(names).tolist() if part]
    lower = {part.lower(): part for part in parts}
    train = next((lower[word] for word in ("train", "training", "fit", "learn") if word in lower), None)
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


def _apart(
    found: FileRows,
    unseen: FileRows,
    model: Model,
    compared: dict[str, Recipe],
    names: Sequence[str],
    card: FileCard,
) -> list[pa.Table]:
    """The rows of a file apart, scored by what was fitted on all of the first."""
    data, new = found.dataset, unseen.dataset
    n = len(new.outcome)
    rows = Judged(new.rows, new.outcome, _subjects(new.subject, n), new.as_of, new.groups, new.incumbent)
    fold = Fold("file-apart", "held_out", np.array([], dtype=np.int64), np.arange(n))
    scores = {"proposed": model.predict(new.rows), "base_rate": np.full(n, data.outcome.mean())}
    for name, each in compared.items():
        if name != "proposed":
            scores[name] = each.fit(data.rows, data.outcome, names, card.seed).predict(new.rows)
    if new.incumbent is not None:
        scores["incumbent"] = new.incumbent
    return [part(rows, fold, name, held) for name, held in scores.items()]


def _use(card: FileCard) -> Use:
    return Use(
        capacity=card.capacity,
        never_used=card.never_used,
        incumbent_named=card.incumbent_named or (card.incumbent or ""),
        no_incumbent_because=card.no_incumbent_because,
        area_signed=card.area_signed_by,
    )


def _artefacts(found: FileRows, card: FileCard, names: tuple[str, ...], unseen: Unseen | None) -> Artefacts:
    build = BuildFacts(found.dataset.hash, code_hash(), lock_hash(), card.seed, names)
    if unseen is None:
        return Artefacts(build=build)
    known = unseen.known.dataset if unseen.known else None
    return Artefacts(
        build=build,
        later=unseen.everybody.dataset.rows,
        later_known=known.rows if known else None,
        later_outcome=known.outcome if known else None,
        later_subject=unseen.everybody.dataset.subject,
    )


def code_hash() -> str:
    """SHA-256 over the sources that fit and judge."""
    digest = hashlib.sha256()
    for room in ("ninefold.measures.models", "ninefold.measures.scoring", "ninefold.assure"):
        for each in sorted(files(room).iterdir(), key=lambda entry: entry.name):
            if each.name.endswith((".py", ".toml")):
                digest.update(each.read_bytes())
    return digest.hexdigest()


def lock_hash() -> str:
    """SHA-256 over the versions of the libraries that fitting rests on."""
    return hashlib.sha256("\n".join(f"{name}=={_version(name)}" for name in _LIBRARIES).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _around(evidence: Evidence) -> Neighbours | None:
    held = judged(evidence)
    return neighbours(held.scores, held.outcome) if held is not None else None


def _write(evidence: Evidence, unseen: Unseen, out: Path | None, by: str) -> Path | None:
    """One row for each unseen person: score, limits, reasons, and that it is a trial."""
    if out is None:
        return None
    assert evidence.model is not None
    rows = unseen.everybody.dataset.rows
    scores = evidence.model.predict(rows)
    around = _around(evidence)
    low, high = around.around(scores) if around else (scores, scores)
    reasons = (
        evidence.model.reasons(rows) if evidence.model.glass_box else [["It is a black box."]] * len(scores)
    )
    table = pa.table(
        {
            "subject": _subjects(unseen.everybody.dataset.subject, len(scores)),
            "score": scores,
            "low": low,
            "high": high,
            "reasons": [" | ".join(row[:5]) for row in reasons],
            "status": [STATUS] * len(scores),
            "by": [by] * len(scores),
        }
    )
    if out.suffix.lower() in (".parquet", ".pq"):
        pyarrow.parquet.write_table(table, out)
    else:
        pyarrow.csv.write_csv(table, out)
    return out


def _trial(
    evidence: Evidence,
    card: FileCard,
    found: FileRows,
    verdicts: list[Verdict],
    rules: Policy,
    unseen: Unseen | None,
    written: Path | None,
) -> Trial:
    assert evidence.model is not None
    assert evidence.recipe is not None
    notes = (
        found.notes
        if unseen is None
        else (*found.notes, *(f"Unseen: {note}" for note in unseen.everybody.notes))
    )
    return Trial(
        product=card.name,
        model=evidence.model,
        recipe=evidence.recipe.name,
        figures=_figures(evidence),
        verdicts=tuple(verdicts),
        report=report_of(verdicts, rules),
        notes=notes,
        scored=0 if unseen is None else unseen.everybody.dataset.rows.num_rows,
        out=written,
    )


def _figures(evidence: Evidence) -> Figures:
    """From the stored table of predictions, like every other figure."""
    held = judged(evidence)
    if held is None:
        raise CardInvalid("No row could be held out. Look at [folds]: every part is too small.")
    value, low, high = auc_interval(held.scores, held.outcome)
    return Figures(
        len(held),
        int(held.outcome.sum()),
        held.kind,
        value,
        low,
        high,
        brier(held.scores, held.outcome),
        expected_calibration_error(held.scores, held.outcome),
        observed_expected(held.scores, held.outcome).value,
    )
