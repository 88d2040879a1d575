"""The policy says what it limits and can tell a loosening; the report says what blocks."""

from pathlib import Path

import pytest

from ninefold.assure.gates import GATES
from ninefold.assure.policy import loosened, parse_policy, read_policy, tightened
from ninefold.assure.report import report_of
from ninefold.contracts.check import Verdict
from ninefold.errors import SettingMissing

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "gates_policy.md"
POLICY = read_policy()
TEXT = (Path(__file__).parents[3] / "src" / "ninefold" / "assure" / "policy.toml").read_bytes()


def _verdict(gate: str, verdict: str, severity: str = "B") -> Verdict:
    return Verdict(gate, "c", "m", 1.0, None, None, 3, "t", severity, verdict, "why")  # type: ignore[arg-type]


def test_every_gate_has_a_rule_and_every_rule_a_gate() -> None:
    assert list(POLICY.gates) == list(GATES) == [f"G{number}" for number in range(1, 25)]


def test_every_limit_stands_in_the_reference() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert POLICY.version in page
    for rule in POLICY.gates.values():
        assert f"## {rule.gate} {rule.title} ({rule.severity})" in page
        for name, limit in rule.limits.items():
            assert f"| `{name}` | {limit.at:g} | {limit.tighter} | {limit.means} |" in page


def test_a_higher_floor_is_stricter_and_a_lower_one_looser() -> None:
    stricter = parse_policy(TEXT.replace(b"slope_low = { at = 0.9", b"slope_low = { at = 0.95"))

    assert loosened(POLICY, stricter) == ()
    assert loosened(stricter, POLICY) == ("G8 slope_low",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            b'title = "Calibration"\nseverity = "B"',
            b'title = "Calibration"\nseverity = "R"',
            "G8 is R and was B",
        ),
        (
            b'slope_high = { at = 1.1, tighter = "lower"',
            b'slope_high = { at = 1.1, tighter = "higher"',
            "G8 slope_high",
        ),
        (b"[G24]", b"[G25]", "G24 is gone"),
    ],
)
def test_a_loosening_by_other_ways_is_told(old: bytes, new: bytes, said: str) -> None:
    changed = TEXT.replace(old, new).replace(
        b"[G24.limits]", b"[G25.limits]" if new == b"[G25]" else b"[G24.limits]"
    )

    assert said in loosened(POLICY, parse_policy(changed))


def test_a_card_may_be_stricter_and_never_looser() -> None:
    assert tightened(POLICY, {"G8.error": 0.02})["G8"].limit("error") == 0.02
    with pytest.raises(SettingMissing, match="looser"):
        tightened(POLICY, {"G8.error": 0.2})
    with pytest.raises(SettingMissing, match="no limit"):
        tightened(POLICY, {"G8.eror": 0.01})


@pytest.mark.parametrize(
    "text", [b"x", b"[G1]", b'version = "1"\n[G1]\nseverity = "Z"', b'version = "1"\n[G1]\nseverity = "B"']
)
def test_a_policy_that_is_not_whole_is_refused(text: bytes) -> None:
    with pytest.raises(SettingMissing):
        parse_policy(text)


def test_what_could_not_be_computed_blocks_like_a_fail() -> None:
    report = report_of(
        [_verdict("G1", "pass"), _verdict("G1", "could_not_compute"), _verdict("G2", "pass")], POLICY
    )

    assert report.blocking == ("G1",)
    assert report["G1"].verdict == "could_not_compute"
    assert not report.may_be_approved()


def test_what_is_to_be_justified_passes_once_signed_for() -> None:
    report = report_of([_verdict("G1", "pass"), _verdict("G10", "justify", "J")], POLICY)

    assert not report.may_be_approved()
    assert report.may_be_approved(signed={"G10"})


def test_what_is_only_recorded_decides_nothing() -> None:
    report = report_of([_verdict("G8", "pass"), _verdict("G8", "could_not_compute", "R")], POLICY)

    assert report["G8"].verdict == "pass"
    assert report.may_be_approved()
