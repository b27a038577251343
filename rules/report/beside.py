"""What a public report says beside its tables of forms: organisations, and what follows from them.

Each number here is published only where neither it nor what lacks of the whole is small, and where
it tells nothing that the tables of outcomes and districts hold back.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from rules.collation_cells import ERASED, NO_LOG
from rules.report.amounts import Absent, Amount, Counts, Key
from rules.report.holding import THRESHOLD, hold_back
from rules.report.whole import Plain
from schemas.enums import Destination, Priority

_IS_OUTCOME = {
    ("call_999",): (Priority.HIGH.value,),
    ("call_101",): (Priority.CRIME.value,),
    ("nothing_to_report",): (Priority.NO_FURTHER_ACTION.value,),
}
_REFERRAL, _NORMAL = ("referral",), (Priority.NORMAL.value,)
_GRADES = tuple("".join(parts) for parts in product("123", "ABCDE", "PC"))

_Found = dict[str, Mapping[Key, Amount]]


def named_organisations(
    organisations: Mapping[Key, int], agencies: Mapping[Key, Amount]
) -> Mapping[Key, Amount]:
    """Name the organisations that sent enough, of the agency types that are published.

    Of each type so many are named that what the others sent is again at least the threshold: so a
    list is never known to be whole, and an organisation that is not on it may have sent nothing.
    """
    of: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (agency, name), count in organisations.items():
        if count >= THRESHOLD and name != ERASED:
            of[agency].append((count, name))
    made: dict[Key, Amount] = {}
    for agency, found in sorted(of.items()):
        whole = agencies.get((agency,), Absent.HELD)
        if isinstance(whole, Absent):
            continue
        found.sort(key=lambda each: (-each[0], each[1]))
        while found and whole - sum(count for count, _ in found) < THRESHOLD:
            found.pop()
        made |= {(agency, name): count for count, name in found}
    return made


def what_follows(plain: Plain, published: Counts) -> _Found:
    """Give the tables that are known from those of outcomes and districts, or are halves of all."""
    forms = plain["forms"][()]
    made: _Found = {
        "instead": _instead(plain, published["outcome"]),
        "quality": {key: _half(count, forms) for key, count in plain["quality"].items()},
        "forms_seen_again": {(): _half(plain["forms_seen_again"][()], forms)},
    }
    logs = plain["logs"][()]
    if published["district"][(NO_LOG,)] is not Absent.HELD and logs >= THRESHOLD:
        made["logs"] = {(): logs}
        made["grade"] = _grades(plain["grade"])
    return made | _mash(plain, forms)


def _half(count: int, whole: int) -> Amount:
    return count if count >= THRESHOLD and whole - count >= THRESHOLD else Absent.HELD


def _instead(plain: Plain, outcomes: Mapping[Key, Amount]) -> Mapping[Key, Amount]:
    """What should have gone to 999 is what was decided HIGH; so it shows where that does."""
    made = {key: outcomes[outcome] for key, outcome in _IS_OUTCOME.items()}
    normal = outcomes[_NORMAL]
    whole = 0 if isinstance(normal, Absent) else int(normal)
    made[_REFERRAL] = _half(plain["instead"][_REFERRAL], whole)
    return {key: made[key] for key in plain["instead"] if key in made}


def _grades(counts: Mapping[Key, int]) -> Mapping[Key, Amount]:
    """Give the grades that are published; those that are not are not named either."""
    every = dict.fromkeys(_GRADES, 0) | {code: count for (code,), count in counts.items()}
    held = hold_back(every)
    return {(code,): count for code, count in every.items() if code not in held}


def _mash(plain: Plain, forms: int) -> _Found:
    """Give how many went to the MASH and to which arm of it; a form may go to several."""
    mash = (Destination.MASH.value,)
    whole = plain["destination"][mash]
    arms = {name: count for (name,), count in plain["mash_arm"].items()}
    if _half(whole, forms) is Absent.HELD:
        return {"destination": {mash: Absent.HELD}}
    nearly_all = {name for name, count in arms.items() if whole - count < THRESHOLD}
    held = hold_back(arms, nearly_all)
    shown: dict[Key, Amount] = {
        (name,): Absent.HELD if name in held else count for name, count in arms.items()
    }
    return {"destination": {mash: whole}, "mash_arm": shown}
