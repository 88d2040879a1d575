"""The papers of a product: from its artefacts, and from words that must be a person's own before it is approved."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.evaluate import PREDICTIONS, predictions_of, verdicts_of
from ninefold.actions.product_life.shelf import put_all
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import Life
from ninefold.contracts.toml_file import read_toml
from ninefold.errors import NotAssured, NotInThisState
from ninefold.govern import audit_log, permissions
from ninefold.govern.store import register
from ninefold.publish.transparency import papers as made
from ninefold.publish.transparency.facts import ProductFacts
from ninefold.publish.transparency.figures import by_group
from ninefold.publish.transparency.registry import in_words
from ninefold.publish.transparency.words import missing, missing_signatures

WORDS = "words.toml"
SHOWN_AT_MOST = 12


def complete(act: Act, evaluation: Artefact, given: Mapping[str, Any] | None) -> Artefact:
    """The papers of an evaluation, kept; raises NotAssured naming every question still unanswered."""
    words = given if given is not None else words_of(act)
    unanswered = missing(words)
    if unanswered:
        more = len(unanswered) - SHOWN_AT_MOST
        listed = ", ".join(unanswered[:SHOWN_AT_MOST]) + (f" and {more} more" if more > 0 else "")
        raise NotAssured(
            f"The papers have questions nobody has answered in their own words (gates G21, G22): {listed}. "
            f"See `ninefold product words {act.card.name}`."
        )
    life = act.life()
    unsigned = missing_signatures(words, authors=life.authors, today=act.workspace.now().date())
    if unsigned:
        raise NotAssured(f"The papers are not in order (gate G21): {'; '.join(unsigned)}.")
    files = put_all(act.shelf, made.papers(facts_of(act, life, evaluation, words)))
    artefact = act.artefact("words", {"words": plain(words)}, parents=(evaluation.sha256,), files=files)
    act.shelf.keep(artefact)
    return artefact


def words_of(act: Act) -> Mapping[str, Any]:
    """The words last approved with this version, else those in the product's folder, else none."""
    with act.workspace.operations.reading() as connection:
        entries = register.entries(connection, act.card.name, act.card.version)
    for entry in reversed(entries):
        if entry.kind == "approved":
            approval = act.shelf.get("approval", entry.artefact)
            return dict(act.shelf.get("words", approval.body["papers"]).body["words"])
    path = act.product.folder / WORDS
    return read_words(path) if path.exists() else {}


def read_words(path: Path) -> Mapping[str, Any]:
    """The words in a TOML file."""
    return read_toml(path, when_absent="Make one with `ninefold product words`.")


def write_papers(
    workspace: Workspace, *, product: str, to: Path, by: str, words: Mapping[str, Any] | None = None
) -> list[Path]:
    """Write the papers of a product as they stand, gaps shown as gaps, into a folder."""
    with acting(workspace, product=product, verb="write the papers of", by=by) as act:
        permissions.check_can_make_product(act.by, product)
        life = act.life()
        if not life.definition:
            raise NotInThisState(f"{act.subject} is not defined yet. Run `ninefold product define` first.")
        newest = life.to_approve.artefact if life.to_approve else _refused_on(act, life)
        evaluation = act.shelf.get("evaluation", newest) if newest else None
        facts = facts_of(act, life, evaluation, words if words is not None else words_of(act))
        with workspace.operations.writing() as connection:
            audit_log.write(
                connection, "disclosure", "wrote papers", by=act.by, at=workspace.now(), subject=act.subject
            )
        to.mkdir(parents=True, exist_ok=True)
        written = []
        for name, content in made.papers(facts).items():
            (to / name).write_bytes(content)
            written.append(to / name)
        return written


def _refused_on(act: Act, life: Life) -> str:
    """The evaluation that people refused, which says why; "" where nobody has refused the model."""
    if not life.refused:
        return ""
    with act.workspace.operations.reading() as connection:
        entries = register.entries(connection, act.card.name, act.card.version)
    events = [entry.as_event() for entry in entries if entry.kind == "evaluated"]
    return next((event.artefact for event in reversed(events) if event.model == life.model), "")


def facts_of(act: Act, life: Life, evaluation: Artefact | None, words: Mapping[str, Any]) -> ProductFacts:
    """What the artefacts of a life say, for its papers."""
    named = {"definition": life.definition, "snapshot": life.snapshot, "model": life.model}
    held = {kind: act.shelf.get(kind, sha256) for kind, sha256 in named.items() if sha256}
    if evaluation is not None:
        held["evaluation"] = evaluation
    has_predictions = evaluation is not None and any(f.name == PREDICTIONS for f in evaluation.files)
    return ProductFacts(
        state=life.state,
        in_words=in_words(
            life.state,
            refused=life.refused,
            blocked_by=evaluation.body["blocking"] if evaluation and not life.in_force else (),
            reason=life.reason,
            shadow=act.card.shadow_only,
            expired=life.expires is not None and life.expires <= act.workspace.now(),
        ),
        made_at=act.workspace.now(),
        card=held["definition"].body["card"],
        words=words,
        snapshot=held["snapshot"].body if "snapshot" in held else {},
        model=held["model"].body if "model" in held else {},
        evaluation=evaluation.body if evaluation else {},
        verdicts=verdicts_of(evaluation) if evaluation else (),
        figures=by_group(predictions_of(act, evaluation)) if evaluation and has_predictions else (),
        artefacts={kind: artefact.sha256 for kind, artefact in held.items()},
        justifications=justifications_of(act, life),
        expires=life.expires,
    )


def justifications_of(act: Act, life: Life) -> dict[str, str]:
    """What approvers wrote for the gates that ask for judgement, by gate."""
    found: dict[str, str] = {}
    for approval in life.approvals:
        if approval.artefact not in ("", "-"):
            found |= act.shelf.get("approval", approval.artefact).body.get("justifications", {})
    return found


def plain(words: Mapping[str, Any]) -> dict[str, Any]:
    """Words as JSON can hold them."""
    return {
        name: plain(value) if isinstance(value, Mapping) else value if isinstance(value, str) else str(value)
        for name, value in words.items()
    }
