"""The phrases that frame what a writer tells: tried in order, each only where its words stand."""

import re
from collections.abc import Iterable
from typing import Protocol

from rules.datafile import Entry
from rules.redaction_gates import Gates
from rules.redaction_shapes import Shapes
from rules.text_marks import CHANGED, SOURCE


class Frame(Entry):
    """How a writer puts themselves round what they tell, and what stands in its place."""

    why: str
    pattern: str
    replacement: str
    loses_names: bool = False
    loses_numbers: bool = False

    def compiled(self) -> re.Pattern[str]:
        """Give the pattern, ready: a space in it is any white space, ``<S>`` one of the source.

        Raises:
            re.error: it is no pattern.
        """
        return re.compile(_written(self.pattern).replace(" ", r"\s"), re.IGNORECASE)


class Losing(Protocol):
    """Says whether a rewriting takes a fact away; names and numbers may be let go."""

    def __call__(self, before: str, after: str, *, names: bool, numbers: bool) -> bool:
        """Compare a text before and after."""


class Frames:
    """Frames, ready to be tried on any number of sentences."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        """Take the frames in the order in which they are tried."""
        self._frames = tuple(
            (one, one.compiled(), CHANGED + _written(one.replacement)) for one in frames
        )
        shapes = Shapes({})
        self._gates = Gates(shapes.ways(one.pattern) for one, _, _ in self._frames)

    def without(self, sentence: str, lost: Losing) -> str:
        """Give a sentence without what frames it; a frame that would lose a fact stays."""
        left = self._gates.candidates(sentence)
        while left:
            at = (left & -left).bit_length() - 1
            left &= left - 1
            frame, pattern, replacement = self._frames[at]
            changed = pattern.sub(replacement, sentence)
            if changed == sentence or lost(
                sentence, changed, names=frame.loses_names, numbers=frame.loses_numbers
            ):
                continue
            sentence = changed
            left = self._gates.candidates(sentence) >> (at + 1) << (at + 1)
        return sentence


def _written(text: str) -> str:
    return text.replace("<S>", SOURCE)
