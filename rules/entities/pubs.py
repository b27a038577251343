"""Pubs, by the words that they are named with: ``Red Lion``, ``outside the Fox`` (domain 3.2)."""

from rules.entities.found import Scene
from rules.entities.organisation_runs import LINKS, claim, close_gap, run_end
from rules.entity_kinds import BUILDING, NOT_NAME, ORGANISATION, PLACE, PUB, STREET

IN = frozenset({"in", "at", "outside", "inside", "round", "down", "from", "behind", "near"})
"""Before these and "the" a pub is named."""

_IN_THE = IN | {"to", "by", "opposite", "into", "past", "leaving", "left"}
_JOINED = frozenset({"", "and", "of", "in", "and the", "of the", "n"})
_NO_PUB = STREET | BUILDING | NOT_NAME | PLACE | ORGANISATION


def claim_pub(scene: Scene, at: int) -> None:
    """Claim ``Red Lion``, ``Fox and Hounds``: words that pubs are named with."""
    tokens, kinds, last = scene.tokens, scene.kinds, at + 1
    while last < len(tokens) and last - at <= 2 and tokens.keys[last] in LINKS:  # noqa: PLR2004 - "and the"
        last += 1
    if last >= len(tokens) or not kinds[last] & PUB or not tokens[last].capital:
        if _is_pub_alone(scene, at):
            claim(scene, at, at)
        return
    text = scene.text
    if text[tokens[at].end : tokens[last].start].strip(" &") not in _JOINED:
        return
    if last + 1 < len(tokens) and tokens[last + 1].capital and close_gap(scene, last) == " ":
        return
    claim(scene, at, last)


def claim_named_after(scene: Scene, at: int) -> None:
    """Claim ``to the Percy Hobday``, ``at the Duke of Wellesley``: a pub named after somebody."""
    keys = scene.tokens.keys
    if keys[at - 1] != "the" or keys[at - 2] not in _IN_THE or close_gap(scene, at - 1) != " ":
        return
    last = run_end(scene, at)
    if last > at and not scene.kinds[last] & _NO_PUB:
        claim(scene, at, last)


def _is_pub_alone(scene: Scene, at: int) -> bool:
    """Say whether a word alone is a pub: ``outside the Fox``."""
    keys = scene.tokens.keys
    if at < 2 or keys[at - 1] != "the" or keys[at - 2] not in IN:  # noqa: PLR2004 - "outside the"
        return False
    goes_on = at + 1 < len(keys) and close_gap(scene, at) == " " and scene.tokens[at + 1].capital
    return not goes_on and scene.words.has("pub_alone", keys[at])
