"""The gates about people and papers: decisions, ethics file, public record, rights, expiry, drift, feedback."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.assure.made_up import asked, demo, told

from ninefold.assure.ethics import NEEDED
from ninefold.assure.evidence import (
    Approval,
    Artefacts,
    Document,
    Evidence,
    FeedbackFacts,
    TransparencyRecord,
    Use,
)
from ninefold.contracts.check import DECISION_SCHEMA

TODAY = date(2026, 11, 1)
PAPER = Document("an author", "a head of department", date(2026, 9, 1))


def _with(**facts: object) -> Evidence:
    return Evidence("p", artefacts=Artefacts(today=TODAY, **facts))  # type: ignore[arg-type]


def _decisions(differing: int, *, of: int = 200, reason: str = "as I saw it") -> pa.Table:
    rows = [
        {
            "subject": f"s{number}",
            "as_of": None,
            "officer": f"officer {number % 2}",
            "before": "offer",
            "suggested": "offer",
            "after": "charge" if number < differing else "offer",
            "reason": reason,
            "shown_at": np.datetime64("2026-10-01T10:00", "us").item(),
        }
        for number in range(of)
    ]
    return pa.Table.from_pylist(rows, schema=DECISION_SCHEMA)


def test_a_whole_recent_and_countersigned_file_passes() -> None:
    assert told(_with(documents=dict.fromkeys(NEEDED, PAPER)), "G21") == set()


@pytest.mark.parametrize(
    "paper",
    [
        replace(PAPER, signed_by="An Author "),
        replace(PAPER, signed_on=date(2025, 10, 1)),
        replace(PAPER, signed_on=None),
        replace(PAPER, missing=("proportionality",)),
    ],
    ids=["signed by its author", "too old", "undated", "a head left empty"],
)
def test_a_paper_that_is_not_in_order_fails(paper: Document) -> None:
    found = asked(_with(documents={**dict.fromkeys(NEEDED, PAPER), "dpia": paper}), "G21")

    assert [(v.subject, v.verdict) for v in found] == [("dpia", "fail")]


def test_a_paper_that_is_not_there_could_not_be_read() -> None:
    found = asked(_with(documents={"dpia": PAPER}), "G21")

    assert {v.verdict for v in found} == {"could_not_compute"}
    assert len(found) == len(NEEDED) - 1


def test_a_record_with_a_gap_or_without_an_address_fails() -> None:
    assert told(_with(record=TransparencyRecord(("scope",), "https://example.org/r")), "G22") == {
        ("G22", "record", "fail")
    }
    assert told(_with(record=TransparencyRecord(())), "G22") == {("G22", "published", "fail")}


def test_a_score_without_reasons_fails_the_rights_gate() -> None:
    findings = pa.table(
        {"reasons": [["because"], []], "contest": ["write to us", "write to us"], "delete_on": [TODAY, TODAY]}
    )

    assert told(_with(findings=findings), "G23") == {("G23", "reasons", "fail")}


def test_people_who_decide_pass_and_rubber_stamps_are_looked_into() -> None:
    assert told(_with(decisions=_decisions(40)), "G20") == set()
    stamped = asked(_with(decisions=_decisions(1)), "G20")

    assert {(v.check, v.verdict) for v in stamped} == {("override", "justify")}
    assert "Rubber stamp" in stamped[0].why


def test_a_decision_without_a_reason_is_rejected() -> None:
    assert told(_with(decisions=_decisions(40, reason=" ")), "G20") == {("G20", "log", "fail")}


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"expires_on": date(2028, 1, 1)}, "life"),
        ({"expires_on": date(2026, 10, 1)}, "life"),
        ({"approvers": ("the author", "one other")}, "approvers"),
        ({"state": "retired", "jobs_running": 1}, "jobs"),
    ],
)
def test_an_approval_out_of_order_fails(change: dict[str, object], check: str) -> None:
    sound = Approval("the author", ("one", "two"), date(2026, 6, 1), date(2027, 6, 1))

    assert told(_with(approval=sound), "G24") == set()
    assert told(_with(approval=replace(sound, **change)), "G24") == {("G24", check, "fail")}  # type: ignore


def test_one_approver_is_enough_for_a_place() -> None:
    one = Approval("the author", ("one",), date(2026, 6, 1), date(2027, 6, 1))
    about_places = replace(_with(approval=one), use=Use(people=False))

    assert told(about_places, "G24") == set()


def test_a_slice_that_is_too_small_or_no_log_is_to_be_justified() -> None:
    assert told(_with(feedback=FeedbackFacts(True, 500, 0.2, 0.21)), "G19") == set()
    assert told(_with(feedback=FeedbackFacts(False, 500)), "G19") == {("G19", "slice", "justify")}


@pytest.fixture(scope="module")
def sound() -> Evidence:
    return demo(2_000)


def _later(sound: Evidence, shift: int) -> pa.Table:
    assert sound.dataset is not None
    rows = sound.dataset.rows.slice(0, 600)
    return rows.set_column(1, "priors", pa.array(rows["priors"].to_numpy() + shift))


def test_the_same_people_again_have_not_drifted(sound: Evidence) -> None:
    same = replace(sound, artefacts=replace(sound.artefacts, later=_later(sound, 0)))

    assert told(same, "G18") == set()


def test_people_of_another_kind_have_drifted_and_twice_in_a_row_suspends(sound: Evidence) -> None:
    moved = replace(sound.artefacts, later=_later(sound, 4), drift_history=(False, True))
    found = asked(replace(sound, artefacts=moved), "G18")

    assert {"score", "priors"} <= {v.subject for v in found}
    assert "age" not in {v.subject for v in found}
    assert any("Suspend" in v.why for v in found if v.check == "in_a_row")


def test_outcomes_that_come_more_often_than_foretold_suspend(sound: Evidence) -> None:
    rows = _later(sound, 0)
    came = np.ones(rows.num_rows, dtype=np.int8)
    matured = replace(sound.artefacts, later=rows, later_outcome=came)

    assert ("G18", "matured", "justify") in told(replace(sound, artefacts=matured), "G18")
