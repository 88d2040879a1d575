"""From values and questions to search words: letters and figures alone, the same on both sides.

A value gives its words one by one; a date of birth gives one word of eight figures, a phone number one word
of its figures, a postcode its whole and its outward half, and an identifier one word without its marks.
"""

import re
import unicodedata
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

# Fields whose value is one word however it is written; all other values are split at blanks.
WHOLE = frozenset({"born", "phone", "pnc", "cro", "nino", "licence", "vehicle", "email", "other_id"})
LONGEST = 32  # characters of a word that are indexed
_MARKS = r"\p{M}"
_NOT_WORD = r"[^a-z0-9 ]+"
_DATE = re.compile(r"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$")
_COUNTRY_CODE = r"^(?:0044|44)(\d{9,10})$"


def plain(values: pa.Array) -> pa.Array:
    """Lower-case letters and figures with single blanks; accents are dropped (rows, string)."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(values, form="NFKD"), _MARKS, "")
    letters = pc.replace_substring_regex(pc.utf8_lower(bare), "['’`]", "")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(letters, _NOT_WORD, " "))


def value_words(field: str, values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The words of each value of one field: (row numbers, words), several or none for a row."""
    made = plain(values)
    if field in WHOLE:
        made = pc.replace_substring_regex(made, " ", "")
        made = pc.replace_substring_regex(made, _COUNTRY_CODE, r"0\1") if field == "phone" else made
        return _numbered(pc.split_pattern(made, " "))
    if field == "postcode":
        return _postcode_words(pc.replace_substring_regex(made, " ", ""))
    return _numbered(pc.split_pattern(made, " "))


def _postcode_words(whole: pa.Array) -> tuple[pa.Array, pa.Array]:
    outward = pc.utf8_slice_codeunits(whole, 0, -3)
    return _numbered(pc.split_pattern(pc.binary_join_element_wise(whole, outward, " "), " "))


def _numbered(lists: pa.Array) -> tuple[pa.Array, pa.Array]:
    rows, words = pc.list_parent_indices(lists), pc.utf8_slice_codeunits(pc.list_flatten(lists), 0, LONGEST)
    kept = pc.greater(pc.utf8_length(words), 0)
    return rows.filter(kept), words.filter(kept)


def question_words(text: str) -> list[tuple[str, ...]]:
    """The words of a question in order, each with the other forms it may stand for.

    Two words that stand side by side are also tried as one, under the first of them: 'BS1 1AA', 'Mac Donald'.
    """
    words = [forms for piece in text.split() if (forms := _forms(piece))]
    joined = {at: left[0] + right[0] for at, (left, right) in enumerate(pairwise(words))}
    return [(*forms, joined[at]) if at in joined else forms for at, forms in enumerate(words)]


def _forms(piece: str) -> tuple[str, ...]:
    date = _DATE.match(piece)
    if date:
        return _date_forms(*date.groups())
    bare = unicodedata.normalize("NFKD", piece).lower()
    word = "".join(letter for letter in bare if letter.isascii() and letter.isalnum())[:LONGEST]
    if len(word) in (11, 12) and word.startswith("44"):
        return ("0" + word[2:], word)
    if len(word) == 8 and word.isdigit():
        return (word, word[4:] + word[2:4] + word[:2])
    return (word,) if word else ()


def _date_forms(first: str, middle: str, last: str) -> tuple[str, ...]:
    """A date as yyyymmdd, whichever end its year stands at; with day and month swapped as a second reading."""
    year, day = (first, last) if len(first) > len(last) else (last, first)
    return (f"{year}{middle:0>2}{day:0>2}", f"{year}{day:0>2}{middle:0>2}")
