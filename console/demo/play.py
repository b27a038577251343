"""Plays the scenes: sends the forms, decides as the script says, waits for every form's end."""

import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from agents.standing import Standing, State, standing
from console.demo.story import Cue, Part, Twist
from console.demo.watch import Watch
from rules.publish import DisseminationRules
from schemas.assessment import AssessedForm, Assessment
from schemas.enums import AlertKind, Channel, DecisionStatus, ReceiptStatus
from schemas.records import Alert
from schemas.topics import ASSESSMENTS, INTAKE
from schemas.triage import Proposal
from streams import clock
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.sending import Sender

SUPERVISOR = "Duty Supervisor (script)"
_FINAL = {State.DELIVERED, State.CLOSED, State.HELD, State.NO_DISTRICT, State.DEAD_LETTERED}
_SETTLED = {State.DELIVERED, State.CLOSED}

Say = Callable[[str], None]


class Play:
    """One performance."""

    def __init__(
        self,
        parts: Sequence[Part],
        watch: Watch,
        sender: Sender,
        rules: DisseminationRules,
        say: Say,
    ) -> None:
        self.parts = parts
        self.watch = watch
        self._sender = sender
        self._rules = rules
        self._say = say
        self._given: dict[str, int] = {part.scene.title: 0 for part in parts}

    async def perform(self, seconds: float, going: Callable[[], bool]) -> bool:
        """Play all scenes; true if every form is accounted for before the time is over.

        It ends early when ``going`` says that there is no worker any more.
        """
        end = time.monotonic() + seconds

        def on() -> bool:
            return going() and time.monotonic() < end

        await self._open(on)
        while not self.all_accounted() and on():
            await self.watch.look()
            for part in self.parts:
                await self._cue(part)
        return self.all_accounted()

    def all_accounted(self) -> bool:
        """Whether every form has reached its end."""
        return all(self.accounted(part) for part in self.parts)

    def standing(self, part: Part) -> Standing:
        """Where a form stands."""
        return standing(self.watch.messages(part.reference), self._rules)

    def accounted(self, part: Part) -> bool:
        """Whether a form has reached the end that its scene asks for."""
        statuses = {each.status for each in self.watch.receipts[str(part.submission_id)]}
        if part.scene.twist is Twist.SENT_AGAIN:
            return ReceiptStatus.REPEATED in statuses
        if part.scene.twist in {Twist.OTHER_CONTENT, Twist.BLANK_NARRATIVE}:
            return ReceiptStatus.REJECTED in statuses
        if not part.scene.decisions:
            return self._breached(part) and self.standing(part).state in _SETTLED
        decided = len(self._assessed(part)) >= len(part.scene.decisions)
        return decided and self.standing(part).state in _SETTLED

    async def _open(self, on: Callable[[], bool]) -> None:
        """Send the form that nobody will assess, and the others once the worker has answered."""
        first = [part for part in self.parts if part.is_left_alone]
        later = [part for part in self.parts if part not in first]
        await self._send(first)
        while not all(self.watch.receipts[str(part.submission_id)] for part in first):
            if not on():
                return
            await self.watch.look()
        await self._send([part for part in later if part.scene.of is None])
        await self._send([part for part in later if part.scene.of is not None])

    async def _send(self, parts: Sequence[Part]) -> None:
        forms = [Outgoing(INTAKE, part.form) for part in parts]
        await self._sender.send(forms, Context(Channel.KAFKA))

    async def _cue(self, part: Part) -> None:
        """Give the next decision of a scene when its time has come."""
        given = self._given[part.scene.title]
        if given >= len(part.scene.decisions) or part.scene.of is not None:
            return
        if given and (len(self._assessed(part)) < given or not self._at_rest(part)):
            return
        proposal = proposal_of(self, part)
        if proposal is None:
            return
        self._given[part.scene.title] = given + 1
        await self._decide(part, proposal, part.scene.decisions[given])

    def _at_rest(self, part: Part) -> bool:
        return self.standing(part).state in _FINAL

    async def _decide(self, part: Part, proposal: Proposal, cue: Cue) -> None:
        words = next((each.words for each in proposal.recommendation.because if each.words), "")
        proposed = proposal.recommendation.priority.value
        reason = f" — {cue.rationale}" if cue.rationale else ""
        seen = f" ({words!r})" if words else ""
        self._say(f"{part.reference} proposed {proposed}{seen} -> {cue.priority.value}{reason}")
        made = Assessment(
            assessment_id=uuid4(),
            reference=part.reference,
            priority=cue.priority,
            assessed_by=SUPERVISOR,
            assessed_at=clock.now(),
            rationale=cue.rationale,
            district=cue.district,
            sanitised_narrative=cue.sanitised_narrative,
        )
        await self._sender.send([Outgoing(ASSESSMENTS, made)], Context(Channel.KAFKA))

    def _assessed(self, part: Part) -> list[AssessedForm]:
        return [
            each
            for each in self.watch.messages(part.reference)
            if isinstance(each, AssessedForm) and each.decision.status is DecisionStatus.ASSESSED
        ]

    def _breached(self, part: Part) -> bool:
        return any(
            isinstance(each, Alert) and each.kind is AlertKind.BREACH
            for each in self.watch.messages(part.reference)
        )


def proposal_of(play: Play, part: Part) -> Proposal | None:
    """What triage made of a form, if it got so far."""
    messages = play.watch.messages(part.reference)
    return next((each for each in messages if isinstance(each, Proposal)), None)


def seconds_taken(play: Play, part: Part) -> float | None:
    """Seconds from the form's receipt to its newest message, by the broker's clock."""
    proposal = proposal_of(play, part)
    if proposal is None:
        return None
    return (max(play.watch.times(part.reference).values()) - proposal.received_at).total_seconds()
