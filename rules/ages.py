"""How old a person of the information is, from what a form says (domain 3.2, 4.2)."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from schemas.form import Subject
from schemas.reference import LONDON
from schemas.sanitised import Person

ADULT = 18
"""Years at which a child is an adult (Children Act 1989 s.105)."""

_OLDEST = 110
_OLDEST_IN_SCHOOL = 13
_FIRST_SCHOOL_AGE = 5
# Bounded, without nested quantifiers: linear. Also a number in brackets or between commas after a
# name, and after the word for a child.
_AGE = re.compile(
    r"\b(\d{1,3}) ?-? ?(?:years?|yrs?|y)? ?-? ?/?(?:old|o)\b"
    r"|\b(?:aged?|age:|turning|turned) (\d{1,3})\b"
    r"|(?<=[a-z] )\((?:approx |about )?(\d{1,2})\)"
    r"|(?<=[a-z], )(\d{2})(?=,| who\b| of\b)"
    r"|\b(?:boy|girl|lad|child|pupil|s?he['\u2019]?s) (?:of |only |just |about )?(\d{1,2})\b"
    r"(?=[.,;!)]| and\b| but\b|$)",
    re.IGNORECASE,
)
# What begins the longest of them before its number: "she's about ".
_LEAD = 12
_YEARS = frozenset("yY")
_LEADS = frozenset("(aAtTbBgGlLcCpPsS\u017fhH")
_FIGURES = re.compile(r"\d(?<!\d\d)")
_TEXTS = 16
"""Texts whose ages are kept: those of one form that several rules ask for."""
_SCHOOL_YEAR = re.compile(r"\b(?:years?|yrs?|y) ?(\d{1,2})\b", re.IGNORECASE)
_MONTHS = re.compile(r"\b\d{1,2} ?-? ?(?:months?|weeks?|mths?) ?-? ?old\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:school|academy|primary|infants?|juniors?|nursery)\b", re.IGNORECASE)


def age_of(person: Person | Subject, when: datetime) -> int | None:
    """Give a person's age in whole years at a time: from the birthday, or as estimated.

    Vulnerabilities may say it ("Year 9", "14 years old"). A date of birth after ``when`` says
    nothing.
    """
    if person.date_of_birth is not None:
        day, born = when.astimezone(LONDON).date(), person.date_of_birth
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        if 0 <= years <= _OLDEST:
            return years
    if person.approximate_age is not None:
        return person.approximate_age
    return next(ages_in(" ; ".join(person.vulnerabilities)), None)


def in_school(person: Person) -> bool:
    """Say whether a person's place of school or work reads as a school."""
    return _SCHOOL.search(person.school_or_employer or "") is not None


def ages_in(text: str) -> Iterator[int]:
    """Give the ages that a text names, in years; a school year as the younger of its two ages."""
    yield from _ages_in(text)


@lru_cache(maxsize=_TEXTS)
def _ages_in(text: str) -> tuple[int, ...]:
    figures = [found.start() for found in _FIGURES.finditer(text)]
    if not figures:
        return ()
    named = [int(next(filter(None, one.groups()))) for one in _near(_AGE, text, figures, _LEADS)]
    ages = [age for age in named if age <= _OLDEST]
    if "old" in text.lower() and _MONTHS.search(text):
        ages.append(0)
    years = [int(one[1]) for one in _near(_SCHOOL_YEAR, text, figures, _YEARS)]
    ages += [year - 1 + _FIRST_SCHOOL_AGE for year in years if 1 <= year <= _OLDEST_IN_SCHOOL]
    return tuple(ages)


def _near(
    pattern: re.Pattern[str], text: str, figures: list[int], leads: frozenset[str]
) -> Iterator[re.Match[str]]:
    """Give what ``finditer`` gives of a pattern that matches from a number or just before it."""
    reached = 0
    for figure in figures:
        for place in range(max(reached, figure - _LEAD), figure + 1):
            if place == figure or text[place] in leads:
                match = pattern.match(text, place)
                if match:
                    yield match
                    reached = match.end()
                    break
