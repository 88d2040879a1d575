"""The policy: every gate's title, severity and limits, read from one versioned file."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, cast, get_args

from ninefold.contracts.check import Severity
from ninefold.errors import NotFound, SettingMissing


@dataclass(frozen=True)
class Limit:
    """One number, which way is stricter, and what it limits."""

    at: float
    tighter: str  # "higher" or "lower"
    means: str


@dataclass(frozen=True)
class GateRule:
    """What the policy says of one gate."""

    gate: str
    title: str
    severity: Severity
    source: str
    limits: Mapping[str, Limit]

    def limit(self, name: str) -> float:
        """A limit's number."""
        return self.limits[name].at


@dataclass(frozen=True)
class Policy:
    """All gates, with the version and hash that verdicts carry."""

    version: str
    gates: Mapping[str, GateRule]
    sha256: str

    def __getitem__(self, gate: str) -> GateRule:
        if gate not in self.gates:
            raise NotFound(f"The policy has no gate {gate}. It has G1 to G{len(self.gates)}.")
        return self.gates[gate]


def read_policy(path: Path | None = None) -> Policy:
    """The policy at `path`, or the one that comes with Ninefold; SettingMissing names what is wrong in it."""
    content = path.read_bytes() if path else (files("ninefold.assure") / "policy.toml").read_bytes()
    return parse_policy(content, where=path.name if path else "policy.toml")


def parse_policy(content: bytes, *, where: str = "policy") -> Policy:
    """A policy from the bytes of its file."""
    try:
        held = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingMissing(f"{where}: it is not TOML: {error}. Mend the line named.") from None
    version = held.pop("version", None)
    if not isinstance(version, str) or not version:
        raise SettingMissing(f"{where}: `version` is missing. Give the policy a version of its own.")
    gates = {gate: _rule(gate, rule, where) for gate, rule in held.items()}
    return Policy(version, gates, hashlib.sha256(content).hexdigest())


def _rule(gate: str, held: Mapping[str, Any], where: str) -> GateRule:
    severity = held.get("severity")
    if severity not in get_args(Severity):
        raise SettingMissing(f"{where}: {gate} has no severity. Write B, J or R.")
    for key in ("title", "source", "limits"):
        if not held.get(key):
            raise SettingMissing(
                f"{where}: {gate} has no `{key}`. Copy the gate from the policy that comes along."
            )
    limits = {name: _limit(gate, name, limit, where) for name, limit in held["limits"].items()}
    return GateRule(gate, held["title"], cast(Severity, severity), held["source"], limits)


def _limit(gate: str, name: str, held: Any, where: str) -> Limit:
    whole = isinstance(held, dict) and {"at", "tighter", "means"} <= set(held)
    if not whole or held["tighter"] not in ("higher", "lower") or isinstance(held["at"], bool):
        raise SettingMissing(
            f"{where}: {gate}, limit `{name}` needs `at`, `tighter` (higher or lower), `means`."
        )
    return Limit(float(held["at"]), held["tighter"], held["means"])


_STRICTNESS = {"R": 0, "J": 1, "B": 2}


def loosened(old: Policy, new: Policy) -> tuple[str, ...]:
    """What the new policy allows that the old did not, in words; empty when it is nowhere looser."""
    found = []
    for gate, rule in old.gates.items():
        if gate not in new.gates:
            found.append(f"{gate} is gone")
            continue
        if _STRICTNESS[new[gate].severity] < _STRICTNESS[rule.severity]:
            found.append(f"{gate} is {new[gate].severity} and was {rule.severity}")
        found += [
            f"{gate} {name}" for name, limit in rule.limits.items() if _is_looser(limit, new[gate], name)
        ]
    return tuple(found)


def _is_looser(limit: Limit, rule: GateRule, name: str) -> bool:
    other = rule.limits.get(name)
    if other is None or other.tighter != limit.tighter:
        return True
    return other.at < limit.at if limit.tighter == "higher" else other.at > limit.at


def tightened(policy: Policy, wanted: Mapping[str, float]) -> Policy:
    """The policy with a card's own limits (`"G8.error" = 0.02`); SettingMissing when one is unknown or looser."""
    gates = dict(policy.gates)
    for key, at in wanted.items():
        gate, _, name = key.partition(".")
        if gate not in gates or name not in gates[gate].limits:
            raise SettingMissing(
                f"`{key}` is no limit of the policy. Write GATE.LIMIT as the policy names them."
            )
        limit = Limit(float(at), gates[gate].limits[name].tighter, gates[gate].limits[name].means)
        if _is_looser(gates[gate].limits[name], _with(gates[gate], name, limit), name):
            raise SettingMissing(f"`{key}` is looser than the policy. A card may only be stricter.")
        gates[gate] = _with(gates[gate], name, limit)
    return Policy(policy.version, gates, policy.sha256)


def _with(rule: GateRule, name: str, limit: Limit) -> GateRule:
    return GateRule(rule.gate, rule.title, rule.severity, rule.source, {**rule.limits, name: limit})
