"""The only place where a measurement becomes a verdict."""

import math
from dataclasses import dataclass

from ninefold.assure.policy import GateRule
from ninefold.contracts.check import Outcome, Severity, Verdict


@dataclass(frozen=True)
class Figure:
    """A measured number, with its limits and how many rows it rests on."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None


NOTHING = Figure()


@dataclass(frozen=True)
class Ask:
    """One gate's questions, answered in one form."""

    rule: GateRule
    artefact: str = ""
    policy: str = ""

    def limit(self, name: str) -> float:
        """A limit of the policy."""
        return self.rule.limit(name)

    def say(
        self,
        check: str,
        metric: str,
        outcome: Outcome,
        why: str,
        figure: Figure = NOTHING,
        *,
        threshold: str = "",
        subject: str = "",
        severity: Severity | None = None,
    ) -> Verdict:
        """A verdict with an outcome decided by the gate."""
        return Verdict(
            self.rule.gate,
            check,
            metric,
            _plain(figure.value),
            _plain(figure.low),
            _plain(figure.high),
            figure.n,
            threshold,
            severity or self.rule.severity,
            outcome,
            why,
            subject,
            self.artefact,
            self.policy,
        )

    def holds(
        self,
        check: str,
        metric: str,
        holds: bool,
        why: str,
        figure: Figure = NOTHING,
        *,
        threshold: str = "",
        subject: str = "",
        severity: Severity | None = None,
    ) -> Verdict:
        """A pass when it holds; else a fail, or something to justify where the gate asks for no more."""
        bad: Outcome = "justify" if (severity or self.rule.severity) == "J" else "fail"
        outcome: Outcome = "pass" if holds else bad
        return self.say(
            check, metric, outcome, why, figure, threshold=threshold, subject=subject, severity=severity
        )

    def could_not(self, check: str, metric: str, why: str, *, severity: Severity | None = None) -> Verdict:
        """What could not be computed, and what to give so that it can."""
        return self.say(check, metric, "could_not_compute", why, severity=severity)


def _plain(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
