"""Disclosure control: the few are withheld, nothing left tells them, and no column leaks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.unit.publish.made_up import by_cell, figures, nest_of, with_totals

from ninefold.errors import NotInThisState, SettingMissing
from ninefold.publish import disclosure
from ninefold.publish.cells import Nest
from ninefold.publish.disclosure import WITHHELD, protect
from ninefold.publish.policy import EXACT, PROTECTED, Policy
from ninefold.publish.rounding import to_base

ZEROS_SHOWN = Policy("zeros shown", zeros_disclose=False)
AREAS = ["M1.L1", "M1.L2", "M1.L3", "M2.L4", "M2.L5"]
MONTHS = ["2019-01", "2019-02"]
CATEGORIES = ["burglary", "robbery", "drugs"]

small_counts = st.one_of(st.integers(0, 14), st.integers(0, 120))
tables = st.fixed_dictionaries({(a, m, c): small_counts for a in AREAS for m in MONTHS for c in CATEGORIES})


def cell(area="L1", category="all", kind="lsoa", period="2019-01", product="volume"):
    return (product, kind, area, period, category)


def protected(atoms, policy=PROTECTED):
    cells = with_totals(atoms)
    return cells, protect(figures(cells), policy, nest=Nest(nest_of(AREAS)))


def test_a_few_are_withheld_with_a_marker_that_is_not_zero():
    shown = protect(figures({cell("L1"): 9, cell("L2"): 10, cell("L3"): 23}), PROTECTED)
    assert by_cell(shown) == {cell("L1"): None, cell("L2"): 10, cell("L3"): 25}
    assert by_cell(shown, "suppressed") == {cell("L1"): True, cell("L2"): False, cell("L3"): False}


def test_an_empty_cell_is_withheld_when_zeros_disclose_and_shown_as_zero_when_not():
    counts = figures({cell("L1"): 0, cell("L2"): 30})
    assert by_cell(protect(counts, PROTECTED))[cell("L1")] is None
    assert by_cell(protect(counts, ZEROS_SHOWN))[cell("L1")] == 0


def test_a_cell_left_out_does_not_say_there_were_none():
    """Two areas, two categories, one cell missing: it comes out withheld, among the others."""
    counts = figures({cell("L1", "a"): 20, cell("L1", "b"): 20, cell("L2", "a"): 20})
    shown = by_cell(protect(counts, PROTECTED), "suppressed")
    assert shown[cell("L2", "b")] is True


def test_what_is_not_known_is_neither_withheld_nor_zero():
    shown = protect(figures({cell("L1"): None, cell("L2"): 30}), PROTECTED).to_pylist()[0]
    assert (shown["value"], shown["suppressed"]) == (None, False)


def test_a_single_withheld_cell_gets_a_companion_so_that_the_total_does_not_tell_it():
    counts = {cell(category="a"): 4, cell(category="b"): 20, cell(category="c"): 50, cell(): 74}
    shown = by_cell(protect(figures(counts), PROTECTED))
    assert shown == {cell(category="a"): None, cell(category="b"): None, cell(category="c"): 50, cell(): 75}


def test_two_withheld_cells_holding_too_few_together_get_a_companion_too():
    counts = {cell(category="a"): 4, cell(category="b"): 3, cell(category="c"): 50, cell(category="d"): 60}
    shown = by_cell(protect(figures(counts | {cell(): 117}), PROTECTED))
    assert shown[cell(category="c")] is None
    assert shown[cell(category="d")] == 60


def test_records_without_a_place_count_as_hidden_and_are_not_told_by_the_total():
    """Twenty-four in the force, twenty in its only area: the four elsewhere must not be told."""
    counts = {cell("L1"): 20, cell("wessex", kind="force"): 24}
    shown = by_cell(protect(figures(counts), PROTECTED, nest=Nest({("lsoa", "L1"): {"force": "wessex"}})))
    assert shown == {cell("L1"): None, cell("wessex", kind="force"): 25}


@settings(max_examples=60, deadline=None)
@given(tables, st.sampled_from([PROTECTED, ZEROS_SHOWN]))
def test_no_figure_below_the_threshold_is_ever_shown(atoms, policy):
    cells, shown = protected(atoms, policy)
    for key, value in by_cell(shown).items():
        if value is not None:
            assert value % policy.base == 0
            assert abs(value - cells[key]) <= policy.base / 2
            assert cells[key] >= policy.threshold or (cells[key] == 0 == value and not policy.zeros_disclose)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_shown_parts_and_totals_agree_within_their_rounding(atoms):
    _, shown = protected(atoms)
    values = by_cell(shown)
    for (product, kind, area, period, category), total in values.items():
        parts = [values.get((product, kind, area, period, part)) for part in CATEGORIES]
        if category == "all" and total is not None and None not in parts:
            assert abs(total - sum(parts)) <= 2 * (len(parts) + 1)


@settings(max_examples=60, deadline=None)
@given(tables, st.sampled_from([PROTECTED, ZEROS_SHOWN]))
def test_the_withheld_parts_of_a_shown_total_are_two_and_hold_the_threshold(atoms, policy):
    cells, shown = protected(atoms, policy)
    values = by_cell(shown, "suppressed")
    for (product, kind, area, period, category), withheld in values.items():
        if category != "all" or withheld:
            continue
        parts = [(product, kind, area, period, part) for part in CATEGORIES]
        hidden = [cells[part] for part in parts if values[part]]
        assert not hidden or (len(hidden) >= 2 and sum(hidden) >= policy.threshold)


def bounds_of_withheld(cells, shown):
    """For every withheld cell of a few, the least and most an attacker with a linear programme can prove."""
    atoms = [(a, m, c) for a in AREAS for m in MONTHS for c in CATEGORIES]
    rows, most, least, asked = [], [], [], []
    for key, value in by_cell(shown).items():
        _, kind, place, period, category = key
        inside = [
            place in {"lsoa": (a,), "msoa": (a.split(".")[0],), "force": ("wessex",)}[kind]
            and period in (m, "2019-Q1")
            and category in (c, "all")
            for a, m, c in atoms
        ]
        if value is None:
            asked += [np.array(inside, float)] if cells[key] < 10 else []
        else:
            rows.append(inside)
            most.append(value + 2 if value else 0)
            least.append(max(value - 2, 10) if value else 0)
    if not rows:
        return [(0, np.inf)] * len(asked)
    known = np.array(rows, float)
    limits = {
        "A_ub": np.vstack([known, -known]),
        "b_ub": np.r_[most, np.negative(least)],
        "bounds": (0, None),
    }
    found = []
    for wanted in asked:
        low = linprog(wanted, **limits).fun
        high = linprog(-wanted, **limits)
        found.append((low, -high.fun if high.status == 0 else np.inf))
    return found


@pytest.mark.parametrize("policy", [PROTECTED, ZEROS_SHOWN], ids=lambda policy: policy.name)
def test_an_attacker_solving_every_equation_at_once_pins_no_withheld_cell(policy):
    random = np.random.default_rng(20260501)
    narrowest = np.inf
    for _ in range(8):
        size = random.choice([3, 9, 20, 60], (len(AREAS), 1, len(CATEGORIES)))
        counts = random.poisson(np.broadcast_to(size, (len(AREAS), len(MONTHS), len(CATEGORIES))))
        atoms = {
            (a, m, c): int(counts[i, j, k])
            for i, a in enumerate(AREAS)
            for j, m in enumerate(MONTHS)
            for k, c in enumerate(CATEGORIES)
        }
        for low, high in bounds_of_withheld(*protected(atoms, policy)):
            narrowest = min(narrowest, np.floor(high + 1e-6) - np.ceil(low - 1e-6))
    assert narrowest >= 2


def test_without_companions_the_same_attacker_learns_more(monkeypatch):
    """A broken control must show in the attack, or the attack proves nothing."""
    atoms = {(a, m, c): 50 for a in AREAS for m in MONTHS for c in CATEGORIES} | {
        ("M1.L1", "2019-01", "drugs"): 4
    }
    safe = bounds_of_withheld(*protected(atoms))
    monkeypatch.setattr(disclosure, "with_companions", lambda counts, withheld, *rest: withheld)
    broken = bounds_of_withheld(*protected(atoms))
    assert broken[0][1] < 10 < safe[0][1]


def column_pairs(values, **columns):
    cells = {cell(f"L{i}"): value for i, value in enumerate(values)}
    return protect(figures(cells, **columns), PROTECTED)


def test_limits_are_made_from_the_rounded_figure_so_they_do_not_tell_the_count():
    exact = [23, 24, 25, 26, 27]
    shown = column_pairs(exact, low=[v - 9.6 for v in exact], high=[v + 11.0 for v in exact])
    assert len({(row["value"], row["low"], row["high"]) for row in shown.to_pylist()}) == 1
    assert shown["low"][0].as_py() <= 14 <= 35 <= shown["high"][0].as_py()


@settings(max_examples=80, deadline=None)
@given(st.integers(10, 400), st.integers(-2, 2), st.floats(0, 500), st.floats(0, 500))
def test_two_counts_shown_alike_are_alike_in_every_column(count, step, trend, limit):
    """Whatever a column holds, two counts that round to the same figure cannot be told apart by it."""
    other = count + step
    if other < 10 or to_base(count, 5) != to_base(other, 5):
        other = count
    given_columns = {
        "trend": [trend + count],
        "low": [count - 3.3],
        "high": [count + 4.4],
        "expected": [limit],
    }
    given_columns |= {
        "expected_low": [limit - 6.0],
        "expected_high": [limit + 6.0],
        "reasons": [f"{count} in all"],
    }
    bands = {n: "higher" if n > limit + 6 else "lower" if n < limit - 6 else "usual" for n in (count, other)}
    one = column_pairs([count], band=[bands[count]], **given_columns)
    changed = given_columns | {"trend": [trend + other], "low": [other - 3.3], "high": [other + 4.4]}
    two = column_pairs([other], band=[bands[other]], **(changed | {"reasons": [f"{other} in all"]}))
    assert one.to_pylist() == two.to_pylist()


def test_a_withheld_row_says_nothing_in_any_column():
    numbers = ("low", "high", "trend", "expected", "expected_low", "expected_high")
    everything = {name: [4.0] for name in numbers}
    row = column_pairs([4], band=["usual"], reasons=["4 burglaries"], **everything).to_pylist()[0]
    assert {name for name, value in row.items() if value is not None} == {
        "product", "area_kind", "area", "area_name", "period", "category", "reasons", "suppressed"
    }  # fmt: skip
    assert row["reasons"] == WITHHELD


def test_companions_and_the_few_look_alike():
    counts = {cell(category="a"): 4, cell(category="b"): 20, cell(category="c"): 50, cell(): 74}
    rows = protect(figures(counts), PROTECTED).to_pylist()
    withheld = [{k: v for k, v in row.items() if k != "category"} for row in rows if row["suppressed"]]
    assert len(withheld) == 2
    assert withheld[0] == withheld[1]


def harm(counts, weights):
    cells = {}
    for (area, category), count in counts.items():
        cells[cell(area, category)] = count
        cells[cell(area, category, product="harm")] = count * weights[category]
    for area in {area for area, _ in counts}:
        for product in ("volume", "harm"):
            own = [value for key, value in cells.items() if key[0] == product and key[2] == area]
            cells[cell(area, product=product)] = sum(own)
    return cells


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 60), st.sampled_from([1.0, 2.5, 10.0, 19.9, 365.0, 1825.0, 5475.0]))
def test_harm_does_not_tell_the_count_even_when_every_record_weighs_the_same(fives, weight):
    alike = [5 * fives + step for step in (-2, -1, 0, 1, 2) if 5 * fives + step >= 10]
    tables = [protect(figures(harm({("L1", "a"): count}, {"a": weight})), PROTECTED) for count in alike]
    assert len({by_cell(shown)[cell("L1", "a", product="harm")] for shown in tables}) == 1


def test_harm_is_withheld_wherever_its_count_is():
    shown = by_cell(
        protect(figures(harm({("L1", "a"): 4, ("L1", "b"): 40}, {"a": 2.0, "b": 2.0})), PROTECTED)
    )
    assert shown[cell("L1", "a", product="harm")] is None
    assert shown[cell("L1", "b", product="harm")] is None


def test_harm_without_its_count_is_withheld_for_it_cannot_be_checked():
    shown = by_cell(protect(figures({cell(product="harm"): 5000}), PROTECTED))
    assert shown[cell(product="harm")] is None


def test_a_total_of_harm_that_is_mostly_a_few_grave_crimes_is_withheld():
    """Two rapes among sixty thefts: the total of harm would tell of them, the total of volume does not."""
    counts = {("L1", "rape"): 2, ("L1", "theft"): 60, ("L1", "drugs"): 30}
    cells = harm(counts, {"rape": 1825.0, "theft": 2.0, "drugs": 3.0})
    shown = by_cell(protect(figures(cells), PROTECTED))
    assert shown[cell("L1", product="harm")] is None
    assert shown[cell("L1")] == 90


def test_a_rate_is_made_again_from_the_rounded_count():
    policy = Policy("with rates", measures={"volume": PROTECTED.measures["volume"], "per_1000": RATE})
    cells = {cell(): 23, cell(product="per_1000"): 23 / 1.5}
    assert by_cell(protect(figures(cells), policy))[cell(product="per_1000")] == pytest.approx(
        25 / 1.5, rel=0.01
    )


RATE = PROTECTED.measures["harm"].__class__("rate", "volume")


@pytest.mark.parametrize(
    "cells",
    [
        {cell(product="mystery"): 30},
        {cell("A", kind="lsoa"): 30, cell("B", kind="ward"): 30},
        {cell(period="2018-01/2018-12"): 30, cell(period="2018-02/2019-01"): 30},
        {cell(period="last year"): 30},
        {cell(): -1},
    ],
    ids=["unknown measure", "areas not nested", "periods overlapping", "not a period", "count below zero"],
)
def test_what_cannot_be_checked_is_refused(cells):
    with pytest.raises(NotInThisState):
        protect(figures(cells), PROTECTED)


def test_two_figures_for_one_cell_are_refused():
    one = figures({cell(): 30})
    with pytest.raises(NotInThisState, match="two figures"):
        protect(one.__class__.from_batches(one.to_batches() * 2), PROTECTED)


def test_exact_figures_are_the_findings_themselves_in_order_of_key():
    counts = figures({cell("L2"): 3, cell("L1"): 0}, trend=[1.5, 2.5])
    shown = protect(counts, EXACT)
    assert shown["value"].to_pylist() == [0, 3]
    assert shown["trend"].to_pylist() == [2.5, 1.5]


def test_the_order_of_the_findings_does_not_show():
    cells = with_totals({(a, m, c): 17 for a in AREAS for m in MONTHS for c in CATEGORIES})
    backwards = dict(reversed(cells.items()))
    nest = Nest(nest_of(AREAS))
    one, two = (protect(figures(given), PROTECTED, nest=nest) for given in (cells, backwards))
    assert one.to_pylist() == two.to_pylist()


def test_ties_go_to_the_even_multiple_so_rounding_does_not_lean():
    assert to_base([5, 15, 25, 35], 10).tolist() == [0, 20, 20, 40]
    assert sum(to_base(np.arange(0, 1000), 5) - np.arange(0, 1000)) == 0


def test_a_low_threshold_needs_written_approval_and_must_fit_the_base():
    with pytest.raises(SettingMissing, match="approval"):
        Policy("low", threshold=5)
    assert Policy("low", threshold=5, approval="Information governance board, 2026-04-01").threshold == 5
    with pytest.raises(SettingMissing, match="multiple"):
        Policy("uneven", threshold=12)
