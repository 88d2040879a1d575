"""The public register: every product there is or was, in plain words, those refused and retired among them.

It names no officer. Roles answer for products; people are in the audit.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ninefold.publish.transparency.facts import PHASES
from ninefold.publish.transparency.pages import page, section, table

FORMAT = "ninefold-register/1"


@dataclass(frozen=True)
class RegisterLine:
    """One version of one product, as the public may read of it."""

    product: str
    version: str
    title: str
    question: str
    decision: str
    who_decides: str
    about: str
    uses_forbidden: tuple[str, ...]
    owner: str
    state: str
    refused: bool
    in_words: str
    since: datetime
    approval_ends: datetime | None
    blocked_by: tuple[str, ...]
    why: tuple[str, ...]
    scores_refused: int
    artefacts: dict[str, str]


def in_words(
    state: str,
    *,
    refused: bool,
    blocked_by: Sequence[str],
    reason: str,
    shadow: bool = False,
    expired: bool = False,
) -> str:
    """What the state of a product means, for somebody who has never heard of it."""
    if state == "retired":
        return f"Retired. It answers nobody any more. The reason given: {reason}"
    if state == "suspended":
        return f"Suspended. It scores nobody until people have approved it again. The reason given: {reason}"
    if refused:
        return f"Refused by the people who were asked to approve it. It scores nobody. The reason given: {reason}"
    if blocked_by:
        gates = ", ".join(blocked_by)
        return f"Refused by its own checks ({gates}). It scores nobody, and nobody can approve it as it is."
    if state in ("approved", "live") and expired:
        return "Its approval has expired. It scores nobody until people have approved it again."
    if state in ("approved", "live"):
        seen = (
            "Its scores are kept for comparison and shown to nobody."
            if shadow
            else "A person decides each time."
        )
        return f"Approved, and {'in use' if state == 'live' else 'not yet used'}. {seen}"
    if state == "evaluated":
        return "Passed its checks and waits for people to decide. It scores nobody."
    return "Being made. It scores nobody."


def export(lines: Sequence[RegisterLine], *, made_at: datetime, publisher: str = "") -> dict[str, Any]:
    """The register as JSON, for a national registry or a reader's own page."""
    products = [{**asdict(line), "phase": PHASES[line.state]} for line in lines]
    plain = json.loads(json.dumps(products, default=lambda value: value.isoformat()))
    return {"format": FORMAT, "made_at": made_at.isoformat(), "publisher": publisher, "products": plain}


def register_page(lines: Sequence[RegisterLine]) -> bytes:
    """The register as a page."""
    rows = [
        (f"{line.title} ({line.version})", line.state, line.in_words, line.approval_ends) for line in lines
    ]
    return page(
        "Register of products",
        "Every product that says something about a person, an event or a place, whatever became of it.",
        table(["product", "state", "what that means", "approval ends"], rows),
        *(_one(line) for line in lines),
    )


def _one(line: RegisterLine) -> str:
    about = [
        ("question", line.question),
        ("decision it informs", line.decision),
        ("who decides", line.who_decides),
        ("never used for", " ".join(line.uses_forbidden)),
        ("owner", line.owner),
        ("times it refused to score", line.scores_refused),
    ]
    why = [(reason,) for reason in line.why]
    return section(
        f"{line.title} ({line.version})", line.in_words, table(["", ""], about), table(["why"], why)
    )


def as_bytes(exported: dict[str, Any]) -> bytes:
    """An export as the bytes of a file."""
    return (json.dumps(exported, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
