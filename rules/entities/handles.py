"""Social handles: beside a platform, after ``@``, or with the marks that only handles have."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entity_kinds import ACCOUNT, NOT_NAME, ORDINARY
from rules.entity_words import EntityWords, by_first_letter
from schemas.enums import EntityType

_AT_HANDLE = re.compile(r"(?<![\w@.])@[ ]?([A-Za-z0-9_][\w.-]{1,29})")
_HANDLE = r"[\"'\u201c\u2018]?(?P<handle>@[ ]?[\w.-]{2,30}|[\w.-]{3,30}(?:#\d{4})?)"
_SURE = re.compile(
    r"\b(?:handle|user|username|name|is|as|called|id|gamertag|tag|under|account|profile|add|:)(?:\b|$)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:facebook|fb|instagram|tiktok|snapchat|twitter|x|t|telegram|youtube|twitch|threads)\.(?:com|me|tv|net)"
    r"/(?:add/|in/|u/|user/)?@?(?P<handle>[\w.-]{3,30})",
    re.IGNORECASE,
)
_CODED = re.compile(r"[\d_.]")
# "kai_14", "lil.jess07": an underscore or a stop within.
_MARK = re.compile(r"[_.](?<=\w[_.])(?=\w)|(?<![\w@.])_(?=\w)|(?<=\w)_(?!\w)")
_DOTTED = re.compile(r"\.(?<=\w\.)\w")
_PART = frozenset("_.-")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|mp[34]|mov|txt|csv|msg|eml|heic|zip|com|co|uk|org|net|example|info|me|link|gg|ly|app)$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d{1,2}[.:]\d\d(?:am|pm|hrs?|h)?$|\d+(?:\.\d+)*(?:am|pm|hrs?|k|m|kg|g|ml|mg|cm|ft|oz|st|%)?$",
    re.IGNORECASE,
)
_PLAIN_HANDLE = re.compile(r"@?[\w.]{3,30}")
_FILLERS = frozenset({"on", "via", "is", "-", "=", ",", "(", "his", "her", "their", "the", "(on"})
_MOST_FILLERS = 3
_NEAR = 45
_WIDE = 110
_SHORTEST = 3


def find_handles(scene: Scene) -> None:
    """Claim social handles: with a platform beside them, or written with @ and a figure or mark."""
    text = scene.text
    accounts = [at for at, kind in scene.marked if kind & ACCOUNT]
    if accounts:
        _claim_marked(scene)
        after = scene.words.made("handle_after", _after_platform)
        for at in accounts:
            start = scene.tokens.starts[at]
            match = after.match(text, start)
            if match and not _goes_on(scene, match.span("handle")):
                sure = ":" in match["mark"] or _SURE.search(match["link"]) is not None
                _claim_handle(scene, match.span("handle"), sure=sure)
        for at in accounts:
            _claim_before(scene, at)
    for match in _LINK.finditer(text) if ".com/" in scene.low or ".me/" in scene.low else ():
        _claim_handle(scene, match.span("handle"), sure=True)
    for match in _AT_HANDLE.finditer(text) if "@" in text else ():
        _claim_handle(scene, match.span(), sure=True)


def _claim_before(scene: Scene, at: int) -> None:
    """Claim what stands right before ``on Snapchat``."""
    end = scene.tokens.starts[at]
    window = scene.text[max(0, end - _NEAR) : end]
    chunks = window.rsplit(None, _MOST_FILLERS + 1)
    while len(chunks) > 1 and chunks[-1].lower() in _FILLERS:
        chunks.pop()
    if len(chunks) < 2:  # noqa: PLR2004 - what was cut off, and the handle
        return
    raw = chunks[-1].strip("\"'(),-=\u2018\u2019\u201c\u201d")
    start = scene.text.rfind(raw, max(0, end - _NEAR), end) if raw else -1
    joined = not scene.text[start + len(raw) : end].isspace()
    if start >= 0 and joined and _PLAIN_HANDLE.fullmatch(raw):
        _claim_handle(scene, (start, start + len(raw)), sure=False)


def _goes_on(scene: Scene, span: tuple[int, int]) -> bool:
    """Say whether a word is the first of a name in capitals: a server called ``Storm Front``."""
    start, end = span
    capital = scene.text[start].isupper() and scene.text[start:end].isalpha()
    return capital and scene.text[end : end + 1] == " " and scene.text[end + 1 : end + 2].isupper()


def _marked(scene: Scene) -> Iterator[tuple[int, int]]:
    """Find the words with a mark within: only from a mark is the word looked at."""
    text, reached = scene.text, 0
    if "_" not in text and not _DOTTED.search(text):
        return
    for mark in _MARK.finditer(text):
        start = end = mark.start()
        if start < reached:
            continue
        while start > reached and (text[start - 1].isalnum() or text[start - 1] in _PART):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] in _PART):
            end += 1
        reached = end
        if (not start or text[start - 1] not in "@/") and text[end : end + 1] not in {"@", "/"}:
            yield start, end


def _claim_marked(scene: Scene) -> None:
    """Claim words with an underscore, or a stop and a figure, where an account is spoken of."""
    for start, whole in _marked(scene):
        raw = scene.text[start:whole].rstrip(".-")
        end = start + len(raw)
        under = "_" in raw
        if _FILE.search(raw) or _TIME.fullmatch(raw) or not any(map(str.isalpha, raw)):
            continue
        if "." in raw and not under and not _is_dotted_handle(scene, raw):
            continue
        reach = _WIDE if under else _NEAR
        first = scene.word_at(max(0, start - reach))
        last = scene.word_at(end + _NEAR)
        if any(scene.kinds[at] & ACCOUNT for at in range(first, last)):
            _claim_handle(scene, (start, end), sure=True)


def _is_dotted_handle(scene: Scene, raw: str) -> bool:
    """Say whether a word with a stop is no missing space: ``cove.cloudz``, not ``home.He``."""
    if any(map(str.isdigit, raw)):
        return True
    parts = raw.lower().split(".")
    kinds = scene.words.kinds
    words = all(kinds.get(part, 0) & (NOT_NAME | ORDINARY) for part in parts)
    return not words and min(map(len, parts)) > 1 and raw == raw.lower()


def _after_platform(words: EntityWords) -> re.Pattern[str]:
    links = "|".join(re.escape(word) for word in words.handle_links if word[0].isalpha())
    named = by_first_letter((*words.platforms, *words.account_words), look="")
    gap = r"[\s:=,\-(\"']{1,3}"
    return re.compile(
        rf"{named}(?:'s)?(?!\w)(?P<link>(?:{gap}(?:{links})(?!\w)){{0,5}})"
        rf"(?P<mark>{gap}){_HANDLE}",
        re.IGNORECASE,
    )


def _claim_handle(scene: Scene, span: tuple[int, int], *, sure: bool) -> None:
    start, end = span
    raw = scene.text[start:end].rstrip(".-")
    name = raw.lstrip("@").strip()
    bare = name.partition("#")[0]
    coded = bool(_CODED.search(name)) and not bare.replace(".", "").isdigit()
    kind = scene.words.kinds.get(name.lower(), 0)
    word = kind & (NOT_NAME | ACCOUNT) or scene.words.has("handle_links", name.lower())
    if len(name) < _SHORTEST or word or name.isdigit() or _TIME.fullmatch(name):
        return
    at_sign = raw.startswith("@")
    # "his Snapchat is dry": a plain word in small letters is no handle.
    plain = kind & ORDINARY and not coded and not at_sign
    if not plain and (at_sign or coded or sure):
        scene.claim(EntityType.SOCIAL_HANDLE, (start, start + len(raw)), name.lower())
