"""Numbers, and marks or parts of them, that are spelt out: ``oh seven seven``, ``kilo sierra``."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rules.entities.found import Scene
from rules.entities.marks import WHOLE, car_near, plausible_age, unsaid
from schemas.enums import EntityType

_FIGURES = {
    "oh": "0", "o": "0", "zero": "0", "nought": "0", "naught": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "niner": "9",
}  # fmt: skip
_LETTERS = {
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E",
    "foxtrot": "F", "golf": "G", "hotel": "H", "india": "I", "juliet": "J", "juliett": "J",
    "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O", "papa": "P",
    "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T", "uniform": "U", "victor": "V",
    "whiskey": "W", "whisky": "W", "xray": "X", "x-ray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_SPOKEN = frozenset((*_FIGURES, *_LETTERS))
_GAP = re.compile(r"[\s,.-]{1,3}")
# "s 0 1 5 2 e h": single signs, parted by spaces.
_PARTED = re.compile(r"(?<![\w'])(?:[A-Za-z0-9] ){5,7}[A-Za-z0-9](?!\w)")
# The start or the end of a mark, so parted: "T X 2 2", "5 8 U X X".
_PARTED_PART = re.compile(
    r"(?<![\w'])(?:(?P<start>[A-HJ-PR-Y] [A-HJ-PR-Y] \d \d(?: [A-HJ-PR-Z]){0,2})"
    r"|(?P<end>\d \d [A-HJ-PR-Z] [A-HJ-PR-Z] [A-HJ-PR-Z]))(?! ?\d|\w| [A-Z]\b)"
)
_MARK = re.compile(r"[A-HJ-PR-Y]{2}(?P<age>\d\d)[A-HJ-PR-Z]{3}|[A-HJ-PR-Y]\d{1,3}[A-HJ-PR-Y]{3}")
_POSTCODE = re.compile(
    r"(?P<area>[A-PR-UWYZ][A-HK-Y0]?)(?P<district>\d{1,2})(?P<inward>\d[ABD-HJLNP-UW-Z]{2})"
)
_PHONE = re.compile(r"0[1-378]\d{8,9}")
_HEAD = re.compile(r"[A-HJ-PR-Y]{2}(?P<age>\d\d?)[A-HJ-PR-Z]{0,2}")
_TAIL = re.compile(r"[A-HJ-PR-Z]{3}")
# Between "it ended" and the letters.
_LINK = re.compile(r"[\s:,-]{0,3}(?:(?:in|with|the|letters|was|were|is)[\s:,]{1,2}){0,3}")
# The fewest signs of a number or a whole mark, of a part of one, and words that stand for some.
_FEWEST_WHOLE, _FEWEST, _FEWEST_WORDS = 6, 3, 3
_FIGURES_OF_AGE = 2


def find_spelt(scene: Scene) -> None:
    """Claim telephone numbers, marks and postcodes that are spelt out, sign by sign."""
    figures = scene.figures
    if any(end - start == other - end == 1 for (start, end), (other, _) in pairwise(figures)):
        for match in _PARTED.finditer(scene.text):
            _claim(scene, match.span(), match[0].replace(" ", "").upper())
        for match in _PARTED_PART.finditer(scene.text):
            _claim_parted(scene, match)
    if len(_SPOKEN & scene.present) < _FEWEST_WORDS:
        return
    for first, last, signs in _runs(scene):
        span = scene.tokens[first].start, scene.tokens[last].end
        if len(signs) >= _FEWEST_WHOLE and _claim(scene, span, signs):
            continue
        _claim_start(scene, span, signs)
        _claim_end(scene, first, signs)


def _runs(scene: Scene) -> Iterator[tuple[int, int, str]]:
    """Give the stretches of words that stand for a sign each."""
    keys, at = scene.tokens.keys, 0
    while at < len(keys):
        first, signs, last = at, "", at
        while at < len(keys) and (at == first or _together(scene, at)):
            times = _TIMES.get(keys[at], 0) if at + 1 < len(keys) else 0
            word = keys[at + 1] if times else keys[at]
            if word not in _SPOKEN:
                break
            signs += (_FIGURES.get(word) or _LETTERS[word]) * (times or 1)
            at += 2 if times else 1
            last = at - 1
        if len(signs) >= _FEWEST:
            yield first, last, signs
        at = max(at, first + 1)


def _together(scene: Scene, at: int) -> bool:
    before, token = scene.tokens[at - 1], scene.tokens[at]
    return _GAP.fullmatch(scene.text[before.end : token.start]) is not None


def _claim(scene: Scene, span: tuple[int, int], signs: str) -> bool:
    if _PHONE.fullmatch(signs):
        return scene.claim(EntityType.PHONE, span, f"+44{signs[1:]}")
    postcode = _POSTCODE.fullmatch(signs)
    if postcode:
        area = postcode["area"].replace("0", "O")
        if scene.words.has("postcode_areas", area.lower()):
            canonical = f"{area}{postcode['district']} {postcode['inward']}"
            return scene.claim(EntityType.POSTCODE, span, canonical)
    mark = _MARK.fullmatch(signs)
    if mark and (mark["age"] is None or plausible_age(scene, mark["age"])):
        return scene.claim(EntityType.VEHICLE, span, signs)
    return False


def _claim_start(scene: Scene, span: tuple[int, int], signs: str) -> None:
    """Claim the start of a mark beside a vehicle."""
    head = _HEAD.fullmatch(signs)
    if head is None or not car_near(scene, span[0]):
        return
    whole = len(head["age"]) == _FIGURES_OF_AGE
    # "Alfa Romeo two" is none.
    if plausible_age(scene, head["age"]) if whole else unsaid(scene, span[1]):
        scene.claim(EntityType.VEHICLE, span, signs.ljust(WHOLE, "?"))


def _claim_parted(scene: Scene, match: re.Match[str]) -> None:
    """Claim a part of a mark whose signs are parted, beside a vehicle."""
    signs = match[0].replace(" ", "")
    if match["start"]:
        _claim_start(scene, match.span(), signs)
    elif plausible_age(scene, signs[:_FIGURES_OF_AGE]) and car_near(scene, match.start()):
        scene.claim(EntityType.VEHICLE, match.span(), signs.rjust(WHOLE, "?"))


def _claim_end(scene: Scene, first: int, signs: str) -> None:
    """Claim the three letters of a mark that are said to end it; figures may come after them."""
    tail = _TAIL.match(signs)
    start = scene.tokens[first].start
    if tail and _ends_mark(scene, start) and car_near(scene, start):
        span = start, scene.tokens[first + len(tail[0]) - 1].end
        scene.claim(EntityType.VEHICLE, span, tail[0].rjust(WHOLE, "?"))


def _ends_mark(scene: Scene, start: int) -> bool:
    for cue in scene.cues("partial_ends"):
        link = _LINK.match(scene.text, cue.end())
        if link and link.end() == start:
            return True
    return False
