"""Names and other words made ready to compare: plain letters, a sound, and the root of a short form."""

import re
import unicodedata
from functools import cache

from ninefold.link.nicknames import roots_of

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n"}
)
_SILENT = re.compile(r"['’ʼ`´.]")
_OTHER = re.compile(r"[^a-z0-9]+")
# Said of a person, not part of the name.
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady",
     "rev", "reverend", "fr", "sister", "capt", "captain", "major", "col", "colonel", "lt",
     "lieutenant", "sgt", "sergeant", "pc", "esq", "esquire", "baron", "baroness", "baronet",
     "viscount", "viscountess", "earl", "countess", "duke", "duchess", "marquess", "bart", "hon",
     "honourable", "right", "jr", "jnr", "junior", "sr", "snr", "senior", "saint", "1st", "2nd",
     "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "i", "ii", "iii", "iv", "v", "vi",
     "vii", "viii")
)  # fmt: skip
_PARTICLES = frozenset(
    ("of", "the", "de", "la", "le", "du", "da", "di", "del", "della", "van", "von", "der", "den",
     "ter", "al", "el", "bin", "ibn", "bint", "st", "and")
)  # fmt: skip


@cache
def plain(text: str) -> str:
    """Small unaccented letters and digits, single blanks: "O’Néill-Szabó " becomes "oneill szabo"."""
    split = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = "".join(letter for letter in split if not unicodedata.combining(letter))
    return _OTHER.sub(" ", _SILENT.sub("", letters)).strip()


def name_words(text: str) -> list[str]:
    """The words of a name without titles; particles stay, for a surname may begin with one."""
    found = plain(text).split()
    kept = [word for word in found if word not in _TITLES]
    return kept or found


def telling_words(words: list[str]) -> list[str]:
    """The words of a name that tell people apart: not 'of', not 'van'."""
    return [word for word in words if word not in _PARTICLES] or words


_SOUNDS = (
    (re.compile(r"^(kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"^mac"), "mc"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"ough|augh"), "o"),
    (re.compile(r"sch|tch|ch|cz|sz|tz|sh|zh|ts"), "x"),
    (re.compile(r"ph|v|w"), "f"),
    (re.compile(r"gh|kh|q|ck|c(?![eiy])|g(?![eiy])"), "k"),
    (re.compile(r"dg|dj|j|g"), "j"),
    (re.compile(r"c|z"), "s"),
    (re.compile(r"th|d"), "t"),
    (re.compile(r"b"), "p"),
)
_WEAK = re.compile(r"[aeiouyh]+")
_DOUBLED = re.compile(r"(.)\1+")


@cache
def sound(word: str) -> str:
    """How a name sounds, roughly: the run of its consonants, alike ones written alike.

    Made so that usual transliterations agree (Mohammed, Muhammad, Mohamed; Yusuf, Youssef).
    """
    if not word:
        return ""
    told = word
    for pattern, letter in _SOUNDS:
        told = pattern.sub(letter, told)
    told = _DOUBLED.sub(r"\1", told)
    first = "a" if told[0] in "aeiouyh" else told[0]
    return (first + _WEAK.sub("", told[1:]))[:6]


@cache
def root(word: str) -> str:
    """The name a short form stands for (the most usual one), or the word itself."""
    return roots_of(word)[0]


@cache
def second_root(word: str) -> str | None:
    """Another name the same short form may stand for."""
    found = roots_of(word)
    return found[1] if len(found) > 1 else None
