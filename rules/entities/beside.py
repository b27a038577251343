"""What stands beside words with capitals, and what that says of them."""

import re

from rules.entities.found import Scene
from rules.entity_kinds import (
    NOT_ALONE,
    PERSON_AFTER,
    PLACE_AFTER,
    RELATION,
    SPEAKS,
    STRONG_BEFORE,
)
from rules.word_tokens import Token

_AGE = re.compile(
    r"\s?[,(]\s?(?:aged?\s|dob|d\.o\.b|born|about\s|approx\.?\s)?\s?\d{1,2}s?(?![\d:/])\b"
    r"|\s?[,(]\s?(?:dob|born|aged)\b",
    re.IGNORECASE,
)
_BESIDE = frozenset({"", ",", "(", ", (", ":", '"', "'"})
_OPENS = frozenset(".!?:;\n\u2022*-\"'(\u201c")
# "hurry up Macca": said to somebody, at the end of what is quoted.
_VOCATIVE = re.compile(r"[.,!?]?[\"\u201d]")
_INTRODUCING = frozenset(
    {(pronoun, "and") for pronoun in ("him", "her", "them", "he", "she", "they")}
    | {
        (asks, "for")
        for asks in ("ask", "asks", "asked", "asking", "works", "sells", "runs", "deals")
    }
)
# Before these a word with a capital that is no other word is a person: "owes Zigs", "told Hollins".
_OBJECT_OF = frozenset(
    {"told", "tells", "asked", "owes", "owed", "owing", "rang", "phoned", "messaged", "texted"}
    | {"threatened", "punched", "stabbed", "robbed", "attacked", "assaulted", "slapped", "kicked"}
    | {"grabbed", "followed", "confronted", "groomed", "recruited", "warned", "named", "paying"}
)
# Before these a surname that is no other word is a person: "by Hollins", "spoke to Pargeter".
_WITH_PEOPLE = frozenset(("with", "to", "by", "says", "said", "saw", "met", "for", "and", "but"))
_WITHIN = frozenset({"in", "around"})
_COLOURS = frozenset(
    {"black", "white", "red", "blue", "green", "grey", "gray", "silver", "yellow", "orange"}
    | {"purple", "pink", "gold", "maroon", "teal", "beige", "cream", "navy", "bronze", "turquoise"}
)
_POSSESSIVE = frozenset({"'s", "\u2019s"})


class Around:
    """What stands beside a run of words; what is seldom asked for is found only then."""

    __slots__ = ("_end", "_first", "_kind", "_scene", "after", "before", "key", "owns", "within")

    def __init__(self, scene: Scene, run: list[Token]) -> None:
        """Look at the word before and the word after."""
        first, last = (run[0], run[-1]) if run[0].at <= run[-1].at else (run[-1], run[0])
        tokens, kinds, text = scene.tokens, scene.kinds, scene.text
        self._scene, self._first, self._end = scene, first, last.end
        self._kind = kinds[last.at]
        self.before = self.after = 0
        self.within = False
        self.key = ""
        if first.at:
            beside = tokens.starts[first.at - 1] + len(tokens.written[first.at - 1])
            self.within = tokens.keys[first.at - 1] in _WITHIN
            owned = text[beside - 2 : beside] in _POSSESSIVE
            if not owned and text[beside : first.start].strip() in _BESIDE:
                self.before = kinds[first.at - 1]
                self.key = tokens.keys[first.at - 1]
            # "him and Rafe", "ask for Spud"
            pair = tokens.keys[first.at - 2 : first.at] if first.at > 1 else []
            if tuple(pair) in _INTRODUCING:
                self.before |= STRONG_BEFORE
        own = text[last.end : last.end + 2] in _POSSESSIVE
        if last.at + 1 < len(kinds):
            start = tokens.starts[last.at + 1]
            gap = text[last.end + (2 if own else 0) : start]
            if gap.strip() in _BESIDE and not text[start].isupper():
                self.after = kinds[last.at + 1]
                if gap != " ":
                    self.after &= ~PLACE_AFTER
        self.owns = own and bool(self.after & RELATION)

    @property
    def aged(self) -> bool:
        """Whether an age follows; after a month a figure is a day."""
        if self._kind & NOT_ALONE:
            return False
        return _AGE.match(self._scene.text, self._end) is not None

    @property
    def opens(self) -> bool:
        """Whether the words begin a sentence."""
        return opens(self._scene, self._first)

    @property
    def vocative(self) -> bool:
        """Whether they end what somebody says to another."""
        return _VOCATIVE.match(self._scene.text, self._end) is not None

    @property
    def introduced(self) -> bool:
        """Whether the word before says that a person is named."""
        return bool(self.before & STRONG_BEFORE)

    @property
    def sought(self) -> bool:
        """Whether the word before is what is done to people: ``owes``, ``told``."""
        return self.key in _OBJECT_OF

    @property
    def among_people(self) -> bool:
        """Whether the word before is one that stands before people, and things."""
        return self.key in _WITH_PEOPLE or self.sought

    @property
    def coloured(self) -> bool:
        """Whether a colour stands before: a thing is named, as ``a white Carrera``."""
        return self.key in _COLOURS

    @property
    def told(self) -> bool:
        """Whether what follows is mostly said of people."""
        return bool(self.after & PERSON_AFTER) or self.owns or self.aged

    @property
    def speaks(self) -> bool:
        """Whether what follows is said of people only."""
        return bool(self.after & SPEAKS) or self.owns or self.aged


def opens(scene: Scene, token: Token) -> bool:
    """Say whether a word begins a sentence, so that its capital says nothing."""
    before = scene.text[max(0, token.start - 3) : token.start].rstrip(" \t")
    return not before or before[-1] in _OPENS
