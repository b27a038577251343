"""The words of a text in small letters, as cheap tests before a search ask for them."""

import re
from functools import lru_cache

from rules.folding import lowered
from rules.redaction_shapes import SIGNS

_TOKEN = re.compile(rf"[a-z]+|[&+{''.join(SIGNS.values())}]")
# All but small letters to a space: cutting at spaces then takes a third of what the pattern does.
_LETTERS = bytes(at if chr(at) in "abcdefghijklmnopqrstuvwxyz" else 0x20 for at in range(256))
_TEXTS = 64


@lru_cache(maxsize=_TEXTS)
def small_words(text: str) -> tuple[str, ...]:
    """Give the words of a text in small letters, its placeholders, ``&`` and ``+``, in order."""
    low = lowered(text)
    if not low.isascii() or "&" in low or "+" in low:
        return tuple(_TOKEN.findall(low))
    return tuple(low.encode("ascii").translate(_LETTERS).decode("ascii").split())
