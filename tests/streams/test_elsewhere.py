"""Whether somebody else works in a group: asked of a real Kafka."""

from pathlib import Path
from typing import Any

import pytest

from schemas.topics import INTAKE
from streams import clients
from streams.elsewhere import works_elsewhere
from streams.settings import Settings
from streams.state import instance_of, state_folder
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka


async def test_a_group_that_nobody_has_joined_has_no_worker(
    options: dict[str, Any], tmp_path: Path
) -> None:
    """That is no error."""
    assert not await works_elsewhere(Settings(data_dir=tmp_path), options, "nobody")


@pytest.mark.parametrize("own", [True, False])
async def test_a_worker_of_another_place_is_told_from_our_own(
    options: dict[str, Any], make_topic: MakeTopic, tmp_path: Path, *, own: bool
) -> None:
    """By its name in the group: ours is made from this data directory."""
    group = f"group-{own}"
    name = instance_of(state_folder(tmp_path, group)) if own else "route-1"
    topic = make_topic(INTAKE, 1).name
    member = clients.consumer(options, group_id=group, group_instance_id=name)
    member.subscribe([topic])
    while not member.assignment():
        member.poll(0.1)
    settings = Settings(data_dir=tmp_path)
    assert await works_elsewhere(settings, options, group) is not own
    member.close()
