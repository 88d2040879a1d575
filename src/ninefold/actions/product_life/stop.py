"""Suspend a product, or retire it for good; its scheduled jobs stop in the same transaction."""

from sqlalchemy import Connection, update

from ninefold.actions.product_life.acting import Act, Also, acting
from ninefold.actions.product_life.define import LifeOutcome, outcome
from ninefold.actions.workspace import Workspace
from ninefold.contracts.product_life import Life, LifeEvent
from ninefold.govern import permissions
from ninefold.govern.store.tables import job


def suspend(workspace: Workspace, *, product: str, reason: str, by: str) -> LifeOutcome:
    """Stop a product from scoring until people have evaluated and approved it again."""
    with acting(workspace, product=product, verb="suspend", by=by) as act:
        permissions.check_can_decide_product(act.by, product)
        event = LifeEvent("suspended", act.by, workspace.now(), reason=reason.strip())
        life = act.settle(event, also=stop_jobs(act, reason))
        return outcome(
            act, "", life.state, "It scores no more until it is approved again; its jobs have stopped."
        )


def retire(workspace: Workspace, *, product: str, reason: str, by: str) -> LifeOutcome:
    """End a version of a product: it refuses for good, its jobs stop, its artefacts are kept for audit."""
    with acting(workspace, product=product, verb="retire", by=by) as act:
        permissions.check_can_decide_product(act.by, product)
        act.check_may_follow(LifeEvent("retired", act.by, workspace.now(), reason=reason))
        life = act.life()
        parents = tuple(each for each in (life.definition, life.snapshot, life.model) if each)
        artefact = act.artefact("tombstone", {"reason": reason, "was": life.state}, parents=parents)
        made = act.shelf.keep(artefact)
        event = LifeEvent("retired", act.by, workspace.now(), made, reason=reason.strip())
        life = act.settle(event, also=stop_jobs(act, reason))
        return outcome(act, made, life.state, "It answers nobody any more; its jobs have stopped.")


def stop_jobs(act: Act, reason: str) -> Also:
    """Stop every scheduled job of this version, in the transaction that ends or suspends it."""

    def write(connection: Connection, life: Life) -> None:
        mine = (
            (job.c.product == act.card.name) & (job.c.version == act.card.version) & (job.c.state == "active")
        )
        connection.execute(update(job).where(mine).values(state="stopped", stopped_because=reason))

    return write
