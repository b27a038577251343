"""Takes whoever wrote a text out of it: "I drive the night car" is no information, and tells who.

A sentence is left without a first person. How the writer knows of it goes, and so does a clause
that is about them alone; where it holds a fact, or what they perceived, it is somebody's.
"""

import re

from rules.first_person_frames import Losing
from rules.first_person_verbs import as_somebody, main_verb
from rules.first_person_words import FirstPersonWords
from rules.small_words import small_words
from rules.text_marks import CHANGED, QUOTED, SOURCE, SUBJECT_OPENS

_ANY = re.compile(
    r"(?<![\w'])(?:i|im|ive|me|my|mine|myself|we|us|our|ours|ourselves|self|you're|badge"
    rf"|call ?sign|writ|minute|years|yrs|bleep|branch|got|counter|refers)(?![\w{QUOTED}])",
    re.IGNORECASE,
)
# Without one of these words the pattern above finds nothing.
_WORDS = frozenset(
    (
        *("i", "im", "ive", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"),
        *("self", "you", "badge", "call", "callsign", "writ", "minute", "years", "yrs", "bleep"),
        *("branch", "got", "counter", "refers"),
    )
)
_MOST = 12
_OBJECT = re.compile(
    rf"(?<![\w'/.@-])(?<!killing )(?:me|(?-i:us|Us)|myself|ourselves)(?![\w{QUOTED}'-])",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    rf"(?<![\w'/-])(?:my|our)(?: own)?(?![\w{QUOTED}'-])(?= (?!words\b)[a-z])", re.IGNORECASE
)
_MINE = re.compile(rf"(?<![\w'/-])(?:mine|ours)(?![\w{QUOTED}'-])", re.IGNORECASE)
_STARTS = re.compile(
    rf"(?:\A|[.;:!?(\n]|\s[-\u2013\u2014]+|[{CHANGED}])[^\w\ue000-\ue002]*\d*[^\w\ue000-\ue002]*\Z"
)
_JOINED = re.compile(
    r"(?P<join>,?\s(?:and|but|so|then|yet|or|an|&)(?: (?:then|so|now|also|yes|no))?\s|,\s)\Z",
    re.IGNORECASE,
)
_MOST_INSIDE = 7
_OTHERS = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|hes|shes|theyre|anyone|anybody|nobody"
    r"|no one|everyone|everybody|something|there(?:'s| is| are| was| were))\b",
    re.IGNORECASE,
)
_HERE = re.compile(rf"{SOURCE} here,? \Z", re.IGNORECASE)
_DAYS = re.compile(r"\b[A-Z][a-z]+days?\b")
_INVERTED = re.compile(
    r"\b(?:do|does|did|may|can|could|would|will|have|has|am|are|was|were|should|shall|might|must)"
    r" \Z",
    re.IGNORECASE,
)
_STAYS = re.compile(r"\b(?:until|till|because|cos|cus|coz|becos|in case|so that)\b", re.IGNORECASE)
# What the writer was doing when it happened.
_WHEN = re.compile(
    r" (?:was|were|had just|have just|am)\b[^.;:,!?\n\"]{0,80}? when "
    rf"(?=[{CHANGED}]?(?:(?:he|she|they|it|there|the|a|an|his|her|their|two|three|some)\b|\ue010))"
)
_PLACED = re.compile(
    r"\b(?:in|at|near|outside|opposite|behind|on|from) (?:the )?(?![A-Z][a-z]+days?\b)[A-Z][\w']+"
    r"(?:,? (?:of |the )?[A-Z][\w']+)*"
)


class FirstPerson:
    """Takes the writer out of sentences that are marked and have been ruled."""

    def __init__(self, says: FirstPersonWords, lost: Losing) -> None:
        """Take the words, and what says whether a fact is lost."""
        self._says, self._lost = says, lost

    def without(self, sentence: str) -> str:
        """Give a sentence in which nothing is said of the writer."""
        left = sentence
        if SOURCE in left:
            left = self._says.beside.without(left, self._lost)
        if _WORDS.isdisjoint(small_words(left)) or not _ANY.search(left):
            return left
        left = self._says.framing.without(left, self._lost)
        if left.rstrip().endswith("?"):
            return left
        at = 0
        for _ in range(_MOST):
            match = self._says.subject.search(left, at)
            if match is None:
                break
            left, at = self._clause(left, match)
        left = _WHOSE.sub(f"{CHANGED}the", left)
        left = _MINE.sub(f"{CHANGED}{SOURCE}'s", left)
        left = _OBJECT.sub(CHANGED + SOURCE, left)
        return self._says.beside.without(left, self._lost) if SOURCE in left else left

    def _clause(self, text: str, match: re.Match[str]) -> tuple[str, int]:
        """Take one clause of the writer out, or make it somebody's; and say where to go on."""
        before = text[: match.start()]
        opened = self._says.circumstance.search(before)
        described = opened or self._says.relative.search(before)
        if not described and self._is_spoken(text, match):
            return text, match.end()
        if _INVERTED.search(before) and not opened:
            return f"{before}{CHANGED}{SOURCE}{text[match.end() :]}", match.start() + 2
        cut = self._cut(text, match, opened)
        if cut:
            left, place, numbers = cut
            for each in (left, place):
                was = _DAYS.sub("", text) if numbers else text
                if each and not self._lost(was, each, names=False, numbers=numbers):
                    return each, 0
        return as_somebody(text, match, self._says)

    def _is_spoken(self, text: str, match: re.Match[str]) -> bool:
        """Say whether it is what somebody else said, as they said it: "says I will be back"."""
        before = text[: match.start()]
        if not self._says.spoken.search(before):
            return False
        if match["joined"] or match["short"]:
            return (match["joined"] or "") not in {"d", "D"}
        verb = main_verb(text[match.end() :], self._says, helpers=False)
        return verb in self._says.promises or not (
            verb.endswith("ed") or verb in self._says.past_set
        )

    def _cut(
        self, text: str, match: re.Match[str], opened: re.Match[str] | None
    ) -> tuple[str, str | None, bool] | None:
        before = text[: match.start()]
        if opened:
            start, stop, rest = self._circumstance(text, match, opened)
        elif relative := self._says.relative.search(before):
            start, stop, rest = self._relative(text, match, relative)
        elif _STARTS.search(before) or _JOINED.search(before) or _HERE.search(before):
            start, stop, rest = self._main(text, match)
            if rest[:1] == ":":
                return None
        elif before.endswith(SOURCE + " "):
            start, stop, rest = self._described(text, match)
        else:
            return None
        if start < 0 or not self._may_go(text[match.start() : stop], match, opened):
            return None
        clause = text[match.start() : stop]
        verb = main_verb(text[match.end() : stop], self._says)
        numbers = verb in self._says.habitual and SUBJECT_OPENS not in clause
        placed = _PLACED.findall(clause)
        space = " " if rest[:1].isalnum() else ""
        kept = None
        if placed and numbers:
            fragment = ", ".join(placed)
            fragment = fragment[0].upper() + fragment[1:] if start == 0 else fragment
            gap = " " if start and not text[start - 1].isspace() else ""
            kept = (
                f"{text[:start]}{gap}{CHANGED}{fragment}{', ' if rest[:1].isalnum() else ''}{rest}"
            )
        return f"{text[:start]}{CHANGED}{space if start else ''}{rest}", kept, numbers

    def _may_go(
        self, clause: str, match: re.Match[str], circumstance: re.Match[str] | None
    ) -> bool:
        """Say whether a clause is about the writer alone."""
        if '"' in clause or QUOTED in clause or self._says.matter.search(clause):
            return False
        verb = main_verb(clause[match.end() - match.start() :], self._says)
        if verb in self._says.habitual:
            return True
        if circumstance:
            return not (_STAYS.search(circumstance[0]) and _OTHERS.search(clause))
        if verb in self._says.perceived or self._says.suffered.search(clause):
            return False
        return not _OTHERS.search(clause) and SUBJECT_OPENS not in clause

    def _circumstance(
        self, text: str, match: re.Match[str], opened: re.Match[str]
    ) -> tuple[int, int, str]:
        """Where a clause of circumstance begins and ends, and what follows it."""
        start, before = opened.start(), text[: opened.start()]
        end = self._says.end.search(text, match.end())
        stop = end.start() if end else len(text)
        if _STARTS.search(before) and opened["sign"] != ",":
            bare = self._says.bare.search(text, match.end())
            if bare and bare.start() <= stop:
                return start, bare.start(), text[bare.end() :]
            rest = text[end.end() :] if end and end["join"] else text[stop:]
            return start, stop, rest
        comma = text.find(",", match.end(), stop)
        if opened["sign"] == "," and comma >= 0:
            return start, comma, text[comma + 1 :]
        return len(before.rstrip(" ")), stop, text[stop:]

    def _relative(
        self, text: str, match: re.Match[str], opened: re.Match[str]
    ) -> tuple[int, int, str]:
        end = self._says.end.search(text, match.end())
        stop = end.start() if end else len(text)
        comma = text.find(",", match.end(), stop)
        if opened["sign"] and comma >= 0:
            return opened.start(), comma, text[comma + 1 :]
        stop = comma if comma >= 0 else stop
        if len(text[match.end() : stop].split()) > _MOST_INSIDE:
            return -1, stop, ""
        return opened.start(), stop, text[stop:]

    def _described(self, text: str, match: re.Match[str]) -> tuple[int, int, str]:
        comma = text.find(",", match.end())
        if comma < 0 or len(text[match.end() : comma].split()) > _MOST_INSIDE:
            return -1, 0, ""
        return match.start() - 1, comma, text[comma + 1 :]

    def _main(self, text: str, match: re.Match[str]) -> tuple[int, int, str]:
        before = text[: match.start()]
        end = self._says.end.search(text, match.end())
        stop = end.start() if end else len(text)
        if _STARTS.search(before):
            when = _WHEN.match(text, match.end(), stop)
            if when:
                return match.start(), when.end(), text[when.end() :]
            rest = text[end.end() :] if end and end["join"] else text[stop:]
            return match.start(), stop, rest
        joined = _JOINED.search(before)
        return joined.start() if joined else match.start(), stop, text[stop:]
