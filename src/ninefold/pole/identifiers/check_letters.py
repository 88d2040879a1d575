"""The modulus-23 check letter that PNC IDs, CRO numbers and arrest summons numbers share."""

# Remainder 0 is Z, 1 is A and so on; I, O and S are left out because they read as 1, 0 and 5.
LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def check_letter(digits: str) -> str:
    """The check letter of a row of digits: its remainder by 23, looked up in `LETTERS`."""
    return LETTERS[int(digits) % 23]
