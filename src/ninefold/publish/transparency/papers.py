"""All the papers of one product, as files."""

import json
from typing import Any

from ninefold.publish.transparency import atrs, ethics
from ninefold.publish.transparency.facts import ProductFacts
from ninefold.publish.transparency.model_card import model_card


def papers(facts: ProductFacts) -> dict[str, bytes]:
    """Every paper by its file name."""
    return {
        "model_card.md": model_card(facts),
        "atrs_original.json": _json(atrs.original(facts)),
        "atrs_v3.json": _json(atrs.version_3(facts)),
        "algo_care.md": ethics.algo_care(facts),
        "dpia.md": ethics.dpia(facts),
        "equality_evidence.md": ethics.equality_evidence(facts),
    }


def _json(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a record")
