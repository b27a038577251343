"""The watchdog gives the worker's sign of life while all is well."""

from pathlib import Path

from streams.vitals import Vitals
from tests.streams.test_watchdog import World


def test_the_sign_of_life_is_renewed_while_all_is_well(tmp_path: Path) -> None:
    """Not before partitions are assigned, nor while the cluster does not answer."""
    world = World()
    vitals = Vitals(tmp_path, "cpi-hub")
    world.dog._vitals = vitals
    world.group.assigned_at = None
    world.dog.renew()
    world.group.assigned_at, world.dog._answered = 0.0, False
    world.dog.renew()
    assert not vitals.path.exists()
    world.dog._answered = True
    world.dog.renew()
    assert vitals.path == tmp_path / "alive" / "cpi-hub"
    assert vitals.path.exists()
    world.dog.stop()
    assert not vitals.path.exists()


def test_a_cluster_that_does_not_answer_is_noticed() -> None:
    """It is asked where the partitions end."""
    world = World()
    world.dog._ask()
    assert not world.dog._answered
