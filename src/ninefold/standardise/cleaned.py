"""What a cleaner gives: a value, what else it learned, and how to tell that a text was refused.

A cleaner takes an Ibis text column and gives column expressions, so one definition runs on DuckDB and
on Spark. The tests of a value look at the cleaned column, so that nothing is worked out twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import ibis
from ibis import ir

Parameters = Mapping[str, object]
Test = Callable[[ir.Value], ir.BooleanValue]


@dataclass(frozen=True)
class Cleaned:
    """A cleaned column.

    value        the cleaned column; NULL when the text is empty or cannot be read
    unreadable   the rule broken when there is text but no value; None when every text is taken
    broken       further rules, each with the test of a value that breaks it; the first that holds is told
    extra        more columns learned from the same text, by name (precision, high)
    """

    value: ir.Value
    unreadable: str | None = None
    broken: tuple[tuple[str, Test], ...] = ()
    extra: Mapping[str, ir.Value] = field(default_factory=dict)

    @property
    def can_refuse(self) -> bool:
        """Whether any text at all is refused."""
        return self.unreadable is not None or bool(self.broken)

    def problem(self, text: ir.StringValue, value: ir.Value | None = None) -> ir.StringValue:
        """The rule a text breaks, or NULL; `value` is the cleaned column where it has been worked out."""
        made = self.value if value is None else value
        rules = [(test(made), rule) for rule, test in self.broken]
        if self.unreadable is not None:
            rules.insert(0, (text.notnull() & made.isnull(), self.unreadable))
        return ibis.cases(*rules) if rules else ibis.null("string")


def listed(parameters: Parameters, name: str) -> tuple[str, ...]:
    """A parameter that is a list of texts."""
    given = parameters.get(name, ())
    return (given,) if isinstance(given, str) else tuple(str(item) for item in _sequence(given))


def _sequence(given: object) -> tuple[object, ...]:
    return tuple(given) if isinstance(given, (list, tuple)) else ()
