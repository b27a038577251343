"""What each rule means and what to do about it: ``advice.toml``, for whoever is on duty."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.lag_model import Note, Rule, Verdict

HUB = "hub"
"""Whose the hub's own groups are, in the model."""

_FILE = tomllib.loads(Path(__file__).with_name("advice.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Advice:
    """What a rule means.

    ``ours`` says what to do where the group is the hub's, ``theirs`` where it is another team's.
    """

    means: str
    ours: Sequence[str] = ()
    theirs: Sequence[str] = ()
    everybody: Sequence[str] = ()

    def steps(self, whose: str) -> Sequence[str]:
        """Say what to do about a group of ``whose``, first things first; empty: nothing."""
        return (*(self.ours if whose == HUB else self.theirs), *self.everybody)


_ADVICE = {name: Advice(**each) for name, each in _FILE["rules"].items()}


def advice(rule: Rule, verdict: Verdict) -> Advice:
    """Give what is said of a rule; of one that has several verdicts, what is said of this one."""
    return _ADVICE.get(f"{rule.value} {verdict.value}") or _ADVICE[rule.value]


NOTES: Mapping[Note, str] = {Note(name): text for name, text in _FILE["notes"].items()}
"""Every note, as what else was seen."""
