"""The policy products are judged by: our own, or a force's, once people have approved it in the register.

A force's policy is a file in the workspace. It counts only under the hash that was approved: one person may
approve a policy that is nowhere looser than the one in force; a looser one needs two, and what it loosens is told.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ninefold.actions.product_life.acting import Act
from ninefold.actions.product_life.shelf import FOLDER
from ninefold.actions.workspace import Workspace
from ninefold.assure.policy import Policy, loosened, parse_policy, read_policy, tightened
from ninefold.contracts.product_life import known_as
from ninefold.errors import NotAssured, NotInThisState, NotPermitted, UserError
from ninefold.govern import audit_log, permissions
from ninefold.govern.store import register

FILE = "policy.toml"
# Its entries stand in the register under this name, beside those of products.
SUBJECT = "policy"
APPROVED = "policy approved"


@dataclass(frozen=True)
class PolicyOutcome:
    """Where a force's policy stands."""

    version: str
    sha256: str
    in_force: bool
    loosens: tuple[str, ...]
    approvers: int
    needed: int


def policy_in_force(act: Act) -> Policy:
    """The policy a product is judged by, with what its own card tightens; NotAssured for one nobody approved."""
    policy = _of_workspace(act.workspace)
    return tightened(policy, act.card.gates)


def approve_policy(workspace: Workspace, *, reason: str, by: str) -> PolicyOutcome:
    """Approve the policy file that lies in the workspace, under the hash it has now."""
    by = " ".join(by.split())
    try:
        permissions.check_can_decide_product(by, SUBJECT)
        if not reason.strip():
            raise NotInThisState("Approving a policy needs a reason in your own words. Give --reason.")
        return _approved(workspace, reason, by)
    except UserError as refusal:
        with workspace.operations.writing() as connection:
            told = {"code": refusal.code, "reason": str(refusal)}
            audit_log.write(
                connection,
                "alteration",
                "refused to approve a policy",
                by=by,
                at=workspace.now(),
                subject=SUBJECT,
                **told,
            )
        raise


def _approved(workspace: Workspace, reason: str, by: str) -> PolicyOutcome:
    new = parse_policy(_content(workspace), where=FILE)
    told: dict[str, Any] = {"by": by, "at": workspace.now(), "artefact": new.sha256, "reason": reason.strip()}
    with workspace.operations.writing() as connection:
        looser = _loosens(connection, workspace, new)
        people = _approvers(connection, new.sha256)
        if known_as(by) in people:
            raise NotPermitted("You have approved this policy already. Another person must.")
        register.note(connection, SUBJECT, new.version, APPROVED, **told, loosens=looser)
        _audit(connection, workspace, "approved a policy", by, version=new.version, loosens=looser)
    _keep(workspace, new.sha256)
    needed = 2 if looser else 1
    given = len(people) + 1
    return PolicyOutcome(new.version, new.sha256, given >= needed, tuple(looser), given, needed)


def _audit(connection: Connection, workspace: Workspace, what: str, by: str, **told: Any) -> None:
    audit_log.write(connection, "alteration", what, by=by, at=workspace.now(), subject=SUBJECT, **told)


def _of_workspace(workspace: Workspace) -> Policy:
    if not (workspace.root / FOLDER / FILE).exists():
        return read_policy()
    policy = parse_policy(_content(workspace), where=FILE)
    with workspace.operations.reading() as connection:
        if not _is_in_force(connection, workspace, policy):
            raise NotAssured(
                f"{FOLDER}/{FILE} has not been approved as it stands. Have people approve it "
                "(`ninefold product policy`), or take it away to be judged by the policy that comes along."
            )
    return policy


def _is_in_force(connection: Connection, workspace: Workspace, policy: Policy) -> bool:
    entries = [e for e in register.entries(connection, SUBJECT) if e.artefact == policy.sha256]
    needed = 2 if any(e.body.get("loosens") for e in entries) else 1
    return len({known_as(e.by) for e in entries}) >= needed


def _loosens(connection: Connection, workspace: Workspace, new: Policy) -> list[str]:
    """What the new policy allows that the one now in force, or our own, does not."""
    found = list(loosened(read_policy(), new))
    newest = _newest_in_force(connection, workspace, besides=new.sha256)
    return list(dict.fromkeys([*found, *(loosened(newest, new) if newest else ())]))


def _newest_in_force(connection: Connection, workspace: Workspace, *, besides: str) -> Policy | None:
    for entry in reversed(register.entries(connection, SUBJECT)):
        path = _kept(workspace, entry.artefact)
        if entry.artefact != besides and path.exists():
            policy = parse_policy(path.read_bytes(), where=path.name)
            if policy.sha256 == entry.artefact and _is_in_force(connection, workspace, policy):
                return policy
    return None


def _approvers(connection: Connection, sha256: str) -> set[str]:
    return {known_as(e.by) for e in register.entries(connection, SUBJECT) if e.artefact == sha256}


def _content(workspace: Workspace) -> bytes:
    try:
        return (workspace.root / FOLDER / FILE).read_bytes()
    except OSError:
        raise NotInThisState(
            f"There is no {FOLDER}/{FILE} in the workspace to approve. Put one there."
        ) from None


def _keep(workspace: Workspace, sha256: str) -> None:
    path = _kept(workspace, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content(workspace))


def _kept(workspace: Workspace, sha256: str) -> Path:
    return workspace.root / FOLDER / "policies" / f"{sha256}.toml"
