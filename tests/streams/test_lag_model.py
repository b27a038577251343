"""What is said of lag, as data."""

import json
from datetime import timedelta

from streams.lag_model import Note, Owner, Trend, Verdict, worst
from tests.streams.lag_made import AT, a_group, a_partition, a_reading


def test_a_reading_is_json_with_every_field() -> None:
    """Spans to the millisecond, times in ISO 8601, notes in order; null where nothing is known."""
    late = a_partition(
        lag=7,
        lag_seconds=1.23456,
        trend=Trend.GROWING,
        verdict=Verdict.STALL,
        owner=Owner("/10.0.0.1", "cpi-hub", stage="triage"),
        notes=frozenset({Note.OPEN_TRANSACTION, Note.COMPACTED}),
    )
    data = json.loads(json.dumps(a_reading(a_group("cpi-hub", a_partition(), late)).as_data()))
    assert (data["ok"], data["verdict"], data["at"]) == (False, "STALL", AT.isoformat())
    group = data["groups"][0]
    assert (group["verdict"], group["lag"], group["lag_seconds"]) == ("STALL", 7, 1.235)
    first = group["partitions"][0]
    assert first["notes"] == ["compacted", "open_transaction"]
    assert first["owner"] == {
        "host": "/10.0.0.1",
        "client_id": "cpi-hub",
        "instance": None,
        "stage": "triage",
    }
    assert first["history"][0] == {
        "at": (AT - timedelta(seconds=20)).isoformat(),
        "committed": 100,
        "end": 100,
    }
    assert first["rate_in"] is None


def test_what_is_worst_is_known() -> None:
    """STOP before STALL before REWIND before what is not known, before WARN."""
    order = ["STOP", "STALL", "REWIND", "UNKNOWN", "WARN", "OK"]
    assert sorted(Verdict, key=lambda each: -each.gravity) == order
    assert worst([Verdict.WARN, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert worst([]) is Verdict.OK


def test_a_reading_that_failed_is_never_ok() -> None:
    """Also where nothing at all was ever read."""
    failed = a_reading(trouble="the broker does not answer", failed=True)
    assert failed.verdict is Verdict.UNKNOWN
    assert failed.age(AT + timedelta(seconds=9)) == 9
