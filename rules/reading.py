"""One outgoing text in the forms in which the last check searches it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.folding import flat, fold, normalise, words_of


@dataclass(frozen=True)
class Reading:
    """One text in the forms in which it is searched."""

    raw: str
    closed: str
    parted: str
    digits: str
    joined: str
    address: str


def read(text: str) -> Reading:
    """Bring a text into its forms."""
    folded = fold(text)
    closed = " ".join(words_of(text))
    parted = " ".join(re.findall(r"[0-9a-z]+", folded))
    return Reading(
        raw=flat(normalise(text)),
        closed=f" {closed} ",
        parted=f" {parted} ",
        # Digits apart by at most three signs are one number, however it is spaced.
        digits=" ".join(
            re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[^\w]{0,3}\d)*", folded)
        ),
        joined=closed.replace(" ", ""),
        address="".join(folded.split()),
    )


def holds(reading: Reading, phrase: Iterable[str]) -> bool:
    """Say whether a text holds a phrase, given as folded words."""
    wanted = f" {' '.join(phrase)} "
    return wanted in reading.closed or wanted in reading.parted
