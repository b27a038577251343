"""The names that the hub gives are stable, and Kafka's own clients agree on the partition."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiokafka.partitioner import DefaultPartitioner, murmur2
from hypothesis import given
from hypothesis import strategies as st

from schemas.reference import _murmur2, form_key, partition_of, reference_of

ONE = UUID("0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11")


def test_a_reference_is_the_same_for_ever() -> None:
    """A replay gives the same one."""
    assert reference_of(ONE, datetime(2026, 10, 5, 13, 3, tzinfo=UTC)) == "CPI-202610-3W162CGQXP"


@given(st.uuids(), st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30)))  # noqa: DTZ001 - hypothesis takes its bounds naive
def test_a_reference_has_its_shape(submission_id: UUID, moment: datetime) -> None:
    """Crockford's letters, and a key that the month does not change."""
    reference = reference_of(submission_id, moment.replace(tzinfo=UTC))
    assert re.fullmatch(r"CPI-\d{6}-[0-9A-HJKMNP-TV-Z]{10}", reference)
    assert form_key(reference) == form_key(
        reference_of(submission_id, datetime.max.replace(2025, tzinfo=UTC))
    )


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "202607"),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "202610"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "202612"),
        (datetime.fromisoformat("2026-11-01T00:30:00+01:00"), "202610"),
        (datetime.fromisoformat("2026-04-30T19:30:00-05:00"), "202605"),
    ],
)
def test_the_month_is_london_s(moment: datetime, month: str) -> None:
    """Summer time, winter time and other zones."""
    assert reference_of(ONE, moment).split("-")[1] == month


@given(st.binary(max_size=64))
def test_murmur2_is_kafka_s(data: bytes) -> None:
    """As aiokafka computes it."""
    assert _murmur2(data) == murmur2(data) & 0xFFFFFFFF


@given(st.uuids(), st.integers(min_value=1, max_value=64))
def test_the_partition_is_the_one_that_a_client_chooses(submission_id: UUID, count: int) -> None:
    """For any number of partitions."""
    reference = reference_of(submission_id, datetime(2026, 10, 5, tzinfo=UTC))
    everywhere = list(range(count))
    chosen = DefaultPartitioner()(form_key(reference).encode(), everywhere, everywhere)
    assert partition_of(reference, count) == chosen
