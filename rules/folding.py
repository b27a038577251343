"""Ways to make two spellings of one text alike: accents, case, quotes, invisible characters."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans("łŁøØđĐðÐıħĦŧŦ", "lLoOdDdDihHtT")
_QUOTES = str.maketrans(
    "\u2018\u2019\u201b\u02bc`\u00b4\u201c\u201d\u201e\u201f\u2010\u2011\u2012\u2013\u2014\u2015",
    "''''''\"\"\"\"------",
)
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_FOLDED_WORD = re.compile(r"[0-9a-z]+")


def normalise(text: str) -> str:
    """Bring a text to one way of writing: NFKC, straight quotes, plain spaces, nothing invisible.

    Formatting and private-use characters go: a zero-width space inside a name would hide the name
    from every later check (domain 2.4, residual check).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if text.isascii():
        return _SPACES.sub(" ", lines.replace("`", "'")).strip()
    composed = unicodedata.normalize("NFKC", lines)
    visible = "".join(char for char in composed if _visible(char))
    return _SPACES.sub(" ", visible.translate(_QUOTES)).strip()


def flat(text: str) -> str:
    """Take the accents off, letter by letter: as long as the text, so that spans carry over."""
    return text if text.isascii() else "".join(map(_base, text))


def fold(text: str) -> str:
    """Take off accents, case and invisible characters, for comparing; the length may change."""
    if text.isascii():
        return text.lower().replace("`", "'")
    visible = "".join(char for char in unicodedata.normalize("NFKD", text) if _visible(char))
    plain = "".join(char for char in visible if not unicodedata.combining(char))
    return plain.translate(_PLAIN).translate(_QUOTES).casefold()


def words_of(text: str) -> list[str]:
    """Give the folded words of a text, apostrophes closed up: ``O'Brien's`` is ``obriens``."""
    return _FOLDED_WORD.findall(fold(text).replace("'", ""))


@lru_cache(maxsize=4096)
def _visible(char: str) -> bool:
    return char.isascii() or unicodedata.category(char) not in {"Cf", "Co", "Cn", "Cs"}


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    if char.isascii():
        return char
    base = "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    ).translate(_PLAIN)
    return base if len(base) == 1 else char
