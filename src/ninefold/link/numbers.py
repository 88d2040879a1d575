"""Ids as people read them: a letter for the kind, nine digits, and a check letter.

The check letter is the modulus-23 letter that PNC IDs use: a mistyped id opens nobody's record.
"""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import NotFound
from ninefold.pole.identifiers.check_letters import LETTERS, check_letter

KINDS = {
    "person": "P",
    "address": "A",
    "telephone": "T",
    "vehicle": "V",
    "organisation": "G",
    "incident": "N",
}
_WORDS = {letter: kind for kind, letter in KINDS.items()}
DIGITS = 9
_FORM = re.compile(rf"([{''.join(_WORDS)}])(\d{{{DIGITS}}})([{LETTERS}])")


def as_ids(numbers: npt.NDArray[np.int64], kind: str) -> pa.Array:
    """Ids of some numbers; NULL below nought."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), DIGITS, "0")
    letters = pa.array(list(LETTERS)).take(pa.array(np.mod(numbers, 23)))
    ids = pc.binary_join_element_wise(KINDS[kind], digits, letters, "")
    return pc.if_else(pa.array(numbers >= 0), ids, pa.scalar(None, pa.string()))


def as_numbers(ids: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """The numbers of ids that were given out by `as_ids`; -1 for NULL."""
    digits = pc.utf8_slice_codeunits(ids, 1, 1 + DIGITS).cast(pa.int64())
    return np.asarray(pc.fill_null(digits, -1).to_numpy(zero_copy_only=False), np.int64)


def checked(text: str) -> tuple[str, str]:
    """The id as it is kept, and its kind; raises NotFound when it cannot be one."""
    found = _FORM.fullmatch(re.sub(r"[\s-]", "", text).upper())
    if found is None or check_letter(found[2]) != found[3]:
        raise NotFound(
            "That is no id of Ninefold's: an id is a letter, nine digits and a check letter that belongs to "
            "them. Look for a mistyped digit."
        )
    return found[0], _WORDS[found[1]]
