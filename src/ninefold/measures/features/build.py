"""Features for many subject-dates at once: one join of subjects to history, every feature an aggregate of it.

A subject is (subject_row, person_id, as_of, unit_event). The join keeps only the rows a date may see
(`as_known`); all aggregates are taken in that one pass. Distinct values need a second, shorter pass for
each column, and ties one pass over the histories of the people tied.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import and_

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.measures.features.definition import (
    DAYS_A_YEAR,
    SECONDS_A_DAY,
    Feature,
    Measure,
    When,
    Which,
    check_features,
)
from ninefold.measures.features.history import SECONDS_BEFORE_EPOCH, SUBJECTS, World

CHUNK = 100_000  # subject-dates worked on at a time, which bounds the memory of the aggregates
_FACT_ROOM = 1_000_000  # facts are whole numbers below this


def build(
    engine: Engine, subjects: pa.Table, world: World, features: Sequence[Feature], *, chunk: int = CHUNK
) -> pa.Table:
    """One row for each subject, in their order: subject_row and a double for each feature."""
    check_features(features)
    parts = [
        engine.collect(expression(engine.hold(part), world, features))
        for part in _chunks(subjects.cast(SUBJECTS), chunk)
    ]
    if not parts:
        names = [pa.field(f.name, pa.float64()) for f in features]
        return pa.schema([pa.field("subject_row", pa.int64()), *names]).empty_table()
    return pa.concat_tables(parts).sort_by("subject_row")


def _chunks(subjects: pa.Table, size: int) -> Iterator[pa.Table]:
    for start in range(0, subjects.num_rows, size):
        yield subjects.slice(start, size)


def expression(
    subjects: ir.Table, world: World, features: Sequence[Feature], *, newest: bool = False
) -> ir.Table:
    """The features of the subjects as one Ibis expression; every subject has its row.

    With `newest`, each feature has `known_at__<name>` beside it: when the newest record it used was known, as
    evidence that none was later than the date. It is empty where no record was used.
    """
    dated = _with_bounds(subjects, features)
    parts = [
        _plain_sums(dated, world, [f for f in features if _is_direct(f)], newest),
        *_distinct_counts(dated, world, [f for f in features if f.measure is Measure.DISTINCT], newest),
        *_through_ties(dated, world, [f for f in features if f.through], newest),
        _facts(dated, world, _facts_needed(features)),
    ]
    whole = dated
    for part in [p for p in parts if p is not None]:
        whole = whole.left_join(part, "subject_row")
        whole = whole.drop("subject_row_right")
    values = {f.name: _value(whole, f) for f in features}
    known = {f"known_at__{f.name}": _known_at(whole, f) for f in features} if newest else {}
    return whole.select("subject_row", **values, **known)


def as_known(pairs: ir.Table) -> ir.Table:
    """The rows a date may see: known by then, not yet replaced then, and of what had happened by then.

    Every feature is taken of rows that came through here; there is no other way in.
    """
    return pairs.filter(
        (pairs["known_at"] <= pairs["as_of"])
        & (pairs["replaced_at"] > pairs["as_of"])
        & (pairs["occurred"] < pairs["as_of"])
    )


def _is_direct(feature: Feature) -> bool:
    return not feature.through and feature.measure not in (Measure.DISTINCT, Measure.AGE, Measure.FACT)


def _with_bounds(subjects: ir.Table, features: Sequence[Feature]) -> ir.Table:
    """The subjects with the start of every window any feature looks back to."""
    months = sorted({f.months for f in features if f.months is not None})
    return subjects.mutate(
        **{f"from_{n}": subjects["as_of"] - ibis.interval(months=n) for n in months},
        unit=ibis.coalesce(subjects["unit_event"], ibis.literal("")),
    )


def _seen(dated: ir.Table, history: ir.Table) -> ir.Table:
    """Subjects beside the rows of their history that their dates may see."""
    pairs = dated.join(history, dated["person_id"] == history["of_person"])
    return as_known(pairs)


def _flagged(history: ir.Table, flags: dict[Which, str], *columns: str) -> ir.Table:
    """The history with a truth column for each choice of rows, worked out once for each row."""
    kept = {name: history[name] for name in ("event_id", "occurred", "known_at", "replaced_at", *columns)}
    chosen = {name: _chosen(history, which) for which, name in flags.items()}
    flagged = history.select(of_person="person_id", **kept, **chosen)
    # A row that no feature asks for need not be joined.
    wanted = [flagged[name] for name in chosen]
    return flagged.filter(reduce(lambda a, b: a | b, wanted)) if wanted else flagged


def _chosen(history: ir.Table, which: Which) -> ir.BooleanValue:
    tests = [ibis.coalesce(history[c].isin(list(values)), False) for c, values in which.parts.items()]
    return reduce(and_, tests) if tests else ibis.literal(True)


def _flags(features: Sequence[Feature]) -> dict[Which, str]:
    return {which: f"flag_{n}" for n, which in enumerate(dict.fromkeys(f.which for f in features))}


def _counts(pairs: ir.Table, feature: Feature, flag: str) -> ir.BooleanValue:
    """True for the rows that count towards a feature."""
    is_unit = pairs["event_id"] == pairs["unit"]
    test = pairs[flag] & (is_unit if feature.when is When.UNIT else ~is_unit)
    return test if feature.months is None else test & (pairs["occurred"] >= pairs[f"from_{feature.months}"])


def _plain_sums(dated: ir.Table, world: World, features: Sequence[Feature], newest: bool) -> ir.Table | None:
    if not features:
        return None
    flags = _flags(features)
    pairs = _seen(dated, _flagged(world.history, flags, "harm"))
    counted = {f: _counts(pairs, f, flags[f.which]) for f in features}
    sums = {_key(f): _aggregate(pairs, f, counts) for f, counts in counted.items()}
    if newest:
        sums |= {_newest(f): _latest_of(pairs["known_at"], counts) for f, counts in counted.items()}
    return pairs.group_by("subject_row").aggregate(**sums)


def _latest_of(moment: ir.TimestampValue, counts: ir.BooleanValue) -> ir.Scalar:
    return ibis.ifelse(counts, moment, ibis.null("timestamp")).max()


def _aggregate(pairs: ir.Table, feature: Feature, counts: ir.BooleanValue) -> ir.Scalar:
    if feature.measure in (Measure.COUNT, Measure.ANY):
        return counts.ifelse(1, 0).sum()
    if feature.measure is Measure.HARM:
        return ibis.ifelse(counts, pairs["harm"], 0.0).sum()
    moment = ibis.ifelse(counts, pairs["occurred"], ibis.null("timestamp"))
    return moment.max() if feature.measure is Measure.DAYS_SINCE_LAST else moment.min()


def _key(feature: Feature) -> str:
    """The column a feature's sum stands in before it is turned into its value."""
    return f"sum_{feature.name}"


def _newest(feature: Feature) -> str:
    """The column that holds when the newest record a feature used was known."""
    return f"newest_{feature.name}"


def _known_at(whole: ir.Table, feature: Feature) -> ir.Value:
    """When the newest record behind a value was known; of a fact, the record that told it."""
    fact = "born" if feature.measure is Measure.AGE else feature.of
    if feature.measure not in (Measure.AGE, Measure.FACT):
        return whole[_newest(feature)]
    return (whole[f"fact_{fact}"] // _FACT_ROOM).cast("int64").as_timestamp("s").cast("timestamp")


def _distinct_counts(
    dated: ir.Table, world: World, features: Sequence[Feature], newest: bool
) -> Iterator[ir.Table]:
    """For each column: the latest moment of each of its values, then how many lie within the window."""
    for column in sorted({f.of for f in features}):
        own = [f for f in features if f.of == column]
        flags = _flags(own)
        pairs = _seen(dated, _flagged(world.history, flags, column))
        pairs = pairs.filter(pairs[column].notnull())
        latest = pairs.group_by(["subject_row", column]).aggregate(
            **{name: _latest(pairs, name) for name in flags.values()},
            **{name: pairs[name].max() for name in dated.columns if name.startswith("from_")},
            **{
                _newest(f): _latest_of(pairs["known_at"], _counts(pairs, f, flags[f.which]))
                for f in own
                if newest
            },
        )
        yield latest.group_by("subject_row").aggregate(
            **{_key(f): _within(latest, f, flags[f.which]).ifelse(1, 0).sum() for f in own},
            **{_newest(f): latest[_newest(f)].max() for f in own if newest},
        )


def _latest(pairs: ir.Table, flag: str) -> ir.Scalar:
    return _latest_of(pairs["occurred"], pairs[flag] & (pairs["event_id"] != pairs["unit"]))


def _within(latest: ir.Table, feature: Feature, flag: str) -> ir.BooleanValue:
    if feature.months is None:
        return latest[flag].notnull()
    return ibis.coalesce(latest[flag] >= latest[f"from_{feature.months}"], False)


def _through_ties(
    dated: ir.Table, world: World, features: Sequence[Feature], newest: bool
) -> Iterator[ir.Table]:
    """For each tie: the people tied as known at the date, and sums over their histories as known then."""
    for tie in sorted({f.through for f in features}):
        own = [f for f in features if f.through == tie]
        people = _people_tied(dated, world.tied, tie)
        counted = [f for f in own if f.measure is Measure.PEOPLE]
        if counted:
            yield people.group_by("subject_row").aggregate(
                **{_key(f): people.count() for f in counted},
                **{_newest(f): people["tie_known_at"].max() for f in counted if newest},
            )
        summed = [f for f in own if f.measure is not Measure.PEOPLE]
        if summed:
            flags = _flags(summed)
            pairs = _seen(people, _flagged(world.history, flags, "harm"))
            counts = {f: _counts(pairs, f, flags[f.which]) for f in summed}
            either = ibis.greatest(pairs["known_at"], pairs["tie_known_at"])
            yield pairs.group_by("subject_row").aggregate(
                **{_key(f): _aggregate(pairs, f, chosen) for f, chosen in counts.items()},
                **{_newest(f): _latest_of(either, chosen) for f, chosen in counts.items() if newest},
            )


def _people_tied(dated: ir.Table, tied: ir.Table, tie: str) -> ir.Table:
    """Subjects beside each person tied to them at their date, once, in the subject's place; and since when."""
    own = tied.filter(tied["tie"] == tie).select(
        of_person="person_id", other_id="other_id", known_at="known_at", replaced_at="replaced_at"
    )
    pairs = dated.join(own, dated["person_id"] == own["of_person"])
    known = pairs.filter((pairs["known_at"] <= pairs["as_of"]) & (pairs["replaced_at"] > pairs["as_of"]))
    kept = [name for name in dated.columns if name != "person_id"]
    return known.group_by(*kept, person_id="other_id").aggregate(tie_known_at=known["known_at"].min())


def _facts_needed(features: Sequence[Feature]) -> list[str]:
    born = {"born" for f in features if f.measure in (Measure.AGE, Measure.AGE_AT_FIRST)}
    return sorted(born | {f.of for f in features if f.measure is Measure.FACT})


def _facts(dated: ir.Table, world: World, names: Sequence[str]) -> ir.Table | None:
    """The latest known value of each fact: the moment and the value are packed into one number."""
    if not names:
        return None
    facts = world.facts.select(of_person="person_id", fact="fact", value="value", known_at="known_at")
    facts = facts.filter(facts["fact"].isin(list(names)))
    pairs = dated.join(facts, dated["person_id"] == facts["of_person"])
    known = pairs.filter(pairs["known_at"] <= pairs["as_of"])
    packed = _whole_seconds(known["known_at"]) * _FACT_ROOM + known["value"]
    kept = known.select("subject_row", "fact", packed=packed)
    newest = {
        f"fact_{name}": ibis.ifelse(kept["fact"] == name, kept["packed"], ibis.null("int64")).max()
        for name in names
    }
    return kept.group_by("subject_row").aggregate(**newest)


def _value(whole: ir.Table, feature: Feature) -> ir.Value:
    """The feature's value: its sum, or what its definition gives where there is nothing to sum up."""
    return ibis.coalesce(_VALUES[feature.measure](whole, feature).cast("float64"), float(feature.absent))


def _unpacked(whole: ir.Table, fact: str) -> ir.IntegerValue:
    return whole[f"fact_{fact}"] % _FACT_ROOM


def _whole_seconds(moment: ir.Value) -> ir.Value:
    """Seconds since 1970, cut off: one engine keeps the fraction, another does not."""
    return moment.truncate("s").epoch_seconds().cast("int64")


def _seconds(moment: ir.Value) -> ir.Value:
    return _whole_seconds(moment).cast("float64")


def _since(whole: ir.Table, feature: Feature) -> ir.Value:
    return (_seconds(whole["as_of"]) - _seconds(whole[_key(feature)])) / SECONDS_A_DAY


def _age(whole: ir.Table, moment: ir.Value) -> ir.Value:
    """Years from the day of birth to a moment."""
    days = (_seconds(moment) + SECONDS_BEFORE_EPOCH) / SECONDS_A_DAY
    return (days - _unpacked(whole, "born").cast("float64")) / DAYS_A_YEAR


def _any(whole: ir.Table, feature: Feature) -> ir.Value:
    return ibis.ifelse(whole[_key(feature)] > 0, 1, 0)


_VALUES: dict[Measure, Callable[[ir.Table, Feature], ir.Value]] = {
    Measure.COUNT: lambda whole, f: whole[_key(f)],
    Measure.ANY: _any,
    Measure.HARM: lambda whole, f: whole[_key(f)],
    Measure.DISTINCT: lambda whole, f: whole[_key(f)],
    Measure.PEOPLE: lambda whole, f: whole[_key(f)],
    Measure.DAYS_SINCE_LAST: _since,
    Measure.DAYS_SINCE_FIRST: _since,
    Measure.AGE_AT_FIRST: lambda whole, f: _age(whole, whole[_key(f)]),
    Measure.AGE: lambda whole, f: _age(whole, whole["as_of"]),
    Measure.FACT: lambda whole, f: _unpacked(whole, f.of),
}
