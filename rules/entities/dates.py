"""Dates of birth: a date beside a cue, the day first (domain 3.2)."""

import re
from datetime import date

from rules.entities.found import Scene
from schemas.enums import EntityType

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DATE = re.compile(
    r"(?P<year0>\d{4})-(?P<month0>\d{2})-(?P<day0>\d{2})(?!\d)"
    r"|(?P<day1>\d{1,2})\s?[/.\-\s]\s?(?P<month1>\d{1,2})\s?[/.\-\s]\s?(?P<year1>\d{4}|\d{2})(?!\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?(?P<month2>{_MONTH})[\s,-]*(?P<year2>\d{{4}}|'?\d{{2}})(?!\d)"
    rf"|(?P<month3>{_MONTH})\s+(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year3>\d{{4}})(?!\d)"
    r"|(?P<day4>\d{2})(?P<month4>\d{2})(?P<year4>\d{4}|\d{2})(?![\w/.-]\d|\w)",
    re.IGNORECASE,
)
_WAYS = 5
_LINK = re.compile(
    r"[\s:=,(\-]*(?:(?:is|was|of|as|given as|the|on|\d\.)\b[\s:=,(\-]*){0,2}", re.IGNORECASE
)
_DATE_THEN_CUE = re.compile(r"[\s,]*[(\s]*$")
# "Sam JONES 01/01/2000": in police style the date after the surname is of birth (domain 2.3).
_POLICE_STYLE = re.compile(
    r"[A-Z](?<!\w[A-Z])[a-z]+ [A-Z][A-Z'-]+,?\s\(?(?=\d{1,2}[/.]\d{1,2}[/.]\d{4})"
)
_EARLIEST = 1900
_REACH = 30


def find_dates_of_birth(scene: Scene) -> None:
    """Claim the dates that a cue or police style says to be of birth; canonical ISO 8601."""
    for cue in scene.words.patterns["dob_cues"].finditer(scene.text):
        if link := _LINK.match(scene.text, cue.end()):
            match = _DATE.match(scene.text, link.end())
            if match and _claim(scene, match):
                continue
        _claim_before(scene, cue.start())
    for style in _POLICE_STYLE.finditer(scene.text):
        if match := _DATE.match(scene.text, style.end()):
            _claim(scene, match)


def _claim_before(scene: Scene, at: int) -> None:
    """Take ``03/02/2011 (DOB)``: the last date that ends just before the cue."""
    window = max(0, at - _REACH)
    for match in _DATE.finditer(scene.text, window, at):
        if _DATE_THEN_CUE.fullmatch(scene.text[match.end() : at]):
            _claim(scene, match)


def _claim(scene: Scene, match: re.Match[str]) -> bool:
    born = _date(match, scene.words.last_year_of_this_century)
    return born is not None and scene.claim(
        EntityType.DATE_OF_BIRTH, match.span(), born.isoformat()
    )


def _date(match: re.Match[str], pivot: int) -> date | None:
    parts = match.groupdict()
    year, month, day = (
        next(filter(None, (parts[f"{one}{way}"] for way in range(_WAYS))))
        for one in ("year", "month", "day")
    )
    number = int(month) if month.isdigit() else _MONTHS[month.lower().rstrip(".")]
    try:
        born = date(_full_year(year.lstrip("'"), pivot), number, int(day))
    except ValueError:
        return None
    return born if born.year >= _EARLIEST else None


def _full_year(year: str, pivot: int) -> int:
    if len(year) > 2:  # noqa: PLR2004 - a year of two figures lacks its century
        return int(year)
    return int(year) + (2000 if int(year) <= pivot else 1900)
