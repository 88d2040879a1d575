"""The register as people read it: one product's life, and the public list of all, those refused and retired too."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ninefold.actions.product_life.define import asdict_card
from ninefold.actions.product_life.shelf import Shelf
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.check import Verdict
from ninefold.contracts.product_life import Life, can_score, check_can_score
from ninefold.contracts.reading_register import MayScore
from ninefold.errors import NotAssured, NotFound
from ninefold.govern import audit_log, checkpoints
from ninefold.govern.store import register
from ninefold.govern.store.register import Entry
from ninefold.publish.transparency.registry import RegisterLine, export, in_words


@dataclass(frozen=True)
class LifeView:
    """One version of a product, its state and its history."""

    product: str
    version: str
    state: str
    in_words: str
    can_score_now: bool
    approvers_needed: int
    approvals: tuple[dict[str, Any], ...]
    artefacts: dict[str, str]
    history: tuple[dict[str, Any], ...]


def show(workspace: Workspace, *, product: str, version: str | None = None) -> LifeView:
    """Where a product stands and how it came there; its newest version unless another is asked for."""
    with workspace.operations.reading() as connection:
        entries = register.entries(connection, product, version)
        chosen = entries[-1].version if entries else ""
        life = register.life_at(connection, product, chosen)
    if not entries:
        known = workspace.scoring_product(product)  # NotFound where there is no such product at all
        raise NotFound(f"{known.name} is not defined yet. Run `ninefold product define {known.name}`.")
    line = _line(workspace, product, chosen, life, entries)
    return LifeView(
        product,
        chosen,
        life.state,
        line.in_words,
        can_score(life, workspace.now()),
        life.approvers_needed,
        tuple(asdict(each) for each in life.approvals),
        line.artefacts,
        tuple(_told(each) for each in entries if each.version == chosen),
    )


def lines(workspace: Workspace) -> list[RegisterLine]:
    """Every version of every product, newest first; those only on the shelf, and not yet defined, are drafts."""
    entries: list[Entry] = []
    lives: dict[tuple[str, str], Life] = {}
    if workspace.operations.exists():
        with workspace.operations.reading() as connection:
            entries, lives = register.entries(connection), register.lives(connection)
    found = [_line(workspace, product, version, life, entries) for (product, version), life in lives.items()]
    undefined = set(workspace.scoring_products) - {product for product, _ in lives}
    found += [_draft(workspace, name) for name in sorted(undefined)]
    return sorted(found, key=lambda line: (line.since, line.product, line.version), reverse=True)


class RegisterOf:
    """The register of one workspace, as the doors ask for it; satisfies `contracts.reading_register.RegisterReader`."""

    def __init__(self, workspace: Workspace) -> None:
        self._registered_in = workspace

    def register(self) -> dict[str, Any]:
        """Every product there is or was, ready for JSON."""
        return export(lines(self._registered_in), made_at=self._registered_in.now())

    def registered(self, product: str) -> dict[str, Any]:
        """Every version of one product."""
        own = [line for line in lines(self._registered_in) if line.product == product]
        if not own:
            raise NotFound("There is no product of that name in the register. See /api/v1/register.")
        return export(own, made_at=self._registered_in.now())

    def may_score(self, product: str) -> MayScore:
        """That a product may score now; raises NotAssured or NotInThisState with the reason where it may not."""
        workspace = self._registered_in
        card = workspace.scoring_product(product).card
        life = Life()
        if workspace.operations.exists():
            with workspace.operations.reading() as connection:
                life = register.life_at(connection, product, card.version)
        check_can_score(life, workspace.now())
        return MayScore(product, card.version, True, life.expires)


@dataclass(frozen=True)
class Audited:
    """What a check of the audit found: how much there is, and what is wrong with it."""

    workspace: str
    entries: int
    checkpoints: int
    faults: tuple[str, ...]


def audited(workspace: Workspace) -> Audited:
    """Check the chains of audit log and register, and that the log grew from every checkpoint kept of it."""
    held = checkpoints.read(workspace.checkpoints) if workspace.checkpoints is not None else []
    with workspace.operations.reading() as connection:
        found = audit_log.faults(connection) + checkpoints.faults(connection, held)
        entries = audit_log.size(connection)
    return Audited(str(workspace.root), entries, len(held), tuple(found))


def _told(entry: Entry) -> dict[str, Any]:
    reason = entry.body.get("reason", "")
    return {"at": entry.at, "kind": entry.kind, "by": entry.by, "artefact": entry.artefact, "reason": reason}


def _line(
    workspace: Workspace, product: str, version: str, life: Life, entries: Sequence[Entry]
) -> RegisterLine:
    own = [each for each in entries if (each.product, each.version) == (product, version)]
    shelf = Shelf(workspace.root, product, version)
    card = shelf.get("definition", life.definition).body["card"]
    evaluation = _evaluation(shelf, life, own)
    blocked = tuple(evaluation.body["blocking"]) if evaluation else ()
    why = tuple(f"{v.gate}: {v.why}" for v in _blocking(evaluation)) if evaluation else ()
    waiting = life.state not in ("approved", "live")
    counts = Counter(each.kind for each in own)
    words = in_words(
        life.state,
        refused=life.refused,
        blocked_by=blocked if waiting else (),
        reason=life.reason,
        shadow=bool(card["shadow_only"]),
        expired=not waiting and not can_score(life, workspace.now()),
    )
    return _of_card(card, life, words, own[-1].at, blocked if waiting else (), why, counts["score refused"])


def _evaluation(shelf: Shelf, life: Life, own: Sequence[Entry]) -> Artefact | None:
    """The newest evaluation, also of a life that has been stopped since."""
    made = [each.artefact for each in own if each.kind == "evaluated"]
    if not made or life.state in ("draft", "snapshotted"):
        return None
    try:
        return shelf.get("evaluation", made[-1])
    except NotAssured:
        return None


def _blocking(evaluation: Artefact) -> list[Verdict]:
    verdicts = [Verdict(**each) for each in evaluation.body["verdicts"]]
    return [each for each in verdicts if each.blocks]


def _draft(workspace: Workspace, name: str) -> RegisterLine:
    words = in_words("draft", refused=False, blocked_by=(), reason="")
    return _of_card(
        asdict_card(workspace.scoring_product(name).card), Life(), words, workspace.now(), (), (), 0
    )


def _of_card(
    card: dict[str, Any],
    life: Life,
    words: str,
    since: datetime,
    blocked: tuple[str, ...],
    why: tuple[str, ...],
    refused: int,
) -> RegisterLine:
    told = {name: card[name] for name in ("title", "question", "decision", "who_decides", "about", "owner")}
    named = {"definition": life.definition, "snapshot": life.snapshot, "model": life.model}
    return RegisterLine(
        product=card["name"],
        version=card["version"],
        **told,
        uses_forbidden=tuple(card["uses_forbidden"]),
        state=life.state,
        refused=life.refused or bool(blocked),
        in_words=words,
        since=since,
        approval_ends=life.expires,
        blocked_by=blocked,
        why=why,
        scores_refused=refused,
        artefacts={kind: artefact for kind, artefact in named.items() if artefact},
    )
