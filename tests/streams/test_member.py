"""The properties with which a worker joins its group."""

from streams.member import member
from streams.settings import Settings


def test_a_member_is_known_again_only_by_a_name() -> None:
    """Without one it is new each time; its heartbeat comes well within its time."""
    found = member(Settings(), {"client.id": "x"}, "cpi-hub", None)
    assert "group.instance.id" not in found
    assert (found["group.id"], found["client.id"], found["session.timeout.ms"]) == (
        "cpi-hub",
        "x",
        10_000,
    )
    assert found["heartbeat.interval.ms"] * 3 < found["session.timeout.ms"]
    assert member(Settings(), {}, "cpi-hub", "one")["group.instance.id"] == "one"
