"""What is said of one partition, from what was found out about it. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from confluent_kafka import KafkaError, KafkaException

from streams import lag_rates
from streams.errors import code_of, is_forbidden, kind_of
from streams.lag_facts import Facts
from streams.lag_model import Note, Owner, PartitionLag, Rule, Sample, Verdict
from streams.lag_verdict import Evidence, Judgement, judge

# A clock may be a little ahead of ours: that is no odd timestamp.
_AHEAD = timedelta(seconds=10)
_HISTORY = 20
_GONE = {
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 - librdkafka's own codes are named so
    KafkaError._UNKNOWN_PARTITION,  # noqa: SLF001 - librdkafka's own codes are named so
}


def partition_lag(facts: Facts, now: datetime) -> PartitionLag:
    """Say all that can be said: lag, age, rates, what is left, and the verdict on it."""
    samples = points(facts)
    oldest, notes = _oldest(facts, samples, now)
    found = _judged(facts, oldest, now)
    recent = lag_rates.recent(samples, now)
    came, done = lag_rates.rate_in(recent), lag_rates.rate_out(recent)
    if came is None and facts.waiting == 0:
        # It has kept up, so as much came as was committed.
        done = came = lag_rates.rate_out(_commits(facts))
    unknown = facts.committed is None and not facts.from_earliest
    return PartitionLag(
        topic=facts.topic,
        partition=facts.partition,
        committed=facts.committed,
        earliest=facts.earliest,
        end=facts.end,
        lag=None if unknown else facts.waiting,
        verdict=found.verdict,
        rule=found.rule,
        reason=found.reason,
        complete=found.complete,
        lag_seconds=None if unknown and facts.waiting else _age(facts, oldest, now),
        rate_in=came,
        rate_out=done,
        trend=lag_rates.trend(recent),
        catch_up_seconds=lag_rates.catch_up_seconds(facts.waiting, came, done),
        retention_seconds_left=_left(facts, oldest, came, now),
        owner=facts.owner,
        notes=frozenset((*notes, *_notes(facts))),
        history=tuple(samples[-_HISTORY:]),
    )


def unseen(
    place: tuple[str, int],
    committed: int | None,
    owner: Owner | None,
    error: KafkaException | None,
) -> PartitionLag:
    """Say of a partition why it cannot be looked at: there is none any more, or no right to."""
    if error is None or code_of(error) in _GONE:
        reason = "the topic was deleted, or has lost the partition; its offset is forgotten in time"
        told = Verdict.OK, Rule.DELETED, Note.TOPIC_DELETED, reason
    elif is_forbidden(error):
        reason = "no right to look at the topic: give the hub's user Describe on it"
        told = Verdict.UNKNOWN, Rule.NO_RIGHTS, Note.NO_RIGHTS, reason
    else:
        reason = f"the partition does not answer ({kind_of(error)})"
        told = Verdict.UNKNOWN, Rule.NO_ANSWER, Note.NO_ANSWER, reason
    verdict, rule, note, reason = told
    complete = 1.0 if verdict is Verdict.OK else 0.0
    return PartitionLag(
        *(*place, committed, None, None, None, verdict, rule, reason, complete),
        owner=owner,
        notes=frozenset({note}),
    )


def points(facts: Facts) -> Sequence[Sample]:
    """All that is known of it over time, oldest first: its commits, and what was seen."""
    made = [
        Sample(each.at, each.offset, each.offset + each.lag)
        for each in facts.commits
        if each.lag is not None
    ]
    known = {each.at: each for each in (*made, *facts.samples)}
    return [known[at] for at in sorted(known)]


def _judged(facts: Facts, oldest: datetime | None, now: datetime) -> Judgement:
    if facts.committed is not None and facts.committed > facts.written:
        reason = (
            f"it has committed offset {facts.committed}, but the partition ends at "
            f"{facts.written}: the topic was made anew or has lost messages"
        )
        return Judgement(Verdict.UNKNOWN, Rule.BEYOND_THE_END, reason)
    # What had been read to the end when it was last looked at has come since.
    clear = [each.at for each in facts.samples if each.end <= facts.position]
    since = max([at for at in (oldest, *clear[-1:]) if at is not None], default=None)
    evidence = Evidence(
        lag=facts.waiting,
        commits=facts.commits if facts.committed is not None else (),
        owned=facts.owned,
        waiting_since=since,
        samples=facts.samples,
        readable=facts.oldest is None or facts.oldest.offset is not None,
        from_earliest=facts.from_earliest,
        unread_deleted=facts.unread_deleted if facts.committed is not None else 0,
    )
    return judge(evidence, now)


def _oldest(
    facts: Facts, samples: Sequence[Sample], now: datetime
) -> tuple[datetime | None, list[Note]]:
    """Say when the oldest message that waits came, and what is odd about that."""
    if facts.waiting == 0:
        return None, []
    read, notes = facts.oldest, list[Note]()
    if read is not None and read.offset is None:
        return None, [Note.NOTHING_READABLE]
    if read is not None and read.at is not None and read.at <= now + _AHEAD:
        return min(read.at, now), []
    if read is not None:
        notes.append(Note.NO_TIMESTAMP if read.at is None else Note.FUTURE_TIMESTAMP)
    guessed = lag_rates.arrived_at(facts.position, samples)
    return guessed, notes if guessed is None else [*notes, Note.INTERPOLATED]


def _age(facts: Facts, oldest: datetime | None, now: datetime) -> float | None:
    if facts.waiting == 0 or (facts.oldest is not None and facts.oldest.offset is None):
        return 0.0
    return None if oldest is None else max(0.0, (now - oldest).total_seconds())


def _left(facts: Facts, oldest: datetime | None, came: float | None, now: datetime) -> float | None:
    if facts.waiting == 0 or facts.kept is None:
        return None
    if facts.unread_deleted:
        return 0.0
    size = facts.oldest.size if facts.oldest is not None else None
    room = lag_rates.room_seconds(facts.kept.retention_bytes, facts.waiting, size, came)
    return lag_rates.retention_seconds_left(oldest, now, facts.kept.retention, room)


def _notes(facts: Facts) -> Iterator[Note]:
    if facts.committed is None:
        yield Note.PARTITION_ADDED if facts.added else Note.NEVER_COMMITTED
    if facts.kept is not None and facts.kept.compacted:
        yield Note.COMPACTED
    if facts.written > facts.end:
        yield Note.OPEN_TRANSACTION
    if facts.committed is not None and facts.unread_deleted:
        yield Note.LOST_TO_RETENTION
    if facts.committed is not None and facts.committed > facts.written:
        yield Note.BEYOND_THE_END


def _commits(facts: Facts) -> Sequence[Sample]:
    """Its commits, as of a group that has read all that there was at each."""
    return [Sample(each.at, each.offset, each.offset) for each in facts.commits]
