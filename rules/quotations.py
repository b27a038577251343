"""Keeps what is quoted as it was said: "my mum" in it is not the writer's."""

import re

from rules.text_marks import QUOTED

_QUOTE = re.compile(r'"[^"\n]{1,600}"')
_FIRST = re.compile(
    r"(?<![\w'])(i|im|ive|me|my|we|us|our|mine|ours|myself|ourselves)(?!\w)", re.IGNORECASE
)


def guarded(text: str) -> str:
    """Mark the words of the first person in quotations, so that no rule takes them."""
    if '"' not in text:
        return text
    return _QUOTE.sub(lambda quote: _FIRST.sub(rf"\1{QUOTED}", quote[0]), text)
