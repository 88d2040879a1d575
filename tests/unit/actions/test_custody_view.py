"""The officer's own view comes first, the answer after it, and what is decided is the officer's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support.custody import AUTHOR, NOW, OFFICER, desk_of

from ninefold.actions.custody.decision import Decided, followed_up, record_decision
from ninefold.actions.custody.desk import Desk
from ninefold.actions.custody.view import record_view, show_score
from ninefold.contracts.product_life import LifeEvent
from ninefold.errors import NotAssured, NotFound, NotInThisState, NotPermitted
from ninefold.govern import audit_log
from ninefold.govern.store import register
from ninefold.govern.store.tables import decision

WHY = "Known to me; has just found work."


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desk_of(tmp_path_factory.mktemp("desk"))
    yield made
    made.workspace.close()


def custodies(desk: Desk, band: str | None = None) -> list[str]:
    """Custody records whose answer may be shown, of one band."""
    model = desk.approved.model
    found = sorted(desk.units.values(), key=lambda unit: unit.custody)
    rows = {unit.custody: desk.row(unit) for unit in found[:200]}
    return [c for c, row in rows.items() if band is None or model.bands(row)[0] == band]  # type: ignore[attr-defined]


def ask(desk: Desk, band: str | None = None, view: str = "low") -> str:
    """A view about the first custody record whose answer is not kept from view."""
    for custody in custodies(desk, band):
        kept = record_view(desk, custody=custody, view=view, reason=WHY, by=OFFICER)
        try:
            show_score(desk, view=kept, by=OFFICER)
        except NotInThisState:
            continue
        return kept
    raise AssertionError("no custody record of that band can be shown")


def test_without_a_view_nothing_is_shown(open_desk: Desk) -> None:
    with pytest.raises(NotInThisState, match="Record your own view first"):
        show_score(open_desk, view="0" * 32, by=OFFICER)


def test_a_view_needs_a_reason_and_a_class_of_the_card(open_desk: Desk) -> None:
    first = custodies(open_desk)[0]
    with pytest.raises(NotInThisState, match="reason"):
        record_view(open_desk, custody=first, view="low", reason="  no  ", by=OFFICER)
    with pytest.raises(NotFound, match="low, moderate, high"):
        record_view(open_desk, custody=first, view="hopeless", reason=WHY, by=OFFICER)


def test_one_officers_view_opens_nothing_for_another(open_desk: Desk) -> None:
    kept = record_view(open_desk, custody=custodies(open_desk)[0], view="low", reason=WHY, by=OFFICER)
    with pytest.raises(NotPermitted):
        show_score(open_desk, view=kept, by="Eli Stone")


def test_the_answer_gives_reasons_changes_gaps_and_a_way_to_contest(open_desk: Desk) -> None:
    answer = show_score(open_desk, view=ask(open_desk), by=OFFICER)
    assert answer.reasons
    assert answer.would_change
    assert answer.not_known
    assert answer.contest
    assert sum(answer.chances.values()) == pytest.approx(1, abs=0.001)


def test_only_moderate_leads_to_an_offer(open_desk: Desk) -> None:
    offers = {
        band: show_score(open_desk, view=ask(open_desk, band), by=OFFICER).offer
        for band in ("low", "moderate")
    }
    assert offers["low"] is None
    assert offers["moderate"] is not None
    assert "housing" in offers["moderate"].pathways


def test_an_offer_cannot_follow_from_low(open_desk: Desk) -> None:
    kept = ask(open_desk, "low")
    with pytest.raises(NotInThisState, match="moderate"):
        record_decision(open_desk, view=kept, decided=Decided("low", WHY, "accepted"), by=OFFICER)


def test_view_answer_and_decision_are_kept_in_that_order_and_audited(open_desk: Desk) -> None:
    kept = ask(open_desk, "moderate", view="high")
    record_decision(open_desk, view=kept, decided=Decided("low", WHY, "accepted", ("housing",)), by=OFFICER)
    with open_desk.workspace.operations.reading() as connection:
        rows = [
            dict(r) for r in connection.execute(select(decision)).mappings() if kept in (r["id"], r["view"])
        ]
        whats = [entry["what"] for entry in audit_log.entries(connection)]
    first, second = sorted(rows, key=lambda row: row["view"] is not None)
    assert (first["band"], first["suggested"]) == ("high", None)
    assert (second["band"], second["suggested"]) == ("low", "moderate")
    assert second["reason"].endswith("[offer: accepted; pathways: housing]")
    assert whats[-3:] == [
        "kept a custody officer's own view", "showed a custody officer a score", "kept a custody officer's decision",
    ]  # fmt: skip


def test_a_decision_cannot_come_before_the_answer(open_desk: Desk) -> None:
    kept = record_view(open_desk, custody=custodies(open_desk)[0], view="low", reason=WHY, by=OFFICER)
    with pytest.raises(NotInThisState, match="not been shown"):
        record_decision(open_desk, view=kept, decided=Decided("low", WHY), by=OFFICER)


def test_people_are_followed_after_the_decision_and_never_called_free_too_early(open_desk: Desk) -> None:
    kept = ask(open_desk, "moderate")
    record_decision(open_desk, view=kept, decided=Decided("moderate", WHY, "declined"), by=OFFICER)
    soon = {f.offer: f for f in followed_up(open_desk, by=OFFICER, until=NOW, months=[4])}
    later = {
        f.offer: f for f in followed_up(open_desk, by=OFFICER, until=NOW + timedelta(days=400), months=[4])
    }
    assert (soon["declined"].people, soon["declined"].followed) == (1, 0)
    assert (later["declined"].followed, later["declined"].any_offence) == (1, 0)


def test_a_suspended_product_answers_nobody_even_at_a_warm_desk(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, people=150)
    kept = record_view(desk, custody=custodies(desk)[0], view="low", reason=WHY, by=OFFICER)
    with desk.workspace.operations.writing() as connection:
        event = LifeEvent("suspended", AUTHOR, NOW, reason="Drift in two periods running.")
        register.record(connection, "hart", "1.0", event)
    with pytest.raises(NotInThisState, match="suspended"):
        show_score(desk, view=kept, by=OFFICER)
    desk.workspace.close()


def test_an_expired_approval_shows_nothing(open_desk: Desk) -> None:
    kept = record_view(open_desk, custody=custodies(open_desk)[0], view="low", reason=WHY, by=OFFICER)
    next_year = replace(open_desk.workspace, clock=lambda: NOW + timedelta(days=301))
    with pytest.raises(NotAssured, match="expired"):
        show_score(replace(open_desk, workspace=next_year), view=kept, by=OFFICER)
