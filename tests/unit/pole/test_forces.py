"""Forces by slug, name and code."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.forces import FORCES, force_name, is_force_slug, parse_force
from ninefold.pole.refusal import Refusal


def test_there_are_43_territorial_forces_each_with_its_own_code():
    territorial = [force for force in FORCES.values() if force.kind == "territorial"]
    assert len(territorial) == 43
    assert len({force.code for force in territorial}) == 43
    assert {"btp", "northern-ireland"} <= set(FORCES)


@pytest.mark.parametrize("slug", sorted(FORCES))
def test_a_force_is_known_by_slug_by_name_and_by_code(slug):
    force = FORCES[slug]
    names = [force.slug, force.name, force.name.upper(), *force.other_names, force.code]
    assert {parse_force(name) for name in names if name} == {slug}
    assert is_force_slug(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Avon & Somerset Constabulary", "avon-and-somerset"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Dyfed-Powys Police", "dyfed-powys"),
        ("Police Service of Northern Ireland", "northern-ireland"),
        ("British Transport Police", "btp"),
        ("Hampshire and Isle of Wight Constabulary", "hampshire"),
    ],
)
def test_names_as_published_give_the_published_slug(name, slug):
    assert parse_force(name) == slug


def test_a_made_up_force_is_known_only_when_it_is_named_beside_the_list():
    with pytest.raises(Refusal, match=r"force\.list"):
        parse_force("Northmarch Constabulary")
    also = {"Northmarch Constabulary": "northmarch"}
    assert parse_force("NORTHMARCH  CONSTABULARY", also=also) == "northmarch"
    assert parse_force("northmarch", also=also) == "northmarch"


@given(st.text())
def test_any_text_is_a_force_or_is_refused(text):
    with suppress(Refusal):
        assert parse_force(text) in FORCES


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("avon-and-somerset", "Avon and Somerset Constabulary"),
        ("northmarch", "Northmarch"),
        ("isles-of-the-west", "Isles of the West"),
    ],
)
def test_a_force_is_called_by_its_name_or_by_the_words_of_its_slug(slug, name):
    assert force_name(slug) == name
