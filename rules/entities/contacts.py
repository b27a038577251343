"""How people and places are reached: e-mail, telephone, what3words (domain 3.2)."""

import re

import phonenumbers

from rules.entities.found import Scene
from schemas.enums import EntityType

_EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+'-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
# Each way to begin has its own look behind: to begin with one for all would be slow.
_AFTER_44 = r"\s?44[\s-]?(?:\(0\)|0)?"
_UK = re.compile(
    rf"(?:\+(?<![\w+/-]\+){_AFTER_44}|0(?<![\w+/-]0)(?:0{_AFTER_44}|)|\((?<![\w+/-]\()[0Oo]"
    r"|4(?<![\w+/-]4)4[\s-]?(?=7)|O(?<![\w+/-]O)|o(?<![\w+/-]o))(?=[\s(]*[1-35789])"
    r"(?:[\s().-]{0,2}[\dOo]){9,10}(?![\d/])(?!-\d)"
)
_SLASHED = re.compile(r"07(?<![\w/-]07)\d{3}\s?/\s?\d{3}\s?\d{3}(?![\d/])")
_ABROAD = re.compile(
    r"(?:\+(?<![\w+]\+)|0(?<![\w+]0)0)(?!\s?44)[1-9](?:[\s().-]{0,2}\d){7,13}(?!\d)"
)
_DATE = re.compile(r"\d{1,2}[.\s-]\d{1,2}[.\s-]\d{4}\b|\d{1,2}[.-]\d{1,2}[.-]\d{2}\b")
_DOT = r"(?:\s?[\[({]\s?dot\s?[\])}]\s?|\s+dot\s+)"
_SPELT_AT = re.compile(
    rf"(?P<at>\s?[\[({{]\s?at\s?[\])}}]\s?|\s+at\s+|\s?@\s?)"
    rf"(?P<domain>[a-z0-9-]{{1,40}}(?:(?:{_DOT}|\.)[a-z0-9-]{{1,40}}){{1,3}})",
    re.IGNORECASE,
)
_UNDERSCORE = r"\s+(?:underscore|under score)\s+"
_LOCAL = re.compile(
    rf"(?<![\w.+-])[\w+-]{{1,40}}(?:(?:{_DOT}|{_UNDERSCORE}|\.)[\w+-]{{1,40}}){{0,4}}$",
    re.IGNORECASE,
)
_UNDERSCORE_SIGN = re.compile(_UNDERSCORE, re.IGNORECASE)
_AT_DOMAIN = re.compile(r" at [a-z0-9-]{1,40}\.[a-z]{2}")
_DOT_SIGN = re.compile(_DOT, re.IGNORECASE)
_CODED = re.compile(r"\w[._-]\w|\d")
_LONGEST_LOCAL = 90
_WHAT3WORDS = re.compile(
    r"(?<![\w:/])///?\s?([a-z]{3,}\.[a-z]{3,}\.[a-z]{3,})(?![\w.]\w)", re.IGNORECASE
)
_BARE3 = re.compile(
    r"(?:what\s?(?:3|three)\s?words|\bw3w|three words)\b[^.\n]{0,70}?"
    r"\b([a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20})\b(?!\.\w)",
    re.IGNORECASE,
)
_MOBILE_DIGITS, _SHORTEST = 10, 9


def find_contacts(scene: Scene) -> None:
    """Claim e-mail addresses and web addresses (which are no entity of their own)."""
    low, present = scene.low, scene.present
    for match in _EMAIL.finditer(scene.text) if "@" in low else ():
        scene.claim(EntityType.EMAIL, match.span(), match[0].lower())
    bracketed = "at)" in low or "at]" in low or "at }" in low
    apart = " @" in low or "@ " in low
    if "dot" in present or apart or bracketed or _AT_DOMAIN.search(low):
        _claim_spelt(scene)
    for match in _WHAT3WORDS.finditer(scene.text) if "//" in low else ():
        scene.claim(EntityType.WHAT3WORDS, match.span(), f"///{match[1].lower()}")
    for match in _BARE3.finditer(scene.text) if "words" in present or "w3w" in low else ():
        scene.claim(EntityType.WHAT3WORDS, match.span(1), f"///{match[1].lower()}")
    for match in _URL.finditer(scene.text) if "://" in low or "www." in low else ():
        scene.block(*match.span())


def _claim_spelt(scene: Scene) -> None:
    """Claim e-mail addresses spelt with "at" and "dot", in words or brackets."""
    for match in _SPELT_AT.finditer(scene.text):
        domain = _DOT_SIGN.sub(".", match["domain"]).lower()
        local = _LOCAL.search(scene.text, max(0, match.start() - _LONGEST_LOCAL), match.start())
        if local is None or not scene.words.has("email_endings", domain.rsplit(".", 1)[-1]):
            continue
        plain = match["at"].strip().lower() == "at"
        written = domain == match["domain"].lower()
        if plain and (
            (written and not _CODED.search(local[0]))
            or scene.words.has("not_names", local[0].lower())
        ):
            continue
        name = _UNDERSCORE_SIGN.sub("_", _DOT_SIGN.sub(".", local[0])).lower()
        scene.claim(EntityType.EMAIL, (local.start(), match.end()), f"{name}@{domain}")


def find_phones(scene: Scene) -> None:
    """Claim telephone numbers.

    Our own pattern finds them and phonenumbers only brings them to E.164: its matcher passes over
    the numbers set aside for drama, and takes references for numbers (domain 3.3).
    """
    for start, end in scene.long_numbers:
        for pattern in (_UK, _ABROAD, _SLASHED):
            for match in pattern.finditer(scene.text, start, end):
                if number := _e164(match[0]):
                    scene.claim(EntityType.PHONE, match.span(), number)


def _e164(raw: str) -> str | None:
    written = re.sub("[Oo]", "0", raw).replace("(0)", "")
    if _DATE.match(raw):
        return None
    digits = re.sub(r"\D", "", written)
    plus = re.sub(r"^(?:00|(?=447))", "+", digits)
    try:
        number = phonenumbers.parse(f"+{digits}" if written.startswith("+") else plus, "GB")
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    if number.country_code == 44:  # noqa: PLR2004 - the United Kingdom
        size = len(national)
        if size < _SHORTEST or (size == _SHORTEST and not national.startswith(("1", "80"))):
            return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
