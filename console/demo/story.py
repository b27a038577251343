"""The scenes of the demonstration: invented forms and what the Duty Supervisor does with them."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import resources
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from schemas.enums import District, Priority
from schemas.form import CpiForm
from schemas.reference import reference_of

_WRITTEN_BEFORE = timedelta(minutes=2)


class Twist(StrEnum):
    """What is odd about a scene's form."""

    NONE = "none"
    SENT_AGAIN = "sent_again"
    OTHER_CONTENT = "other_content"
    BLANK_NARRATIVE = "blank_narrative"


class Cue(BaseModel):
    """One decision of the script."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority: Priority
    rationale: str | None = None
    district: District | None = None
    sanitised_narrative: str | None = None


class Scene(BaseModel):
    """One form of the demonstration; ``of`` is the title of the scene whose form it repeats."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    twist: Twist = Twist.NONE
    of: str | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    decisions: tuple[Cue, ...] = ()


class Part(BaseModel):
    """A scene with the form that is sent for it."""

    model_config = ConfigDict(frozen=True)

    scene: Scene
    form: CpiForm

    @property
    def reference(self) -> str:
        """The form's reference."""
        return reference_of(self.form.submission_id, self.form.submitted_at)

    @property
    def is_left_alone(self) -> bool:
        """Whether nobody assesses the form: it is what the deadlines are shown with."""
        scene = self.scene
        return not scene.decisions and not scene.of and scene.twist is Twist.NONE

    @property
    def submission_id(self) -> UUID:
        """The id that the partner chose."""
        return self.form.submission_id


def parts(now: datetime) -> list[Part]:
    """Read the scenes and give each a new submission id; ``now`` is the time of the performance."""
    text = resources.files("console.demo").joinpath("scenes.json").read_text(encoding="utf-8")
    scenes = [Scene.model_validate(each) for each in json.loads(text)]
    forms: dict[str, CpiForm] = {}
    for scene in scenes:
        forms[scene.title] = _form(scene, forms, now)
    return [Part(scene=scene, form=forms[scene.title]) for scene in scenes]


def _form(scene: Scene, earlier: dict[str, CpiForm], now: datetime) -> CpiForm:
    if scene.of is not None:
        first = earlier[scene.of]
        changed = scene.twist is Twist.OTHER_CONTENT
        return first.model_copy(update={"immediate_danger": True}) if changed else first
    written = (now - _WRITTEN_BEFORE).isoformat()
    form = CpiForm.model_validate(
        {**scene.form, "submission_id": str(uuid4()), "submitted_at": written}
    )
    if scene.twist is not Twist.BLANK_NARRATIVE:
        return form
    # A copy is not validated: this is how the demonstration sends what no form may hold.
    blank = form.information.model_copy(update={"narrative": "   "})
    return form.model_copy(update={"information": blank})
