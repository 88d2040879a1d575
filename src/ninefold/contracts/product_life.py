"""The life of a scoring product: what may follow what, and when it may score. Pure: no files, no database, no clock.

    draft → snapshotted → fitted → evaluated → approved → live ⇄ suspended → retired
              ▲────────────┴───────────┘ made again, what came after is void

One life is one version of one product. It is the fold of its events, oldest first: `life_of(events)`. An approval
belongs to one evaluation, is given by somebody who had no part in making the product, and ends no more than twelve
months after that evaluation. Suspension voids every approval: to come back, the product is evaluated and approved
again, by people. A running product may be evaluated anew; its approval stands until people approve the new evaluation.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from ninefold.errors import NotAssured, NotInThisState, NotPermitted

State = Literal["draft", "snapshotted", "fitted", "evaluated", "approved", "live", "suspended", "retired"]
Kind = Literal[
    "defined", "snapshotted", "fitted", "evaluated", "approved", "refused", "scored", "suspended", "retired"
]
KINDS: tuple[str, ...] = get_args(Kind)

LONGEST_APPROVAL = timedelta(days=366)
# Under this name the monitoring acts by itself. It may suspend; it is nobody who could approve.
AUTOMATIC = "ninefold monitoring"

_MAY_FOLLOW: dict[str, tuple[State, ...]] = {
    "snapshotted": ("draft", "snapshotted", "fitted", "evaluated"),
    "fitted": ("snapshotted", "fitted", "evaluated"),
    "evaluated": ("fitted", "evaluated", "approved", "live", "suspended"),
    "approved": ("evaluated", "approved", "live", "suspended"),
    "refused": ("evaluated", "approved", "live", "suspended"),
    "scored": ("approved", "live"),
    "suspended": ("approved", "live"),
    "retired": ("draft", "snapshotted", "fitted", "evaluated", "approved", "live", "suspended"),
}


@dataclass(frozen=True)
class LifeEvent:
    """One thing that happened to one version of a product."""

    kind: Kind
    by: str
    at: datetime
    artefact: str = ""  # the hash of the artefact it made
    evaluation: str = ""  # of an approval or refusal: the evaluation it is about
    model: str = ""  # of an evaluation: the model it judged
    expires: datetime | None = None
    approvers_needed: int = 2
    passed: bool = False  # of an evaluation or approval: no gate stands in the way
    reason: str = ""


@dataclass(frozen=True)
class Evaluation:
    """One evaluation: its artefact, when it was made, and whether no gate blocks it."""

    artefact: str
    at: datetime
    passed: bool


@dataclass(frozen=True)
class Approval:
    """One person's approval of one evaluation."""

    by: str
    at: datetime
    expires: datetime
    evaluation: str
    artefact: str = ""


@dataclass(frozen=True)
class Life:
    """Where one version of a product stands; `newest` is an evaluation that waits beside the approved one."""

    state: State = "draft"
    approvers_needed: int = 2
    authors: frozenset[str] = frozenset()
    definition: str = ""
    snapshot: str = ""
    model: str = ""
    evaluation: Evaluation | None = None
    newest: Evaluation | None = None
    approvals: tuple[Approval, ...] = ()
    reason: str = ""
    refused: bool = False

    @property
    def expires(self) -> datetime | None:
        """The first moment at which an approval of what runs now ends."""
        return min((each.expires for each in self.in_force), default=None)

    @property
    def in_force(self) -> tuple[Approval, ...]:
        """The approvals of the evaluation that the product runs, or waits to run, on."""
        approved = self.evaluation.artefact if self.evaluation else ""
        return tuple(each for each in self.approvals if each.evaluation == approved)

    @property
    def to_approve(self) -> Evaluation | None:
        """The evaluation that people may approve now."""
        return self.newest or self.evaluation


def life_of(events: Iterable[LifeEvent]) -> Life:
    """The life that these events, oldest first, make."""
    life = Life()
    for event in events:
        life = after(life, event)
    return life


def after(life: Life, event: LifeEvent) -> Life:
    """The life after one more event; raises NotInThisState, NotPermitted or NotAssured where it may not happen."""
    if not event.by.strip():
        raise NotPermitted("Every act in a product's life needs a name. Give --by NAME.")
    if known_as(event.by) == AUTOMATIC and event.kind != "suspended":
        raise NotPermitted("Only people do this. The monitoring may suspend a product and no more.")
    if event.kind == "defined":
        return _defined(life, event)
    if not life.definition:
        raise NotInThisState("The product is not defined yet. Run `ninefold product define` first.")
    if life.state not in _MAY_FOLLOW[event.kind]:
        raise NotInThisState(_cannot(life, event.kind))
    return _STEPS[event.kind](life, event)


def check_can_score(life: Life, at: datetime) -> None:
    """Refuse to score without an approval that is live at that moment."""
    if life.state == "retired":
        raise NotInThisState(
            "The product is retired. It answers nobody any more; its model is kept for audit."
        )
    if life.state == "suspended":
        raise NotInThisState(f"The product is suspended: {life.reason} People must approve it again first.")
    if life.state not in ("approved", "live"):
        raise NotAssured(
            f"The product has no live approval, being {life.state}. "
            "It must be evaluated, and approved by people who did not make it."
        )
    if len({known_as(each.by) for each in life.in_force if at < each.expires}) < life.approvers_needed:
        raise NotAssured("The approval has expired. Evaluate the product again and have it approved anew.")


def can_score(life: Life, at: datetime) -> bool:
    """Whether `check_can_score` would let it."""
    try:
        check_can_score(life, at)
    except (NotInThisState, NotAssured):
        return False
    return True


def known_as(name: str) -> str:
    """A name as people are told apart by: capitals and spaces make nobody somebody else."""
    return " ".join(name.split()).casefold()


def _is_by_the_same(one: Approval, other: Approval) -> bool:
    return known_as(one.by) == known_as(other.by) and one.evaluation == other.evaluation


def _defined(life: Life, event: LifeEvent) -> Life:
    if life.state not in ("draft", "snapshotted", "fitted", "evaluated"):
        raise NotInThisState(
            f"This version cannot be defined again, being {life.state}. Give the card a new version."
        )
    authors = life.authors | {known_as(event.by)}
    return Life(approvers_needed=event.approvers_needed, authors=authors, definition=event.artefact)


def _snapshotted(life: Life, event: LifeEvent) -> Life:
    made = replace(_made(life, event), state="snapshotted", snapshot=event.artefact)
    return replace(made, model="", evaluation=None, approvals=())


def _fitted(life: Life, event: LifeEvent) -> Life:
    made = replace(_made(life, event), state="fitted", model=event.artefact)
    return replace(made, evaluation=None, approvals=())


def _evaluated(life: Life, event: LifeEvent) -> Life:
    if event.model != life.model:
        raise NotInThisState("The evaluation is of another model than the newest. Evaluate the newest one.")
    made, evaluation = _made(life, event), Evaluation(event.artefact, event.at, event.passed)
    if life.state in ("approved", "live"):
        if event.passed:
            return replace(made, newest=evaluation)
        return replace(made, state="suspended", approvals=(), evaluation=evaluation, reason=_FAILED)
    state: State = "suspended" if life.state == "suspended" else "evaluated"
    return replace(made, state=state, evaluation=evaluation, newest=None, approvals=())


def _made(life: Life, event: LifeEvent) -> Life:
    return replace(life, authors=life.authors | {known_as(event.by)}, refused=False)


def _approved(life: Life, event: LifeEvent) -> Life:
    evaluation = life.to_approve
    _check_about(life, event)
    _check_approval(life, event)
    assert evaluation is not None  # both held by the checks above
    assert event.expires is not None
    approval = Approval(event.by, event.at, event.expires, event.evaluation, event.artefact)
    others = [each for each in life.approvals if not _is_by_the_same(each, approval)]
    approvals = (*others, approval)
    valid = {
        known_as(e.by) for e in approvals if e.evaluation == evaluation.artefact and event.at < e.expires
    }
    if len(valid) < life.approvers_needed:
        return replace(life, approvals=approvals)
    state: State = "approved" if life.state == "evaluated" else life.state
    if life.state == "suspended":
        state = "live"
    kept = tuple(each for each in approvals if each.evaluation == evaluation.artefact)
    return replace(life, state=state, evaluation=evaluation, newest=None, approvals=kept, reason="")


def _check_about(life: Life, event: LifeEvent) -> None:
    """Hold that a decision is about the newest evaluation, by somebody who had no part in it, with a reason."""
    if known_as(event.by) in life.authors:
        raise NotPermitted(
            "An author of the product cannot decide on it. Ask somebody who had no part in it."
        )
    if life.to_approve is None or event.evaluation != life.to_approve.artefact:
        raise NotInThisState("The decision is about another evaluation than the newest. Read the newest one.")
    _check_has_reason(event)


def _check_approval(life: Life, event: LifeEvent) -> None:
    evaluation = life.to_approve
    if evaluation is None or not evaluation.passed or not event.passed:
        raise NotAssured(
            "A gate stands in the way: `ninefold product show` says which. It can be met, but not passed by asking."
        )
    if event.expires is None or event.expires <= event.at:
        raise NotInThisState("An approval needs a day in the future on which it ends. Give --expires.")
    if event.expires - evaluation.at > LONGEST_APPROVAL:
        raise NotInThisState(
            "An approval ends within twelve months of the evaluation. Give an earlier --expires, or evaluate again."
        )


def _refused(life: Life, event: LifeEvent) -> Life:
    _check_about(life, event)
    if life.newest is not None:
        kept = tuple(each for each in life.approvals if each.evaluation != life.newest.artefact)
        return replace(life, newest=None, approvals=kept, reason=event.reason)
    state: State = "fitted" if life.state in ("evaluated", "approved") else "suspended"
    return replace(life, state=state, evaluation=None, approvals=(), refused=True, reason=event.reason)


def _scored(life: Life, event: LifeEvent) -> Life:
    check_can_score(life, event.at)
    return replace(life, state="live")


def _suspended(life: Life, event: LifeEvent) -> Life:
    _check_has_reason(event)
    return replace(life, state="suspended", evaluation=None, newest=None, approvals=(), reason=event.reason)


def _retired(life: Life, event: LifeEvent) -> Life:
    _check_has_reason(event)
    return replace(life, state="retired", approvals=(), newest=None, reason=event.reason)


def _check_has_reason(event: LifeEvent) -> None:
    if not event.reason.strip():
        raise NotInThisState("This needs a reason in your own words. Give --reason.")


def _cannot(life: Life, kind: str) -> str:
    allowed = ", ".join(_MAY_FOLLOW[kind])
    return f"The product cannot be {kind}, being {life.state}. It can from: {allowed}."


_FAILED = "A new evaluation did not pass its gates."
_STEPS: dict[str, Callable[[Life, LifeEvent], Life]] = {
    "snapshotted": _snapshotted,
    "fitted": _fitted,
    "evaluated": _evaluated,
    "approved": _approved,
    "refused": _refused,
    "scored": _scored,
    "suspended": _suspended,
    "retired": _retired,
}
