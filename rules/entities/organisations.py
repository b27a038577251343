"""Organisations with a name of their own: premises, companies, schools, groups (domain 3.2)."""

import re

from rules.entities.found import Scene
from rules.entity_words import CAPITAL, SEPARATOR, EntityWords, any_of, by_first_letter
from rules.folding import fold
from schemas.enums import EntityType

_QUOTES = "\"'\u201c\u2018"
_NAME = rf"{CAPITAL}(?:{SEPARATOR}(?:(?:and|of|the|&|in|on){SEPARATOR}){{0,2}}{CAPITAL}){{0,4}}"
# "the Velvet Cloud shop": two words in capitals before a kind of premises.
_BEFORE_PREMISES = re.compile(
    rf"(?P<name>[A-Z](?<![\w@][A-Z])[\w'&-]*{SEPARATOR}(?:(?:and|of|&){SEPARATOR})?{CAPITAL}"
    rf"(?:{SEPARATOR}{CAPITAL})?){SEPARATOR}"
    r"(?:pub|takeaway|hotel|nightclub|bar|shop|cafe|gang|crew|lounge|restaurant|salon|gym)(?!\w)"
)
_ONE = 1
_PLAIN_START = re.compile(r"[A-Z](?![?*+{|])[^|]*$")


def find_organisations(scene: Scene) -> None:
    """Claim named organisations: a known name, or capitalised words with a word that says so."""
    words = scene.words
    for match in words.made("organisation", _organisation).finditer(scene.text):
        _claim(scene, *match.span())
    for match in words.made("premises_after", _after_premises).finditer(scene.text):
        _claim(scene, *match.span("name"), cued=True)
    for match in _BEFORE_PREMISES.finditer(scene.text):
        _claim(scene, *match.span("name"))
    for match in words.made("pub", _pub).finditer(scene.text):
        _claim(scene, *match.span())
    if not any(name in scene.text for name in words.organisations):
        return
    for match in words.made("known_organisation", _known).finditer(scene.text):
        scene.claim(EntityType.ORGANISATION, match.span(), match[0])


def _claim(scene: Scene, start: int, end: int, *, cued: bool = False) -> None:
    """Claim a name without the words that only begin its sentence; block what has no own name."""
    raw = scene.text[start:end].rstrip(".")
    parts = raw.split()
    while parts and scene.words.has("organisation_leads", fold(parts[0]).strip(".")):
        raw = raw[len(parts[0]) :].lstrip()
        parts = parts[1:]
    start = start + scene.text[start:end].index(raw) if raw else end
    keys = [fold(part).strip(".,") for part in parts]
    if len(parts) <= _ONE and (not cued or not parts or scene.words.has("not_names", keys[0])):
        return
    if any(scene.words.has("not_organisations", key) for key in keys):
        scene.block(start, start + len(raw))
        return
    scene.claim(EntityType.ORGANISATION, (start, start + len(raw)), " ".join(parts))


def _organisation(words: EntityWords) -> re.Pattern[str]:
    link = rf"(?:(?:of|the|and|&|for){SEPARATOR}){{0,2}}"
    suffix = _grouped(words.organisation_suffixes)
    return re.compile(
        rf"[A-Z](?<![\w@][A-Z])[\w'&-]*\.?{SEPARATOR}{link}"
        rf"(?:{CAPITAL}{SEPARATOR}{link}){{0,4}}{suffix}(?![\w@])"
        r"(?! (?:Street|Road|Lane|St|Rd)\b)"
    )


def _grouped(phrases: tuple[str, ...]) -> str:
    """Give ``any_of`` the phrases, those of one first capital together: found faster."""
    plain = [one for one in phrases if _PLAIN_START.match(one)]
    groups: dict[str, list[str]] = {}
    for one in plain:
        groups.setdefault(one[0], []).append(one[1:])
    parts = [letter + any_of(tuple(rest)) for letter, rest in groups.items()]
    others = tuple(one for one in phrases if one not in plain)
    return "(?:" + "|".join((*parts, any_of(others))) + ")" if others else any_of(phrases)


def _after_premises(words: EntityWords) -> re.Pattern[str]:
    """Find ``a group calling itself …``, ``the takeaway, …``, ``drinks in the …``."""
    link = (
        r"(?:,?\s(?:called|named|known\sas|calling\s(?:itself|themselves)|call(?:s|ed)?\s(?:itself|themselves)"
        r"|by\sthe\sname\s(?:of\s)?|under\sthe\sname\s(?:of\s)?))"
    )
    after = rf"(?:{link}(?:\sthe)?\s|,\s(?:the\s)?|\s(?=[A-Z{_QUOTES}]))"
    # Each begins with a small letter, so that they are found fast.
    cues = (
        *(kind.replace(" ?", r"\s?") + after for kind in words.premises),
        r"drink(?:s|ing|er|ers)?\s(?:in|at|outside|inside|round|down)\sthe\s",
        r"work(?:s|ing|ed)?\s(?:for|at)\sthe\s",
        r"headed\s",
    )
    return re.compile(by_first_letter(cues) + rf"[{_QUOTES}]?(?P<name>{_NAME})")


def _pub(words: EntityWords) -> re.Pattern[str]:
    """Find ``Red Lion``, ``Fox and Hounds``: two words that pubs are named with."""
    names = tuple(word.capitalize() for word in words.pub_words)
    rest = "|".join(
        rf"(?<={letter})(?:{'|'.join(name[1:] for name in names if name[0] == letter)})"
        for letter in dict.fromkeys(name[0] for name in names)
    )
    return re.compile(
        rf"[A-Z](?<![\w@][A-Z])(?:{rest}){SEPARATOR}(?:(?:and|&|of|in){SEPARATOR}(?:the{SEPARATOR})?)?"
        rf"(?:{'|'.join(sorted(names, key=len, reverse=True))})(?!\w)(?! [A-Z][a-z])"
    )


def _known(words: EntityWords) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words.organisations))})(?!\w)")
