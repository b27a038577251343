"""Says of a noun in a text whose it is: ours, theirs, anybody's; by the words before it."""

from dataclasses import dataclass

_OURS = frozenset({"my", "our"})
_MISSPELT = frozenset({"are", "ar", "r"})
_THEIRS = frozenset({"his", "her", "their", "the", "your"})
_PERSONAL = frozenset({"his", "her", "their"})
_ANY = frozenset({"a", "an", "another", "one", "two", "three", "some", "several", "both"})
_SOME = (" of", "one", "two", "some", "three", "several", "another", "any", "few", "couple", "more")
# What is no part of a description: it begins another clause.
_STOPS = frozenset(
    {
        *("and", "but", "so", "that", "who", "whom", "when", "as", "is", "was", "were", "are"),
        *("has", "had", "have", "to", "by", "said", "told", "saw", "he", "she", "they", "we", "i"),
        *("it", "if", "not", "of", "in", "on", "at", "from", "with", "for", "up", "down", "out"),
        *("off", "into", "over", "or", "than", "then", "about", "like", "no"),
    }
)
_GIVEN = frozenset({"per", "via", "by", "from", "through", "off"})
_MOST = 4


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose somebody is: where that is said, one of several or not, and what stands between.

    ``personal`` is ``theirs`` by a pronoun: her manager, not the manager.
    """

    start: int
    more: str
    ours: bool = False
    theirs: bool = False
    anybody: bool = False
    one_of: bool = False
    personal: bool = False


def owner_of(text: str, at: int) -> Owner | None:
    """Give whose the noun at a place of a text is; none where the words before do not say."""
    begin = at
    for _ in range(_MOST):
        if not begin or text[begin - 1] == "\n":
            return _bare(text, begin, at)
        start = max(text.rfind(" ", 0, begin - 1), text.rfind("\n", 0, begin - 1)) + 1
        word = text[start : begin - 1]
        low = word.lower().lstrip("(\"'")
        if found := _owner(text, start, word, low, text[begin:at]):
            return found
        if word[-1:] in ".!?:":
            return _bare(text, begin, at)
        if low in _GIVEN:
            return Owner(begin, text[begin:at], theirs=True)
        plain = low.replace("'", "").replace("-", "").isalpha()
        if low in _STOPS or not plain or text[begin - 1] != " ":
            break
        begin = start
    return None


def _owner(text: str, start: int, word: str, low: str, more: str) -> Owner | None:
    if low in _OURS or (low in _MISSPELT and text.endswith(" of ", 0, start)):
        first = _one_of(text, start)
        return Owner(min(first, start), more, ours=True, one_of=first < start)
    if low in _THEIRS or (word[:1].isupper() and word.endswith(("'s", "s'"))):
        first = _one_of(text, start)
        personal = low in _PERSONAL
        return Owner(min(first, start), more, theirs=True, one_of=first < start, personal=personal)
    return Owner(start, more, anybody=True) if low in _ANY else None


def _one_of(text: str, start: int) -> int:
    """Give where ``one of`` begins that stands just before a place; the place where none does."""
    if not text.endswith(_SOME[0] + " ", 0, start):
        return start
    begin = start - len(_SOME[0]) - 1
    first = max(text.rfind(" ", 0, begin), text.rfind("\n", 0, begin)) + 1
    return first if text[first:begin].lower() in _SOME[1:] else start


def _bare(text: str, begin: int, at: int) -> Owner | None:
    return Owner(begin, text[begin:at]) if text[begin : begin + 1].isupper() else None
