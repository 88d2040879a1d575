"""G24: whether the approval ends, has not ended, and what is stopped stays stopped."""

from ninefold.assure.evidence import Approval, Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict

_STOPPED = ("suspended", "retired")


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Life of the approval, who approved, and jobs of what was stopped."""
    held, today = evidence.artefacts.approval, evidence.artefacts.today
    if held is None or today is None:
        return [ask.could_not("life", "days an approval lasts", "There is no approval with an end date.")]
    days, limit = (held.expires_on - held.approved_on).days, ask.limit("days")
    holds = 0 < days <= limit and today <= held.expires_on
    why = "The approval has an end and has not ended." if holds else "The approval is too long, or has ended."
    life = ask.holds(
        "life", "days an approval lasts", holds, why, Figure(days), threshold=f"at most {limit:g}, not passed"
    )
    return [life, _approvers(held, evidence.use.people, ask), _jobs(held, ask)]


def _approvers(held: Approval, people: bool, ask: Ask) -> Verdict:
    others = {name.strip().lower() for name in held.approvers} - {held.author.strip().lower(), ""}
    wanted = 2 if people else 1
    why = f"{len(others)} people other than the author approved it."
    figure = Figure(len(others))
    metric = "approvers other than the author"
    return ask.holds("approvers", metric, len(others) >= wanted, why, figure, threshold=f"at least {wanted}")


def _jobs(held: Approval, ask: Ask) -> Verdict:
    stopped = held.state in _STOPPED
    holds = not stopped or held.jobs_running <= ask.limit("jobs")
    why = "Nothing that was stopped is still running." if holds else "It was stopped, and its jobs go on."
    figure = Figure(held.jobs_running)
    return ask.holds("jobs", "jobs still planned", holds, why, figure, threshold="none once stopped")
