"""May this person do it? Each question comes as a pair: `check_…` raises, `can_…` asks.

Until roles are kept, everyone who may open the workspace's folder may act on it, under a name.
"""

from ninefold.errors import NotPermitted, UserError


def check_is_named(by: str) -> None:
    """Refuse an act that nobody puts a name to."""
    if not by.strip():
        raise NotPermitted("Every action needs a name: give --by NAME or set NINEFOLD_BY.")


def check_can_ingest(by: str, source: str) -> None:
    """May this person bring data of this source in?"""
    check_is_named(by)


def check_can_analyse(by: str, product: str) -> None:
    """May this person run this product?"""
    check_is_named(by)


def check_can_publish(by: str, audience: str) -> None:
    """May this person prepare a release for this audience?"""
    check_is_named(by)


def can_publish(by: str, audience: str) -> bool:
    """Whether `check_can_publish` would let this person."""
    try:
        check_can_publish(by, audience)
    except UserError:
        return False
    return True
