"""Numbers of a person or a thing: NHS, national insurance, IMEI, account (domain 3.2)."""

import re
from operator import mul

from stdnum import imei
from stdnum.gb import nhs

from rules.entities.found import Scene
from schemas.enums import EntityType

# A pattern that begins with a figure looks behind it: to begin with a look behind would be slow.
_IMEI = re.compile(
    r"\d(?:(?<![\w.-]\d)\d[ -]?\d{6}[ -]?\d{6}[ -]?\d(?![\w-])|(?<!\w\d)\d{14}(?!\w))"
)
_NHS = re.compile(r"(\d(?<![\w+]\d)\d{2}([ -]?)\d{3}\2\d{4})(?!\w)")
_NHS_CUE = re.compile(r"\bnhs\b[^.\n\d]{0,25}$", re.IGNORECASE)
_NINO = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(\d(?<![\w-]\d)(?:\d[- ]\d{2}[- ]\d{2}|\d{5}))"
    r"(?P<between>[\s,:;/-]{1,4}(?:(?:and|with|a/?c|acc(?:ount)?|number|num|no|is)[\s.:,]{1,3}){0,4})"
    r"(\d{8}|\d{4}[ -]\d{4})(?![\w-])",
    re.IGNORECASE,
)
_ACCOUNT_FIRST = re.compile(
    r"(\d(?<![\w-]\d)\d{7})(?P<between>[\s,:;(/-]{1,4}(?:(?:and|with|sort|s/?c|code|is)[\s.:,-]{1,3}){1,4})"
    r"(\d\d[- ]?\d\d[- ]?\d\d)(?![\w-])",
    re.IGNORECASE,
)
_ACCOUNT_CUE = re.compile(
    r"(?:sort(?: ?code)?|s/?c|bank|a/c|acc(?:oun)?t?)\b[^.\n\d]{0,30}$", re.IGNORECASE
)
_REACH = 40


def find_numbers(scene: Scene) -> None:
    """Claim the numbers, the most checkable first. A number that fails its check is none."""
    stretches = scene.long_numbers
    if not stretches:
        return
    for span in stretches:
        for match in _IMEI.finditer(scene.text, *span):
            digits = _digits(match[0])
            if imei.is_valid(digits):
                scene.claim(EntityType.IMEI, match.span(), digits)
    _find_accounts(scene)
    for span in stretches:
        for match in _NHS.finditer(scene.text, *span):
            told = bool(match[2]) or _NHS_CUE.search(_before(scene, match.start()))
            if told and nhs.is_valid(match[1]):
                scene.claim(EntityType.NHS_NUMBER, match.span(), _digits(match[1]))
    for match in scene.matches(_NINO, _before_long(scene)):
        canonical = re.sub(r"[\s-]", "", match[0]).upper()
        scene.claim(EntityType.NATIONAL_INSURANCE, match.span(), canonical)


def _before_long(scene: Scene) -> set[int]:
    """Give where a number with two letters before it may begin."""
    return {
        start - far
        for first, last in scene.long_numbers
        for start, _ in scene.figures
        if first <= start < last
        for far in (2, 3)
        if start >= far
    }


def _find_accounts(scene: Scene) -> None:
    """Claim accounts with their sort code, whichever is given first."""
    for match in _ACCOUNT.finditer(scene.text):
        dashed = match[1].count("-") == 2  # noqa: PLR2004 - two dashes make a sort code
        if dashed or _ACCOUNT_CUE.search(_before(scene, match.start())):
            _claim_account(scene, match, match[1], match[3])
    for match in _ACCOUNT_FIRST.finditer(scene.text):
        _claim_account(scene, match, match[3], match[1])


def _claim_account(scene: Scene, match: re.Match[str], sort: str, account: str) -> None:
    code = _digits(sort)
    if not _passes(scene, code, _digits(account)):
        return
    canonical = f"{code[:2]}-{code[2:4]}-{code[4:]} {_digits(account)}"
    scene.claim(EntityType.BANK_ACCOUNT, match.span(), canonical)


def _passes(scene: Scene, code: str, account: str) -> bool:
    """Say whether an account passes the check of its sort code, where one is known."""
    for first, last, modulus, weights in map(str.split, scene.words.account_checks):
        if first <= code <= last:
            total: int = sum(map(mul, map(int, account), map(int, weights)))
            return total % int(modulus) == 0
    return True


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _before(scene: Scene, at: int) -> str:
    return scene.text[max(0, at - _REACH) : at]
