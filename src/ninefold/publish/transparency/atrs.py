"""The algorithmic transparency record, in the original layout (two tiers, numbered fields) and in that of version 3.

Field names are those of the Algorithmic Transparency Recording Standard; a field marked there as having several
values is a list here.
"""

from typing import Any

from ninefold.publish.transparency.facts import ProductFacts


def original(facts: ProductFacts) -> dict[str, Any]:
    """The record in the original layout."""
    return {
        "tier_1": {
            "name": facts.title,
            "description": f"{facts.card['question']} {facts.said('record', 'benefit')}",
            "website": facts.said("record", "website"),
            "contact_email": facts.said("record", "contact_email"),
        },
        "tier_2": {
            "1_owner_and_responsibility": _owner(facts),
            "2_description_and_rationale": _description(facts),
            "3_oversight": _oversight(facts),
            "4_data": _data(facts),
            "5_risks": {"impact_assessment": _assessments(facts), "risk": _risks(facts)},
        },
    }


def version_3(facts: ProductFacts) -> dict[str, Any]:
    """The record in the layout of version 3."""
    return {
        "metadata": {
            "name": facts.title,
            "layout": "3.0",
            "phase": facts.phase,
            "recorded_on": f"{facts.made_at:%Y-%m-%d}",
            "organisation": facts.said("record", "organisation"),
        },
        "tier_1": original(facts)["tier_1"],
        "tier_2": {
            "owner_and_responsibility": _owner(facts),
            "description_and_rationale": _description(facts),
            "decision_making_process": _oversight(facts),
            "tool_specification": {
                "models": [_model(facts)],
                "development_data": _development(facts),
                "operational_data": _operational(facts),
                "model_performance": _performance(facts),
                "previous_process": facts.card["incumbent"],
            },
            "risks_mitigations_and_impact_assessments": {
                "impact_assessments": _assessments(facts),
                "risks": _risks(facts),
            },
        },
    }


def _owner(facts: ProductFacts) -> dict[str, Any]:
    names = ("organisation", "team", "senior_responsible_owner", "external_supplier", "data_access_terms")
    return {name: facts.said("record", name) for name in names}


def _description(facts: ProductFacts) -> dict[str, Any]:
    return {
        "scope": f"{facts.card['unit']}. {facts.card['cohort']}",
        "benefit": facts.said("record", "benefit"),
        "alternatives_considered": facts.said("record", "alternatives_considered"),
        "model_type": facts.model.get("estimator", facts.card["model"]["estimator"]),
        "frequency_usage": "{number} a {every}: {of_whom}".format(**facts.card["capacity"]),
        "phase": facts.phase,
        "maintenance": facts.said("record", "maintenance"),
        "system_architecture": facts.said("record", "system_architecture"),
    }


def _oversight(facts: ProductFacts) -> dict[str, Any]:
    return {
        "process_integration": facts.said("record", "process_integration"),
        "provided_information": "A score with its interval and band, the reasons for it in words, what is not "
        "known, how to contest it, and the day on which it expires.",
        "human_decisions": f"{facts.card['who_decides']} {facts.card['decision']}",
        "required_training": facts.said("record", "required_training"),
        "appeals_and_review": f"{facts.card['contest']} {facts.said('record', 'appeals_and_review')}",
    }


def _data(facts: ProductFacts) -> dict[str, Any]:
    return {
        "source_data_name": list(facts.card["inputs"]),
        "source_data_description": [f"{f['name']}: {f['words']}" for f in facts.card["features"]],
        "source_data_url": [],
        "data_collection": [f"{f['name']}: known {f['known_at']}" for f in facts.card["features"]],
        "data_sharing_agreements": [facts.said("record", "data_sharing_agreements")],
        "data_access_and_storage": [facts.said("record", "data_access_and_storage")],
    }


def _model(facts: ProductFacts) -> dict[str, Any]:
    return {
        "kind": facts.model.get("estimator"),
        "inputs": [f["name"] for f in facts.card["features"]],
        "output": f"Bands: {', '.join(facts.card['bands'])}",
        "sha256": facts.artefacts.get("model", ""),
    }


def _development(facts: ProductFacts) -> dict[str, Any]:
    profile = facts.snapshot.get("profile", {})
    return {
        "description": facts.card["cohort"],
        "outcome": facts.card["outcome"]["words"],
        "window_months": facts.card["outcome"]["window_months"],
        "rows": profile.get("rows"),
        "as_of": list(facts.snapshot.get("as_of", [])),
        "attributes_never_used": list(facts.card["attributes_never_used"]),
        "sha256": facts.artefacts.get("snapshot", ""),
    }


def _operational(facts: ProductFacts) -> dict[str, Any]:
    return {
        "tables": list(facts.card["inputs"]),
        "as_known": "As known at the moment a score is asked for, through the same features.",
        "kept_for_days": facts.card["retention_days"],
        "access": facts.said("record", "data_access_and_storage"),
    }


def _performance(facts: ProductFacts) -> list[dict[str, Any]]:
    return [vars(each) for each in facts.figures]


def _assessments(facts: ProductFacts) -> list[dict[str, str]]:
    link = facts.said("record", "impact_assessment_link")
    told = (
        ("Data protection impact assessment", facts.said("dpia", "description")),
        ("Equality impact assessment", facts.said("equality", "due_regard")),
        ("ALGO-CARE", facts.said("algo_care", "responsible")),
    )
    date = f"{facts.made_at:%Y-%m-%d}"
    return [{"name": name, "description": words, "date": date, "link": link} for name, words in told]


def _risks(facts: ProductFacts) -> list[dict[str, str]]:
    measures = facts.said("dpia", "measures")
    return [
        {"name": "A wrongly high score", "description": facts.card["wrong_high"], "mitigation": measures},
        {"name": "A wrongly low score", "description": facts.card["wrong_low"], "mitigation": measures},
        {
            "name": "Rights and freedoms",
            "description": facts.said("dpia", "risks"),
            "mitigation": facts.said("dpia", "safeguards"),
        },
    ]
