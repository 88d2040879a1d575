"""The only place where a measurement becomes a verdict."""

import math
from dataclasses import dataclass
from typing import TypedDict, Unpack

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


class Told(TypedDict, total=False):
    """What a verdict says besides: its threshold in words, whom it concerns, and a severity other than the gate's."""

    threshold: str
    subject: str
    severity: Severity


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
        **told: Unpack[Told],
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
            told.get("threshold", ""),
            told.get("severity", self.rule.severity),
            outcome,
            why,
            told.get("subject", ""),
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
        **told: Unpack[Told],
    ) -> Verdict:
        """A pass when it holds; else a fail, or something to justify where the gate asks for no more."""
        bad: Outcome = "justify" if told.get("severity", self.rule.severity) == "J" else "fail"
        return self.say(check, metric, "pass" if holds else bad, why, figure, **told)

    def could_not(self, check: str, metric: str, why: str, **told: Unpack[Told]) -> Verdict:
        """What could not be computed, and what to give so that it can."""
        return self.say(check, metric, "could_not_compute", why, **told)


def _plain(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
