"""How people are reached: e-mail, telephone, social handle, what3words (domain 3.2)."""

import re

import phonenumbers

from rules.entities.found import Scene
from rules.entity_words import EntityWords, any_of, by_first_letter
from schemas.enums import EntityType

_EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+'-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
# Each way to begin has its own look behind: to begin with one for all would be slow.
_AFTER_44 = r"\s?44[\s-]?(?:\(0\)|0)?"
_UK = re.compile(
    rf"(?:\+(?<![\w+/-]\+){_AFTER_44}|0(?<![\w+/-]0)(?:0{_AFTER_44}|)|\((?<![\w+/-]\()[0Oo]"
    r"|O(?<![\w+/-]O)|o(?<![\w+/-]o))(?=[\s(]*[1-35789])"
    r"(?:[\s().-]{0,2}[\dOo]){9,10}(?![\d/])(?!-\d)"
)
_ABROAD = re.compile(
    r"(?:\+(?<![\w+]\+)|0(?<![\w+]0)0)(?!\s?44)[1-9](?:[\s().-]{0,2}\d){7,13}(?!\d)"
)
_DATE = re.compile(r"\d{1,2}[.\s-]\d{1,2}[.\s-]\d{4}\b|\d{1,2}[.-]\d{1,2}[.-]\d{2}\b")
_WHAT3WORDS = re.compile(
    r"(?<![\w:/])///?\s?([a-z]{3,}\.[a-z]{3,}\.[a-z]{3,})(?![\w.]\w)", re.IGNORECASE
)
_BARE3 = re.compile(
    r"(?:what3words|what 3 words|w3w)\W{0,4}(?:is |location |address |: ?){0,2}"
    r"([a-z]{3,}\.[a-z]{3,}\.[a-z]{3,})\b",
    re.IGNORECASE,
)
_AT_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z0-9_][\w.]{1,29})")
_HANDLE = r"(?:@[ ]?[\w.]{2,30}|[\w.]{3,30})"
_SURE = re.compile(r"\b(?:handle|user|username|name|is|as|called|id|gamertag)\b", re.IGNORECASE)
_CODED = re.compile(r"[\d_.]")
_NEAR = 45
_MOBILE_DIGITS, _SHORTEST = 10, 9


def find_contacts(scene: Scene) -> None:
    """Claim e-mail addresses and web addresses (which are no entity of their own)."""
    low = scene.low
    for match in _EMAIL.finditer(scene.text) if "@" in low else ():
        scene.claim(EntityType.EMAIL, match.span(), match[0].lower())
    for match in _WHAT3WORDS.finditer(scene.text) if "//" in low else ():
        scene.claim(EntityType.WHAT3WORDS, match.span(), f"///{match[1].lower()}")
    for match in _BARE3.finditer(scene.text) if "what" in low or "w3w" in low else ():
        scene.claim(EntityType.WHAT3WORDS, match.span(1), f"///{match[1].lower()}")
    for match in _URL.finditer(scene.text) if "://" in low or "www." in low else ():
        scene.block(*match.span())


def find_phones(scene: Scene) -> None:
    """Claim telephone numbers.

    Our own pattern finds them and phonenumbers only brings them to E.164: its matcher passes over
    the numbers set aside for drama, and takes references for numbers (domain 3.3).
    """
    for match in (*_UK.finditer(scene.text), *_ABROAD.finditer(scene.text)):
        if number := _e164(match[0]):
            scene.claim(EntityType.PHONE, match.span(), number)


def _e164(raw: str) -> str | None:
    written = re.sub("[Oo]", "0", raw).replace("(0)", "")
    if _DATE.fullmatch(raw) or _DATE.match(raw):
        return None
    digits = re.sub(r"\D", "", written)
    plus = re.sub(r"^00", "+", digits) if digits.startswith("00") else digits
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


def find_handles(scene: Scene) -> None:
    """Claim social handles: with a platform beside them, or written with @ and a figure or mark."""
    text = scene.text
    if scene.words.made("platform", _platform).search(text):
        after = scene.words.made("handle_after", _after_platform)
        before = scene.words.made("handle_before", _before_platform)
        for match in after.finditer(text):
            sure = ":" in match["mark"] or _SURE.search(match["link"]) is not None
            _claim_handle(scene, match.span("handle"), sure=sure)
        for match in before.finditer(text):
            _claim_handle(scene, match.span("handle"), sure=False)
    for match in _AT_HANDLE.finditer(text) if "@" in text else ():
        near = scene.words.patterns["platforms"].search(
            text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        )
        if near or _CODED.search(match[1].rstrip(".")):
            _claim_handle(scene, match.span(), sure=True)


def _platform(words: EntityWords) -> re.Pattern[str]:
    """Find a platform as in either pattern below: without one, neither is tried."""
    look = r"(?:(?<!\w<FIRST>)|(?<=on<FIRST>)|(?<=via<FIRST>))"
    return re.compile(by_first_letter(words.platforms, look) + r"(?!\w)", re.IGNORECASE)


def _after_platform(words: EntityWords) -> re.Pattern[str]:
    links = "|".join(re.escape(word) for word in words.handle_links if word[0].isalpha())
    gap = r"[\s:=,\-(\"']{1,3}"
    return re.compile(
        rf"(?<!\w){any_of(words.platforms)}(?!\w)(?P<link>(?:{gap}(?:{links})(?!\w)){{0,5}})"
        rf"(?P<mark>{gap})(?P<handle>{_HANDLE})",
        re.IGNORECASE,
    )


def _before_platform(words: EntityWords) -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w@.])(?P<handle>@?[\w.]{3,30})[\s\"')]{1,3}(?:on|\(|via|-|,)[\s(]{0,2}"
        rf"(?:his |her |their )?{any_of(words.platforms)}(?!\w)",
        re.IGNORECASE,
    )


def _claim_handle(scene: Scene, span: tuple[int, int], *, sure: bool) -> None:
    start, end = span
    raw = scene.text[start:end].rstrip(".")
    name = raw.lstrip("@").strip()
    coded = bool(_CODED.search(name)) and not name.replace(".", "").isdigit()
    word = scene.words.has("not_names", name.lower()) or scene.words.has(
        "handle_links", name.lower()
    )
    if len(name) < 3 or word or name.isdigit():  # noqa: PLR2004 - no platform has shorter names
        return
    if raw.startswith("@") or coded or sure:
        scene.claim(EntityType.SOCIAL_HANDLE, (start, start + len(raw)), name.lower())
