"""What is said of a canary: an invented form that goes through the whole stream."""

from schemas.base import Instant, Message, Reference
from schemas.enums import Destination
from schemas.stages import Stage


class CanaryArrival(Message):
    """A canary has come through as far as a stage, on ``cpi.canary``; holds nothing of a form.

    ``received_at`` is the broker's time of its submission, ``destinations`` where a form that says
    the same would have been sent: a canary is sent nowhere.
    """

    reference: Reference
    stage: Stage
    received_at: Instant
    arrived_at: Instant
    destinations: tuple[Destination, ...] = ()

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/canary/{self.stage.value}"
