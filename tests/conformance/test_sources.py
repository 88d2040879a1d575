"""Every built-in source keeps every promise of the source contract."""

from functools import cache

import pytest

from ninefold.contracts.conformance import CHECKS, Check, Examined, run_check
from ninefold.contracts.registry import find_sources
from ninefold.standardise.declared import declared_map

SOURCES = find_sources(declared_map)
# The real source and one made-up force are held to their promises on every run, the rest before a release.
QUICK = ("police_uk", "aldmoor")


@cache
def examined(name: str) -> Examined:
    """A source read and mapped once for all checks."""
    return Examined(SOURCES[name])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in sorted(SOURCES)],
)
def test_every_source_keeps_every_promise(name: str, check: Check) -> None:
    result = run_check(check, examined(name))
    assert result.holds, result.told
