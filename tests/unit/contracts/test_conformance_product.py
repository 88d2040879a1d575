"""The conformance checks catch products that break their promises: each is shown one that does."""

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ninefold.contracts import conformance_product as checks
from ninefold.contracts.product import Product
from ninefold.contracts.product_registry import load_product
from ninefold.contracts.promises import ProductNonconforming

VOLUME = load_product("volume")
SAMPLE = checks.read_sample(VOLUME.folder / "sample")
Change = Callable[[pa.Table], pa.Table]


def _with_findings(change: Change) -> Product:
    return replace(VOLUME, analyse=lambda fitted, features: change(VOLUME.analyse(fitted, features)))


def _set(name: str, value: Callable[[pa.Table], pa.Array]) -> Change:
    def change(found: pa.Table) -> pa.Table:
        place = found.schema.get_field_index(name)
        return found.set_column(place, found.schema.field(name), value(found))

    return change


def _fails(check: Callable[[Product, checks.Sample], None], product: Product) -> None:
    with pytest.raises(ProductNonconforming):
        check(product, SAMPLE)


def test_a_product_that_keeps_its_promises_passes() -> None:
    checks.check_product(VOLUME, SAMPLE)


def test_findings_without_reasons_are_caught() -> None:
    silent = _with_findings(_set("reasons", lambda f: pa.array([[]] * len(f), pa.list_(pa.string()))))
    _fails(checks.every_finding_has_a_reason_and_an_interval, silent)


def test_an_interval_beside_its_value_is_caught() -> None:
    wrong = _with_findings(_set("high", lambda f: pc.subtract(f["low"], 1.0)))
    _fails(checks.every_finding_has_a_reason_and_an_interval, wrong)


def test_a_band_the_card_does_not_know_is_caught() -> None:
    wrong = _with_findings(_set("band", lambda f: pa.array(["alarming"] * len(f), pa.string())))
    _fails(checks.findings_have_the_one_shape, wrong)


def test_findings_given_twice_are_caught() -> None:
    _fails(checks.findings_have_the_one_shape, _with_findings(lambda f: pa.concat_tables([f, f])))


def test_findings_from_nothing_are_caught() -> None:
    whole = VOLUME.analyse(*_trained())
    _fails(checks.empty_in_gives_empty_out, _with_findings(lambda _: whole))


def _trained() -> tuple[object, pa.Table]:
    features = VOLUME.features(SAMPLE.inputs).to_pyarrow()
    return VOLUME.train(SAMPLE.inputs, features), features


def test_findings_that_change_by_themselves_are_caught() -> None:
    runs: list[int] = []

    def restless(found: pa.Table) -> pa.Table:
        runs.append(1)
        return found.slice(0, found.num_rows - len(runs))

    _fails(checks.same_inputs_give_same_findings, _with_findings(restless))


def test_reading_past_the_as_of_is_caught() -> None:
    """A product that counts all records there are, whenever they became known."""

    class Everything:
        def __init__(self, inputs: checks.SampleInputs) -> None:
            self.area_kinds = inputs.area_kinds
            self.events = replace(inputs, as_of=inputs.as_of.replace(year=9999)).events

    peeking = replace(VOLUME, features=lambda inputs: VOLUME.features(Everything(inputs)))  # type: ignore[arg-type]
    _fails(checks.later_records_never_change_earlier_findings, peeking)


def test_values_that_depend_on_the_other_subjects_are_caught() -> None:
    ranked = _with_findings(_set("value", lambda f: pc.divide(f["value"], pc.sum(f["value"]))))
    _fails(checks.half_the_subjects_give_the_same_findings, ranked)


def test_a_forbidden_attribute_among_the_features_is_caught() -> None:
    using = replace(VOLUME, card=replace(VOLUME.card, attributes_never_used=("area",)))
    _fails(checks.no_forbidden_attribute_is_a_feature, using)


def test_a_figure_other_than_the_one_worked_out_by_hand_is_caught() -> None:
    doubled = _with_findings(_set("value", lambda f: pc.multiply(f["value"], 2.0)))
    _fails(checks.findings_worked_out_by_hand_are_met, doubled)


def test_all_broken_promises_are_told_at_once() -> None:
    alarming = _set("band", lambda f: pa.array(["alarming"] * len(f), pa.string()))
    broken = _with_findings(lambda f: alarming(f).slice(0, 5))
    with pytest.raises(ProductNonconforming, match=r"(?s)band.*expected\.csv"):
        checks.check_product(broken, SAMPLE)
