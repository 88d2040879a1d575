"""G4: whether anything was used before it was known."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Dates, Evidence, Feature
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.ranks import auc, auc_error
from ninefold.measures.scoring.splits import connected, random_folds

_METRIC = "values known only after the as-of date"
_MOST_ROWS = 8_000


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Every feature's known_at, the rebuild without later events, and the shuffled-label canary."""
    if evidence.dataset is None or not evidence.features:
        return [ask.could_not("known_at", _METRIC, "No rows and features were given.")]
    found = _known(evidence, ask)
    if evidence.built or evidence.artefacts.features_rebuilt_equal is not None:
        found.append(_rebuilt(evidence, ask))
    return [*found, _canary(evidence, ask)]


def _known(evidence: Evidence, ask: Ask) -> list[Verdict]:
    undeclared = [feature.name for feature in evidence.features if not feature.known_at]
    later = [(feature, known_later(feature, evidence)) for feature in evidence.features if feature.known_at]
    bad = [_known_verdict(feature, n, evidence, ask) for feature, n in later if n is None or n > 0]
    if undeclared:
        listed = ", ".join(undeclared[:5]) + (" …" if len(undeclared) > 5 else "")
        why = f"{len(undeclared)} features do not say when they are known. Declare known_at for each."
        bad.append(ask.say("known_at", _METRIC, "could_not_compute", why, subject=listed))
    if bad:
        return bad
    why = "Every feature is declared, and none is known later than the as-of date."
    n = len(evidence.dataset.outcome) if evidence.dataset else 0
    return [ask.say("known_at", _METRIC, "pass", why, Figure(0, n=n), threshold=_threshold(ask))]


def _threshold(ask: Ask) -> str:
    return f"at most {ask.limit('known_later'):g}"


def known_later(feature: Feature, evidence: Evidence) -> int | None:
    """How many values are known after the as-of date; None when it cannot be told."""
    assert evidence.dataset is not None
    if feature.known_at == "as_of":
        return 0
    if feature.known_at == "after":
        return len(evidence.dataset.outcome)
    column = (feature.known_at or "").removeprefix("column:")
    if evidence.dataset.as_of is None or column not in evidence.dataset.rows.column_names:
        return None
    known = _dates(evidence.dataset.rows[column])
    return None if known is None else int(np.sum(known > evidence.dataset.as_of))


def _dates(column: pa.ChunkedArray) -> Dates | None:
    try:
        return np.asarray(pc.cast(column, pa.timestamp("us")).to_numpy(zero_copy_only=False))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _known_verdict(feature: Feature, n: int | None, evidence: Evidence, ask: Ask) -> Verdict:
    if n is None:
        why = "Its known_at names a column that is not there, holds no dates, or there is no as-of date."
        return ask.say("known_at", _METRIC, "could_not_compute", why, subject=feature.name)
    why = f"{n:,} of its values are known only after the moment at which it is to be used."
    figure = Figure(n, n=len(evidence.dataset.outcome) if evidence.dataset else None)
    return ask.holds("known_at", _METRIC, False, why, figure, threshold=_threshold(ask), subject=feature.name)


def _rebuilt(evidence: Evidence, ask: Ask) -> Verdict:
    metric = "features rebuilt after later events were deleted"
    equal = evidence.artefacts.features_rebuilt_equal
    if equal is None:
        why = "The features were not rebuilt with later events deleted. Rebuild them and compare."
        return ask.could_not("rebuilt", metric, why)
    why = "They are the same to the byte." if equal else "They change: a feature sees what comes later."
    return ask.holds("rebuilt", metric, equal, why, threshold="the same to the byte")


def _canary(evidence: Evidence, ask: Ask) -> Verdict:
    """Fit on labels shuffled among the rows: whoever still predicts has seen what it should not."""
    metric = "AUC of a model of shuffled labels"
    if evidence.recipe is None or evidence.dataset is None:
        return ask.could_not("canary", metric, "There is no recipe to fit again.")
    generator = np.random.default_rng(evidence.seed)
    rows = generator.permutation(len(evidence.dataset.outcome))[:_MOST_ROWS]
    table = evidence.dataset.rows.take(pa.array(rows))
    shuffled = generator.permutation(evidence.dataset.outcome[rows])
    subject = evidence.dataset.subject
    sets = None if subject is None else connected({"subject": subject[rows]}, len(rows))
    fold = random_folds(shuffled, sets, folds=2, seed=evidence.seed)[0]
    if len(np.unique(shuffled[fold.train])) < 2:
        return ask.could_not("canary", metric, "There are too few outcomes to shuffle.")
    train, test = table.take(pa.array(fold.train)), table.take(pa.array(fold.test))
    model = evidence.recipe.fit(train, shuffled[fold.train], evidence.names, evidence.seed)
    came = shuffled[fold.test]
    value = auc(model.predict(test), came)
    error = auc_error(0.5, int(came.sum()), int(len(came) - came.sum()))
    reach = ask.limit("canary_errors") * error
    holds = abs(value - 0.5) <= reach
    why = "Nothing is learnt from shuffled labels." if holds else "It predicts labels that mean nothing."
    figure = Figure(value, value - 1.96 * error, value + 1.96 * error, len(came))
    return ask.holds("canary", metric, holds, why, figure, threshold=f"0.5 ± {reach:.3f}")
