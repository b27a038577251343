"""Finds in a narrative who told it: by the verbs of telling and noticing, not by lists of phrases.

Whoever is said to have told, noticed or passed on, and is no subject of the form, is of the
source. A verb that may as well be of a subject's speech ("says") counts only for those whom the
form or the words beside them make likely: whoever works there, whoever tells at second hand.
"""

import re
from dataclasses import dataclass

from rules.folding import fold, normalise
from rules.name_forms import starts_sentence
from rules.owners import Owner, owner_of
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceName, SourceTokens
from rules.teller_names import TellerNames
from rules.teller_nouns import nouns_in
from schemas.enums import HowKnown

_KIND = "colleague"
_SECOND_HAND = frozenset(
    {HowKnown.TOLD_BY_THIRD_PARTY, HowKnown.TOLD_BY_COLLEAGUE, HowKnown.RUMOUR}
)
_WORD = re.compile(r"[a-z0-9]+")
_FOLLOWS = frozenset(" ,'")
_POSTS = frozenset(
    ("Dr", "Cllr", "Councillor", "Rev", "Revd", "Father", "Fr", "Nurse", "Pastor", "Imam", "Canon")
)
_BYSTANDERS = frozenset(("lady", "woman", "couple", "gentleman", "family", "people", "lad", "girl"))
_REACH = 56
_SHORT = 12
_GIVES = frozenset(
    ("by", "through", "via", "per", "to", "with", "from", "off", "is", "source:", "called", "named")
)
_OURS = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
_OBJECT = re.compile(
    r" (?:him|her|them|it|this|that|me|us|his|a|an|the|some|two|three|someone|somebody|what|how|no"
    r"|[A-Z])(?![\w'])"
)
_PASSIVE = re.compile(r"(?:\w{2,}ed|seen|heard|found|sent|given|shown|said|told)\Z")
_CLAUSE = re.compile(r"\b(?:that|which|if|because|whether|how|when) \Z")
_ACTS = re.compile(
    r"(?:'s)? (?:is|was|are|were|will|would|wants?|lives?|deals?|sells?|carries|keeps|drives|owes"
    r"|hit|went|goes|has (?:a|been|got)|had (?:a|been|got)|took her|took him)\b"
)


@dataclass(frozen=True)
class Told:
    """Who told: their names, and by which words they are called without a name."""

    people: tuple[SourceName, ...]
    descriptions: tuple[str, ...]
    relations: tuple[str, ...]


class Tellers:
    """Who told, in one narrative."""

    def __init__(
        self, narrative: str, how: HowKnown, tokens: SourceTokens, words: RedactionWords
    ) -> None:
        """Take the text, how it became known, whom the form names, and the language."""
        self._text = _as_writer(normalise(narrative), tokens)
        self._small = self._text.lower()
        self._says = words.tellers
        self._names = TellerNames(self._text, tokens, words)
        self._second_hand = how in _SECOND_HAND
        self._by_subject = how is HowKnown.TOLD_BY_SUBJECT
        self._people: dict[tuple[str, ...], None] = {}
        self._descriptions: dict[str, None] = {}
        self._relations: dict[str, None] = {}
        self._source_named = any(person.kind == "source_name" for person in tokens.people)

    def found(self) -> Told:
        """Give all that the text shows."""
        if self._text.isupper():
            return Told((), (), ())
        self._look_at_names()
        self._look_at_nouns()
        return Told(
            tuple(SourceName(_KIND, name) for name in self._people),
            tuple(self._descriptions),
            tuple(self._relations),
        )

    def _look_at_names(self) -> None:
        for match in self._says.names_in(self._text):
            title, after = match["title"], self._after(match.end())
            post = bool(title) and title.strip(" .") in _POSTS
            given = self._given(match.start())
            if not (after or post or given):
                continue
            name = self._names.kept(match[0], match.start(), title or "")
            if not name:
                continue
            known = self._names.is_known(name)
            if after and not known and self._is_plain(match, after, name):
                continue
            according = given is not None and (known or bool(title or given["according"]))
            post = post and len(name) == 1
            if post or according or (after and self._tells(match, after, name)):
                self._people[name] = None

    def _after(self, end: int) -> re.Match[str] | None:
        """Give how somebody tells whose name ends at a place."""
        if self._text[end : end + 1] not in _FOLLOWS:
            return None
        return self._says.after_name.match(self._text, end)

    def _is_plain(self, named: re.Match[str], after: re.Match[str], name: tuple[str, ...]) -> bool:
        """Say whether a strange word that begins a sentence may be no name: "Keys logged out"."""
        alone = len(name) == 1 and not named["title"] and not after["beside"]
        alone = alone and _PASSIVE.search(after[0]) is not None
        opens = starts_sentence(self._text, named.start())
        return alone and opens and not _OBJECT.match(self._text, after.end())

    def _given(self, start: int) -> re.Match[str] | None:
        """Give what before a name shows that it is of whoever told."""
        before = self._text[max(0, start - _SHORT) : start].rpartition(" ")[0].rpartition(" ")[2]
        if before.lower() not in _GIVES:
            return None
        return self._says.before_name.search(self._text, max(0, start - _REACH), start)

    def _tells(self, named: re.Match[str], match: re.Match[str], name: tuple[str, ...]) -> bool:
        """Say whether a name with its verb is of somebody who told."""
        if match["telling"]:
            return True
        if match["accounts"]:
            return self._names.is_known(name) or bool(named["title"])
        if _CLAUSE.search(self._text, max(0, named.start() - _SHORT), named.start()):
            return False
        beside = match["beside"] or ""
        ours = _OURS.search(beside) is not None
        if self._acts(name[-1], named.end()):
            return ours
        if match["noticing"] or ours or match["where"] or (named["title"] and beside):
            return True
        return self._second_hand and not self._source_named

    def _acts(self, token: str, beside: int) -> bool:
        """Say whether somebody of this name does something elsewhere than at a place."""
        named = token[0].upper() + token[1:]
        at = self._text.find(named)
        while at >= 0:
            end = at + len(named)
            if end != beside and _ACTS.match(self._text, end):
                return True
            at = self._text.find(named, end)
        return False

    def _look_at_nouns(self) -> None:
        says = self._says
        for noun, start, end in nouns_in(self._text, says.nouns, says.noun_beginnings):
            if owner := owner_of(self._text, start):
                self._look_at(noun, owner, end)

    def _look_at(self, noun: str, owner: Owner, end: int) -> None:
        """Look at somebody by what they are: whose, by which name, and whether they tell."""
        if self._names.is_harmed(owner.start):
            return
        self._name_beside(noun, owner, end)
        match = self._says.after_noun.match(self._text, end)
        place = (match["place"] or match["who"] or "") if match else ""
        if match is None or not self._is_teller(noun, owner, match):
            match = None
            if not self._passed_on(noun, owner):
                return
        what = _WORD.findall(fold(f"{owner.more}{noun}{place}").replace("'", ""))
        if len(what) == 1 and owner.anybody:
            what.insert(0, self._small[owner.start : self._small.index(" ", owner.start)])
        if len(what) > 1:
            self._descriptions[" ".join(what)] = None
        if noun not in self._says.people_set and noun != "staff":
            self._relations[noun] = None
        if match and match["name"]:
            self._add(match["name"], match.start("name"))

    def _passed_on(self, noun: str, owner: Owner) -> bool:
        """Say whether it came from somebody: "told by the school nurse", "from our driver"."""
        given = self._given(owner.start)
        if given is None or noun in self._says.people_set - {owner.one_of and noun}:
            return False
        return not owner.anybody or not self._by_subject

    def _name_beside(self, noun: str, owner: Owner, end: int) -> None:
        """Take the name of whoever the writer calls theirs, and of who works with somebody."""
        says = self._says
        known = noun in says.staff_set or noun in says.relative_set
        beside = known and (owner.ours or (owner.one_of and noun in says.relative_set))
        if beside or (owner.theirs and noun in says.professional_set):
            after = says.name_after_noun.match(self._text, end)
            if after:
                self._add(after["name"], after.start("name"))
        if beside:
            start = max(0, owner.start - _REACH)
            first = says.name_before_noun.search(self._text, start, owner.start)
            if first:
                self._add(first["name"], first.start("name"))

    def _is_teller(self, noun: str, owner: Owner, match: re.Match[str]) -> bool:
        says = self._says
        if noun in says.staff_set or noun in says.professional_set:
            if not match["stating"]:
                return not (owner.anybody and self._by_subject)
            return owner.ours or (not owner.anybody and (self._second_hand or owner.personal))
        if match["where"] or (match["telling"] and not self._by_subject):
            return True
        if noun in says.people_set or noun in says.public_set:
            bystander = bool(match["who"]) and noun in _BYSTANDERS
            return bystander and self._second_hand and not owner.anybody
        return not self._by_subject and self._relative_tells(owner, match)

    def _relative_tells(self, owner: Owner, match: re.Match[str]) -> bool:
        if match["noticing"] or owner.ours:
            return True
        return self._second_hand and not self._source_named and owner.theirs

    def _add(self, written: str, at: int) -> None:
        if name := self._names.kept(written, at):
            self._people[name] = None


def _as_writer(text: str, tokens: SourceTokens) -> str:
    """Put "me" for the name of who sent the form: "came to Theo" is as telling as "came to me"."""
    names = [person.tokens for person in tokens.people if person.kind == "submitter_name"]
    own = {word for name in names for word in name} - tokens.shared
    if not own:
        return text
    word = "|".join(re.escape(name[0].upper() + name[1:]) for name in sorted(own))
    title = r"(?:(?:Mrs?|Miss|Ms|Dr|Cllr|Rev|Fr)\.? )?"
    return re.sub(rf"(?<= ){title}(?:{word})(?: (?:{word}))?(?!['\w-])", "me", text)
