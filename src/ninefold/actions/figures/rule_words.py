"""The rules that set rows aside, in words: 'DS_015.range' is 'The value lies outside the range allowed'."""

WORDS = {
    # of a value
    "format": "The value is not in the form required",
    "range": "The value lies outside the range allowed",
    "list": "The value is not in the list of those allowed",
    "unknown": "The code is not in the source's list",
    "length": "The value is too short or too long",
    "short": "The text is too short",
    "long": "The text is too long",
    "empty": "A value that must be given is empty",
    "required": "A value that must be given is empty",
    "check": "The check character does not agree with the rest",
    "characters": "The value has characters that do not belong in it",
    "letters": "A name must have a letter in it and no figures",
    "title": "The name begins with a title, such as Mr or Dr, which has no place in it",
    "order": "Two dates are in the wrong order",
    "future": "The date is later than the day it was received",
    "today": "A date of birth cannot be the day it was received",
    "age": "A date of birth this long ago cannot be",
    "year": "The year in the number cannot be",
    "month": "The month in the number cannot be",
    "day": "The day in the number cannot be",
    "prefix": "The number begins with letters that are never given out",
    "surname": "The letters of the surname in the number are not as they must be",
    "united_kingdom": "The number is not one of the United Kingdom's numbering plan",
    "band": "The age is not written as a band of ages",
    "position": "The postcode has a letter where that letter never stands",
    "inward": "The postcode ends in letters that are never used there",
    "zero": "The number is nothing but noughts",
    # of a row
    "no_record": "The row makes no record",
    "columns": "The row has too many or too few columns",
    "encoding": "The row cannot be read in any one encoding",
    "null_byte": "The row has a null byte in it",
    "too_long": "The row is longer than its card says a row is",
    "too_short": "The row is shorter than its card says a row is",
    "unlisted_text": "There is text between the columns that the card names",
    "nul_byte": "The row has a null byte in it",
    "control_character": "The row has a control character in it that no text has",
    "field_too_large": "A value in the row is larger than any value may be",
    "undecodable": "The row holds bytes that are no text in the file's encoding",
    "too_few_fields": "The row has fewer values than the header has columns",
    "too_many_fields": "The row has more values than the header has columns",
    "unclosed_quote": "A quotation mark in the row is opened and never closed",
    "stray_quote": "A quotation mark stands inside a value that is not quoted as it must be",
    "malformed": "The record is not well-formed JSON",
    "duplicate_key": "The record names one of its keys twice",
    "not_an_object": "The record is not a JSON object of names and values",
    "too_deep": "The record holds objects within objects deeper than is read",
    "nested": "The record holds elements within elements where a value should be",
    "repeated_element": "The record has one of its elements twice",
    "stray_text": "The record has text outside its elements",
    "too_many_cells": "The row has cells beyond the columns of the header",
    "formula_without_value": "A cell holds a formula whose result was not saved in the file",
    "binary_value": "A value of the row is binary data and no text",
}


def rule_words(rule: str) -> str:
    """The rule in words, by the last part of its number; 'Breaks the rule' where there are none."""
    ending = rule.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
    return WORDS.get(ending, "The value breaks the rule")
