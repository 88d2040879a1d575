"""Forces by any name they are known by."""

from collections.abc import Mapping

from ibis import ir

from ninefold.pole.forces import FORCES
from ninefold.standardise.cleaned import Cleaned, Parameters
from ninefold.standardise.codes import left_alone, looked_up, lookup_of
from ninefold.standardise.text import squeezed


def ready_force(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """The text of a force made ready: a name as printed is left alone, any other is folded."""
    key = squeezed(value).upper().replace("&", "AND").replace("-", " ").replace(".", "")
    return left_alone(value, _printed(parameters), key)


def force(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A force's slug from its slug, name or two-digit code; `codes` adds names of a card's own."""
    others = {
        _key(name): known.slug
        for known in FORCES.values()
        for name in (known.slug, known.name, *known.other_names, known.code)
        if name
    }
    return Cleaned(looked_up(value, _printed(parameters), others), "force.list")


def _printed(parameters: Parameters) -> Mapping[str, str]:
    own = lookup_of("force", parameters) or {}
    # A name as printed by data.police.uk is the commonest, so it is looked for first.
    return {known.name: known.slug for known in FORCES.values()} | dict(own)


def _key(name: str) -> str:
    return name.upper().replace("&", "AND").replace("-", " ").replace(".", "")
