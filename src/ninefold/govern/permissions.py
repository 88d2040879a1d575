"""May this person do it? Each question is a `check_…` that raises NotPermitted.

Until roles are kept, everyone who may open the workspace's folder may act on it, under a name.
"""

from ninefold.contracts.product_life import AUTOMATIC, known_as
from ninefold.errors import NotPermitted


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


def check_can_make_product(by: str, product: str) -> None:
    """May this person define, snapshot, fit or evaluate this scoring product?"""
    check_is_a_person(by)


def check_can_decide_product(by: str, product: str) -> None:
    """May this person approve, refuse, suspend or retire this scoring product, or loosen what it is held to?"""
    check_is_a_person(by)


def check_can_score(by: str, product: str) -> None:
    """May this person ask this scoring product for scores, or record what they decided on seeing one?"""
    check_is_a_person(by)


def check_is_a_person(by: str) -> None:
    """Refuse an act in the name of nobody, or under the name the monitoring acts by."""
    check_is_named(by)
    if known_as(by) == AUTOMATIC:
        raise NotPermitted("That name is the monitoring's own. Act under the name of a person.")
