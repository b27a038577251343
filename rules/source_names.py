"""Finds the names of the source's people in a text, however they are written."""

import re
from collections.abc import Iterable

from rules.folding import flat, fold
from rules.redaction_words import SOURCE, RedactionWords
from rules.source_tokens import SourceTokens

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SHORTEST = 3
_NOTHING = re.compile(r"(?!)")


def spelling(token: str) -> str:
    """Give a pattern for a word of a name in which apostrophe and hyphen may lack."""
    return re.sub(r"(?:\\-|-|')", "[' -]?", re.escape(token).replace("\\'", "'"))


def alternatives(forms: Iterable[str]) -> str:
    """Give a pattern for any of the forms, the longest first, as whole words."""
    longest_first = sorted(set(forms), key=len, reverse=True)
    return rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])"


def starts_sentence(text: str, at: int) -> bool:
    """Say whether a capital at this place may be there because a sentence begins."""
    before = text[:at].rstrip(" \"'([*-•>")
    return not before or before[-1] in ".!?:;\n"


class SourceNames:
    """The names of the people of one form's source.

    A ``weak`` word is also a word of the language, or has two letters: capitals, a title, a second
    part of the name or a verb of saying must show that it is the name. A ``shared`` word is also a
    subject's: it goes only beside a part that is the source's alone, or after the source's title.
    """

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Compile the names; ``tokens`` name the source, ``words`` the language."""
        parts = {part for person in tokens.people for t in person.tokens for part in _parts(t)}
        subject = {token for name in tokens.subjects for token in name}
        short = {n for part in parts for n in words.nicknames_of(part)} - subject
        every = {token for token in parts | short if len(token) > 1}
        self._shared = parts & subject
        self._weak = {t for t in every if t in words.common or len(t) < _SHORTEST} - self._shared
        self._common = self._weak & words.common
        self._acts = words.acts
        self._titles = {title for person in tokens.people for title in person.titles}
        self._subject_initials = {name[0][0] for name in tokens.subjects}
        self._title_words = words.titles
        self._initials = {token[0] for token in parts}
        self._streets = frozenset(words.street_words)
        said = "|".join((*words.said, *words.told))
        self._speaks = re.compile(rf"\s+(?:has |had |also )?(?:{said})\b|'s?\b", re.IGNORECASE)
        self._signs = _signs(tokens, words)
        self._pattern = self._compile(tokens, every) if every else _NOTHING

    def replace(self, text: str, masked: str) -> str:
        """Put a placeholder for each name.

        Args:
            text: the text.
            masked: the same, as long, with the names of subjects hidden.
        """
        plain, pieces, at = flat(masked), list[str](), 0
        for match in self._pattern.finditer(plain):
            if self._is_source(plain, match):
                pieces += [text[at : match.start()], SOURCE]
                at = match.end()
        named = "".join((*pieces, text[at:]))
        return self._signs.sub(SOURCE, named)

    def _compile(self, tokens: SourceTokens, every: set[str]) -> re.Pattern[str]:
        capitals = sorted({token[0].upper() for token in every if token[0].isalpha()})
        letters = "".join(capitals)
        initial = rf"(?-i:[{letters}]\.|[{letters.replace('A', '').replace('I', '') or letters}])"
        small = "[" + (letters.lower().replace("a", "").replace("i", "") or letters) + "]"
        joined = [
            "".join(form)
            for person in tokens.people
            if len(person.tokens) > 1
            for form in (
                person.tokens,
                person.tokens[::-1],
                (person.tokens[0][0], *person.tokens[1:]),
            )
        ]
        forms = [spelling(token) + "s?" for token in every] + [
            spelling(form) for form in joined if len(form) > _SHORTEST
        ]
        one = f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?![^\\W_])"
        title = rf"(?:(?:{'|'.join(self._title_words)})\.?\s+)?"
        more = rf"(?:(?:\s*[,.-]\s*|\s+)(?:{one}|{initial}(?![^\W_])|{small}(?![^\W_])))*"
        return re.compile(rf"(?<![^\W_]){title}(?:{initial}\s*){{0,3}}{one}{more}", re.IGNORECASE)

    def _is_source(self, text: str, match: re.Match[str]) -> bool:
        written = _WORD.findall(match[0])
        titles = [fold(word) for word in written if fold(word) in self._title_words]
        names = [word for word in written if fold(word) not in self._title_words]
        tokens = [fold(word) for word in names]
        own = [t for t in tokens if len(t) > 1 and not self._known(t, self._shared)]
        if not own:
            return self._shared_is_source(titles, tokens)
        if not titles and len(tokens) == 1 and self._is_street(text, match.end()):
            return False
        if titles or len(own) > 1 or any(not self._known(t, self._weak) for t in own):
            return True
        return self._weak_is_source(text, match, names, own)

    def _weak_is_source(
        self, text: str, match: re.Match[str], names: list[str], own: list[str]
    ) -> bool:
        if self._speaks.match(text, match.end()):
            return True
        if not names[-1][0].isupper():
            return False
        # Two letters that are no word ("Jo", "Li") are a name wherever they have their capital.
        no_word = any(not self._known(token, self._common) for token in own)
        begins = starts_sentence(text, match.start())
        acts = self._acts.match(text, match.end()) is not None
        return no_word or len(names) > 1 or not begins or acts

    def _shared_is_source(self, titles: list[str], tokens: list[str]) -> bool:
        if titles and set(titles) <= self._titles:
            return True
        initials = {token for token in tokens if len(token) == 1}
        return bool(initials & self._initials - self._subject_initials)

    def _known(self, token: str, words: set[str]) -> bool:
        return token in words or token.removesuffix("s") in words

    def _is_street(self, text: str, at: int) -> bool:
        following = _WORD.match(text, at + 1)
        return following is not None and fold(following[0]) in self._streets


def _parts(token: str) -> set[str]:
    return {token, *(part for part in token.split("-") if len(part) > 1)}


def _signs(tokens: SourceTokens, words: RedactionWords) -> re.Pattern[str]:
    """Initials alone (``told SP``, ``- SP``), only where a person is meant."""
    names = [person.tokens for person in tokens.people if len(person.tokens) > 1]
    subjects = {_initials(name) for name in tokens.subjects}
    spare = {*words.common_acronyms, *subjects}
    signs = {sign for name in names if (sign := _initials(name)).isalpha() and sign not in spare}
    if not signs:
        return _NOTHING
    one = "(?:" + "|".join(r"\.?".join(sign.upper()) + r"\.?" for sign in sorted(signs)) + ")"
    said = "|".join((*words.said, *words.told))
    after = r"(?<=by )|(?<=to )|(?<=from )|(?<=with )|(?<=told )|(?<=informed )|(?<=- )|(?<=\()"
    return re.compile(rf"(?:{after})\b{one}(?!\w)|\b{one}(?=\s+(?:{said})\b)")


def _initials(name: tuple[str, ...]) -> str:
    return "".join(token[0] for token in name)
