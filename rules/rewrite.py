"""Rewrites one text so that it no longer points to the source, and still reads as English.

The smallest change goes before a rewriting: a rule that would take a fact away is not applied, and
a sentence that lost whom it is about says so again.
"""

import re
from collections.abc import Sequence

from rules.first_person import FirstPerson
from rules.folding import lowered, normalise
from rules.giveaways import Giveaway
from rules.keeping import facts, lost, squash, subjects_in
from rules.mentions import Mentions
from rules.quotations import guarded
from rules.redaction_words import CompiledRule, RedactionWords
from rules.sentence_cut import sentences, words_in
from rules.signatures import Signatures
from rules.text_marks import (
    CHANGED,
    CONTACT,
    ORGANISATION,
    QUOTED,
    SOURCE,
    SUBJECT_CLOSES,
    SUBJECT_OPENS,
)
from rules.tidy import tidy

_PASSES = 3
_ARTICLE = r"(?:\b(?:the|a|an|our|my|this)\s+)?"
_PEOPLE = re.compile(rf"{_ARTICLE}{SOURCE}(?:[\s,&/{CHANGED}]+(?:and\s+)?{SOURCE})*", re.IGNORECASE)
_PLACES = re.compile(
    rf"{_ARTICLE}{ORGANISATION}(?:[\s,&/{CHANGED}]+{ORGANISATION})*", re.IGNORECASE
)
_ASIDE = re.compile(
    rf"\s*[(\[][\s,;/&{CHANGED}-]*(?:(?:[{SOURCE}{ORGANISATION}{CONTACT}]|and|at|from|of)[\s,;:/&{CHANGED}-]*)+[)\]]"
)
_SIGNED = re.compile(rf"[\s{CHANGED}]+[-/]+\s*{SOURCE}(?=\s*[.!]?\s*\Z)")
_HOLDS = f"{SOURCE}{ORGANISATION}{CONTACT}"
_HABIT = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days\b")
_LETTER = re.compile(r"[^\W\d_]")


class Rewriter:
    """Cleans the texts of one form."""

    def __init__(
        self,
        mentions: Mentions,
        signatures: Signatures,
        words: RedactionWords,
        treasured: tuple[str, ...] = (),
        *,
        quotes: bool = True,
    ) -> None:
        """Take what is looked for, the phrases (``words``) and what must stand.

        ``quotes`` says whether a quotation is of somebody else than the source.
        """
        self._quotes = quotes
        self._mentions = mentions
        self._signatures = signatures
        self._words = words
        self._treasured = treasured
        self._squashed = tuple(map(squash, treasured))
        self._guarded = tuple(key for key in self._squashed if not mentions.is_subject(key))
        self._first = FirstPerson(words.first_person, self._takes)
        self._neutral = {
            normalise(words.neutral_person),
            normalise(words.neutral_organisation),
        }

    def narrative(self, text: str, pieces: Sequence[Giveaway] = ()) -> str:
        """Give a narrative without its source, and with all that the form names itself.

        ``pieces`` are those of it that point to the source; they go where the phrases left them.
        """
        left = self._without(self.clean(text), pieces)
        stands = squash(left)
        lacks = {
            one: key
            for one, key in zip(self._treasured, self._squashed, strict=True)
            if key not in stands
        }
        if not lacks:
            return left
        was = squash(text)
        gone = [one for one, key in lacks.items() if key in was]
        kept = [one for one in map(self.field, gone) if one and squash(one) in map(squash, gone)]
        if not kept:
            return left
        stop = "" if not left or left.endswith((".", "!", "?")) else "."
        return f"{left}{stop} Also named: {'; '.join(kept)}.".strip()

    def _without(self, text: str, pieces: Sequence[Giveaway]) -> str:
        left = text
        for piece in pieces:
            if piece.text in left and not any(one in squash(piece.text) for one in self._guarded):
                left = _taken_out(left, piece)
        if left == text:
            return text
        return tidy(_PEOPLE.sub(CHANGED + self._words.neutral_person, left))

    def clean(self, text: str) -> str:
        """Give the text without its source. Cleaning a clean text changes nothing."""
        before = self._signatures.without(normalise(text))
        settled: set[str] = set()
        for _ in range(_PASSES):
            after = self._once(before, settled)
            if after == before:
                break
            before = after
        return before

    def field(self, text: str | None) -> str | None:
        """Clean a field of the form; null where nothing of value is left."""
        if text is None:
            return None
        clean = self.clean(text)
        left = clean.strip(" .,;:-")
        return None if not left or left.casefold() in self._neutral else clean

    def _once(self, text: str, settled: set[str]) -> str:
        """Rewrite what is not settled: sentences that an earlier pass has left as they were."""
        if not settled:
            return tidy(self._rewritten(text, settled))
        pieces = []
        for sentence, gap in sentences(text):
            left = sentence if sentence in settled else self._rewritten(sentence, settled)
            pieces += [left, _after(left, gap)]
        after = "".join(pieces)
        return text if after == text else tidy(after)

    def _rewritten(self, text: str, settled: set[str]) -> str:
        marked = self._mentions.replace(text)
        pieces, told = [], False
        for sentence, gap in sentences(guarded(marked) if self._quotes else marked):
            # "His cousin Florin", after a sentence of whoever told: the relation is theirs.
            whose = self._words.kin_after.sub(CHANGED + r"\1", sentence) if told else sentence
            left, told = self._sentence(whose), SOURCE in sentence
            if left == sentence:
                settled.add(_unmarked(sentence))
            pieces += [left, _after(left, gap)]
        return _unmarked("".join(pieces))

    def _sentence(self, sentence: str) -> str:
        """Rewrite one sentence."""
        left = self._ruled(_ASIDE.sub(CHANGED, sentence) if SOURCE in sentence else sentence)
        if self._quotes or '"' not in left:
            left = self._first.without(left)
        if left == sentence and not any(mark in sentence for mark in _HOLDS):
            return sentence
        left = _SIGNED.sub(CHANGED, _ASIDE.sub(CHANGED, left))
        if self._says_nothing(left):
            left = ""
        left = self._about(sentence, left).replace(CONTACT, CHANGED)
        left = _PEOPLE.sub(CHANGED + self._words.neutral_person, left)
        return _PLACES.sub(CHANGED + self._words.neutral_organisation, left)

    def _ruled(self, sentence: str) -> str:
        rules = self._words.phrases
        left, small = self._words.candidates(sentence), lowered(sentence)
        while left:
            at = (left & -left).bit_length() - 1
            left &= left - 1
            rule = rules[at]
            if not rule.may_match(sentence, small):
                continue
            changed = rule.pattern.sub(rule.replacement, sentence)
            if changed == sentence or self._lost(sentence, changed, rule):
                continue
            sentence, small = changed, lowered(changed)
            after = self._words.candidates(sentence)
            left = after >> (at + 1) << (at + 1)
        return sentence

    def _lost(self, before: str, after: str, rule: CompiledRule) -> bool:
        return lost(
            before,
            after,
            self._guarded,
            self._words,
            names_may_go=rule.loses_names,
            numbers_may_go=rule.loses_numbers,
        )

    def _takes(self, before: str, after: str, *, names: bool, numbers: bool) -> bool:
        return lost(
            _HABIT.sub("", before),
            after,
            self._guarded,
            self._words,
            names_may_go=names,
            numbers_may_go=numbers,
        )

    def _says_nothing(self, left: str) -> bool:
        """Only who wrote it, or how to reach them."""
        if CHANGED not in left and not any(mark in left for mark in _HOLDS):
            return False
        if not words_in(left) <= self._words.contact_set:
            return False
        return not subjects_in(left) and not facts(left, self._words)

    def _about(self, before: str, left: str) -> str:
        """Say again whom a sentence is about, where the name went with who said it."""
        stands = squash(left)
        names = [name for name in subjects_in(before) if squash(name) not in stands]
        if not names:
            return left
        about = " and ".join(f"{SUBJECT_OPENS}{name}{SUBJECT_CLOSES}" for name in names)
        if not _LETTER.search(_unmarked(left)):
            return f"{CHANGED}this concerns {about}." if left.strip() != "" or before else left
        first = _LETTER.search(left)
        return f"{CHANGED}regarding {about}, {left.lstrip(' ,;' + CHANGED)}" if first else left


def _unmarked(text: str) -> str:
    return text.replace(SUBJECT_OPENS, "").replace(SUBJECT_CLOSES, "").replace(QUOTED, "")


def _taken_out(text: str, piece: Giveaway) -> str:
    """Take a piece out wherever it stands; whoever acts in it becomes somebody."""
    head = r"(?:\b[Ss]omeone )?" if piece.is_action else ""
    pattern = rf"{head}(?<!\w){re.escape(piece.text)}(?!['\w])"
    return re.sub(pattern, CHANGED + SOURCE if piece.acts else CHANGED, text)


def _after(left: str, gap: str) -> str:
    """What parts a sentence from the next; where nothing is left of it only the end of a line."""
    return gap if left else "\n" if "\n" in gap else ""
