"""The violence product is scored in shadow, sees only a first offence, and says what was found."""

import pytest

from ninefold.products.serious_violence import features
from ninefold.products.serious_violence.predictors import PROPOSED, SERIOUS_VIOLENCE


def test_every_life_drawn_by_hand_gets_its_features_and_label() -> None:
    assert [told for told in features.timelines() if told[1] != told[2]] == []


@pytest.mark.parametrize("months", [23, 25])
def test_a_window_one_month_off_is_seen(months: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(features, "OUTCOME", replace(features.OUTCOME, months=months))
    assert [told for told in features.timelines() if told[1] != told[2]]


def test_it_runs_in_shadow_only_and_its_card_allows_no_use() -> None:
    assert features.CARD.shadow_only
    assert features.CARD.decision.startswith("None.")
    assert any("Stop and search" in use for use in features.CARD.uses_forbidden)


def test_the_card_says_of_every_feature_what_its_definition_says() -> None:
    assert [(f.name, f.words) for f in features.CARD.features] == [(f.name, f.words) for f in PROPOSED]


def test_a_victim_of_violence_is_not_a_suspect_of_it() -> None:
    assert features.OUTCOME.which.roles == ("suspect",)
    assert (
        set(features.OUTCOME.which.families)
        == set(SERIOUS_VIOLENCE)
        == set(features.CARD.outcome.event_codes)
    )


def test_a_person_stands_at_one_of_several_dates() -> None:
    """Nobody can be both learnt from and judged; the lot falls alike on every engine, as it reads letters."""
    import ibis

    from ninefold.measures.features.units import _lot

    people = ibis.memtable({"person_id": [f"P{number:04d}" for number in range(300)]})
    drawn = people.mutate(lot=_lot(people["person_id"], 3)).to_pyarrow()["lot"].to_pylist()
    assert set(drawn) == {0, 1, 2}
    assert min(drawn.count(place) for place in (0, 1, 2)) > 60
