"""What is looked for in a text as it is written, before any rule: patterns made of the lists."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from rules.class_first import class_first
from rules.redaction_gates import Gates
from rules.redaction_lists import RedactionLists
from rules.redaction_probes import pieces
from rules.redaction_shapes import Shapes

_WORD = r"[A-Z][a-z]+(?:-[A-Z]?[a-z]+|'[A-Z][a-z]+)?"
_NAME = rf"({_WORD}(?: {_WORD})?)"
_AND = r"(?:and|n|&|\+|with|plus)"


class Beside:
    """Patterns that are tried only on a text that holds the words of a match."""

    __slots__ = ("_bracketed", "_gates", "patterns")

    def __init__(self, written: Sequence[str]) -> None:
        """Take the patterns."""
        self.patterns = tuple(re.compile(class_first(one)) for one in written)
        self._gates = Gates(map(Shapes({}).ways, written))
        # Those with a bracket that no match lacks.
        self._bracketed = sum(
            1 << at for at, one in enumerate(written) if r"\(" in (pieces(one) or ())
        )

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all places where one of the patterns matches, pattern by pattern."""
        left = self._gates.candidates(text)
        if "(" not in text:
            left &= ~self._bracketed
        while left:
            yield from self.patterns[(left & -left).bit_length() - 1].finditer(text)
            left &= left - 1


class RedactionFinders(RedactionLists):
    """The lists, and the patterns that find by them."""

    @cached_property
    def acts(self) -> re.Pattern[str]:
        """What follows a name that begins a sentence, and hardly a word that does."""
        return re.compile(rf",?\s+(?:{'|'.join(self.name_verbs)})(?!\w)")

    @cached_property
    def relation(self) -> re.Pattern[str]:
        """A relation by which a form says who told it."""
        return re.compile(r"\b(?:" + "|".join((*self.relations, *self.partners)) + r")\b")

    @cached_property
    def _kindred(self) -> str:
        who = "|".join((*self.relations, *self.partners, *self.informers))
        return rf"((?:(?!(?:and|who|with|from)\b)[a-z-]+ ){{0,2}}?(?:{who}))"

    @cached_property
    def beside_before(self) -> re.Pattern[str]:
        """A relation or a trade, with whose it is, just before a name: ``her nan, ``."""
        return re.compile(
            r"\b(?:his|her|their|my|our|the|a|an|(?:one|some) of (?:my|our|the)|[a-z]+'s) "
            rf"{self._kindred}(?: at (?:no\.? ?|number |flat )?\d+[a-z]?)?,? \(?\Z"
        )

    @cached_property
    def beside_after(self) -> re.Pattern[str]:
        """A relation or a trade just after a name: ``, her foster carer``."""
        return re.compile(
            r"(?: (?!and|or|with|to\b)[a-z'-]+)?,? ?\(?(?:(?:that's|thats|who is|who's|is|was) )?"
            rf"(?:his|her|their|my|our|the) {self._kindred}(?!['a-z])"
        )

    @cached_property
    def speaks(self) -> re.Pattern[str]:
        """What follows a name that is also a word: a verb of saying, a possessive."""
        said = "|".join((*self.said, *self.told))
        return re.compile(rf"\s+(?:has |had |also )?(?:{said})\b|'s?\b", re.IGNORECASE)

    @cached_property
    def before_sign(self) -> re.Pattern[str]:
        """What stands before initials that mean a person."""
        return re.compile(r"(?:\b(?:by|to|from|with|told|informed|and) |- |\(|/ ?)\Z")

    @cached_property
    def signature(self) -> re.Pattern[str]:
        """A closing formula at the start of a line or after a sentence, to the end of its line."""
        closings = "|".join(re.escape(closing) for closing in self.closings)
        return re.compile(
            rf"(?:^|(?<=\n)|(?<=[.!?] ))[ -]*(?:{closings})\b(?P<rest>.*)", re.IGNORECASE
        )

    @cached_property
    def header(self) -> re.Pattern[str]:
        """A line of a quoted e-mail's head."""
        return re.compile(
            rf"^[> ]*(?:{'|'.join(self.headers)}) ?:.*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
        )

    @cached_property
    def beside_writer(self) -> Beside:
        """Whom a text names beside the writer, or at their work: one name each."""
        post = f"(?:{'|'.join(self.posts)})"
        return Beside(
            [
                one.replace("{name}", _NAME).replace("{and}", _AND).replace("{post}", post)
                for one in self.beside
            ]
        )

    @cached_property
    def common_forenames(self) -> frozenset[str]:
        """Words of the language that are forenames."""
        return frozenset(name for name in self.common if self.nicknames_of(name))

    def is_forename(self, token: str) -> bool:
        """Say whether a word is known as a forename, though it may also be a word."""
        return token in self._word_names or bool(self.nicknames_of(token))

    @cached_property
    def no_openers(self) -> frozenset[str]:
        """Words that, at the start of a sentence before a name, are no forename."""
        return self.contact_set | self.telling_verbs | self.no_describing | {*self.openers}

    @cached_property
    def _word_names(self) -> frozenset[str]:
        return frozenset(self.word_names)

    def nicknames_of(self, token: str) -> set[str]:
        """Give the other forms in which a forename is used."""
        return self._nicknames.get(token, set()) - {token}

    @cached_property
    def _nicknames(self) -> dict[str, set[str]]:
        forms: dict[str, set[str]] = {}
        for group in self.nicknames:
            for name in group:
                forms.setdefault(name, set()).update(group)
        return forms
