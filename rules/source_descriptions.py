"""By what else than a name a form tells who its source is: relations, roles, numbers."""

import re
from collections.abc import Iterator

from rules.ages import ADULT, age_of
from rules.folding import fold, normalise, words_of
from rules.redaction_words import RedactionWords
from schemas.form import CpiForm

_PARTS = re.compile(r"[,;/()&\n]|\b(?:and|at|of|who|which|from|in|on|for|with)\b", re.IGNORECASE)
_RUN = re.compile(r"[a-z][a-z'-]*(?: [a-z][a-z'-]*)*")
_NUMBER = re.compile(r"\d{1,6}[a-z]?\b", re.IGNORECASE)
_SPARE = frozenset({"children", "child", "part", "friend", "peer"})
_LONGEST = 4
_LETTERS = 3


def descriptions(form: CpiForm, words: RedactionWords) -> tuple[str, ...]:
    """Give the relations and roles by which the form says who told it or who knows."""
    told = (form.source.name or "", *form.source.who_else_knows)
    found = [match[0].rstrip("s") for text in told for match in words.relation.finditer(fold(text))]
    kin = [other for word in found for group in words.kin if word in group for other in group]
    roles = [role for text in told for role in _roles(text, words)]
    roles += _of_submitter(form.submitter.role or "", words)
    return tuple(dict.fromkeys(word for word in (*found, *kin, *roles) if word not in _SPARE))


def _of_submitter(role: str, words: RedactionWords) -> list[str]:
    """Give the end of a long role, and its letters: ``line leader``, ``EMT``."""
    first, *others = re.split(r"[,;/()&]", normalise(role))
    found = _ending(words_of(first), words)
    # "Social worker, emergency duty team": the letters of the team as well.
    return found + [short for part in others for short in _ending(words_of(part), words)[-1:]]


def _ending(said: list[str], words: RedactionWords) -> list[str]:
    if len(said) < _LETTERS:
        return []
    ends = [" ".join(said[-2:])] if set(said[-2:]) - words.generic else []
    letters = "".join(word[0] for word in said if word not in words.linking_words)
    usable = len(letters) >= _LETTERS and letters not in words.no_acronyms
    usable = usable and letters not in words.common and letters.upper() not in words.role_letters
    return [*ends, letters] if usable else ends


def _roles(text: str, words: RedactionWords) -> Iterator[str]:
    """Give phrases of small letters that say what somebody does: ``gas contractor``."""
    for part in _PARTS.split(normalise(text)):
        lowered = re.sub(r"^[^\W\d_]+'s? ", "", part.strip())
        lowered = lowered[:1].lower() + lowered[1:]
        for run in _RUN.finditer(re.sub(r"'s\b", "", lowered)):
            said = [word for word in words_of(run[0]) if word not in words.no_describing]
            if 1 < len(said) <= _LONGEST or (len(said) == 1 and said[0] in words.informer_set):
                yield " ".join(said)


def numbers(form: CpiForm) -> tuple[str, ...]:
    """Give the numbers by which the form says who told it: a door, a driver's number."""
    found = _NUMBER.findall(normalise(form.source.name or ""))
    places = [place.text or "" for place in form.locations]
    places += [place.address or "" for place in form.locations]
    places += [subject.address or "" for subject in form.subjects]
    kept = {number for place in places for number in _NUMBER.findall(place)}
    return tuple(dict.fromkeys(fold(number) for number in found if number not in kept))


def childish(form: CpiForm) -> frozenset[str]:
    """Give the surnames that, of the subjects, only children have: none of them is a Mr or Mrs."""
    ages: dict[str, list[int | None]] = {}
    for subject in form.subjects:
        name = words_of(subject.name or "")
        if len(name) > 1:
            ages.setdefault(name[-1], []).append(age_of(subject, form.submitted_at))
    return frozenset(
        name for name, each in ages.items() if all(age is not None and age < ADULT for age in each)
    )


def numbered(found: tuple[str, ...]) -> re.Pattern[str] | None:
    """Give what finds the numbers of the source's door or badge in a text; none for none."""
    if not found:
        return None
    short = "|".join(map(re.escape, found))
    long = "|".join(re.escape(number) for number in found if len(number) >= _LONGEST) or "(?!)"
    return re.compile(
        rf"(?<![^\W_])(?:(?:flat|no\.?|number|nr|door|driver|badge|house|room) ?(?:{short})"
        rf"|{long})(?![^\W_])",
        re.IGNORECASE,
    )
