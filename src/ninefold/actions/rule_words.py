"""The rules that set rows aside, in words: 'DS_015.range' is 'The value lies outside the range allowed'."""

WORDS = {
    "format": "The value is not in the form required",
    "range": "The value lies outside the range allowed",
    "list": "The value is not in the list of those allowed",
    "unknown": "The code is not in the source's list",
    "length": "The value is too short or too long",
    "empty": "A value that must be given is empty",
    "required": "A value that must be given is empty",
    "check": "The check character does not agree with the rest",
    "characters": "The value has characters that do not belong in it",
    "order": "Two dates are in the wrong order",
    "future": "The date is later than the day it was received",
    "no_record": "The row makes no record",
    "columns": "The row has too many or too few columns",
    "encoding": "The row cannot be read in any one encoding",
    "null_byte": "The row has a null byte in it",
    "too_long": "The row is longer than any row may be",
}


def rule_words(rule: str) -> str:
    """The rule in words, by the last part of its number; 'Breaks the rule' where there are none."""
    ending = rule.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
    return WORDS.get(ending, "The value breaks the rule")
