"""What is said of a group and of a whole reading, from its partitions. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from streams.lag_model import GroupLag, Note, PartitionLag, Reading, Rule, Verdict, worst
from streams.lag_words import messages


def group_lag(  # noqa: PLR0913 - each is a field of the model
    group: str,
    partitions: Iterable[PartitionLag],
    *,
    whose: str,
    state: str,
    members: int,
    trouble: str | None = None,
) -> GroupLag:
    """Put a group together: as its worst partition is; one with a trouble is never OK."""
    order = sorted(partitions, key=_gravity)
    verdict = worst(each.verdict for each in order)
    if trouble is not None:
        verdict = worst((verdict, Verdict.UNKNOWN))
    whole = sum(each.complete >= 1.0 for each in order)
    return GroupLag(
        group=group,
        whose=whose,
        state=state,
        members=members,
        partitions=order,
        verdict=verdict,
        reason=_reason(order, members, trouble),
        complete=whole / len(order) if order else float(trouble is None),
        trouble=trouble,
    )


def in_order(groups: Iterable[GroupLag]) -> Sequence[GroupLag]:
    """Put the worst first; of equals those of the hub, then those in which most waits."""
    return sorted(
        groups,
        key=lambda each: (
            -each.verdict.gravity,
            each.whose != "hub",
            -(each.lag_seconds or 0.0),
            -each.lag,
            each.group,
        ),
    )


def aged(last: Reading, trouble: str) -> Reading:
    """Make of the last reading what can still be said: its numbers, and every verdict UNKNOWN."""
    since = f"{last.at.isoformat(timespec='seconds').removesuffix('+00:00')} UTC"
    reason = f"the cluster has not answered since {since}"

    def old(each: PartitionLag) -> PartitionLag:
        notes = each.notes | {Note.NO_ANSWER}
        return replace(
            each, verdict=Verdict.UNKNOWN, rule=Rule.NO_ANSWER, reason=reason, notes=notes
        )

    groups = [
        replace(
            group,
            verdict=Verdict.UNKNOWN,
            reason=reason,
            trouble=trouble,
            complete=0.0,
            partitions=[old(each) for each in group.partitions],
        )
        for group in last.groups
    ]
    return replace(last, groups=groups, trouble=trouble, failed=True)


def _gravity(each: PartitionLag) -> tuple[object, ...]:
    waits = -(each.lag_seconds or 0.0), -(each.lag or 0)
    return -each.verdict.gravity, *waits, each.topic, each.partition


def _reason(order: Sequence[PartitionLag], members: int, trouble: str | None) -> str:
    if trouble is not None and (not order or order[0].verdict is Verdict.OK):
        return trouble
    if not order:
        return "it has committed nothing" if members else "it is empty and has committed nothing"
    first = order[0]
    if first.verdict is Verdict.OK and not first.lag:
        return "nothing waits" if members else "nothing waits; nobody is in it"
    more = sum(each.verdict is first.verdict for each in order[1:])
    others = f" (and {more} more partition{'s' if more > 1 else ''})" if more else ""
    total = sum(each.lag or 0 for each in order)
    if first.verdict is Verdict.OK:
        return f"{messages(total)} in all; {first.topic} {first.partition}: {first.reason}"
    return f"{first.topic} {first.partition}: {first.reason}{others}"
