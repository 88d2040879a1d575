"""Papers are made from artefacts and from words a person wrote; what nobody wrote is refused, and shown as a gap."""

import json
import tomllib
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.product_life import FOLDER, filled_words, verdict

from ninefold.actions.product_life.define import asdict_card
from ninefold.contracts.check import PREDICTION_SCHEMA
from ninefold.contracts.scoring_card import read_scoring_card
from ninefold.publish.transparency.facts import ProductFacts
from ninefold.publish.transparency.figures import by_group
from ninefold.publish.transparency.papers import papers
from ninefold.publish.transparency.registry import RegisterLine, export, in_words, register_page
from ninefold.publish.transparency.words import (
    QUESTIONS,
    SIGNED,
    is_answer,
    missing,
    missing_signatures,
    template,
)

NOW = datetime(2026, 1, 5)
FIELDS = [(section, name) for section, fields in QUESTIONS.items() for name in fields]


def predictions(n: int = 4000, seed: int = 3, women_too_high: float = 1.0) -> pa.Table:
    draw = np.random.default_rng(seed)
    scores = draw.uniform(0.05, 0.6, n)
    women = np.arange(n) % 4 == 0
    outcome = (draw.uniform(size=n) < np.where(women, scores * women_too_high, scores)).astype(np.int8)
    columns = {
        "subject": pa.array([f"s{i}" for i in range(n)]),
        "as_of": pa.repeat(pa.scalar(NOW, pa.timestamp("us")), n),
        "fold": pa.repeat("one", n),
        "kind": pa.repeat("forward", n),
        "model": pa.repeat("proposed", n),
        "score": pa.array(scores),
        "low": pa.nulls(n, pa.float64()),
        "high": pa.nulls(n, pa.float64()),
        "outcome": pa.array(outcome),
        "group_sex": pa.array(np.where(women, "female", "male")),
    }
    return pa.table(columns, schema=pa.schema([*PREDICTION_SCHEMA, pa.field("group_sex", pa.string())]))


def facts(words: dict[str, Any] | None = None, **changes: Any) -> ProductFacts:
    card = asdict_card(read_scoring_card(FOLDER / "card.toml"))
    told: dict[str, Any] = {
        "state": "live",
        "made_at": NOW,
        "card": card,
        "words": filled_words() if words is None else words,
        "model": {"estimator": "logistic", "seed": 7},
        "snapshot": {"profile": {"rows": 931, "subjects": 250}, "as_of": ["2025-01-01T00:00:00"]},
        "verdicts": [verdict("G9", "justify"), verdict("G10", "fail", "J")],
        "figures": by_group(predictions()),
        "artefacts": {"model": "a" * 64},
        "justifications": {"G10": "Looked at by the panel."},
    }
    return ProductFacts(**(told | changes))


def test_the_template_asks_every_question_and_answers_none() -> None:
    words = tomllib.loads(template())

    assert missing(words) == [f"{section}.{name}" for section, name in FIELDS]
    assert len(missing_signatures(words, authors=frozenset(), today=NOW.date())) == len(SIGNED)
    assert missing({}) == missing(words)


def test_an_answer_of_ones_own_to_every_question_is_complete() -> None:
    assert missing(filled_words()) == []
    assert missing_signatures(filled_words(), authors=frozenset({"ada thorn"}), today=NOW.date()) == []


@pytest.mark.parametrize(("section", "name"), FIELDS)
def test_one_question_left_as_the_template_has_it_is_named(section: str, name: str) -> None:
    words = filled_words()
    words[section][name] = QUESTIONS[section][name].upper().replace("?", " ?  ")

    assert missing(words) == [f"{section}.{name}"]


@pytest.mark.parametrize(
    "filler", ["", "  ", "TBC", "n/a", "N.A.", "todo", "-", "none", "Ok.", "xxx", None, 3, ["x"]]
)
def test_fillers_are_no_answers(filler: object) -> None:
    assert not is_answer(filler, "What good does it do?")


@given(st.text(max_size=60))
def test_no_text_that_holds_the_question_is_an_answer(around: str) -> None:
    question = QUESTIONS["dpia"]["risks"]

    assert not is_answer(around + question, question)
    assert not is_answer(question + around, question)


def test_a_signature_needs_a_name_a_day_and_another_hand_than_the_authors() -> None:
    for signer, on in (("", date(2026, 1, 1)), ("Ada Thorn", date(2026, 1, 1)), ("Dee", date(2024, 1, 1)),
                       ("Dee", date(2027, 1, 1))):  # fmt: skip
        words = filled_words(signer, on)
        wrong = missing_signatures(words, authors=frozenset({"ada thorn"}), today=NOW.date())
        assert len(wrong) == len(SIGNED), (signer, on)


def test_figures_are_worked_out_from_the_stored_predictions_and_no_small_group_shows_any() -> None:
    everyone, women, men = by_group(predictions(women_too_high=0.7))

    assert (everyone.group, women.value, men.value) == ("everyone", "female", "male")
    assert women.observed_to_expected == pytest.approx(0.7, abs=0.12)
    assert men.observed_to_expected == pytest.approx(1.0, abs=0.08)
    assert all(each.n is None and each.auc is None for each in by_group(predictions(n=150)))


def test_every_paper_is_made_and_holds_the_words_and_the_figures() -> None:
    made = papers(facts())
    card, care = made["model_card.md"].decode(), made["algo_care.md"].decode()

    assert "Refusing bail." in card
    assert f"{by_group(predictions())[0].auc:.3f}" in card
    assert [head for head in ("Advisory", "Lawful", "Granularity", "Ownership", "Challengeable", "Accuracy",
                              "Responsible", "Explainable") if head not in care] == []  # fmt: skip
    for part in ("1. The processing", "2. Risks", "3. Measures", "4. Safeguards"):
        assert part in made["dpia.md"].decode()
    assert "Looked at by the panel." in made["equality_evidence.md"].decode()
    assert "Signed\n\nDee Hollow 2025-12-15" in made["dpia.md"].decode()


ORIGINAL = {
    "1_owner_and_responsibility": {"organisation", "team", "senior_responsible_owner", "external_supplier"},
    "2_description_and_rationale": {
        "scope", "benefit", "alternatives_considered", "model_type", "frequency_usage", "phase", "maintenance",
        "system_architecture",
    },
    "3_oversight": {
        "process_integration", "provided_information", "human_decisions", "required_training", "appeals_and_review",
    },
    "4_data": {
        "source_data_name", "source_data_description", "source_data_url", "data_collection",
        "data_sharing_agreements", "data_access_and_storage",
    },
    "5_risks": {"impact_assessment", "risk"},
}  # fmt: skip


def test_the_transparency_record_has_every_field_of_both_layouts() -> None:
    made = papers(facts())
    first, third = (json.loads(made[name]) for name in ("atrs_original.json", "atrs_v3.json"))

    assert set(first["tier_1"]) == {"name", "description", "website", "contact_email"}
    for section, fields in ORIGINAL.items():
        assert fields <= set(first["tier_2"][section]), section
    assert {"metadata", "tier_1", "tier_2"} == set(third)
    assert set(third["tier_2"]) == {
        "owner_and_responsibility", "description_and_rationale", "decision_making_process", "tool_specification",
        "risks_mitigations_and_impact_assessments",
    }  # fmt: skip
    specification = third["tier_2"]["tool_specification"]
    assert {"models", "development_data", "operational_data", "model_performance"} <= set(specification)
    assert specification["model_performance"][0]["auc"] == by_group(predictions())[0].auc


def test_what_nobody_wrote_is_a_gap_in_plain_sight() -> None:
    made = papers(facts(words=tomllib.loads(template())))

    assert made["dpia.md"].decode().count("Not yet written.") >= 5
    assert json.loads(made["atrs_v3.json"])["tier_1"]["contact_email"] == "Not yet written."
    assert "What could go wrong for the rights" not in made["dpia.md"].decode()


def line(state: str, **changes: Any) -> RegisterLine:
    told: dict[str, Any] = {
        "product": "second_look", "version": "1.0", "title": "Second look", "question": "Who?", "decision": "An offer.",
        "who_decides": "A sergeant.", "about": "person", "uses_forbidden": ("Refusing bail.",), "owner": "A role",
        "state": state, "refused": False, "since": NOW, "approval_ends": None, "blocked_by": (), "why": (),
        "scores_refused": 2, "artefacts": {}, "in_words": in_words(state, refused=False, blocked_by=(), reason="Over."),
    }  # fmt: skip
    return RegisterLine(**(told | changes))


@pytest.mark.parametrize(
    ("state", "said", "words"),
    [
        ("retired", {}, "Retired. It answers nobody any more. The reason given: Over."),
        ("suspended", {}, "Suspended. It scores nobody until people have approved it again."),
        ("fitted", {"refused": True}, "Refused by the people who were asked"),
        ("evaluated", {"blocked_by": ("G8",)}, "Refused by its own checks (G8)."),
        ("live", {}, "Approved, and in use. A person decides each time."),
        ("live", {"shadow": True}, "shown to nobody"),
        ("live", {"expired": True}, "expired"),
        ("evaluated", {}, "waits for people"),
        ("draft", {}, "Being made."),
    ],
)
def test_every_state_is_told_in_plain_words(state: str, said: dict[str, Any], words: str) -> None:
    told = {"refused": False, "blocked_by": (), "reason": "Over."} | said

    assert words in in_words(state, **told)


def test_the_register_lists_the_refused_and_the_retired_and_names_no_officer() -> None:
    lines = [
        line("live"),
        line("retired"),
        line("evaluated", refused=True, blocked_by=("G8",), why=("G8: off.",)),
    ]
    exported = export(lines, made_at=NOW)
    page = register_page(lines).decode()

    assert [each["phase"] for each in exported["products"]] == ["production", "retired", "development"]
    assert exported["products"][2]["blocked_by"] == ["G8"]
    assert "G8: off." in page
    assert "by" not in exported["products"][0]
    assert json.loads(json.dumps(exported)) == exported
