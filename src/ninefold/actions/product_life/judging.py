"""The one place where the gates are called: turns what a product's life knows into the evidence they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.product_life.acting import Act
from ninefold.actions.product_life.code import lock_hash
from ninefold.actions.product_life.modelling import compared_with, top_outcome
from ninefold.actions.product_life.policy import policy_in_force
from ninefold.actions.product_life.running import in_use
from ninefold.assure import evidence as shown
from ninefold.assure.gates import judge
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.check import Verdict
from ninefold.contracts.scoring import ENTITY, GROUP, INCUMBENT, KNOWN_AT, FittedModel, top_class
from ninefold.errors import CardInvalid
from ninefold.measures.models.catalogue import recipe
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.out_of_fold import Judged as Unseen
from ninefold.measures.models.out_of_fold import predictions
from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.scoring.splits import Fold, connected, forward_folds, random_folds, teaches

# Asked before a product is approved; papers and expiry (G21, G22, G24) when it is, drift and use while it runs.
BEFORE = (*(f"G{number}" for number in range(1, 18)), "G23")
RUNNING = ("G18", "G19", "G20")

DAYS_A_MONTH = 30.4375
DAYS_A_PERIOD = {"day": 1.0, "week": 7.0, "month": DAYS_A_MONTH}


@dataclass(frozen=True)
class Facts:
    """What an evaluation knows of a model: its artefact, rows, itself, its rebuilds, and rows seen since."""

    model_artefact: Artefact
    rows: pa.Table = field(repr=False)
    model: FittedModel
    rebuilt_difference: float | None
    since: pa.Table | None = None
    features_rebuilt_equal: bool | None = None
    findings: pa.Table | None = (
        None  # scores as they would be kept, with reasons, contest route, day of deletion
    )


@dataclass(frozen=True)
class Judged:
    """What the gates said, and the stored table they read it from."""

    verdicts: tuple[Verdict, ...]
    predictions: pa.Table | None
    policy_version: str
    policy_sha256: str


@dataclass(frozen=True)
class TopClass:
    """A model of several classes seen as a model of its top class, which is what the gates judge."""

    inner: FittedModel

    @property
    def kind(self) -> str:
        """The kind of the model within."""
        return self.inner.kind

    @property
    def glass_box(self) -> bool:
        """Whether the model within can be read."""
        return bool(getattr(self.inner, "glass_box", False))

    @property
    def features(self) -> tuple[str, ...]:
        """The features it reads."""
        return self.inner.features

    @property
    def parameters(self) -> int:
        """Learnt weights, as a sample-size formula counts them."""
        return int(getattr(self.inner, "parameters", len(self.features) + 1))

    def predict(self, rows: pa.Table) -> Floats:
        """The probability of the top class."""
        return np.asarray(top_class(self.inner.predict(rows)), dtype=np.float64)


@dataclass(frozen=True)
class OwnRecipe:
    """A product's own way of fitting, as the gates fit it again on parts of the rows."""

    act: Act
    glass_box: bool  # what its fitted model says of itself
    name: str = "own"
    # The gates fit side by side; what a product of somebody's own does inside its fit is not known to allow that.
    _one_at_a_time: Lock = field(default_factory=Lock, repr=False, compare=False)

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> Model:
        """Fit the product's own model; where the gates shuffle outcomes, to what they give."""
        assert self.act.product.fit is not None
        given = outcome.astype(np.int8)
        if not np.array_equal(top_outcome(self.act.card, rows), given):
            place = rows.column_names.index("outcome")
            rows = rows.set_column(place, "outcome", pa.array(_classes(self.act, rows, given)))
        with self._one_at_a_time:
            return TopClass(self.act.product.fit(self.act.card, rows, seed))  # type: ignore[return-value]


def _classes(act: Act, rows: pa.Table, top: Outcomes) -> Outcomes:
    """Classes for a top class that was given: it where it is given, and otherwise the row's own, or the next below."""
    last = len(act.card.outcome.classes) - 1
    own = np.asarray(rows["outcome"].to_numpy(zero_copy_only=False), dtype=np.int8)
    found: Outcomes = np.where(top == 1, last, np.minimum(own, last - 1)).astype(np.int8)
    return found


def judged(act: Act, facts: Facts) -> Judged:
    """Ask every gate that can be asked before approval."""
    policy = policy_in_force(act)
    evidence = evidence_of(act, facts)
    tell = act.workspace.report
    verdicts = judge(evidence, policy, only=asked(act), artefact=facts.model_artefact.sha256, tell=tell)
    return Judged(tuple(verdicts), evidence.predictions, policy.version, policy.sha256)


def asked(act: Act) -> tuple[str, ...]:
    """The gates to ask: those on use as well, once there has been some; nobody decides on a score in shadow."""
    if in_use(act) is None:
        return BEFORE
    return (*BEFORE, "G18") if act.card.shadow_only else (*BEFORE, *RUNNING)


def evidence_of(act: Act, facts: Facts) -> shown.Evidence:
    """Everything the gates are shown."""
    dataset = _dataset(act, facts)
    folds = _folds(act, dataset)
    own = _recipe(act, facts.model)
    return shown.Evidence(
        product=act.card.name,
        dataset=dataset,
        features=_features(act, facts.rows),
        label=_label(act, facts.rows),
        folds=folds,
        predictions=_predictions(act, dataset, own, folds),
        recipe=own,
        model=TopClass(facts.model),  # type: ignore[arg-type]
        use=_use(act, facts.rows),
        artefacts=_artefacts(act, facts),
        built=True,
        seed=int(facts.model_artefact.body["seed"]),
    )


def _dataset(act: Act, facts: Facts) -> shown.Dataset:
    rows = facts.rows
    ties = {
        name.removeprefix(ENTITY): _names(rows[name]) for name in rows.column_names if name.startswith(ENTITY)
    }
    person = ties.pop("person", None)
    incumbent = None
    if INCUMBENT in rows.column_names:
        incumbent = np.asarray(rows[INCUMBENT].cast(pa.float64()).to_numpy(zero_copy_only=False))
    return shown.Dataset(
        rows=rows,
        outcome=top_outcome(act.card, rows),
        subject=_names(rows["subject_id"]) if person is None else person,
        as_of=_moments(rows["as_of"]),
        groups={name: _names(rows[f"{GROUP}{name}"]) for name in act.card.groups},
        incumbent=incumbent,
        ties=ties,
        hash=facts.model_artefact.parents[0],
    )


def _features(act: Act, rows: pa.Table) -> tuple[shown.Feature, ...]:
    """Each feature with when it is known: the newest record behind each value where the rows hold it."""
    return tuple(
        shown.Feature(
            name=each.name,
            known_at=f"column:{KNOWN_AT}{each.name}"
            if f"{KNOWN_AT}{each.name}" in rows.column_names
            else "as_of",
            signed=each.known_at_signed_by,
            block=each.block,
        )
        for each in act.card.features
    )


def _label(act: Act, rows: pa.Table) -> shown.LabelDefinition:
    wanted = act.card.outcome
    return shown.LabelDefinition(
        query=f"{wanted.words} Kinds: {', '.join(wanted.event_kinds)}. Roles: {', '.join(wanted.roles)}.",
        window_days=wanted.window_months * DAYS_A_MONTH,
        event_codes=wanted.event_codes or wanted.event_kinds,
        followed_until=_moments(rows["followed_until"]),
        timelines=tuple(shown.TimelineCheck(*each) for each in _drawn(act)),
    )


def _drawn(act: Act) -> Sequence[tuple[str, str, str]]:
    """The hand-drawn lives of the product, with what each must get and what it gets; none where none are drawn."""
    try:
        return act.product.timelines() if act.product.timelines is not None else ()
    except CardInvalid:  # its features.py has no `timelines`: gate G1 says that none are drawn
        return ()


def _folds(act: Act, dataset: shown.Dataset) -> tuple[Fold, ...]:
    """Forward in time, a whole window apart; a shorter gap, under its own name, where the dates allow no more.

    Where they allow nothing forward, chance splits: they pass no gate on what comes afterwards, but show the rest.
    """
    assert dataset.as_of is not None
    assert dataset.subject is not None
    sets = connected({"subject": dataset.subject, **dataset.ties}, len(dataset.outcome))
    gap = act.card.outcome.window_months * DAYS_A_MONTH
    # Months differ in length by up to three days; a gap of the window must not fail by one of them.
    ahead = forward_folds(dataset.as_of, gap_days=gap, sets=sets)
    if len(ahead) >= 3:
        return ahead
    ahead = (*ahead, *forward_folds(dataset.as_of, gap_days=0, sets=sets, kind="forward_short"))
    by_chance = () if ahead else random_folds(dataset.outcome, sets, seed=act.card.model.seed)
    return tuple(fold for fold in (*ahead, *by_chance) if teaches(fold, dataset.outcome))


def _predictions(act: Act, dataset: shown.Dataset, own: Recipe, folds: tuple[Fold, ...]) -> pa.Table:
    assert dataset.subject is not None
    unseen = Unseen(
        dataset.rows, dataset.outcome, dataset.subject, dataset.as_of, dataset.groups, dataset.incumbent
    )
    names, seed = act.card.feature_names, act.card.model.seed
    return predictions(unseen, compared_with(own), folds, names, seed=seed, tell=act.workspace.report)


def _recipe(act: Act, model: FittedModel) -> Recipe:
    if act.product.fit is not None:
        return OwnRecipe(act, TopClass(model).glass_box)
    wanted = act.card.model
    return recipe(wanted.estimator, **dict(wanted.settings))


def _use(act: Act, rows: pa.Table) -> shown.Use:
    card = act.card
    return shown.Use(
        capacity=_capacity(act, rows),
        never_used=card.attributes_never_used,
        incumbent_named=card.incumbent if INCUMBENT in rows.column_names else "",
        no_incumbent_because=str(card.parameters.get("no_incumbent_because", "")),
        people=card.about != "place",
    )


def _capacity(act: Act, rows: pa.Table) -> float:
    """The share of those scored that can be acted on, when scores come as often as capacity is counted.

    Rows that stand at few dates are one round each; rows at a moment of their own come spread over the time.
    """
    capacity = act.card.capacity
    moments = rows["as_of"]
    rounds = pc.count_distinct(moments).as_py()
    if rounds * 10 <= rows.num_rows:
        a_round = rows.num_rows / rounds
    else:
        spread: timedelta = pc.max(moments).as_py() - pc.min(moments).as_py()
        periods = max(1.0, spread.total_seconds() / 86_400 / DAYS_A_PERIOD[capacity.every])
        a_round = rows.num_rows / periods
    return float(min(1.0, capacity.number / a_round))


def _artefacts(act: Act, facts: Facts) -> shown.Artefacts:
    model = facts.model_artefact
    build = shown.BuildFacts(
        snapshot=model.parents[0],
        code=str(model.body["code"]),
        lock=lock_hash(),
        seed=int(model.body["seed"]),
        variables=tuple(model.body["features"]),
    )
    used = in_use(act)
    return shown.Artefacts(
        build=build,
        later=used.rows if facts.since is None and used else facts.since,
        drift_history=used.drifted if used else (),
        decisions=used.decisions if used else None,
        feedback=shown.FeedbackFacts(used.decisions.num_rows > 0, used.unseen) if used else None,
        rebuilt_difference=float("inf") if facts.rebuilt_difference is None else facts.rebuilt_difference,
        features_rebuilt_equal=facts.features_rebuilt_equal,
        findings=facts.findings,
        today=act.workspace.now().date(),
    )


def _names(column: pa.ChunkedArray) -> shown.Names:
    filled = pc.fill_null(column.cast(pa.string()), "")
    return np.asarray(filled.to_numpy(zero_copy_only=False)).astype(str)


def _moments(column: pa.ChunkedArray) -> shown.Dates:
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype("datetime64[us]")
