"""The checks that every product passes: ours, and a force's private ones.

    check_product(load_product("volume"))

A sample is a folder: `events.csv` (columns of the event table that matter, `month`, the kinds of area, and
`n`, how many such records), `coverage.csv` (force, layout, period, rows), `sample.toml` (as_of, area_kinds)
and `expected.csv` (findings worked out by hand). All of it is made up.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ninefold.contracts.finding import COMMON, FINDING_SCHEMA, KEY
from ninefold.contracts.product import Product, answer
from ninefold.contracts.promises import check_every, hold
from ninefold.pole.tables import TABLES

Rows = dict[tuple[Any, ...], dict[str, Any]]
NEAR = 1e-9


@dataclass(frozen=True)
class SampleInputs:
    """The world of a sample as at a moment: only what was known by then."""

    as_of: datetime
    run: str
    records: pa.Table
    area_kinds: tuple[str, ...]
    coverage: pa.Table

    @property
    def events(self) -> ibis.Table:
        """The event records known by `as_of`."""
        known = pc.less_equal(self.records["known_at"], pa.scalar(self.as_of, pa.timestamp("us")))
        return ibis.memtable(self.records.filter(known))


@dataclass(frozen=True)
class Sample:
    """A product's sample: its inputs, and the findings that were worked out by hand."""

    inputs: SampleInputs
    expected: list[dict[str, str]]


def read_sample(folder: Path) -> Sample:
    """The sample in a product's `sample/` folder."""
    about = tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8"))
    events = _all_text(folder / "events.csv")
    inputs = SampleInputs(
        as_of=about["as_of"],
        run="sample",
        records=_event_table(events, tuple(about["area_kinds"])),
        area_kinds=tuple(about["area_kinds"]),
        coverage=_coverage(folder / "coverage.csv"),
    )
    return Sample(inputs, _all_text(folder / "expected.csv").to_pylist())


def _all_text(path: Path) -> pa.Table:
    names = path.open(encoding="utf-8").readline().strip().split(",")
    convert = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
    )
    return pacsv.read_csv(path, convert_options=convert)


def _event_table(rows: pa.Table, area_kinds: tuple[str, ...]) -> pa.Table:
    """Events with all the columns a product may ask for, each row as often as its `n` says."""
    times = pa.array([i for i, n in enumerate(rows["n"].to_pylist()) for _ in range(int(n or 1))], pa.int64())
    rows = rows.take(times)
    types = {name: kind for name, kind in TABLES["event"].columns.items() if kind != "map"}
    wanted = types | dict.fromkeys(("month", *area_kinds), "string")
    columns = {
        name: rows[name].cast(_type(kind)) if name in rows.column_names else pa.nulls(len(rows), _type(kind))
        for name, kind in wanted.items()
    }
    return pa.table(columns)


def _type(kind: str) -> pa.DataType:
    named = {"timestamp": pa.timestamp("us"), "date": pa.date32()}
    return named[kind] if kind in named else pa.type_for_alias(kind)


def _coverage(path: Path) -> pa.Table:
    table = _all_text(path)
    place = table.column_names.index("rows")
    return table.set_column(place, "rows", table["rows"].cast(pa.int64()))


def check_product(product: Product, sample: Sample | None = None) -> None:
    """Run every check; raises ProductNonconforming with all the promises that are broken."""
    check_every(CHECKS, product, sample or read_sample(product.folder / "sample"))


def _rows(findings: pa.Table) -> Rows:
    return {tuple(row[name] for name in KEY): row for row in findings.to_pylist()}


def card_lists_a_forbidden_use(product: Product, sample: Sample) -> None:
    """The card says at least one thing the product must not be used for, and how change is tested."""
    hold(bool(product.card.uses_forbidden), product, "its card lists no forbidden use.")


def empty_in_gives_empty_out(product: Product, sample: Sample) -> None:
    """No events and no deliveries give no findings."""
    inputs = replace(
        sample.inputs, records=sample.inputs.records.slice(0, 0), coverage=sample.inputs.coverage.slice(0, 0)
    )
    hold(answer(product, inputs).num_rows == 0, product, "empty inputs gave findings.")


def findings_have_the_one_shape(product: Product, sample: Sample) -> None:
    """Schema, stamp, bands and keys are as the contract says."""
    found = answer(product, sample.inputs)
    hold(found.schema.equals(FINDING_SCHEMA), product, "its findings are not in FINDING_SCHEMA.")
    hold(found.num_rows > 0, product, "its sample gave no findings.")
    for field in COMMON:
        empty = found[field.name].null_count
        hold(field.nullable or empty == 0, product, f"findings have an empty `{field.name}`.")
    hold(len(_rows(found)) == found.num_rows, product, "two findings have the same key.")
    bands = set(found["band"].to_pylist())
    hold(bands <= set(product.card.bands), product, "findings have a band its card does not list.")
    stamps = {(row["product"], row["version"], row["as_of"], row["run"]) for row in found.to_pylist()}
    expected = (product.name, product.card.version, sample.inputs.as_of, sample.inputs.run)
    hold(stamps == {expected}, product, "findings are not stamped with the product, version, as_of and run.")


def every_finding_has_a_reason_and_an_interval(product: Product, sample: Sample) -> None:
    """Only a missing month is without a value; every other value lies within low and high."""
    for row in answer(product, sample.inputs).to_pylist():
        hold(bool(row["reasons"]) and all(row["reasons"]), product, "a finding has no reason.")
        if row["band"] == "missing" and row["value"] is None:
            continue
        value, low, high = row["value"], row["low"], row["high"]
        hold(None not in (value, low, high), product, "a finding has no value or no interval.")
        room = NEAR * (1 + abs(value))
        hold(low - room <= value <= high + room, product, "a finding's value lies outside its interval.")


def same_inputs_give_same_findings(product: Product, sample: Sample) -> None:
    """Twice the same, and the same again with the records in another order."""
    first = answer(product, sample.inputs)
    hold(first.equals(answer(product, sample.inputs)), product, "a second run gave other findings.")
    records = sample.inputs.records
    backwards = replace(
        sample.inputs, records=records.take(pa.array(range(records.num_rows - 1, -1, -1), pa.int64()))
    )
    hold(_rows(first) == _rows(answer(product, backwards)), product, "the order of records changed findings.")


def later_records_never_change_earlier_findings(product: Product, sample: Sample) -> None:
    """What became known after `as_of` leaves the findings as at `as_of` as they were."""
    records, as_of = sample.inputs.records, sample.inputs.as_of
    place = records.column_names.index("known_at")
    late = pa.array([as_of + timedelta(days=1)] * records.num_rows, pa.timestamp("us"))
    later = records.set_column(place, records.schema.field("known_at"), late)
    with_later = replace(sample.inputs, records=pa.concat_tables([records, later]))
    same = _rows(answer(product, sample.inputs)) == _rows(answer(product, with_later))
    hold(same, product, "records known only later changed its findings.")


def half_the_subjects_give_the_same_findings(product: Product, sample: Sample) -> None:
    """What was learnt from all, applied to half the areas; a pooled product is held to its values only."""
    features = product.features(sample.inputs).to_pyarrow()
    fitted = product.train(sample.inputs, features)
    areas = sorted(set(features["area"].to_pylist()))[::2]
    half = features.filter(pc.is_in(features["area"], value_set=pa.array(areas)))
    whole = {k: v for k, v in _rows(product.analyse(fitted, features)).items() if v["area"] in areas}
    part = {k: v for k, v in _rows(product.analyse(fitted, half)).items() if v["area"] in areas}
    names = ("value", "low", "high") if product.card.pooled else tuple(FINDING_SCHEMA.names)
    # A pooled product may give a zero in one and leave it out in the other.
    keys = {key for key in whole.keys() | part.keys() if (whole.get(key) or part[key])["value"] != 0}
    same = all(
        key in whole and key in part and all(whole[key][name] == part[key][name] for name in names)
        for key in keys
    )
    hold(same, product, "half the subjects gave other findings for that half.")


def no_forbidden_attribute_is_a_feature(product: Product, sample: Sample) -> None:
    """Nothing the card forbids is among the columns of the features."""
    used = set(product.features(sample.inputs).columns) & set(product.card.attributes_never_used)
    hold(not used, product, "an attribute its card forbids is among its features.")


def inputs_are_left_as_they_were(product: Product, sample: Sample) -> None:
    """A run changes neither records, coverage nor features."""
    records, coverage = sample.inputs.records.to_pylist(), sample.inputs.coverage.to_pylist()
    features = product.features(sample.inputs).to_pyarrow()
    before = features.to_pylist()
    product.analyse(product.train(sample.inputs, features), features)
    same = (
        records == sample.inputs.records.to_pylist()
        and coverage == sample.inputs.coverage.to_pylist()
        and before == features.to_pylist()
    )
    hold(same, product, "a run changed its inputs.")


def findings_worked_out_by_hand_are_met(product: Product, sample: Sample) -> None:
    """Every finding in the sample's expected.csv is given, with the figures written there (to 3 decimals)."""
    found = _rows(answer(product, sample.inputs))
    hold(bool(sample.expected), product, "its sample expects no finding.")
    for line, row in enumerate(sample.expected, start=2):
        key = tuple(row[name] for name in KEY)
        hold(key in found, product, f"expected.csv line {line}: no such finding was given.")
        for name in ("value", "low", "high"):
            given = found[key][name]
            wanted = None if row[name] is None else float(row[name])
            near = given == wanted or (None not in (given, wanted) and abs(given - wanted) < 0.0006)
            hold(near, product, f"expected.csv line {line}: `{name}` differs.")
        hold(found[key]["band"] == row["band"], product, f"expected.csv line {line}: `band` differs.")


CHECKS: tuple[Callable[[Product, Sample], None], ...] = (
    card_lists_a_forbidden_use,
    empty_in_gives_empty_out,
    findings_have_the_one_shape,
    every_finding_has_a_reason_and_an_interval,
    same_inputs_give_same_findings,
    later_records_never_change_earlier_findings,
    half_the_subjects_give_the_same_findings,
    no_forbidden_attribute_is_a_feature,
    inputs_are_left_as_they_were,
    findings_worked_out_by_hand_are_met,
)
