"""Numbers that identify people and things, in the right form but belonging to nobody.

Telephone numbers begin 010, where no area code has ever been; hostels have the numbers Ofcom keeps for drama
(07700 900000 to 900999). Vehicle marks begin with letters never issued there. National
insurance numbers are left out: no range is known to be both well formed and never issued.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.region.chance import Bools, Chance, Ints

_CHECK = "ZABCDEFGHJKLMNPQRTUVWXY"
_PRIME = 99_999_989  # below 10^8, so that lines keep eight digits
_FIRST_LETTERS = "JTU"  # no vehicle mark of the present form begins with these
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"


def phones(line: Ints, hostel: Ints, style: str, told: Bools) -> pa.Array:
    """Telephone numbers of lines: style "e164" (+44…), "national" (0…) or "spaced" (0…… …)."""
    digits = padded((line * 38_742_049 + 17) % _PRIME, 8)
    number = joined("10", digits)
    drama = joined("7700900", padded(np.maximum(hostel, 0), 3))
    number = pc.if_else(pa.array(hostel >= 0), drama, number)
    if style == "e164":
        number = joined("+44", number)
    elif style == "national":
        number = joined("0", number)
    else:
        number = joined("0", pc.utf8_slice_codeunits(number, 0, 4), " ", pc.utf8_slice_codeunits(number, 4))
    return pc.if_else(pa.array(told), number, pa.scalar(None, pa.string()))


def pnc_ids(chance: Chance, people: Ints, has: Bools, wrong: Bools) -> pa.Array:
    """Police National Computer ids, YYYY/NNNNNNND with the right check letter but where `wrong`."""
    year = 1990 + chance.below("pnc year", 30, people)
    serial = (people * 7 + 12345) % 10_000_000
    letter = ((year % 100) * 10_000_000 + serial + wrong) % 23
    letters = pa.array(list(_CHECK)).take(pa.array(letter))
    text = joined(pa.array(year).cast(pa.string()), "/", padded(serial, 7), letters)
    return pc.if_else(pa.array(has), text, pa.scalar(None, pa.string()))


def arrest_numbers(serial: Ints, force: int) -> pa.Array:
    """Arrest summons numbers: year, force, unit and system, then a serial with its check letter."""
    year, number = serial // 100_000_000 % 100, serial % 100_000_000
    front = ((91 + force) * 10_000 + 100 + year) % 23
    letters = pa.array(list(_CHECK)).take(pa.array((front * 10**11 + number) % 23))
    return joined(padded(year, 2), f"{91 + force:02d}", "01", "01", padded(number, 11), letters)


def vehicle_marks(number: Ints) -> pa.Array:
    """Marks such as "UA21 BCD" that were never issued."""
    numbers = number * 7_368_787 % 31_000_003
    size = len(_LETTERS)
    first = _letter(_FIRST_LETTERS, numbers % 3)
    age = padded(np.array([14, 64, 17, 67, 19, 69, 20, 70, 21, 71])[(numbers // 3) % 10], 2)
    rest = numbers // 30
    tail = [_letter(_LETTERS, rest // size**place % size) for place in range(4)]
    return joined(first, tail[3], age, " ", tail[0], tail[1], tail[2])


def padded(numbers: Ints, width: int) -> pa.Array:
    """Whole numbers with leading zeros."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts joined end to end; NULL where any part is."""
    return pc.binary_join_element_wise(*parts, "")


def _letter(letters: str, places: Ints) -> pa.Array:
    return pa.array(list(letters)).take(pa.array(places))
