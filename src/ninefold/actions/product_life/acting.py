"""What every verb does alike: ask permission, keep the artefact, and write register and audit in one transaction.

A verb that is refused leaves an audited entry too, with the reason; an error that is not a refusal leaves none,
for nothing was decided.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from ninefold.actions.product_life.shelf import Shelf
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact, ArtefactFile
from ninefold.contracts.product_life import Life, LifeEvent, after
from ninefold.contracts.scoring import ScoringProduct
from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotInThisState, UserError
from ninefold.govern import audit_log, checkpoints
from ninefold.govern.store import register

Also = Callable[[Connection, Life], None]


@dataclass(frozen=True)
class Act:
    """One verb on one version of one product, done by one person."""

    workspace: Workspace = field(repr=False)
    product: ScoringProduct = field(repr=False)
    verb: str
    by: str

    @property
    def card(self) -> ScoringCard:
        """The product's card."""
        return self.product.card

    @property
    def shelf(self) -> Shelf:
        """Where this version's artefacts lie."""
        return Shelf(self.workspace.root, self.card.name, self.card.version)

    @property
    def subject(self) -> str:
        """What the audit says it was done to."""
        return f"{self.card.name} {self.card.version}"

    def life(self) -> Life:
        """Where this version stands now."""
        with self.workspace.operations.reading() as connection:
            return register.life_at(connection, self.card.name, self.card.version)

    def artefact(
        self,
        kind: str,
        body: Mapping[str, Any],
        *,
        parents: tuple[str, ...] = (),
        files: tuple[ArtefactFile, ...] = (),
    ) -> Artefact:
        """An artefact of this verb, not yet kept."""
        return Artefact(
            kind, self.card.name, self.card.version, self.workspace.now(), self.by, parents, body, files
        )

    def of_life(self, kind: str, artefact: str) -> Artefact:
        """An artefact that the life names, read and checked; raises NotInThisState where there is none yet."""
        if not artefact:
            raise NotInThisState(
                f"{self.subject} has no {kind} yet. See `ninefold product show {self.card.name}`."
            )
        return self.shelf.get(kind, artefact)

    def settle(
        self, event: LifeEvent, *, also: Also | None = None, action: str = "alteration", **told: Any
    ) -> Life:
        """Register and audit an event in one transaction, with whatever else belongs to it."""
        with self.workspace.operations.writing() as connection:
            life = register.record(connection, self.card.name, self.card.version, event)
            if also is not None:
                also(connection, life)
            audit_log.write(
                connection,
                action,
                f"product {event.kind}",
                by=self.by,
                at=event.at,
                subject=self.subject,
                **told,
            )
        take_checkpoint(self.workspace)
        return life

    def check_may_follow(self, event: LifeEvent) -> None:
        """Refuse now, before the work, what the register would refuse after it."""
        after(self.life(), event)


@contextmanager
def acting(workspace: Workspace, *, product: str, verb: str, by: str) -> Iterator[Act]:
    """Do one verb; a refusal is audited with its reason before it goes on."""
    act = Act(workspace, workspace.scoring_product(product), verb, " ".join(by.split()))
    try:
        yield act
    except UserError as refusal:
        _audit_refusal(act, refusal)
        raise


def _audit_refusal(act: Act, refusal: UserError) -> None:
    at, name, version = act.workspace.now(), act.card.name, act.card.version
    told = {"code": refusal.code, "reason": str(refusal)}
    with act.workspace.operations.writing() as connection:
        if act.verb == "score":
            register.note(connection, name, version, "score refused", by=act.by, at=at, reason=str(refusal))
        action = "combination" if act.verb == "score" else "alteration"
        audit_log.write(
            connection, action, f"refused to {act.verb}", by=act.by, at=at, subject=act.subject, **told
        )
    take_checkpoint(act.workspace)


def take_checkpoint(workspace: Workspace) -> None:
    """Add the audit log's head to the file outside the database, where one is set."""
    if workspace.checkpoints is not None:
        with workspace.operations.reading() as connection:
            checkpoints.take(connection, workspace.checkpoints, at=workspace.now())
