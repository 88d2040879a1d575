"""A release: which state follows which, and who may say so."""

from datetime import UTC, datetime

import pytest

from ninefold.contracts.release import Release, ReleaseFile
from ninefold.errors import NotInThisState, NotPermitted

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FILES = (ReleaseFile("figures.csv", "ab" * 32, 10, 1),)


def release(*, sensitivity="police", audience="public"):
    return Release(
        id="r1",
        products=("volume",),
        run="run-1",
        snapshot="00000001",
        cards={"volume": "cafe"},
        policy="protected",
        sensitivity=sensitivity,
        audience=audience,
        author="ada",
        created=NOON,
    )


def test_police_figures_for_the_public_wait_for_a_second_person():
    draft = release()
    with pytest.raises(NotInThisState, match="second person"):
        draft.published(FILES, NOON)
    waiting = draft.submitted()
    assert waiting.state == "awaiting decision"
    with pytest.raises(NotInThisState):
        waiting.published(FILES, NOON)
    approved = waiting.decided("approve", "counts are safe", "ben", NOON)
    assert approved.approver == "ben"
    assert approved.published(FILES, NOON).state == "published"


def test_the_author_cannot_decide_their_own_release():
    with pytest.raises(NotPermitted, match="author"):
        release().submitted().decided("approve", "mine", "ada", NOON)


def test_a_refused_release_is_never_published_and_has_no_approver():
    refused = release().submitted().decided("refuse", "areas too small", "ben", NOON)
    assert (refused.state, refused.approver) == ("refused", None)
    with pytest.raises(NotInThisState):
        refused.published(FILES, NOON)


@pytest.mark.parametrize(
    ("sensitivity", "audience"), [("open", "public"), ("police", "staff"), ("open", "staff")]
)
def test_open_data_and_figures_for_staff_need_no_second_person(sensitivity, audience):
    published = release(sensitivity=sensitivity, audience=audience).published(FILES, NOON)
    assert (published.state, published.files, published.published_at) == ("published", FILES, NOON)


def test_a_decision_and_a_withdrawal_need_reasons():
    with pytest.raises(NotInThisState, match="reason"):
        release().submitted().decided("approve", " ", "ben", NOON)
    published = release(audience="staff").published(FILES, NOON)
    with pytest.raises(NotInThisState, match="reason"):
        published.withdrawn("")
    assert published.withdrawn("a wrong month").state == "withdrawn"


def test_a_release_is_decided_once_and_withdrawn_only_when_out():
    approved = release().submitted().decided("approve", "safe", "ben", NOON)
    with pytest.raises(NotInThisState):
        approved.decided("refuse", "changed my mind", "cas", NOON)
    with pytest.raises(NotInThisState):
        approved.withdrawn("never was out")
    with pytest.raises(NotInThisState):
        approved.submitted()


def test_a_change_leaves_the_old_release_as_it_was():
    draft = release()
    draft.submitted()
    assert draft.state == "draft"
