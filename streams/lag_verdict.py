"""The verdict on a partition, by the rules of Burrow's evaluator in its order. Pure.

What Burrow does not know and these rules do: whether a member of the group owns the partition (then
it stalls, else it stopped), since when the oldest message waits, and what there is to read at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from streams.lag_model import Rule, Sample, Verdict
from streams.lag_words import messages, span

WANTED = 10
"""So many commits make the evidence whole, as Burrow's ``intervals``."""

APART = timedelta(seconds=1)
"""Commits closer than that count as one, as Burrow's ``min-distance``."""

LATELY = timedelta(seconds=100)
"""What has waited for less is no alarm: Burrow's ten intervals of ten seconds."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a group: when, to where, how many messages it left (null: not known)."""

    at: datetime
    offset: int
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the rules look at.

    Attributes:
        lag: messages from what the group reads next to the last stable offset.
        commits: oldest first, as ``thinned`` gives them. Of one whose time is not known ``at``
            is the latest that it can be. Empty where the group never committed.
        owned: whether a member of the group has the partition, or the group is about to say who.
        waiting_since: when the oldest message that waits came; null where that is not known.
        samples: what was seen of the partition itself, oldest first.
        readable: whether there is any message among those that wait.
        from_earliest: whether the group begins at the earliest message where it never committed.
        unread_deleted: messages that retention deleted before the group read them.
    """

    lag: int
    commits: Sequence[Commit]
    owned: bool
    waiting_since: datetime | None = None
    samples: Sequence[Sample] = ()
    readable: bool = True
    from_earliest: bool = False
    unread_deleted: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the rule that gave it, one sentence that says why, how whole the evidence was."""

    verdict: Verdict
    rule: Rule
    reason: str
    complete: float = 1.0


def judge(seen: Evidence, now: datetime) -> Judgement:
    """Judge a partition. The first rule that has something to say decides."""
    found = next(filter(None, (rule(seen, now) for rule in _RULES)))
    if found.verdict is Verdict.OK and seen.unread_deleted:
        reason = f"retention has deleted {messages(seen.unread_deleted)} before they were read"
        return Judgement(Verdict.WARN, Rule.LOST_TO_RETENTION, reason, found.complete)
    return found


def thinned(commits: Sequence[Commit]) -> tuple[Commit, ...]:
    """Keep the last ``WANTED`` commits that are ``APART``, from all of them, oldest first."""
    kept: list[Commit] = []
    for each in reversed(commits):
        if not kept or kept[-1].at - each.at >= APART:
            kept.append(each)
        if len(kept) == WANTED:
            break
    return tuple(reversed(kept))


def completeness(commits: Sequence[Commit]) -> float:
    """How much of the evidence there is, 0.0 to 1.0."""
    return min(1.0, len(commits) / WANTED)


def _no_lag(seen: Evidence, _: datetime) -> Judgement | None:
    if seen.lag > 0:
        return None
    return Judgement(Verdict.OK, Rule.NO_LAG, "nothing waits")


def _nothing_readable(seen: Evidence, _: datetime) -> Judgement | None:
    if seen.readable or seen.unread_deleted:
        return None
    reason = "what waits are marks of transactions or gaps; there is no message to read"
    return Judgement(Verdict.OK, Rule.NOTHING_READABLE, reason)


def _never_committed(seen: Evidence, now: datetime) -> Judgement | None:
    if seen.commits:
        return None
    waits = f"nothing was ever committed here and {_waiting(seen, now)}"
    if _young(seen, now):
        return Judgement(Verdict.OK, Rule.NEVER_COMMITTED, waits, 0.0)
    if not seen.owned:
        reason = f"{waits}; nobody owns the partition"
        return Judgement(Verdict.STOP, Rule.NEVER_COMMITTED, reason)
    first = seen.samples[0] if seen.samples else None
    watched = first is not None and now - first.at > LATELY
    if first is not None and watched and (seen.from_earliest or seen.samples[-1].end > first.end):
        reason = f"{waits}; its owner was seen to commit nothing for {span(now - first.at)}"
        return Judgement(Verdict.STALL, Rule.NEVER_COMMITTED, reason)
    if seen.from_earliest:
        return Judgement(Verdict.UNKNOWN, Rule.TOO_LITTLE_SEEN, f"{waits}; it has an owner", 0.0)
    reason = f"{waits}; its owner may begin behind that"
    return Judgement(Verdict.OK, Rule.NEVER_COMMITTED, reason, 1.0 if watched else 0.0)


def _commits_stopped(seen: Evidence, now: datetime) -> Judgement | None:
    first, last = seen.commits[0], seen.commits[-1]
    silent, spanned = now - last.at, last.at - first.at
    # Few commits span little: then silence must last as long as what is no alarm yet.
    whole = len(seen.commits) >= WANTED
    if silent <= (spanned if whole else max(spanned, LATELY)) or _caught_up(seen, last, now):
        return None
    verdict = Verdict.STALL if seen.owned else Verdict.STOP
    who = "its owner is there" if seen.owned else "nobody owns the partition"
    reason = f"no commit for {span(silent)}, {who} and {_waiting(seen, now)}"
    return Judgement(verdict, Rule.COMMITS_STOPPED, reason, completeness(seen.commits))


def _went_back(seen: Evidence, _: datetime) -> Judgement | None:
    last, highest = seen.commits[-1], max(seen.commits, key=lambda each: each.offset)
    if last.offset >= highest.offset:
        return None
    reason = (
        f"the group went back from offset {highest.offset} and is at {last.offset}: "
        f"{highest.offset - last.offset} to go"
    )
    return Judgement(Verdict.REWIND, Rule.WENT_BACK, reason, completeness(seen.commits))


def _caught_up_lately(seen: Evidence, now: datetime) -> Judgement | None:
    free = [each.at for each in seen.commits if each.lag == 0]
    complete = completeness(seen.commits)
    if free:
        reason = f"nothing waited {span(max(now - free[-1], timedelta(0)))} ago"
        return Judgement(Verdict.OK, Rule.CAUGHT_UP_LATELY, reason, complete)
    if len(seen.commits) == 1 and _caught_up(seen, seen.commits[-1], now):
        reason = f"nothing has waited for longer than {span(LATELY)}"
        return Judgement(Verdict.OK, Rule.CAUGHT_UP_LATELY, reason, complete)
    return None


def _too_little_seen(seen: Evidence, now: datetime) -> Judgement | None:
    """Say so where commits are too few for what would be an alarm; progress is believed at once."""
    whole = len(seen.commits) >= WANTED or now - seen.commits[0].at > LATELY
    if (whole and len(seen.commits) > 1) or _shrinks(seen):
        return None
    reason = f"{_waiting(seen, now)}, and {len(seen.commits)} of {WANTED} commits are known"
    complete = completeness(seen.commits)
    return Judgement(Verdict.UNKNOWN, Rule.TOO_LITTLE_SEEN, reason, complete)


def _without_progress(seen: Evidence, now: datetime) -> Judgement | None:
    first, last = seen.commits[0], seen.commits[-1]
    if any(each.offset != first.offset for each in seen.commits):
        return None
    reason = (
        f"{len(seen.commits)} commits in {span(last.at - first.at)} were all to offset "
        f"{last.offset}, and {_waiting(seen, now)}"
    )
    complete = completeness(seen.commits)
    return Judgement(Verdict.STALL, Rule.COMMITS_WITHOUT_PROGRESS, reason, complete)


def _lag_never_shrinks(seen: Evidence, now: datetime) -> Judgement | None:
    known = [each for each in seen.commits if each.lag is not None]
    if _shrinks(seen) or len(known) < len(seen.commits):
        return None
    reason = (
        f"it commits, but in {span(now - known[0].at)} what waits has never become less: "
        f"{known[0].lag} then, {seen.lag} now"
    )
    return Judgement(Verdict.WARN, Rule.LAG_NEVER_SHRINKS, reason, completeness(seen.commits))


def _lag_shrinks(seen: Evidence, now: datetime) -> Judgement:
    complete = completeness(seen.commits)
    if not _shrinks(seen):
        reason = f"{_waiting(seen, now)}; how many waited before is not known"
        return Judgement(Verdict.UNKNOWN, Rule.TOO_LITTLE_SEEN, reason, complete)
    return Judgement(
        Verdict.OK, Rule.LAG_SHRINKS, f"{_waiting(seen, now)}; it catches up", complete
    )


_RULES: Sequence[Callable[[Evidence, datetime], Judgement | None]] = (
    _no_lag,
    _nothing_readable,
    _never_committed,
    _commits_stopped,
    _went_back,
    _caught_up_lately,
    _too_little_seen,
    _without_progress,
    _lag_never_shrinks,
    _lag_shrinks,
)


def _young(seen: Evidence, now: datetime) -> bool:
    return seen.waiting_since is not None and now - seen.waiting_since <= LATELY


def _caught_up(seen: Evidence, last: Commit, now: datetime) -> bool:
    """Whether lately there was a moment at which nothing waited, or nothing has waited for long."""
    if seen.waiting_since is not None:
        return _young(seen, now)
    return any(each.end <= last.offset and now - each.at <= LATELY for each in seen.samples)


def _shrinks(seen: Evidence) -> bool:
    known = [each.lag for each in seen.commits if each.lag is not None]
    return any(after < before for before, after in pairwise(known))


def _waiting(seen: Evidence, now: datetime) -> str:
    what = f"{messages(seen.lag)} {'waits' if seen.lag == 1 else 'wait'}"
    if seen.waiting_since is None or seen.waiting_since > now:
        return what
    return f"{what}, the oldest for {span(now - seen.waiting_since)}"
