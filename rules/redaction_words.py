"""The words that redaction knows, from ``redaction.toml``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationInfo, model_validator

from rules.datafile import SOUND, Entry
from rules.redaction_check import unsound
from rules.redaction_finders import RedactionFinders
from rules.redaction_gates import Gates
from rules.redaction_growth import Growing, PhraseLists
from rules.redaction_patterns import EITHER_LETTER, LISTS, expand
from rules.redaction_probes import probes
from rules.redaction_shapes import Shapes
from rules.text_marks import CHANGED, CONTACT, ORGANISATION, SOURCE, SUBJECT_OPENS

_NEEDS = 2
# A capital that is no sign for a class of characters, and such as ``expand`` writes beside small.
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_EITHER = re.compile(re.escape(EITHER_LETTER).replace(r"\{0\}", "[a-z]").replace(r"\{1\}", "[A-Z]"))
_TELLINGS = ("<TELLS>", "<SAW>", "<SAID>")


class PhraseRule(Entry):
    """A phrase that points to the source, and what stands in its place.

    ``pattern`` is a regular expression: a space in it is any white space, and ``<NAME>`` one of
    the classes of words (see the head of ``redaction.toml``).
    """

    why: str
    pattern: str
    replacement: str
    needs: tuple[str, ...] = ()
    loses_names: bool = False
    loses_numbers: bool = False


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, ready.

    Wherever its pattern matches, each of its probes does in the text's small letters, and each of
    its ``cased`` ones in the text.
    """

    pattern: Growing
    probes: tuple[re.Pattern[str], ...]
    cased: tuple[re.Pattern[str], ...]
    replacement: str
    loses_names: bool
    loses_numbers: bool

    def may_match(self, text: str, small: str) -> bool:
        """Say whether the rule may match a text, given also in small letters; cheap."""
        for probe in self.probes:
            if not probe.search(small):
                return False
        for probe in self.cased:  # noqa: SIM110 - a generator costs more than what it tries
            if not probe.search(text):
                return False
        return True


class RedactionWords(RedactionFinders):
    """What counts as pointing to a source (DESIGN 1, domain 2.4): lists, and rules on them."""

    rules: tuple[PhraseRule, ...]

    @model_validator(mode="after")
    def _patterns_compile(self, info: ValidationInfo) -> "RedactionWords":
        if info.context and info.context[SOUND]:
            return self
        patterns = ((rule.why, rule.pattern) for rule in self.rules)
        if error := unsound(self._phrase_lists, tuple(patterns)):
            message = f"rule {error}"
            raise ValueError(message)
        return self

    @cached_property
    def phrases(self) -> tuple[CompiledRule, ...]:
        """The rules, compiled, in the order of the file."""
        return tuple(
            CompiledRule(
                self._growing(rule.pattern),
                *_compiled(probes(rule.pattern)),
                CHANGED + rule.replacement.replace("<S>", SOURCE).replace("<O>", ORGANISATION),
                rule.loses_names,
                rule.loses_numbers,
            )
            for rule in self.rules
        )

    def _needed(self, part: str) -> frozenset[str]:
        """Give the words of one need; ``<TELL>`` stands for all words of telling."""
        found: set[str] = set()
        for word in part.split():
            if word == "<TELL>":
                phrases = (*self.told, *self.said, "called", "contacted")
                found |= {max(re.findall(r"[a-z]+", phrase), key=len) for phrase in phrases}
            else:
                found.add(
                    {
                        "<SUBJ>": SUBJECT_OPENS,
                        "<S>": SOURCE,
                        "<O>": ORGANISATION,
                        "<C>": CONTACT,
                    }.get(word, word)
                )
        return frozenset(found)

    @cached_property
    def _gates(self) -> Gates:
        """The words by which a rule may match: its needs, then what its pattern shows."""
        shapes = Shapes({name: getattr(self, name) for name in LISTS})
        return Gates(
            [(*map(self._met_by, rule.needs[:_NEEDS]), *rows) for rows in shapes.ways(rule.pattern)]
            for rule in self.rules
        )

    def _met_by(self, need: str) -> frozenset[str]:
        words = self._needed(need)
        return self._tell_words if need in _TELLINGS else words

    @cached_property
    def _untold(self) -> tuple[tuple[Growing, int], ...]:
        """Of each way to tell its pattern, and the rules that need it, one bit each."""
        return tuple(
            (
                pattern,
                sum((name in rule.needs[:_NEEDS]) << at for at, rule in enumerate(self.rules)),
            )
            for name, pattern in self._tells
        )

    def candidates(self, sentence: str) -> int:
        """Give the rules that may match a sentence, one bit each.

        Cheap, and never without a rule that matches.
        """
        found = self._gates.candidates(sentence)
        for pattern, needing in self._untold:
            if found & needing and not pattern.search(sentence):
                found &= ~needing
        return found

    @cached_property
    def _tell_words(self) -> frozenset[str]:
        return self._needed("<TELL>") | {
            "saw",
            "seen",
            "noticed",
            "observed",
            "witnessed",
            "spotted",
            "watched",
        }

    @cached_property
    def _tells(self) -> tuple[tuple[str, Growing], ...]:
        return (
            ("<TELLS>", self._growing(r"\b(?:<TELLS>|<TOLD> <HEAR>)")),
            (
                "<SAW>",
                self._growing(
                    r"\b(?:saw|seen|noticed|observed|witnessed|spotted|watched) "
                    r"(?:him|her|them|<SUBJ>)"
                ),
            ),
            ("<SAID>", self._growing(r"\b<SAID><WHEN>* ?(?=[.;!?]|\Z)")),
        )

    @cached_property
    def kin_after(self) -> Growing:
        """A relation of whoever the sentence before is of, at the start of a sentence."""
        return self._growing(
            r"\A((?:\d+[.)] |[-*] )?"
            r"(?:(?:it is|it's|its|this is|that is) (?:about|to do with|concerning) )?"
            r"(?:(?:he|she) )?(?:(?:says|said|states|reports|thinks)(?: that)? )?)"
            r"(?:his|her|their) (?:<ADJ> )?(?:<REL>|(?:step-?|grand)(?:son|daughter)"
            rf"|{'|'.join(self.partners)}|cuz),? "
            r"(?=<SUBJ>|(?-i:[A-Z][a-z]))"
        )

    def warm(self) -> Iterator[None]:
        """Compile what no text has asked for yet, a pattern a step: for a thread in idle time.

        Without it a text waits some milliseconds where it is the first to hold a phrase.
        """
        self.candidates("")
        yield
        for rule in self.phrases:
            rule.pattern.grow()
            yield
        for _, pattern in (*self._tells, ("", self.kin_after)):
            pattern.grow()
            yield
        for _ in (self.first_person.framing, self.first_person.beside, self.first_person.end):
            yield

    def _growing(self, pattern: str) -> Growing:
        return Growing(pattern, self._phrase_lists)

    @cached_property
    def _phrase_lists(self) -> PhraseLists:
        return PhraseLists({name: getattr(self, name) for name in LISTS})


def _compiled(
    written: Iterable[str],
) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Compile probes: those for small letters, which are the faster ones, and the others."""
    expanded = [expand(probe) for probe in written]
    cased = [probe for probe in expanded if _CAPITAL.search(_EITHER.sub("", probe))]
    return (
        tuple(re.compile(probe) for probe in expanded if probe not in cased),
        tuple(re.compile(probe, re.IGNORECASE) for probe in cased),
    )
