"""Whose a consumer group is, and which stage reads a topic in it: by the catalogue of topics."""

from collections.abc import Iterable, Mapping

from schemas.stages import App, Stage
from schemas.subscriptions import stage_by_topic
from schemas.topics import TOPICS

HUB, OTHER = "hub", "other"
# Of the readers of a topic, those that are neither a stage nor a command read it in groups.
_STAGES = {stage.value for stage in Stage}
_TEAMS = {
    topic.name: [
        each for each in topic.readers if each not in _STAGES and not each.startswith("cpi ")
    ]
    for topic in TOPICS
}


def hub_groups(group: str) -> Mapping[str, Mapping[str, str]]:
    """The hub's own groups: what each subscribes to, and the stage that reads it.

    Args:
        group: the setting ``CPI_GROUP``.
    """
    return {
        app.group(group): {topic: stage.value for topic, stage in stage_by_topic(app).items()}
        for app in App
    }


def whose(topics: Iterable[str]) -> str:
    """Say whose a group is that is not the hub's: the declared readers of what it reads."""
    teams = {team for topic in topics for team in _TEAMS.get(topic, ())}
    return ", ".join(sorted(teams)) or OTHER
