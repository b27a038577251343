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
    r"[\s:=,(\-]*(?:(?:is|was|of|as|given as|the|on|\d\.(?=\s))[\s:=,(\-]*){0,2}", re.IGNORECASE
)
_DATE_THEN_CUE = re.compile(r"[\s,]*[(\s]*$")
# "Magdalena Wrona 02.11.1997", "who is 15 (19 January 2011)": right after a name or an age.
_BESIDE_NAME = re.compile(
    r"[A-Z][\w'-]+\s[A-Z][\w'-]+[\"')\u201d]?,?\s\(?$"
    r"|(?:\bis|\baged|,|\bnow|\bage)\s\d{1,2},?\s\($"
)
_NAME_REACH = 45
_EARLIEST = 1900
_REACH = 30
_NO_YEAR = 9999


def find_dates_of_birth(scene: Scene) -> None:
    """Claim the dates that a cue or police style says to be of birth; canonical ISO 8601."""
    if not scene.figures:
        return
    for cue in scene.cues("dob_cues"):
        if link := _LINK.match(scene.text, cue.end()):
            match = _DATE.match(scene.text, link.end())
            if match and _claim(scene, match):
                continue
        _claim_before(scene, cue.start())
    pivot = scene.words.last_year_of_this_century
    for start, _ in scene.figures:
        if scene.text[start - 1 : start] not in {" ", "("}:
            continue
        match = _DATE.match(scene.text, start)
        if match is None or _year(match, pivot) > scene.words.last_birth_without_cue:
            continue
        if _BESIDE_NAME.search(scene.text, max(0, start - _NAME_REACH), start):
            _claim(scene, match)


def _claim_before(scene: Scene, at: int) -> None:
    """Take ``03/02/2011 (DOB)``: the last date that ends just before the cue."""
    window = max(0, at - _REACH)
    for match in _DATE.finditer(scene.text, window, at):
        if _DATE_THEN_CUE.fullmatch(scene.text[match.end() : at]):
            _claim(scene, match)


def _year(match: re.Match[str], pivot: int) -> int:
    """Give the year of a date; of two figures only where it cannot be something else (``'12``)."""
    parts = match.groupdict()
    year = next(filter(None, (parts[f"year{way}"] for way in range(_WAYS))))
    if year.startswith("'"):
        return _full_year(year[1:], pivot)
    return int(year) if len(year) > 2 else _NO_YEAR  # noqa: PLR2004 - two figures may be anything


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
