"""Says of one group what was seen, which rule gave the verdict, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from console.lag.advice import HUB, NOTES, advice
from console.lag.rows import place_of
from console.lag.screen import STYLES
from console.lag.words import count, moment, rate, span
from streams.lag_model import GroupLag, Owner, PartitionLag, Reading, Rule, Trend, Verdict

_NAMED = 8
_LABEL_WIDTH = 8


def explained(reading: Reading, group: GroupLag, now: datetime) -> RenderableType:
    """Lay an explanation out, the worst first."""
    parts: list[RenderableType] = [Text(f"{group.group}: {group.verdict.value}", "bold")]
    parts += [_grid(_of_group(reading, group, now))]
    for found in _by_rule(group):
        parts += [Text(""), Text(_places(found), STYLES[found[0].verdict])]
        parts += [_grid((f"  {label}", line) for label, line in _of_rule(group, found))]
    return Group(*parts)


def _grid(lines: Iterable[tuple[str, str]]) -> Table:
    """Lay lines out beside what they are about, said once."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, min_width=_LABEL_WIDTH)
    grid.add_column()
    before = ""
    for label, line in lines:
        grid.add_row(Text("" if label == before else label), Text(line))
        before = label
    return grid


def explained_as_data(reading: Reading, group: GroupLag) -> dict[str, Any]:
    """Give the JSON object of an explanation."""
    rules = [
        {
            "verdict": found[0].verdict.value,
            "rule": found[0].rule.value,
            "means": advice(found[0].rule, found[0].verdict).means,
            "do": list(advice(found[0].rule, found[0].verdict).steps(group.whose)),
            "partitions": [place_of(each) for each in found],
        }
        for found in _by_rule(group)
    ]
    return {
        "ok": group.verdict is Verdict.OK,
        "at": reading.at.isoformat(),
        "failed": reading.failed,
        "trouble": reading.trouble,
        "group": group.as_data(),
        "rules": rules,
    }


def _of_group(reading: Reading, group: GroupLag, now: datetime) -> Iterator[tuple[str, str]]:
    whose = {HUB: "the hub", "other": "nobody that the catalogue knows"}
    yield "whose", whose.get(group.whose, group.whose)
    members = _number(group.members, "member")
    partitions = _number(len(group.partitions), "partition")
    yield "in Kafka", f"{group.state.replace('_', ' ')}, {members}, {partitions}"
    yield "waiting", _waiting(group)
    yield "evidence", f"{group.complete:.0%} of what the rules want, at {moment(reading.at)}"
    if reading.failed:
        yield "trouble", f"all of this is {span(reading.age(now))} old: {reading.trouble}"
    if group.trouble:
        yield "trouble", group.trouble


def _waiting(group: GroupLag) -> str:
    if not group.lag:
        return "nothing"
    age = group.lag_seconds
    since = f", the oldest for {span(age)}" if age is not None else ""
    return f"{_number(group.lag, 'message')}{since}"


def _number(number: int, what: str) -> str:
    return f"{count(number)} {what}{'' if number == 1 else 's'}"


def _by_rule(group: GroupLag) -> list[Sequence[PartitionLag]]:
    """Put the partitions of which the same rule says the same together, worst first."""
    found: dict[tuple[Verdict, Rule], list[PartitionLag]] = {}
    for each in group.partitions:
        found.setdefault((each.verdict, each.rule), []).append(each)
    return [
        sorted(found[key], key=lambda each: -(each.lag or 0))
        for key in sorted(found, key=lambda key: -key[0].gravity)
    ]


def _places(found: Sequence[PartitionLag]) -> str:
    named = ", ".join(place_of(each) for each in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if found[_NAMED:] else ""
    return f"{found[0].verdict.value} {named}{more}"


def _of_rule(group: GroupLag, found: Sequence[PartitionLag]) -> Iterator[tuple[str, str]]:
    """Give what the rule says of the first of some partitions, for that has the largest lag."""
    first = found[0]
    if first.verdict is not Verdict.OK:
        yield from (("seen", line) for line in _seen(first))
    yield "rule", f"{first.rule.value}: {first.reason}"
    if first.verdict is not Verdict.OK:
        yield "rule", advice(first.rule, first.verdict).means
    for at, step in enumerate(advice(first.rule, first.verdict).steps(group.whose), 1):
        yield "do", f"{at}. {step}"


def _seen(each: PartitionLag) -> Iterator[str]:
    """Give what was seen of a partition, in sentences."""
    yield _stands(each)
    if each.rate_in is not None or each.rate_out is not None:
        trend = f"; the lag is {each.trend.value}" if each.trend else ""
        yield f"in {rate(each.rate_in)} a second, out {rate(each.rate_out)} a second{trend}"
    if each.lag and each.catch_up_seconds is not None:
        yield f"caught up in {span(each.catch_up_seconds)}"
    elif each.lag and each.trend is Trend.GROWING:
        yield "caught up in: never, as things go"
    if each.retention_seconds_left is not None:
        yield f"deleted in {span(each.retention_seconds_left)}: the oldest message that waits"
    yield _read_by(each.owner)
    yield from (NOTES[note] for note in sorted(each.notes))
    if each.history:
        yield f"watched since {moment(each.history[0].at)}, {len(each.history)} times"


def _stands(each: PartitionLag) -> str:
    place = place_of(each)
    if each.committed is None:
        end = f", which ends at {each.end}" if each.end is not None else ""
        return f"it has no place on {place}{end}"
    stands = f"it stands at {each.committed} of {place}"
    if each.end is None:
        return f"{stands}; where that ends is not known"
    if not each.lag:
        return f"{stands}, which ends at {each.end}: nothing waits"
    age = f", the oldest for {span(each.lag_seconds)}" if each.lag_seconds is not None else ""
    return f"{stands}, which ends at {each.end}: {_number(each.lag, 'message')} waiting{age}"


def _read_by(owner: Owner | None) -> str:
    if owner is None:
        return "no member of the group has this partition"
    stage = f", stage {owner.stage}" if owner.stage else ""
    name = f", named {owner.instance}" if owner.instance else ""
    return f"read by the client {owner.client_id} on {owner.host.lstrip('/')}{name}{stage}"
