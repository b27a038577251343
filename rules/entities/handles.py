"""Social handles: beside a platform, after ``@``, or with the marks that only handles have."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entity_words import EntityWords, any_of, by_first_letter
from schemas.enums import EntityType

_AT_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z0-9_][\w.]{1,29})")
_HANDLE = r"(?:@[ ]?[\w.]{2,30}|[\w.]{3,30})"
_SURE = re.compile(r"\b(?:handle|user|username|name|is|as|called|id|gamertag)\b", re.IGNORECASE)
_CODED = re.compile(r"[\d_.]")
# "kai_14", "lil.jess07": an underscore or a stop within, and not the name of a file.
_MARKED = re.compile(r"[A-Za-z0-9](?<![\w@./-][A-Za-z0-9])\w{0,30}(?:[_.]\w{1,30}){1,4}(?![\w@/])")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|mp[34]|mov|txt|csv|msg|eml|heic|zip|com|co|uk|org|net|example|info)$",
    re.IGNORECASE,
)
_MARK = re.compile(r"\w[_.]\w")
_NEAR = 45
_WIDE = 110


def find_handles(scene: Scene) -> None:
    """Claim social handles: with a platform beside them, or written with @ and a figure or mark."""
    text = scene.text
    _claim_marked(scene)
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


def _marked(scene: Scene) -> Iterator[re.Match[str]]:
    """Find the words with a mark within: only from a mark is the word looked at."""
    reached = 0
    for mark in _MARK.finditer(scene.text):
        if mark.start() < reached:
            continue
        start = mark.start() + 1
        while start > reached and (
            scene.text[start - 1].isalnum() or scene.text[start - 1] in "_."
        ):
            start -= 1
        reached = mark.end()
        if match := _MARKED.match(scene.text, start):
            yield match
            reached = match.end()


def _claim_marked(scene: Scene) -> None:
    """Claim words with an underscore, or a stop and a figure, where an account is spoken of."""
    for match in _marked(scene):
        raw = match[0].rstrip("._")
        under = "_" in raw
        if not (under or any(map(str.isdigit, raw))) or not any(map(str.isalpha, raw)):
            continue
        if _FILE.search(raw) or not scene.free(match.start(), match.start() + len(raw)):
            continue
        around = scene.text[
            max(0, match.start() - (_WIDE if under else _NEAR)) : match.end() + _NEAR
        ]
        patterns = scene.words.patterns
        if patterns["platforms"].search(around) or patterns["account_words"].search(around):
            _claim_handle(scene, (match.start(), match.start() + len(raw)), sure=True)


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
