"""What may follow what in the life of a product; above all, that nothing scores without a live approval."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.contracts.product_life import (
    AUTOMATIC,
    KINDS,
    LONGEST_APPROVAL,
    Life,
    LifeEvent,
    after,
    can_score,
    check_can_score,
    life_of,
)
from ninefold.errors import NotAssured, NotInThisState, NotPermitted, UserError

START = datetime(2026, 1, 1)
AUTHOR, FIRST, SECOND = "Ada", "Bo", "Cy"


def made(kind: str, day: int, by: str = AUTHOR, **said: object) -> LifeEvent:
    return LifeEvent(kind, by, START + timedelta(days=day), artefact=f"{kind}-{day}", **said)  # type: ignore[arg-type]


EVALUATED = (
    made("defined", 0),
    made("snapshotted", 1),
    made("fitted", 2),
    made("evaluated", 3, model="fitted-2", passed=True),
)


def approval(by: str, day: int = 4, *, of: str = "evaluated-3", ends: int = 300, **said: object) -> LifeEvent:
    told: dict[str, object] = {"evaluation": of, "passed": True, "reason": "Read it and agree."} | said
    return replace(made("approved", day, by), expires=START + timedelta(days=ends), **told)


APPROVED = (*EVALUATED, approval(FIRST), approval(SECOND, 5))


def test_a_life_goes_from_draft_to_retired() -> None:
    live = (*APPROVED, made("scored", 6))
    states = [life_of(live[:n]).state for n in range(1, len(live) + 1)]

    assert states == ["draft", "snapshotted", "fitted", "evaluated", "evaluated", "approved", "live"]
    assert life_of((*live, made("retired", 7, reason="Not kept up."))).state == "retired"


def test_one_approval_is_not_enough_for_a_product_about_people_and_is_for_one_about_places() -> None:
    one = life_of((*EVALUATED, approval(FIRST)))
    place = life_of((replace(EVALUATED[0], approvers_needed=1), *EVALUATED[1:], approval(FIRST)))

    assert not can_score(one, START + timedelta(days=6))
    assert can_score(place, START + timedelta(days=6))


@pytest.mark.parametrize("name", ["Bo", "bo", "  BO "])
def test_the_same_person_in_other_letters_is_no_second_approver(name: str) -> None:
    life = life_of((*EVALUATED, approval(FIRST), approval(name, 5)))

    assert life.state == "evaluated"
    assert len(life.approvals) == 1


@pytest.mark.parametrize("author", ["Ada", "ADA", " ada"])
def test_an_author_cannot_approve(author: str) -> None:
    with pytest.raises(NotPermitted, match="author"):
        after(life_of(EVALUATED), approval(author))


@pytest.mark.parametrize("day", [4, 3, 400])
def test_an_approval_needs_an_end_within_twelve_months_of_the_evaluation(day: int) -> None:
    with pytest.raises(NotInThisState):
        after(life_of(EVALUATED), approval(FIRST, ends=day))


def test_an_approval_cannot_be_stretched_by_giving_it_again() -> None:
    life = life_of((*APPROVED, made("scored", 6)))
    with pytest.raises(NotInThisState, match="within twelve months of the evaluation"):
        after(life, approval(FIRST, 200, ends=500))


def test_no_approval_passes_a_gate_that_blocks() -> None:
    failed = (*EVALUATED[:3], made("evaluated", 3, model="fitted-2", passed=False))
    with pytest.raises(NotAssured, match="gate"):
        after(life_of(failed), approval(FIRST))


def test_an_expired_approval_scores_nobody() -> None:
    life = life_of((*APPROVED, made("scored", 6)))

    assert can_score(life, START + timedelta(days=299))
    with pytest.raises(NotAssured, match="expired"):
        check_can_score(life, START + timedelta(days=300))


def test_a_new_model_voids_the_evaluation_and_its_approvals() -> None:
    life = life_of((*EVALUATED, approval(FIRST), made("fitted", 6)))

    assert (life.state, life.approvals, life.evaluation) == ("fitted", (), None)


def test_an_approved_product_cannot_be_fitted_anew_under_its_approval() -> None:
    with pytest.raises(NotInThisState):
        after(life_of(APPROVED), made("fitted", 7))


def test_a_suspended_product_comes_back_only_by_evaluation_and_approval() -> None:
    suspended = (*APPROVED, made("scored", 6), made("suspended", 7, AUTOMATIC, reason="Drift."))
    life = life_of(suspended)
    assert not can_score(life, START + timedelta(days=8))
    with pytest.raises(NotInThisState):
        after(life, approval(FIRST, 8))

    again = (*suspended, made("evaluated", 9, model="fitted-2", passed=True))
    back = life_of((*again, approval(FIRST, 10, of="evaluated-9"), approval(SECOND, 11, of="evaluated-9")))

    assert back.state == "live"


def test_the_monitoring_may_suspend_and_do_nothing_else() -> None:
    life = life_of((*APPROVED, made("scored", 6)))

    assert after(life, made("suspended", 7, AUTOMATIC, reason="Drift.")).state == "suspended"
    for kind in set(KINDS) - {"suspended"}:
        with pytest.raises(NotPermitted):
            after(life, made(kind, 8, AUTOMATIC, reason="By itself."))


def test_a_running_product_keeps_its_approval_until_people_approve_the_new_evaluation() -> None:
    renewed = (*APPROVED, made("scored", 6), made("evaluated", 200, model="fitted-2", passed=True))
    life = life_of(renewed)
    assert can_score(life, START + timedelta(days=201))

    first = after(life, approval(FIRST, 210, of="evaluated-200", ends=500))
    both = after(first, approval(SECOND, 211, of="evaluated-200", ends=500))

    assert not can_score(first, START + timedelta(days=301))
    assert can_score(both, START + timedelta(days=499))


def test_a_running_product_whose_new_evaluation_fails_is_suspended() -> None:
    life = life_of((*APPROVED, made("scored", 6), made("evaluated", 200, model="fitted-2", passed=False)))

    assert life.state == "suspended"


def test_a_refused_product_needs_a_new_evaluation() -> None:
    said = {"evaluation": "evaluated-3", "reason": "It finds nothing new."}
    refused = life_of((*EVALUATED, made("refused", 4, FIRST, **said)))

    assert refused.refused
    with pytest.raises(NotInThisState):
        after(refused, approval(SECOND))


def test_nothing_follows_retirement() -> None:
    life = life_of((*APPROVED, made("retired", 7, reason="Over.")))
    for kind in KINDS:
        with pytest.raises(UserError):
            after(life, made(kind, 8, reason="Once more."))


def test_stopping_and_deciding_need_a_reason() -> None:
    life = life_of(APPROVED)
    for event in (made("suspended", 7), made("retired", 7), approval("Di", 7, reason=" ")):
        with pytest.raises(NotInThisState, match="reason"):
            after(life, event)


PEOPLE = (AUTHOR, FIRST, SECOND, "bo ", "Di", AUTOMATIC, "")
EVENTS = st.builds(
    LifeEvent,
    kind=st.sampled_from(KINDS),
    by=st.sampled_from(PEOPLE),
    at=st.integers(0, 900).map(lambda day: START + timedelta(days=day)),
    artefact=st.sampled_from(["a", "b", "c"]),
    evaluation=st.sampled_from(["a", "b", "c"]),
    model=st.sampled_from(["a", "b", "c"]),
    expires=st.none() | st.integers(0, 1500).map(lambda day: START + timedelta(days=day)),
    approvers_needed=st.just(2),
    passed=st.booleans(),
    reason=st.sampled_from(["", "Because."]),
)
# Whole lives are seldom drawn by chance, so drawn events are mixed into one that works.
LIVES = st.lists(st.sampled_from([*APPROVED, made("scored", 6)]) | EVENTS, max_size=14) | st.lists(
    EVENTS, max_size=6
).map(lambda drawn: [*APPROVED, *drawn])


@settings(max_examples=400, deadline=None)
@given(LIVES, st.integers(0, 900))
def test_no_sequence_of_events_reaches_a_score_without_a_live_approval(
    events: list[LifeEvent], day: int
) -> None:
    """Whatever was tried, in whatever order: who may score has two people's live approval of what would run."""
    life, happened = Life(), []
    for event in events:
        try:
            life = after(life, event)
            happened.append(event)
        except UserError:
            continue
    at = START + timedelta(days=day)
    if not can_score(life, at):
        return
    evaluation = life.evaluation
    assert evaluation is not None
    stops = [place for place, e in enumerate(happened) if e.kind == "suspended"]
    since = happened[stops[-1] + 1 :] if stops else happened
    approvers = {
        e.by.strip().casefold()
        for e in since
        if e.kind == "approved" and e.evaluation == evaluation.artefact and e.expires and at < e.expires
    }
    authors = {e.by.strip().casefold() for e in happened if e.kind in ("defined", "snapshotted", "fitted")}

    assert len(approvers) >= 2
    assert not approvers & (authors | {AUTOMATIC, ""})
    assert evaluation.passed
    assert at < evaluation.at + LONGEST_APPROVAL
    assert life.state in ("approved", "live")
    assert "retired" not in [e.kind for e in happened]


@settings(max_examples=200, deadline=None)
@given(LIVES)
def test_a_score_in_a_life_always_stands_on_two_approvals(events: list[LifeEvent]) -> None:
    life = Life()
    for event in events:
        before = life
        try:
            life = after(life, event)
        except UserError:
            continue
        if event.kind == "scored":
            assert can_score(before, event.at)
            assert len({each.by.strip().casefold() for each in before.in_force}) >= 2
