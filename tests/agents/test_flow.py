"""The stage table is what runs: a newcomer who reads it is not misled."""

from pathlib import Path

import pytest

from agents.app import build, make_hub
from agents.flow import STAGES
from agents.flow_page import PAGE, page
from schemas.ids import CATALOGUE_IDS
from schemas.stages import App, Stage
from schemas.subscriptions import SUBSCRIPTIONS, stage_by_topic
from schemas.topics import DEAD_LETTERS, PARKING, TOPICS
from streams.app import HubApp
from streams.dead_letters import LINED
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings

ROWS = tuple(row for rows in STAGES.values() for row in rows)


@pytest.fixture(params=App)
def of(request: pytest.FixtureRequest) -> App:
    """Each app of the hub."""
    found: App = request.param
    return found


@pytest.fixture
def app(tmp_path: Path, of: App) -> HubApp:
    """An app as a worker builds it; it connects to nothing until it is started."""
    make_key_file(tmp_path / "hub.key")
    settings = Settings(data_dir=tmp_path)
    hub = make_hub(settings, "127.0.0.1:1", load_keyring(settings.key_path), CATALOGUE_IDS, of)
    return build(hub, "127.0.0.1:1", of)


def test_the_running_agents_are_the_rows_of_the_table(app: HubApp, of: App) -> None:
    """Both ways: no agent without a row, no row without an agent."""
    assert sorted(app.agents) == sorted(row.stage.value for row in STAGES[of])


def test_each_stage_has_its_row() -> None:
    """In the order of the journey; a stage is of one app."""
    assert [row.stage for row in ROWS] == list(Stage)


def test_each_stage_is_of_the_app_that_runs_it(of: App) -> None:
    """Who must not import the flow knows it by the app."""
    assert [row.stage for row in STAGES[of]] == list(of.stages)


def test_what_a_stage_subscribes_to_is_what_its_row_reads() -> None:
    """Who must not import the flow knows by that which stage a partition is of."""
    assert {row.stage: row.reads for row in ROWS} == SUBSCRIPTIONS


def test_an_app_reads_a_topic_in_one_stage(of: App) -> None:
    """So a topic of its group tells the stage."""
    reads = [topic.name for row in STAGES[of] for topic in row.reads]
    assert sorted(reads) == sorted(stage_by_topic(of))


def test_each_app_has_a_consumer_group_of_its_own(app: HubApp, of: App) -> None:
    """What the index does commits nothing for the journey."""
    assert app.conf.id == ("cpi-hub" if of is App.ROUTE else f"cpi-hub-{of.value}")


def test_each_agent_reads_the_topics_of_its_row(app: HubApp, of: App) -> None:
    """No topic is read by another stage than the table says."""
    for row in STAGES[of]:
        (inbox,) = [each for each in app.inboxes if each.stage is row.stage]
        assert list(inbox.topics) == [topic.name for topic in row.reads]
        assert app.agents[row.stage.value].channel is app.inboxes[inbox]


def test_an_app_has_no_table(app: HubApp) -> None:
    """A Table makes Faust skip source records after a restart."""
    assert not app.tables


def test_the_catalogue_names_the_stages_that_read_and_write() -> None:
    """The topic catalogue and the stage table tell one story."""
    stages = {stage.value for stage in Stage}
    for topic in TOPICS:
        reads = {row.stage.value for row in ROWS if topic in (*row.reads, *row.looks_up)}
        writes = {row.stage.value for row in ROWS if topic in (*row.writes, DEAD_LETTERS)}
        parks = {stage.value for stage in LINED}
        reads |= parks if topic in {PARKING, DEAD_LETTERS} else set()
        writes |= parks if topic is PARKING else set()
        assert set(topic.readers) & stages == reads, topic.name
        assert set(topic.writers) & stages == writes, topic.name


def test_every_stage_has_rules_and_an_agent_of_its_name() -> None:
    """Go from the flow to the decision by its name."""
    for row in ROWS:
        assert row.handle.__module__ == f"agents.{row.stage.value}"
        assert (Path("rules") / f"{row.stage.value}.py").exists()


def test_the_flow_page_is_up_to_date() -> None:
    """docs/flow.md is generated from the table."""
    assert PAGE.read_text() == page()
