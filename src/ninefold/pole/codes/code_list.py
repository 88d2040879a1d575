"""A closed list of codes: what each means, and the other spellings that stand for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ninefold.pole.refusal import Refusal, tidied

_DASHES = re.compile(r" ?[\u2010-\u2015] ?| - ")


def spelling_key(text: str) -> str:
    """How spellings are compared: case, white space, and kinds of dash make no difference."""
    return _DASHES.sub(" - ", tidied(text)).casefold()


@dataclass(frozen=True)
class CodeList:
    """A closed list: `labels` gives each code's meaning, `spellings` other texts and the code they stand for.

    `is_confirmed` is False when the list was not confirmed in a primary source.
    """

    rule: str
    labels: Mapping[str, str]
    spellings: Mapping[str, str] = field(default_factory=dict)
    is_confirmed: bool = True
    _codes: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes: dict[str, str] = {}
        for text, code in [
            *((code, code) for code in self.labels),
            *((label, code) for code, label in self.labels.items()),
            *self.spellings.items(),
        ]:
            if codes.setdefault(spelling_key(text), code) != code or code not in self.labels:
                raise ValueError(f"{self.rule}: one spelling stands for two codes, or for none")
        object.__setattr__(self, "_codes", codes)

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def parse(self, text: str) -> str:
        """The code a text stands for: the code itself, its label or another spelling."""
        code = self._codes.get(spelling_key(text))
        if code is None:
            raise Refusal(f"{self.rule}.list", "is not on the closed list of codes")
        return code

    def label(self, code: str) -> str:
        """What a code means."""
        return self.labels[self.parse(code)]
