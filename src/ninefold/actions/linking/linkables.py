"""Every kind of thing that can be linked, by its name."""

from collections.abc import Callable

from ninefold.errors import NotFound
from ninefold.link.linkable import Linkable
from ninefold.link.model import load_model
from ninefold.link.people import People, shipped_people
from ninefold.link.things import addresses, incidents, organisations, telephones, vehicles

LINKABLE: dict[str, Callable[[], Linkable]] = {
    "person": shipped_people,
    "address": addresses,
    "telephone": telephones,
    "vehicle": vehicles,
    "organisation": organisations,
    "incident": incidents,
}


def linkable(kind: str, *, model: str = "") -> Linkable:
    """One kind of thing; raises NotFound for a name that is none. `model` is of people, the shipped one otherwise."""
    if kind not in LINKABLE:
        raise NotFound(f"Nothing of that kind can be linked. Kinds: {', '.join(LINKABLE)}.")
    if model and kind != "person":
        raise NotFound(f"Only people are linked by a model that can be chosen, not this kind ({kind}).")
    return People(load_model(model)) if model else LINKABLE[kind]()
