"""Everything the gates are shown of a flat file: its rows, its folds, what was fitted on it and how that did."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from ninefold.actions.product_life.code import judging_code_hash, lock_hash
from ninefold.actions.product_life.modelling import compared_with
from ninefold.actions.product_life.trial.file_folds import folds_of, sets_of
from ninefold.actions.product_life.trial.people_apart import Unseen, predictions_apart, rows_judged
from ninefold.actions.workspace import Report as Tell
from ninefold.actions.workspace import one_step
from ninefold.assure.evidence import Artefacts, BuildFacts, Dataset, Evidence, Use
from ninefold.assure.file_card import FileCard
from ninefold.assure.file_rows import FileRows
from ninefold.errors import CardInvalid
from ninefold.measures.models.catalogue import recipe
from ninefold.measures.models.choosing import ChosenGlassBox
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.out_of_fold import predictions


@dataclass(frozen=True)
class Fitted:
    """What was fitted on all rows of the file, and the evidence of how it does."""

    model: Model
    recipe: Recipe
    evidence: Evidence


def evidence_of(found: FileRows, card: FileCard, unseen: Unseen | None, tell: Tell) -> Fitted:
    """Fit what the card asks for, and gather everything the gates are shown."""
    data, names = found.dataset, tuple(feature.name for feature in found.features)
    if not names:
        raise CardInvalid("No column is left to be a feature. Name some under [features] use.")
    folds = folds_of(found, card)
    outer, final = _recipes(data, card, names, tell)
    compared = compared_with(outer)
    table = predictions(rows_judged(data), compared, folds, names, seed=card.seed, tell=tell)
    with one_step(tell, "Fitting"):
        model = final.fit(data.rows, data.outcome, names, card.seed)
    if unseen is not None and unseen.known is not None:
        apart = predictions_apart(data, unseen.known.dataset, model, compared, names, card.seed)
        table = pa.concat_tables([table, *apart], promote_options="default")
    evidence = Evidence(
        product=card.name,
        dataset=data,
        features=found.features,
        label=found.label,
        folds=folds,
        predictions=table,
        recipe=final,
        model=model,
        use=_use(card),
        artefacts=_artefacts(data, card, names, unseen),
        built=False,
        seed=card.seed,
    )
    return Fitted(model, final, evidence)


def _recipes(data: Dataset, card: FileCard, names: Sequence[str], tell: Tell) -> tuple[Recipe, Recipe]:
    """What is judged (choosing included) and what is fitted in the end."""
    if card.estimator != "glass_box":
        named = recipe(card.estimator, **card.settings)
        return named, named
    outer = ChosenGlassBox(bags=2)
    with one_step(tell, "Choosing the glass box"):
        chosen = outer.chosen(data.rows, data.outcome, names, card.seed, sets_of(data))
    return outer, chosen


def _use(card: FileCard) -> Use:
    return Use(
        capacity=card.capacity,
        never_used=card.never_used,
        incumbent_named=card.incumbent_named or (card.incumbent or ""),
        no_incumbent_because=card.no_incumbent_because,
        area_signed=card.area_signed_by,
    )


def _artefacts(data: Dataset, card: FileCard, names: tuple[str, ...], unseen: Unseen | None) -> Artefacts:
    build = BuildFacts(data.hash, judging_code_hash(), lock_hash(), card.seed, names)
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
