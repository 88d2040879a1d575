"""The linking step of a run: people, and the things that tell them apart, where there are records of people."""

from ninefold.actions.linking.link_people import LinkOutcome, link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.workspace import Workspace

LINK = "link people"
# Organisations and incidents are linked when asked for: ninefold link run --kind.
KINDS = ("person", "address", "telephone", "vehicle")


def link_all(workspace: Workspace, *, by: str) -> tuple[LinkOutcome, ...]:
    """Link each kind of thing; where no source speaks of people, nothing is read or written."""
    if not workspace.store.state().of("pole", "person"):
        return ()
    return tuple(link_people(workspace, by=by, thing=linkable(kind)) for kind in KINDS)
