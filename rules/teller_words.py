"""The words by which a text shows who told, and the patterns that are made of them."""

import re
from collections.abc import Iterator
from functools import cached_property

from rules.datafile import Entry, WordList

_WORD = r"[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*"
# A word that any description may hold, but for what begins another clause.
_PLAIN = (
    r"(?:(?!(?:and|but|so|that|who|whom|when|as|is|was|were|are|has|had|have|to|by|said|told|saw"
    r"|he|she|they|we|i|it|if|not|his|her|their|my|our|the|a|an|of|in|on|at|from|with|for|up|down"
    r"|out|off|into|over)\b)(?:[a-z][a-z'-]*|[A-Z][a-z]+day))"
)
_PLAIN_TITLE = re.compile(r"[A-Z][a-z]+[?]?")
_PLAIN_LETTERS = re.compile(r"[a-z]+")
_SOME = r"(?:one|two|three|some|several|both|another|any|a few|a couple)(?: more)? of"
_OURS = rf"(?i:(?:{_SOME} )?(?:my|our))"
_THEIRS = rf"(?:(?i:(?:{_SOME} )?(?:his|her|their|the)|{_SOME} (?:his|her|their|the)))"
_ANY = r"(?i:an?|another|one|two|three|some|several|both)"
_NAME = rf"(?:(?:Dr|Mrs?|Ms|Miss|Cllr|Rev|Fr|Sister|Nurse)\.? )?{_WORD}(?: (?:[A-Z]\.? )?{_WORD})?"
_SHORT_PLACE = rf"(?:at|on|in|from|with|of|behind) (?:(?:the|our|my) )?(?:{_PLAIN} ?){{1,3}}?"
_LATELY = (
    r"(?:,? (?:has|had|have|just|also|then|since|only|later|did|kindly|himself|herself|now|never))*"
)


class TellerWords(Entry):
    """What shows that somebody told, noticed or passed on: regular expressions, and lists.

    ``telling`` is said to the writer or handed on, ``noticing`` is seen or heard, ``stating`` may
    as well be what a subject says. ``staff`` are people of a place of work, ``relatives`` somebody
    to somebody, ``people`` anybody; ``accounts`` what a person's own words are called, ``doors``
    where a neighbour is.
    """

    titles: tuple[str, ...]
    telling: tuple[str, ...]
    noticing: tuple[str, ...]
    stating: tuple[str, ...]
    given: tuple[str, ...]
    according: tuple[str, ...]
    accounts: tuple[str, ...]
    staff: WordList
    professionals: WordList
    relatives: WordList
    people: WordList
    public: WordList
    doors: tuple[str, ...]

    @cached_property
    def staff_set(self) -> frozenset[str]:
        """People of a place of work, one or several."""
        return _plurals(self.staff)

    @cached_property
    def relative_set(self) -> frozenset[str]:
        """What somebody is to somebody, one or several."""
        return _plurals(self.relatives)

    @cached_property
    def people_set(self) -> frozenset[str]:
        """Anybody, one or several."""
        return _plurals(self.people)

    @cached_property
    def public_set(self) -> frozenset[str]:
        """Whoever comes by, and is hardly a suspect."""
        return _plurals(self.public)

    @cached_property
    def professional_set(self) -> frozenset[str]:
        """Who works with somebody: a name beside it is never a suspect's."""
        return _plurals(self.professionals)

    @cached_property
    def nouns(self) -> frozenset[str]:
        """All words for somebody who may have told."""
        return (
            self.staff_set
            | self.relative_set
            | self.people_set
            | self.professional_set
            | self.public_set
        )

    @cached_property
    def noun_beginnings(self) -> frozenset[str]:
        """What the nouns begin with, up to their hyphen."""
        return frozenset(found[0] for noun in self.nouns if (found := _PLAIN_LETTERS.match(noun)))

    @cached_property
    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'-])(?P<title>(?:{'|'.join(self.titles)})\.? )?{_NAME}")

    @cached_property
    def _name_begins(self) -> re.Pattern[str]:
        plain = all(map(_PLAIN_TITLE.fullmatch, self.titles))
        return re.compile(rf"{'[A-Z]' if plain else '.'}(?<![\w'-].)", re.DOTALL)

    def names_in(self, text: str) -> Iterator[re.Match[str]]:
        """Find each name of one or two words, perhaps with a title, that no other overlaps."""
        reached = 0
        for begins in self._name_begins.finditer(text):
            if begins.start() >= reached and (match := self._name.match(text, begins.start())):
                yield match
                reached = match.end()

    @cached_property
    def after_name(self) -> re.Pattern[str]:
        """How somebody tells, after the name: the group says which kind of verb."""
        which = rf"(?:{_OURS}|{_THEIRS}|{_ANY}|{_WORD}'s?)(?: {_PLAIN}){{1,4}}"
        where = r"(?:on|at|in|from|off|behind|with|next door|opposite|upstairs|downstairs)\b"
        return re.compile(
            rf"(?P<beside>,? \(?(?:{which}|{where}[^,.;()\n]{{0,30}}?|who [^,.;()\n]{{1,50}}?"
            rf"|(?:{_PLAIN} )?\d+\w?|(?P<where>{'|'.join(self.doors)}))\)?,?)?{self._tells}"
            rf"|'s? (?P<accounts>{'|'.join(self.accounts)})\b"
        )

    @cached_property
    def before_name(self) -> re.Pattern[str]:
        """What shows, before a name, that it is of whoever told."""
        return re.compile(
            rf"(?<![\w'-])(?:(?P<given>(?i:{'|'.join(self.given)}))"
            rf"|(?P<according>{'|'.join(self.according)})) \Z"
        )

    @cached_property
    def after_noun(self) -> re.Pattern[str]:
        """How somebody tells, after the noun, with the name, if the text gives it."""
        where = f"(?: (?:{'|'.join(self.doors)}))"
        aside = r"(?:(?P<who>,? who [^,.;()\n]{1,50}?),?|, [^,.;()\n]{1,60},| \([^()\n]{1,60}\))"
        return re.compile(
            rf"(?P<place>(?P<where>{where})| (?:{_SHORT_PLACE}))?"
            rf"(?:,? \(?(?P<name>{_NAME})\)?,?)?{aside}{{0,2}}{self._tells}"
        )

    @cached_property
    def name_after_noun(self) -> re.Pattern[str]:
        """The name of somebody after what they are: our clerk Denise."""
        return re.compile(rf"(?:,| called| named| is)? \(?(?P<name>{_NAME})(?![\w'-])")

    @cached_property
    def name_before_noun(self) -> re.Pattern[str]:
        """The name of somebody before whose they are: Holly, my nurse."""
        return re.compile(rf"(?<![\w'-])(?P<name>{_NAME}),? \(?(?:who is |is )?\Z")

    @cached_property
    def _tells(self) -> str:
        return (
            rf"{_LATELY}(?:'d|'s|'ve)? (?:(?P<telling>{'|'.join(self.telling)})"
            rf"|(?P<noticing>{'|'.join(self.noticing)})|(?P<stating>{'|'.join(self.stating)}))"
            r"(?![\w'])"
        )


def _plurals(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*words, *(word + "s" for word in words)))
