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
# What such a pattern takes for a letter beside its two forms, in small letters.
_ODD = (("\u0131", "i"), ("i\u0307", "i"), ("\u017f", "s"))
# Texts that are kept as normalised: those of one form, which many rules ask for.
_TEXTS = 64
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_FOLDED_WORD = re.compile(r"[0-9a-z]+")
# Most letters of most texts are plain: only the others are looked at one by one.
_OTHER = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=_TEXTS)
def normalise(text: str) -> str:
    """Bring a text to one way of writing: NFKC, straight quotes, plain spaces, nothing invisible.

    Formatting and private-use characters go: a zero-width space inside a name would hide the name
    from every later check (domain 2.4, residual check).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if text.isascii():
        straight = lines.replace("`", "'")
        single = "  " not in straight and straight.replace("\n", "").isprintable()
        return (straight if single else _SPACES.sub(" ", straight)).strip()
    seen = _OTHER.sub(_shown, unicodedata.normalize("NFKC", lines)).replace("`", "'")
    return _SPACES.sub(" ", seen).strip()


def flat(text: str) -> str:
    """Take the accents off, letter by letter: as long as the text, so that spans carry over."""
    return text if text.isascii() else _OTHER.sub(lambda found: _base(found[0]), text)


def fold(text: str) -> str:
    """Take off accents, case and invisible characters, for comparing; the length may change."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _OTHER.sub(_plain, text).casefold().replace("`", "'")


def lowered(text: str) -> str:
    """Give a text in small letters, as a pattern reads it that does not mind the case."""
    low = text.lower()
    if not low.isascii():
        for odd, plain in _ODD:
            if odd in low:
                low = low.replace(odd, plain)
    return low


def words_of(text: str) -> list[str]:
    """Give the folded words of a text, apostrophes closed up: ``O'Brien's`` is ``obriens``."""
    return _FOLDED_WORD.findall(fold(text).replace("'", ""))


def _shown(found: re.Match[str]) -> str:
    return _visible(found[0]).translate(_QUOTES)


def _plain(found: re.Match[str]) -> str:
    return _folded(found[0])


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    """Fold one character: no accent, no case; what is invisible is nothing."""
    return _without_marks(char).translate(_QUOTES).casefold()


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    return "" if unicodedata.category(char) in {"Cf", "Co", "Cn", "Cs"} else char


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    base = _without_marks(char)
    return base if len(base) == 1 else char


def _without_marks(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char)
    return "".join(_visible(part) for part in parts if not unicodedata.combining(part)).translate(
        _PLAIN
    )
