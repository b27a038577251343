"""What each stage reads in turn, and so commits; what it looks up besides stands in the flow.

For those who must know a consumer group by its topics and may not import the flow. A test holds
both to be the same.
"""

from collections.abc import Mapping

from schemas.stages import App, Stage
from schemas.topic import Topic
from schemas.topics import (
    ASSESSED,
    ASSESSMENTS,
    AUDIT,
    CONTROL_ROOM,
    CRIME,
    INTAKE,
    INTELLIGENCE,
    MASH,
    PARTS,
    PIECES,
    SANITISED,
    SECTOR,
    TICKS,
    TRIAGED,
)

SUBSCRIPTIONS: Mapping[Stage, tuple[Topic, ...]] = {
    Stage.TRIAGE: (INTAKE,),
    Stage.ASSESS: (TRIAGED, ASSESSMENTS),
    Stage.REDACT: (ASSESSED,),
    Stage.ENRICH: (SANITISED,),
    Stage.PUBLISH: (INTELLIGENCE,),
    Stage.GATHER: (INTELLIGENCE,),
    Stage.INDEX: (PIECES,),
    Stage.COLLATE: (
        *(TRIAGED, ASSESSED, INTELLIGENCE),
        *(MASH, SECTOR, CONTROL_ROOM, CRIME, AUDIT),
    ),
    Stage.CLOSE: (TICKS,),
    Stage.ISSUE: (PARTS,),
}


def stage_by_topic(app: App) -> Mapping[str, Stage]:
    """Which stage of an app reads a topic, by the topic's name."""
    return {topic.name: stage for stage in app.stages for topic in SUBSCRIPTIONS[stage]}
