"""The verdicts gathered by gate: what blocks, what needs a signature, and what may be said of the whole."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ninefold.assure.policy import Policy
from ninefold.contracts.check import ORDER, Outcome, Severity, Verdict, worst

WORDS: dict[Outcome, str] = {
    "pass": "pass",
    "justify": "to be justified",
    "could_not_compute": "could not compute",
    "fail": "FAIL",
}


@dataclass(frozen=True)
class GateResult:
    """One gate: the worst of its verdicts, and all of them."""

    gate: str
    title: str
    severity: Severity
    verdict: Outcome
    verdicts: tuple[Verdict, ...]

    @property
    def blocks(self) -> bool:
        """Whether any of its verdicts blocks."""
        return any(each.blocks for each in self.verdicts)

    @property
    def needs_signature(self) -> bool:
        """Whether any of its verdicts is to be justified."""
        return any(each.needs_signature for each in self.verdicts)

    @property
    def worst(self) -> Verdict:
        """The verdict that decides: the first of the worst."""
        return max(self.verdicts, key=lambda each: ORDER.index(each.verdict))


@dataclass(frozen=True)
class Report:
    """All gates asked."""

    gates: tuple[GateResult, ...]
    policy: str

    @property
    def blocking(self) -> tuple[str, ...]:
        """Gates that block approval and scoring."""
        return tuple(gate.gate for gate in self.gates if gate.blocks)

    @property
    def to_be_justified(self) -> tuple[str, ...]:
        """Gates that pass only with a signed justification."""
        return tuple(gate.gate for gate in self.gates if gate.needs_signature)

    def may_be_approved(self, signed: Collection[str] = ()) -> bool:
        """Whether nothing blocks, and all that is to be justified is among those signed for."""
        return not self.blocking and set(self.to_be_justified) <= set(signed)

    def __getitem__(self, gate: str) -> GateResult:
        return next(each for each in self.gates if each.gate == gate)

    def as_json(self) -> dict[str, Any]:
        """One object for scripts."""
        return {
            "policy": self.policy,
            "may_be_approved": self.may_be_approved(),
            "blocking": list(self.blocking),
            "to_be_justified": list(self.to_be_justified),
            "gates": [
                {
                    "gate": gate.gate,
                    "title": gate.title,
                    "severity": gate.severity,
                    "verdict": gate.verdict,
                    "verdicts": [asdict(each) for each in gate.verdicts],
                }
                for gate in self.gates
            ],
        }


def report_of(verdicts: Sequence[Verdict], policy: Policy) -> Report:
    """A report of verdicts; a gate is judged by its worst verdict that is not merely recorded."""
    found = []
    for gate in dict.fromkeys(each.gate for each in verdicts):
        own = tuple(each for each in verdicts if each.gate == gate)
        rule = policy[gate]
        counted = [each for each in own if each.severity != "R"] or list(own)
        found.append(GateResult(gate, rule.title, rule.severity, worst(counted), own))
    return Report(tuple(found), policy.version)
